"""The right units come first, and say why."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from beamcoder.errors import DeviceError, UsageError
from beamcoder.model.search.answers.answer import Hit
from beamcoder.model.search.fusion import RULES, Judged, SearchCandidate, fuse, judge
from beamcoder.model.search.queries.query import MAX_WORDS, TypedSymbol, parse_query
from beamcoder.model.search.searcher import Searcher, Wanted
from tests.model.search.trees import index_of, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("tree"))


def search(folder: Path, text: str, wanted: Wanted = Wanted()) -> list[Hit]:  # noqa: B008
    index = index_of(folder)
    return Searcher().search(index.snapshot, index.words, parse_query(text), wanted)


@pytest.mark.parametrize(
    ("query", "name", "rule"),
    [
        ("dijkstra", "dijkstra", "exact"),
        ("Graph.dijkstra", "dijkstra", "exact"),
        ("Graph#dijkstra(int)", "dijkstra", "exact"),
        ("gOD", "getOrDefault", "humps"),
        ("getOrDef", "getOrDefault", "humps"),
        ("dijkstar", "dijkstra", "spelling"),
        ("LazyTree", "LazyTree", "exact"),
        ("range add, range max", "LazyTree", ""),
        ("shortest paths of a vertex", "dijkstra", ""),
        ("shortets paths", "dijkstra", ""),
        ("PriorityQueue", "PriorityQueue", "exact"),
        ("PriorityQueue.poll", "poll", "exact"),
        ("read edges", "readEdges", "name"),
    ],
)
def test_what_comes_first(folder: Path, query: str, name: str, rule: str) -> None:
    first = search(folder, query)[0]
    assert first.name == name
    assert not rule or rule in first.rules


def test_a_class_comes_before_its_constructor_and_tests_do_not_come_first(folder: Path) -> None:
    assert [hit.kind for hit in search(folder, "LazyTree")[:2]] == ["class", "constructor"]
    rules = [hit.rules for hit in search(folder, "dijkstra graph")]
    assert "test" not in rules[0] and any("test" in each for each in rules)


def test_a_use_says_where(folder: Path) -> None:
    hit = search(folder, "PriorityQueue")[0]
    assert (hit.kind, hit.signature) == ("api", "java.util.PriorityQueue")
    assert [use.line for use in hit.uses] == [8, 8]
    assert hit.snippet() == "PriorityQueue<long[]> queue = new PriorityQueue<>();"


def test_the_order_is_that_of_the_scores(folder: Path) -> None:
    hits = search(folder, "graph paths edges tree", Wanted(100))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= hit.score <= 1 and 0 <= hit.words <= 1 for hit in hits)
    assert [h.name for h in search(folder, "graph paths edges tree", Wanted(2))] == [
        hit.name for hit in hits[:2]
    ]


def test_a_word_more_hides_nothing(folder: Path) -> None:
    """An exact name with one more word found nothing elsewhere (codebase-memory-mcp#1155)."""
    assert "getOrDefault" in [hit.name for hit in search(folder, "getOrDefault quaternion")]


def test_a_word_that_is_nowhere_finds_nothing(folder: Path) -> None:
    assert search(folder, "quaternion") == []


def test_meaning_alone_needs_a_model(folder: Path) -> None:
    with pytest.raises(DeviceError, match="no search model"):
        search(folder, "graph", Wanted(halves="meaning"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" ", "the query is empty"),
        ("?! ()", "has no word or name"),
        ("word " * (MAX_WORDS + 1), "has 2,001 words"),
    ],
)
def test_queries_that_cannot_be(text: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        parse_query(text)


def test_symbols_are_read_out_of_what_is_typed() -> None:
    assert parse_query("new Foo()").symbol == TypedSymbol("Foo")
    assert parse_query("a.b.Foo.bar(int x);").symbol == TypedSymbol("bar", "Foo")
    assert parse_query("Foo::bar").symbol == TypedSymbol("bar", "Foo")
    assert parse_query("two words").symbol is None
    assert parse_query("of the").words == ("of", "the")


def floats(*numbers: float) -> NDArray[np.float32]:
    return np.array(numbers, np.float32)


def test_fusion_is_a_weighted_mean_of_z_scores() -> None:
    words, meaning = floats(0, 0, 3), floats(0.1, 0.5, 0.3)
    assert np.argmax(fuse(words, meaning)) == 1 or np.argmax(fuse(words, meaning)) == 2
    assert fuse(words * 100, meaning) == pytest.approx(fuse(words, meaning), abs=1e-5)
    assert fuse(words, None).mean() == pytest.approx(0, abs=1e-6)
    assert fuse(floats(5, 5), None).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("rule", "better", "worse"),
    [
        ("name", SearchCandidate("readGraph", "", "method", "a.java", 1), None),
        (
            "use",
            SearchCandidate("x", "", "method", "a.java", 1),
            SearchCandidate("x", "", "api", "", 2),
        ),
        (
            "test",
            SearchCandidate("x", "", "method", "src/A.java", 1),
            SearchCandidate("x", "", "method", "src/test/A.java", 2),
        ),
        (
            "copy",
            SearchCandidate("x", "", "method", "a.java", 1),
            SearchCandidate("x", "", "method", "b.java", 1),
        ),
    ],
)
def test_each_rule_prefers(
    rule: str, better: SearchCandidate, worse: SearchCandidate | None
) -> None:
    worse = worse or SearchCandidate("other", "", "method", "a.java", 2)
    judged = Judged((better, worse), floats(0, 0), frozenset({"read", "graph"}))
    first, second = RULES[rule][0](judged)
    assert first > second
    totals, moved = judge(judged)
    assert totals[0] > totals[1] and any(rule in each for each in moved)


def test_several_good_units_of_a_file_speak_for_each_other() -> None:
    candidates = tuple(SearchCandidate(f"f{i}", "", "method", p, i) for i, p in enumerate("aab"))
    points = RULES["file"][0](Judged(candidates, floats(2, 2, 2), frozenset({"x"})))
    assert points[0] == points[1] > points[2] == 0
