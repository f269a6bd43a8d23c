"""The measurements of the index measure what they say."""

import os
import random
import sys
from pathlib import Path

import pytest

from beamcoder.model.search.files.sources import find_sources
from beamcoder.training.search_speed.kills import survived
from beamcoder.training.search_speed.measure import measure_index, query_times
from beamcoder.training.search_speed.names import humps_of, name_shares, slipped
from beamcoder.training.search_speed.peers import compare, documents
from beamcoder.training.search_speed.points import Survival, survived_points
from beamcoder.training.search_speed.queries import identifiers, sentences
from tests.model.search.test_encoding import ENCODER
from tests.model.search.trees import FILES, write


@pytest.mark.parametrize(
    ("name", "humps"),
    [
        ("getOrDefault", "getOrDef"),
        ("get", ""),
        ("toMap", ""),
        ("HTMLParser", "HTMPar"),
        ("a_b", ""),
    ],
)
def test_humps_are_cut_to_three_letters(name: str, humps: str) -> None:
    assert humps_of(name) == humps


def test_a_slip_is_another_name_of_nearly_the_same_letters() -> None:
    draw = random.Random(1)
    for _ in range(200):
        made = slipped("dijkstra", draw)
        assert made != "dijkstra" and abs(len(made) - 8) <= 1


def test_shares_count_what_is_found_within_the_first_places() -> None:
    names = ["getOrDefault", "dijkstra"]
    shares = name_shares(lambda query: ["other", "getOrDefault", query], names)
    assert shares == {"exact": (0, 2), "humps": (1, 1), "slip": (1, 2)}


def test_queries_come_out_of_the_files(tmp_path: Path) -> None:
    places = find_sources([write(tmp_path)]).places
    assert "Lazy segment tree range add range max" in sentences(places, 10)
    assert {"LazyTree", "GraphTest"} <= set(identifiers(places, 10))


def test_an_index_is_measured_and_compared_on_its_own_words(tmp_path: Path) -> None:
    figures, index = measure_index(find_sources([write(tmp_path)]).places)
    assert figures.n_files == 3 and figures.n_units == index.snapshot.n_units
    assert figures.cpu_s >= figures.words_s > 0 and figures.peak_mb > 1
    median, tail = query_times(index, ["shortest paths", "edges"])
    assert 0 < median <= tail
    block = index.snapshot.parts[0].block
    assert [len(words) for words in documents(block, list(index.words))] == block.lengths.tolist()


def test_a_library_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.setitem(sys.modules, "bm25s", None)
    many = {f"A{i}.java": f"class A{i} {{ void f() {{ }} }}" for i in range(60)}
    _, index = measure_index(find_sources([write(tmp_path, many)]).places)
    ours, *others = compare(index, ["f a"])
    assert ours.median_ms > 0
    assert [row.missing for row in others] == ["pip install tantivy", "pip install bm25s"]


def test_a_store_that_is_killed_is_whole(tmp_path: Path) -> None:
    folder = write(tmp_path / "in")
    assert survived([folder], find_sources([folder]).places, tmp_path, 2) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_a_store_that_is_killed_anywhere_is_whole(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", FILES | {f"A{i}.java": f"class A{i} {{ }}" for i in range(5)})
    survival = survived_points(folder, ENCODER, tmp_path, 12)
    assert survival == Survival(n_kills=12, n_whole=12)
