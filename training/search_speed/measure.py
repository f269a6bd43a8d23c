"""Time and memory of indexing, of queries, and of a first search from a store.

    figures, index = measure_index(places, encoder)     CPU seconds and megabytes
    query_times(index, ["read a graph"], encoder)       milliseconds of CPU

Time of the CPU is what a quiet machine's clock would show, for all of it is one thread; a busy
machine's own clock shows a multiple. Only a process that begins is measured by both.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import psutil

from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.encoding import encode_some
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.queries.query import parse_query
from beamcoder.model.search.records import SourcePlace
from beamcoder.model.search.searcher import Searcher, Wanted
from beamcoder.model.search.store import open_index

MEGABYTE: Final = 1e6
N_COLD: Final = 5


@dataclass(frozen=True, slots=True)
class IndexFigures:
    """`words_s` until words answer, `cpu_s` until every unit has its vector too, if there is an
    encoder; `memory_mb` is that of the whole process, all libraries included."""

    n_files: int
    n_units: int
    words_s: float
    cpu_s: float
    memory_mb: float
    peak_mb: float


def measure_index(
    places: Sequence[SourcePlace], encoder: Encoder | None = None
) -> tuple[IndexFigures, SearchIndex]:
    started, index = time.process_time(), SearchIndex()
    index.follow(places)
    words_s = time.process_time() - started
    while encoder is not None and encode_some(index, encoder):
        pass
    cpu_s = time.process_time() - started
    n_units = index.snapshot.n_units
    index.settle()
    return IndexFigures(len(places), n_units, words_s, cpu_s, *_memory()), index


def _memory() -> tuple[float, float]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return psutil.Process().memory_info().rss / MEGABYTE, peak / MEGABYTE


def query_times(
    index: SearchIndex, queries: Sequence[str], encoder: Encoder | None = None
) -> tuple[float, float]:
    """-> the median and the 95th percentile, after one query that makes what is made once."""
    searcher, times = Searcher(encoder), list[float]()
    for query in (queries[0], *queries):
        started = time.process_time()
        searcher.search(index.snapshot, index.words, parse_query(query), Wanted())
        times.append(1000 * (time.process_time() - started))
    median, tail = np.percentile(times[1:], [50, 95]).tolist()
    return median, tail


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """Of a store that has everything: its size, and a search by a process that begins."""

    size_mb: float
    cold_cpu_s: float
    cold_wall_s: float


def measure_store(
    folders: Sequence[Path],
    places: Sequence[SourcePlace],
    path: Path,
    encoder: Encoder | None = None,
) -> StoreFigures:
    """Fills the store, then searches from it in N_COLD processes; the quickest counts."""
    index, store = open_index(path, folders, places, print)
    index.follow(places)
    while encoder is not None and encode_some(index, encoder, store):
        pass
    store.close()
    command = [sys.executable, "-m", "beamcoder", "search", "binary search tree", "--json"]
    command += ["--index", str(path), *([] if encoder else ["--words"])]
    command += ["--in", *map(str, folders)]
    walls, cpus = list[float](), list[float]()
    for _ in range(N_COLD):
        before, started = _children_s(), time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        walls.append(time.perf_counter() - started)
        cpus.append(_children_s() - before)
    return StoreFigures(path.stat().st_size / MEGABYTE, min(cpus), min(walls))


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
