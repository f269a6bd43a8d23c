"""What is found after changes is what would be found in an index made anew."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.errors import InputError
from beamcoder.model.search import index as module
from beamcoder.model.search.block import Block, Postings
from beamcoder.model.search.files.sources import MAX_BYTES, find_sources
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.records import SourcePlace, make_api_record
from beamcoder.model.search.snapshot import Snapshot
from beamcoder.model.search.words import WordNumbers
from tests.model.search.trees import index_of, write

WORDS = ("alpha", "beta", "gamma", "delta")
USED = ("Scanner", "Deque")


def method(i: int, words: tuple[str, ...]) -> str:
    return f"/** {' '.join(words)} */ void {words[0]}{i}() {{ {USED[i % 2]} x = null; x.f(); }}"


def text(methods: list[tuple[str, ...]]) -> str:
    body = "\n".join(method(i, words) for i, words in enumerate(methods))
    return f"import java.util.*;\nclass A {{\n{body}\n}}\n"


def scores(index: SearchIndex, snapshot: Snapshot | None = None) -> list[tuple[str, str, float]]:
    """(path or "", signature, score) of everything alive, for all words."""
    snapshot = snapshot or index.snapshot
    words = [index.words.number(word) for word in WORDS]
    every = snapshot.word_scores([(n, 1.0) for n in words if n is not None]).scores
    found = []
    for part, start in zip(snapshot.all_parts, snapshot.starts, strict=False):
        for unit in np.flatnonzero(part.units).tolist():
            kind = snapshot.kind(start + unit)
            file = part.block.file[unit]
            path = "" if kind == "api" else part.block.places[file].path
            label = part.block.label(unit)[2]
            found.append((path, label, round(float(every[start + unit]), 4)))
    return sorted(found)


FILES = st.dictionaries(
    st.sampled_from(["A.java", "B.java", "C.java"]),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple), max_size=3),
)


@settings(max_examples=60)
@given(st.lists(FILES, min_size=1, max_size=6), st.booleans())
def test_an_index_that_follows_equals_one_made_anew(
    states: list[dict[str, list[tuple[str, ...]]]], settled: bool
) -> None:
    followed, anew, limit = SearchIndex(), SearchIndex(), module.MAX_PARTS
    module.MAX_PARTS = 2  # type: ignore[misc]
    try:
        for files in states:
            gone = {"A.java", "B.java", "C.java"} - files.keys()
            followed.remove(gone)
            for name, methods in files.items():
                followed.update([SourcePlace(name, name, 0, 0)], text(methods))
        if settled:
            followed.settle()
        for name, methods in states[-1].items():
            anew.update([SourcePlace(name, name, 0, 0)], text(methods))
        assert scores(followed) == scores(anew)
    finally:
        module.MAX_PARTS = limit  # type: ignore[misc]


def test_sorted_postings_say_what_a_look_through_all_says(tmp_path: Path) -> None:
    index = index_of(write(tmp_path))
    numbers = list(range(len(index.words))) + [len(index.words) + 5]
    for part in index.snapshot.all_parts:
        looked = part.block.postings(numbers)
        part.block.invert()
        for (units, counts), (same, too) in zip(looked, part.block.postings(numbers), strict=True):
            assert units.tolist() == same.tolist() and counts.tolist() == too.tolist()


def test_a_snapshot_is_not_touched_by_what_comes_after(tmp_path: Path) -> None:
    index = index_of(write(tmp_path))
    before = index.snapshot
    said = scores(index, before)
    index.update([SourcePlace("new.java", "new.java", 0, 0)], text([("alpha",)]))
    index.remove([before.parts[0].block.places[0].absolute])
    assert scores(index, before) == said
    assert index.snapshot.n_files == before.n_files


def test_only_files_that_changed_are_read_again(tmp_path: Path) -> None:
    folder = write(tmp_path)
    index = index_of(folder)
    (folder / "src/Graph.java").write_text("class Graph { void other() { } }\n")
    (folder / "src/LazyTree.java").unlink()
    done = list[int]()
    index.follow(find_sources([folder]).places, done.append)
    assert done == [1]
    labels = {signature for _, signature, _ in scores(index)}
    assert labels == {"class Graph", "void other()", "class GraphTest", "void dijkstraFindsPaths()"}


def test_apis_are_those_of_the_library_and_go_with_their_last_use(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "src/User.java").write_text("import g.Graph;\nclass User { Graph g = new Graph(); }")
    index = index_of(folder)
    names = {signature for path, signature, _ in scores(index) if not path}
    assert "java.util.PriorityQueue.poll" in names and "g.Graph" not in names
    index.remove([os.path.abspath(folder / "src/Graph.java")])
    assert {signature for path, signature, _ in scores(index) if not path} == {"g.Graph"}


def test_what_is_left_out_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "pom.xml").touch()
    write(folder, {"target/Made.java": "class Made { }", ".git/X.java": "class X { }"})
    (folder / "Big.java").write_bytes(b"/" * (MAX_BYTES + 1))
    (folder / "Zeros.java").write_bytes(b"\0" * 50)
    (folder / "Broken.java").write_text("class B {\n %% ?? %%\n void f() { }\n}\n")
    (folder / "Link.java").symlink_to(folder / "nowhere")
    (folder / "Folder.java").mkdir()
    sources = find_sources([folder])
    index = SearchIndex()
    index.follow(sources.places)
    skipped = {Path(s.path).name: s.reason for s in [*sources.skipped, *index.skipped]}
    assert skipped == {
        "target": "build output is not entered",
        ".git": "a hidden folder is not entered",
        "Big.java": "2.1 MB are more than the 2.1 MB that are read",
        "Zeros.java": "is no text: it has zero bytes",
        "Broken.java": "not valid Java in line 2: declarations there may be missing",
        "Link.java": "is no regular file",
        "Folder.java": "is no regular file",
    }
    assert "void f()" in {signature for _, signature, _ in scores(index)}


@pytest.mark.parametrize("name", ["missing", "pom.xml"])
def test_a_name_that_is_no_folder_of_java(tmp_path: Path, name: str) -> None:
    (tmp_path / "pom.xml").touch()
    with pytest.raises(InputError, match=name):
        find_sources([tmp_path / name])


def test_files_in_other_encodings_are_read(tmp_path: Path) -> None:
    (tmp_path / "A.java").write_bytes("class Ü { void wide() { } }".encode("utf-16"))
    (tmp_path / "B.java").write_bytes(b"class B { /* \xff */\r void old() { }\r}")
    (tmp_path / "C.java").write_bytes(b'\xef\xbb\xbfclass C { String zero = "\0"; void bom() { } }')
    found = {signature for _, signature, _ in scores(index_of(tmp_path))}
    assert {"class Ü", "void wide()", "void old()", "class C", "void bom()"} <= found


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), min_size=1, max_size=8))
def test_postings_sorted_by_word_and_back_are_the_same(units: list[list[int]]) -> None:
    rows = [sorted(set(unit)) for unit in units]
    words = np.array([word for row in rows for word in row], np.int32)
    block = Block.of([make_api_record([], WordNumbers())])
    counts = (words + 1).astype(np.uint8)
    block = replace(
        block,
        file=np.zeros(len(rows), np.int32),
        ends=np.cumsum([len(row) for row in rows]),
        by_unit=Postings(words, counts),
    )
    before, lengths = block.postings(range(12)), block.lengths
    block.invert()
    assert block.by_unit is None
    for old, new in zip(before, block.postings(range(12)), strict=True):
        assert [each.tolist() for each in old] == [each.tolist() for each in new]
    back = block.unit_postings
    assert back.words.tolist() == words.tolist() and back.counts.tolist() == counts.tolist()
    assert replace(block).lengths.tolist() == lengths.tolist()
