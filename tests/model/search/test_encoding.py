"""Vectors follow the files, words answer meanwhile, and no vector is of another text or model."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.encoding import encode_some, load_vectors
from beamcoder.model.search.files.sources import find_sources
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.queries.query import parse_query
from beamcoder.model.search.records import SourcePlace
from beamcoder.model.search.searcher import Searcher, Wanted
from beamcoder.model.search.store import Store, open_index
from beamcoder.model.search.units import Unit
from beamcoder.model.search.words import words_of
from tests.model.search.trees import index_of, write

# What the scripted model knows: these mean the same.
SAME = {"rout": "path", "distanc": "path"}


class ScriptedEncoder:
    """A bag of words, hashed, in which some words mean others."""

    def __init__(self, name: str = "scripted", dimensions: int = 64) -> None:
        self._name, self._dimensions = name, dimensions

    @property
    def sum(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def encode_queries(self, queries: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._row(query) for query in queries])

    def encode_units(self, units: Sequence[Unit]) -> NDArray[np.float32]:
        return np.stack([self._row(f"{u.name} {u.signature} {u.comment}") for u in units])

    def _row(self, text: str) -> NDArray[np.float32]:
        row = np.zeros(self._dimensions, np.float32)
        for word in words_of(text):
            row[sum(SAME.get(word, word).encode()) % self._dimensions] += 1
        return row / np.float32(np.linalg.norm(row) or 1)


ENCODER: Encoder = ScriptedEncoder()


def encode_all(index: SearchIndex, encoder: Encoder = ENCODER, store: Store | None = None) -> int:
    n = 0
    while made := encode_some(index, encoder, store):
        n += made
    return n


def names(index: SearchIndex, query: str, wanted: Wanted) -> list[str]:
    hits = Searcher(ENCODER).search(index.snapshot, index.words, parse_query(query), wanted)
    return [hit.name for hit in hits]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "in")


def test_every_unit_gets_a_vector(folder: Path) -> None:
    index = index_of(folder)
    assert index.snapshot.n_vectors == 0
    assert encode_all(index) == index.snapshot.n_vectors == index.snapshot.n_units > 0
    assert encode_some(index, ENCODER) == 0


def test_words_answer_while_there_are_no_vectors(folder: Path) -> None:
    index = index_of(folder)
    assert names(index, "shortest paths", Wanted())[0] == "dijkstra"
    assert names(index, "distances", Wanted()) == []
    encode_all(index)
    assert "dijkstra" in names(index, "distances", Wanted())


def test_each_half_alone(folder: Path) -> None:
    index = index_of(folder)
    encode_all(index)
    assert names(index, "distances", Wanted(halves="words")) == []
    assert "dijkstra" in names(index, "distances", Wanted(halves="meaning"))


def test_a_file_that_changes_gets_new_vectors(folder: Path) -> None:
    index = index_of(folder)
    encode_all(index)
    (folder / "src/Graph.java").write_text("class Graph { /** Routes. */ void other() { } }\n")
    index.follow(find_sources([folder]).places)
    snapshot = index.snapshot
    assert 0 < snapshot.n_vectors < snapshot.n_units
    encode_all(index)
    assert index.snapshot.n_vectors == index.snapshot.n_units
    assert names(index, "distance", Wanted(halves="meaning"))[0] == "other"


def test_a_file_that_changed_unnoticed_is_left_until_it_is_followed(folder: Path) -> None:
    index = index_of(folder)
    (folder / "src/Graph.java").write_text("class Graph { /** Routes. */ void other() { } }\n")
    encode_all(index)
    assert index.snapshot.n_vectors < index.snapshot.n_units
    index.follow(find_sources([folder]).places)
    encode_all(index)
    assert index.snapshot.n_vectors == index.snapshot.n_units


def test_an_unsaved_text_is_what_is_encoded(folder: Path) -> None:
    index = index_of(folder)
    place = find_sources([folder]).places[0]
    index.update([place], "class Typed { /** Routes. */ void typed() { } }")
    encode_all(index)
    assert "typed" in names(index, "distance", Wanted(halves="meaning"))


def test_merged_blocks_keep_their_vectors(folder: Path) -> None:
    index = index_of(folder)
    encode_all(index)
    before = names(index, "paths of a graph", Wanted(halves="meaning"))
    index.update([SourcePlace("new", "new", 0, 0)], "class Q { void q() { } }")
    index.settle()
    assert names(index, "paths of a graph", Wanted(halves="meaning")) == before


def test_vectors_are_kept_in_a_store(folder: Path, tmp_path: Path) -> None:
    path, said = tmp_path / "index", list[str]()
    places = find_sources([folder]).places

    def opened(encoder: Encoder) -> tuple[SearchIndex, Store]:
        index, store = open_index(path, [folder], places, said.append)
        index.follow(places)
        load_vectors(index, encoder, store, said.append)
        return index, store

    index, store = opened(ENCODER)
    encode_all(index, store=store)
    store.close()
    again, store = opened(ENCODER)
    assert again.unencoded() == [] and again.unencoded_apis(9) == [] and said == []
    assert again.snapshot.n_vectors == again.snapshot.n_units
    store.close()
    other, store = opened(ScriptedEncoder("other", 32))
    assert len(other.unencoded()) == len(places) and other.unencoded_apis(9)
    assert said == [f"{path} has vectors of another model: they are made anew"]
    store.close()
