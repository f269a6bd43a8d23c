"""The whole of what was found, what it needs beside it, and the map of what lies near."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.search.answers.answer import Hit
from beamcoder.model.search.answers.source import source_of
from beamcoder.model.search.answers.vector_map import draw_map
from beamcoder.model.search.bag_encoder import open_encoder
from beamcoder.model.search.folder_search import FolderOptions, FolderSearch, Wanted, map_json
from tests.model.search.trees import write

TREE = """class Tree {
    int[] lazy;
    void add(int left, int right) {
        push(left);
        other.merge(left);
    }
    void push(int node) {
        this.apply(node);
        push(node - 1);
    }
    void apply(int node) { }
    void merge(int node) { }
    class Inner {
        void push(int x) { }
    }
}
"""


def found(folder: Path, query: str, encoder: bool = False) -> tuple[FolderSearch, Hit]:
    search = FolderSearch([folder], FolderOptions(encoder=open_encoder() if encoder else None))
    search.refresh()
    return search, search.answer(query, Wanted()).hits[0]


def test_a_function_comes_whole_and_without_indentation(tmp_path: Path) -> None:
    _, hit = found(write(tmp_path, {"Tree.java": TREE}), "Tree.add")
    source = source_of(hit)
    assert source.text.splitlines()[0] == "void add(int left, int right) {"
    assert source.text.splitlines()[1] == "    push(left);" and source.text.endswith("\n}")
    assert (source.line, source.end_line) == (3, 6)


def test_helpers_are_the_methods_of_its_class_that_it_comes_to(tmp_path: Path) -> None:
    _, hit = found(write(tmp_path, {"Tree.java": TREE}), "Tree.add")
    assert [(each.name, each.owner) for each in source_of(hit).helpers] == [
        ("push", "Tree"),
        ("apply", "Tree"),
    ]
    _, hit = found(tmp_path, "Tree.push")
    assert [each.name for each in source_of(hit).helpers] == ["apply"]


def test_a_use_shows_the_function_around_it(tmp_path: Path) -> None:
    _, hit = found(write(tmp_path), "PriorityQueue.poll")
    assert hit.kind == "api"
    assert source_of(hit).text.startswith("long[] dijkstra(int source) {\n  PriorityQueue")


def test_a_file_that_is_gone_has_no_source(tmp_path: Path) -> None:
    _, hit = found(write(tmp_path), "dijkstra")
    (tmp_path / "src/Graph.java").unlink()
    assert (source_of(hit).text, source_of(hit).helpers) == ("", ())


def test_words_that_met_and_a_map_come_when_they_are_wanted(tmp_path: Path) -> None:
    search, hit = found(write(tmp_path), "shortest paths", encoder=True)
    assert hit.met is None
    wanted = Wanted(3, explains=True)
    assert search.answer("shortest paths", wanted).map is None  # there are no vectors yet
    while search.encode_some():
        pass
    answer = search.answer("Shortest quaternion paths", wanted)
    assert answer.hits[0].met == ("Shortest", "paths")
    drawn = map_json(answer.map)
    assert drawn is not None and 0 < drawn["share"] <= 1
    results = [point["result"] for point in drawn["points"]]
    assert [n for n in results if n is not None] == [0, 1, 2]
    assert results[:3] == [0, 1, 2] and len(results) > 3
    for point, hit in zip(drawn["points"], answer.hits, strict=False):
        assert (point["name"], point["class"]) == (hit.name, hit.owner)


@given(st.integers(0, 30), st.integers(1, 6), st.integers(0, 1_000))
def test_a_map_is_in_its_frame_and_shows_a_share(n: int, width: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    rows = draw.normal(size=(n, width)).astype(np.float32)
    drawn = draw_map(rows, rows[0] if n else np.ones(width, np.float32))
    assert drawn.points.shape == (n, 2) and drawn.query.shape == (2,)
    assert np.abs(drawn.points).max(initial=0) <= 1 and 0 <= drawn.share <= 1 + 1e-6
    if n:
        assert np.allclose(drawn.points[0], drawn.query)
    if width <= 2 and n > 1:
        assert drawn.share == pytest.approx(1)


def test_a_plane_of_vectors_is_drawn_as_it_is() -> None:
    """Distances stay, up to one scale, however the plane lies."""
    draw = np.random.default_rng(7)
    flat, turn = draw.normal(size=(20, 2)), np.linalg.qr(draw.normal(size=(8, 8)))[0][:2]
    rows = (flat @ turn).astype(np.float32)
    drawn = draw_map(rows[1:], rows[0])
    places = np.concatenate([drawn.query[None], drawn.points])
    before = np.linalg.norm(flat[:, None] - flat, axis=-1)
    after = np.linalg.norm(places[:, None] - places, axis=-1)
    scale = after.sum() / before.sum()
    assert np.allclose(after, before * scale, atol=1e-4)
