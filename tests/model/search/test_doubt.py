"""A ranking has a first row whatever was typed; whether it answers the query is said."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.search.answers.doubt import Doubt, MatchEvidence, doubt_of
from beamcoder.model.search.bag_encoder import open_encoder
from beamcoder.model.search.folder_search import FolderOptions, FolderSearch, Wanted
from tests.model.search.trees import write

SHARES = st.one_of(st.none(), st.floats(0, 1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> FolderSearch:
    search = FolderSearch(
        [write(tmp_path_factory.mktemp("tree"))], FolderOptions(encoder=open_encoder())
    )
    search.refresh()
    while search.encode_some():
        pass
    return search


@pytest.mark.parametrize(
    "query",
    [
        *("dijkstra", "Graph.dijkstra", "gOD", "getOrDef", "java.util.PriorityQueue", "paths"),
        *("shortest paths", "range add, range max", "read the edges of a graph", "shortets paths"),
        "queue of the vertices",
    ],
)
def test_what_is_there_is_not_in_doubt(folder: FolderSearch, query: str) -> None:
    assert folder.answer(query, Wanted()).doubt is None


@pytest.mark.parametrize(
    ("query", "reason", "text"),
    [
        ("quaternion", "no_word", "no name and no word of the query occurs"),
        (
            "violin concerto",
            "no_word",
            "no name and no word of the query occurs; nearest by meaning",
        ),
        (
            "dijkstar",
            "no_word",
            "no name and no word of the query occurs; nearest by spelling and meaning",
        ),
        ("getFooBar", "no_name", "nothing is called getFooBar; nearest by words and meaning"),
        ("Tree.dijkstra", "no_name", "nothing is called Tree.dijkstra; nearest by words"),
        ("PriorityQueue.foo()", "no_name", "nothing is called PriorityQueue.foo; nearest"),
        ("an invoice for vertex 3", "far", "nothing comes close to the query: invoice and 3 occur"),
        ("of the", "no_word", "no name and no word of the query occurs"),
    ],
)
def test_what_is_not_there_is_said(
    folder: FolderSearch, query: str, reason: str, text: str
) -> None:
    doubt = folder.answer(query, Wanted()).doubt
    assert doubt is not None and (doubt.reason, doubt.text[: len(text)]) == (reason, text)


@pytest.mark.parametrize(("halves", "way"), [("words", "words"), ("meaning", "meaning")])
def test_one_half_alone_speaks_for_itself(folder: FolderSearch, halves: str, way: str) -> None:
    wanted = Wanted(halves=halves)  # type: ignore[arg-type]
    assert folder.answer("shortest paths", wanted).doubt is None
    doubt = folder.answer("zebra stripes of a long afternoon in the quiet zoo", wanted).doubt
    assert doubt is not None and doubt.text.endswith(f"nearest by {way}")


def test_words_that_are_left_are_not_those_of_files_that_are_gone(tmp_path: Path) -> None:
    search = FolderSearch([write(tmp_path)])
    search.refresh()
    assert search.answer("dijkstra", Wanted()).doubt is None
    for name in ("src/Graph.java", "src/test/GraphTest.java"):
        (tmp_path / name).unlink()
    search.refresh()
    doubt = search.answer("dijkstra", Wanted()).doubt
    assert doubt is not None and (doubt.reason, doubt.missing) == ("no_word", ("dijkstra",))


def test_a_search_by_meaning_that_is_not_ready_says_so(tmp_path: Path) -> None:
    search = FolderSearch([write(tmp_path)], FolderOptions(encoder=open_encoder()))
    search.refresh()
    doubt = search.answer("route lengths", Wanted()).doubt
    assert doubt is not None and doubt.text.endswith("by meaning is still being prepared")


@given(SHARES, SHARES, st.integers(1, 100))
def test_more_evidence_never_brings_doubt(
    words: float | None, meaning: float | None, n_missing: int
) -> None:
    missing = tuple(f"word{i}" for i in range(n_missing))
    less = doubt_of(MatchEvidence(words, meaning, missing=missing))
    more = doubt_of(MatchEvidence(words and min(1.0, words * 2), meaning and min(1.0, meaning * 2)))
    assert less is not None or more is None
    assert less is None or len(less.text) < 200
    assert doubt_of(MatchEvidence(words, meaning, is_one=True, name="x", is_named=True)) is None


def test_a_name_that_is_long_is_cut() -> None:
    doubt = doubt_of(MatchEvidence(0.0, 0.0, is_one=True, name="a" * 10_000))
    assert doubt == Doubt("no_name", (), f"nothing is called {'a' * 39}…")
