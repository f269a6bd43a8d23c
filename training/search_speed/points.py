"""Indexing killed at points spread evenly over all that SQLite does, and the store that is left.

    report = survived_points(folder, encoder, scratch, 1_000)
    report.n_whole, report.n_kills

A process is forked for each point and kills itself (signal 9) there: after so many instructions of
SQLite's machine, counted over files, words, APIs and vectors. Whole is a store that opens without
a word, and from which the index goes on to the same units and vectors. Needs `fork`.
"""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from beamcoder.model.search import index as index_module
from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.encoding import encode_some, load_vectors
from beamcoder.model.search.files.sources import find_sources
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.store import open_index

CHUNK: Final = 3  # files a transaction
STEP: Final = 5  # instructions between two points that can be told apart


@dataclass(frozen=True, slots=True)
class Survival:
    n_kills: int
    n_whole: int


def survived_points(folder: Path, encoder: Encoder, scratch: Path, n_kills: int) -> Survival:
    """Each store is begun anew, killed at one point, opened, and gone on with."""
    before = index_module.CHUNK
    index_module.CHUNK = CHUNK  # type: ignore[misc]
    try:
        return _survived(folder, encoder, scratch, n_kills)
    finally:
        index_module.CHUNK = before  # type: ignore[misc]


def _survived(folder: Path, encoder: Encoder, scratch: Path, n_kills: int) -> Survival:
    n_points = _count(folder, encoder, scratch / "counted.index")
    wanted = _units(_indexed(folder, encoder, scratch / "whole.index", list[str]()))
    n_died = n_whole = 0
    for i in range(n_kills):
        path = scratch / f"killed-{i}.index"
        n_died += _dies(folder, encoder, path, 1 + i * n_points // n_kills)
        said = list[str]()
        index = _indexed(folder, encoder, path, said)
        n_whole += not said and _units(index) == wanted
        for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            name.unlink(missing_ok=True)
    return Survival(n_died, n_whole)


def _indexed(folder: Path, encoder: Encoder, path: Path, said: list[str]) -> SearchIndex:
    places = find_sources([folder]).places
    index, store = open_index(path, [folder], places, said.append)
    index.follow(places)
    load_vectors(index, encoder, store, said.append)
    while encode_some(index, encoder, store):
        pass
    store.close()
    return index


def _units(index: SearchIndex) -> tuple[Any, ...]:
    snapshot = index.snapshot
    labels = sorted(label for part in snapshot.parts for label in part.block.labels)
    return labels, snapshot.n_units, snapshot.n_vectors, sorted(index.words)


def _count(folder: Path, encoder: Encoder, path: Path) -> int:
    """How many points there are, in a process of its own."""
    n_points = 0

    def step() -> None:
        nonlocal n_points
        n_points += 1

    before = sqlite3.connect
    _connect_with(step)
    try:
        _indexed(folder, encoder, path, list[str]())
    finally:
        sqlite3.connect = before
    return n_points


def _dies(folder: Path, encoder: Encoder, path: Path, at: int) -> bool:
    """Whether a process that indexes was killed at the point, not done before."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            _kill_at(at)
            _indexed(folder, encoder, path, list[str]())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _kill_at(at: int) -> None:
    n_left = at

    def step() -> None:
        nonlocal n_left
        n_left -= 1
        if n_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    _connect_with(step)


def _connect_with(step: Callable[[], None]) -> None:
    """Connections made from now on call it every STEP instructions."""
    connect = sqlite3.connect

    def counted(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        connection.set_progress_handler(step, STEP)
        return connection

    sqlite3.connect = counted  # type: ignore[assignment]
