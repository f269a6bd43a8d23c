"""Addresses of problems out of the files of Competitive Programming Helper."""

import json
from typing import Any

import pytest

from beamcoder.training.corpus.problems.cph_notes import addresses, is_helper_file

URL = "https://codeforces.com/problemset/problem/{}"


def note(problem: str, source: str) -> bytes:
    return json.dumps({"url": URL.format(problem), "srcPath": source, "tests": []}).encode()


def test_which_files_are_the_helpers() -> None:
    assert is_helper_file(".cph/.A.java_5f.prob") and is_helper_file("a/.cph/.A.java_5f.prob")
    assert not any(map(is_helper_file, ("a.prob", ".cph/readme.md", "x.cph/a.prob", ".prob")))


@pytest.mark.parametrize(
    ("source", "programs", "chosen"),
    [
        ("/ann/cp/A.java", ["A.java"], "A.java"),
        (r"c:\Users\ann\cp\day 1\A.java", ["day 1/A.java", "day 2/A.java"], "day 1/A.java"),
        ("/elsewhere/A.java", ["a/A.java", "b/A.java"], None),  # either of them
        ("/elsewhere/A.java", ["a/A.java", "my/A.java"], "my/A.java"),  # beside the note
        ("/ann/cp/A.java", ["AA.java", "b/a.java"], None),
        ("A.java", [], None),
    ],
)
def test_the_path_that_ends_alike_is_meant(
    source: str, programs: list[str], chosen: str | None
) -> None:
    found = addresses({"my/.cph/.A.java_5f.prob": note("231/A", source)}, programs)
    assert found == ({chosen: URL.format("231/A")} if chosen else {})


def test_a_program_of_two_problems_has_none() -> None:
    notes = {f".cph/.A_{n}.prob": note(f"{n}/A", "/x/A.java") for n in (1, 2)}
    assert addresses(notes, ["A.java"]) == {}
    assert len(addresses(dict(list(notes.items())[:1] * 2), ["A.java"])) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"url": 1}', b"\xff\xfe", b'{"url": "", "srcPath": "/x/A.java"}'],
)
def test_what_is_no_note_says_nothing(content: bytes) -> None:
    assert addresses({".cph/.A.prob": content}, ["A.java"]) == {}


def test_the_corpus_knows_the_problem_by_the_note(tmp_path: Any, mirror: Any) -> None:
    files = {
        "day/First.java": mirror.program("first"),
        ".cph/.First.java_1f.prob": note("1003/A", "/ann/cp/day/First.java"),
        "Second.java": mirror.program("second"),
    }
    mirror.repository(mirror.place / "ann+one", files)
    mirror.write(tmp_path, {"reserved.txt": "1003A\n"})
    assert mirror.build({"ann/one": "MIT"}).lines("train")[1]["problem"] == "1003A"
    walled = mirror.build({"ann/one": "MIT"}, reserved=tmp_path / "reserved.txt")
    assert walled.paths("train") == ["ann/one:Second.java"]
