"""Text indexes of libraries on the same words and queries: how long they build, answer, update.

    rows = compare(index, queries)          one row each; a library that is missing says so

All get the words that ours has, a document a unit, so that only the index is compared.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from beamcoder.model.search.block import Block
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.queries.query import parse_query

TOP: Final = 100
MEGABYTE: Final = 1e6


@dataclass(frozen=True, slots=True)
class PeerRow:
    """`missing` says why there are no figures."""

    name: str
    build_s: float = 0.0
    median_ms: float = 0.0
    tail_ms: float = 0.0
    size_mb: float = 0.0
    missing: str = ""


def compare(index: SearchIndex, queries: Sequence[str]) -> list[PeerRow]:
    words = [parse_query(query).words for query in queries]
    rows = [_ours(index, words)]
    for name, measure in (("tantivy", _tantivy), ("bm25s", _bm25s)):
        try:
            rows.append(measure(index, words))
        except ImportError:
            rows.append(PeerRow(name, missing=f"pip install {name}"))
    return rows


def _ours(index: SearchIndex, queries: Sequence[tuple[str, ...]]) -> PeerRow:
    snapshot = index.snapshot
    (part,) = snapshot.parts
    part.block.by_unit, part.block.by_word = part.block.unit_postings, None
    started = time.process_time()
    part.block.invert()
    build_s = time.process_time() - started

    def search(query: tuple[str, ...]) -> Any:
        numbers = [n for word in query if (n := index.words.number(word)) is not None]
        scores = snapshot.word_scores([(number, 1.0) for number in numbers]).scores
        return np.argpartition(scores, -TOP)[-TOP:]

    postings = part.block.unit_postings
    size = postings.words.nbytes + postings.counts.nbytes
    return PeerRow("numpy postings (ours)", build_s, *_times(search, queries), size / MEGABYTE)


def documents(block: Block, words: Sequence[str]) -> list[list[str]]:
    """The words of each unit, as often as they count."""
    starts, postings = [0, *block.ends.tolist()], block.unit_postings
    found = list[list[str]]()
    for start, end in pairwise(starts):
        own = slice(start, end)
        pairs = zip(postings.words[own].tolist(), postings.counts[own].tolist(), strict=True)
        found.append([words[number] for number, count in pairs for _ in range(count)])
    return found


def _tantivy(index: SearchIndex, queries: Sequence[tuple[str, ...]]) -> PeerRow:
    import tantivy

    texts = [" ".join(each) for each in documents(index.snapshot.parts[0].block, list(index.words))]
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=False, tokenizer_name="whitespace")
    builder.add_integer_field("unit", stored=True)
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        theirs = tantivy.Index(builder.build(), path=folder)
        writer = theirs.writer(50_000_000, 1)
        for unit, text in enumerate(texts):
            writer.add_document(tantivy.Document(body=text, unit=unit))
        writer.commit()
        writer.wait_merging_threads()
        build_s = time.process_time() - started
        theirs.reload()
        searcher, schema = theirs.searcher(), theirs.schema

        def search(query: tuple[str, ...]) -> Any:
            terms = [
                (tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", word))
                for word in query
            ]
            return searcher.search(tantivy.Query.boolean_query(terms), TOP).hits

        times = _times(search, queries)
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
    return PeerRow("tantivy", build_s, *times, size / MEGABYTE)


def _bm25s(index: SearchIndex, queries: Sequence[tuple[str, ...]]) -> PeerRow:
    import bm25s

    texts = documents(index.snapshot.parts[0].block, list(index.words))
    started = time.process_time()
    theirs = bm25s.BM25()
    theirs.index(texts, show_progress=False)
    build_s = time.process_time() - started

    def search(query: tuple[str, ...]) -> Any:
        return theirs.retrieve([list(query)], k=TOP, show_progress=False, n_threads=1)

    size = sum(theirs.scores[name].nbytes for name in ("data", "indices", "indptr"))
    return PeerRow("bm25s", build_s, *_times(search, queries), size / MEGABYTE)


def _times(
    search: Callable[[tuple[str, ...]], Any], queries: Sequence[tuple[str, ...]]
) -> tuple[float, float]:
    """Milliseconds of CPU: the median and the 95th percentile."""
    times = list[float]()
    for query in queries:
        started = time.process_time()
        search(query)
        times.append(1000 * (time.process_time() - started))
    median, tail = np.percentile(times, [50, 95]).tolist()
    return median, tail
