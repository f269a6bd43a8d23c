"""A store gives back what was kept: after a kill, to two processes, and never half of it."""

import sqlite3
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from beamcoder.errors import IndexFileError
from beamcoder.model.search.files.sources import find_sources
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.store import FORMAT, Store, open_index
from tests.model.search.test_index import scores
from tests.model.search.trees import FILES, index_of, write

MORE = {f"more/C{i}.java": f"class C{i} {{ void alpha{i}() {{ beta(); }} }}" for i in range(40)}


def said(_: str) -> None:
    raise AssertionError("nothing had to be said")


def opened(folder: Path, path: Path, say: object = said) -> tuple[SearchIndex, Store]:
    return open_index(path, [folder], find_sources([folder]).places, say)  # type: ignore[arg-type]


def follow(folder: Path, path: Path, say: object = said) -> SearchIndex:
    index, store = opened(folder, path, say)
    index.follow(find_sources([folder]).places)
    store.close()
    return index


def in_words(index: SearchIndex) -> list[tuple[str, dict[str, int]]]:
    """Each unit's signature and words, whatever numbers these have."""
    names, found = list(index.words), []
    for part in index.snapshot.parts:
        starts, postings = [0, *part.block.ends.tolist()], part.block.unit_postings
        for unit in np.flatnonzero(part.units).tolist():
            own = slice(starts[unit], starts[unit + 1])
            words = [names[n] for n in postings.words[own].tolist()]
            counts = dict(zip(words, postings.counts[own].tolist(), strict=True))
            found.append((part.block.label(unit)[2], counts))
    return sorted(found, key=lambda each: each[0])


def test_what_is_loaded_is_what_was_kept(tmp_path: Path) -> None:
    folder, path = write(tmp_path / "in"), tmp_path / "index"
    first = follow(folder, path)
    again, store = opened(folder, path)
    assert again.n_changed(find_sources([folder]).places) == 0
    store.close()
    assert scores(again) == scores(first) == scores(index_of(folder))
    assert in_words(again) == in_words(index_of(folder))


def test_changes_are_kept_and_files_of_other_folders_stay(tmp_path: Path) -> None:
    folder, other, path = write(tmp_path / "in"), tmp_path / "other", tmp_path / "index"
    write(other, {"X.java": "class X { }"})
    follow(folder, path)
    follow(other, path)
    (folder / "src/Graph.java").unlink()
    (folder / "src/LazyTree.java").write_text("class Other { void alpha() { } }")
    assert in_words(follow(folder, path)) == in_words(index_of(folder))
    again, store = opened(other, path)
    assert again.n_changed(find_sources([other]).places) == 0
    store.close()


def test_a_record_that_is_damaged_is_read_again(tmp_path: Path) -> None:
    folder, path = write(tmp_path / "in"), tmp_path / "index"
    follow(folder, path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE files SET counts = zeroblob(length(counts)) WHERE n_units = 5")
    connection.commit()
    connection.close()
    index, store = opened(folder, path)
    assert index.n_changed(find_sources([folder]).places) == 1
    store.close()
    assert in_words(follow(folder, path)) == in_words(index_of(folder))


@pytest.mark.parametrize("damage", ["middle", "end", "pages"])
def test_a_torn_store_is_built_anew_with_one_sentence(tmp_path: Path, damage: str) -> None:
    folder, path = write(tmp_path / "in", FILES | MORE), tmp_path / "index"
    follow(folder, path)
    data = path.read_bytes()
    torn = {
        "middle": data[: len(data) // 2] + b"\xff" * (len(data) - len(data) // 2),
        "end": data[: len(data) // 3],
        "pages": data[:4096] + b"\xff" * (len(data) - 4096),
    }
    path.write_bytes(torn[damage])
    sentences = list[str]()
    assert in_words(follow(folder, path, sentences.append)) == in_words(index_of(folder))
    assert sentences == [f"{path} is damaged: it is built anew"]


def test_an_older_format_is_built_anew_with_one_sentence(tmp_path: Path) -> None:
    folder, path = write(tmp_path / "in"), tmp_path / "index"
    follow(folder, path)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {FORMAT - 1}")
    connection.execute("DROP TABLE vectors")
    connection.close()
    sentences = list[str]()
    assert in_words(follow(folder, path, sentences.append)) == in_words(index_of(folder))
    assert sentences == [f"{path} is of an older format: it is built anew"]


def test_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "index"
    Store.open(path, said).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    connection.close()
    with pytest.raises(IndexFileError, match="newer Beamcoder"):
        Store.open(path, said)


def test_what_is_no_index_is_never_touched(tmp_path: Path) -> None:
    text, base = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("my notes\n")
    connection = sqlite3.connect(base)
    connection.execute("CREATE TABLE mine (x)")
    connection.commit()
    connection.close()
    for path in (text, base):
        before = path.read_bytes()
        with pytest.raises(IndexFileError, match="is no index of Beamcoder"):
            Store.open(path, said)
        assert path.read_bytes() == before
    for path in (tmp_path, tmp_path / "missing" / "index"):
        with pytest.raises(IndexFileError, match=str(path)):
            Store.open(path, said)


def test_vectors_come_back_unless_file_or_model_are_others(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "index", said)
    places = find_sources([write(tmp_path / "in")]).places
    rows = {place: np.full((2, 3), i, np.int8) for i, place in enumerate(places)}
    store.keep_vectors("sum", rows)
    found, n_others = store.vectors("sum", 3, places[1:])
    assert n_others == 0 and {k: v.tolist() for k, v in found.items()} == {
        place.absolute: rows[place].tolist() for place in places[1:]
    }
    assert store.vectors("another", 3, places) == ({}, len(places))
    store.close()


def kept(folder: str, path: str) -> None:
    follow(Path(folder), Path(path))


def test_two_processes_that_write_lose_nothing(tmp_path: Path) -> None:
    path, spawn = tmp_path / "index", get_context("spawn")
    folders = [write(tmp_path / name, {f"{name}{k}": v for k, v in MORE.items()}) for name in "ab"]
    jobs = [spawn.Process(target=kept, args=(str(folder), str(path))) for folder in folders]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
        assert job.exitcode == 0
    for folder in folders:
        index, store = opened(folder, path)
        assert index.n_changed(find_sources([folder]).places) == 0
        assert in_words(index) == in_words(index_of(folder))
        store.close()


KILLED = """
import os, sqlite3, sys
from pathlib import Path
from beamcoder.model.search import index as module
from tests.model.search.test_store import follow
module.CHUNK, n_left = 3, int(sys.argv[3])
def step(statement):
    global n_left
    n_left -= 1
    if n_left == 0:
        os.kill(os.getpid(), 9)
connect = sqlite3.connect
def traced(*args, **options):
    connection = connect(*args, **options)
    connection.set_trace_callback(step)
    return connection
sqlite3.connect = traced
follow(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("n_statements", [1, 3, 8, 14, 19, 25, 40, 60])
def test_a_kill_at_any_statement_leaves_a_whole_store(tmp_path: Path, n_statements: int) -> None:
    folder, path = write(tmp_path / "in", FILES | MORE), tmp_path / "index"
    command = [sys.executable, "-c", KILLED, str(folder), str(path), str(n_statements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    index, store = opened(folder, path)
    for part in index.snapshot.parts:
        assert len(part.block) == len(part.block.ends)
    store.close()
    assert in_words(follow(folder, path)) == in_words(index_of(folder))
