"""Where a statement comes from, which source wins, and what is not taken for one."""

import logging
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model import statement
from beamcoder.model.statement import (
    MAX_BYTES,
    NO_STATEMENT,
    Sources,
    find_statement,
    is_prose,
    problem_address,
    problem_files,
    statement_in_comment,
)

STORY = (
    "Vera keeps n hens in a row, and the hen with number i lays a_i eggs a day. She wants to sell"
    " some hens that stand side by side, so that those who are left lay at least k eggs a day"
    " together. How many hens can she sell at most? If she cannot sell a single hen, say so."
)
SHORT = "Input\n\nTwo integers a and b stand on one line.\n\nOutput\n\nPrint the sum of the two."
PROGRAM = "public class A {\n    public static void main(String[] args) {\n    }\n}\n"
LICENCE = "Copyright 2020 somebody. Permission is granted to whoever reads this " + "again " * 60
CODE = "int n = in.nextInt();\nlong sum = 0;\nfor (int i = 0; i < n; i++) {\nsum += i;\n}\n" * 12
ADDRESS = "https://codeforces.com/contest/1409/problem/A"
AT_TOP = [
    f"/*\n{STORY}\n*/",
    f"/**\n * {STORY}\n */",
    "// " + STORY.replace(". ", ".\n// "),
    "/* Vera's hens */\n\n// @author me\n\n/* " + STORY + " */",
]


def block(text: str) -> str:
    return f"/*\n{text}\n*/\n"


@pytest.mark.parametrize("comment", AT_TOP)
@pytest.mark.parametrize("head", ["", "package a.b;\n\nimport java.util.*;\n\n"])
def test_a_comment_on_top_of_the_file(comment: str, head: str) -> None:
    text = f"{head}{comment}\n{PROGRAM}"
    for written in (text, text.replace("\n", "\r\n")):
        found = find_statement(None, written)
        assert found.text.split() == STORY.split()
        assert found.origin == "comment"


def test_what_is_about_the_file_is_left_out() -> None:
    about = "Author: somebody\n@since 2020\nCreated by hand, on a Monday\nhttps://a.b/c\n\n"
    assert statement_in_comment(block(about + STORY) + PROGRAM) == STORY


def test_a_short_comment_needs_headings() -> None:
    assert statement_in_comment(block(SHORT) + PROGRAM) == SHORT
    assert statement_in_comment(block(SHORT.replace("Input", "").replace("Output", ""))) == ""


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "Reads n and prints it.",
        LICENCE,
        CODE,
        "1 2 3 4 5\n" * 50,
        "@author me\n" * 60,
    ],
)
def test_what_is_no_statement(comment: str) -> None:
    assert find_statement(None, block(comment) + PROGRAM) == NO_STATEMENT


def test_only_what_stands_above_the_program_is_looked_at() -> None:
    assert statement_in_comment(PROGRAM + block(STORY)) == ""
    assert statement_in_comment(PROGRAM.replace("{", "{\n" + block(STORY), 1)) == ""
    assert statement_in_comment("/* " + STORY) == ""


@given(
    st.text(max_size=300) | st.lists(st.sampled_from([STORY, "/*", "*/", "//", "\n"])).map("".join)
)
def test_no_text_breaks_the_search(text: str) -> None:
    problem_address(text)
    found = find_statement(None, text)
    assert (found == NO_STATEMENT) == (found.text == "")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_a_file_of_the_same_name(tmp_path: Path, suffix: str) -> None:
    beside = tmp_path / f"A{suffix}"
    beside.write_text("Given $n$ hens, print how many eggs they lay.", encoding="utf-8")
    found = find_statement(tmp_path / "A.java", PROGRAM)
    assert found.text == "Given n hens, print how many eggs they lay."
    assert found.origin == str(beside)
    assert find_statement(tmp_path / "B.java", PROGRAM) == NO_STATEMENT


def test_a_file_beside_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    beside = tmp_path / "A.txt"
    for n, animals in enumerate(("hens", "geese", "ducks")):
        text = f"Given n {animals}, print how many eggs they lay."
        beside.write_text(text)
        os.utime(beside, ns=(n, n))
        assert find_statement(tmp_path / "A.java", PROGRAM).text == text


def test_files_that_are_no_statement_are_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="beamcoder")
    program = tmp_path / "A.java"
    (tmp_path / "A.txt").write_text("5 3\n1 2 3 4 5\n")
    (tmp_path / "A.md").mkdir()
    (tmp_path / "A.html").write_bytes(b"caf\xe9 " * 60)
    assert find_statement(program, PROGRAM) == NO_STATEMENT
    assert [record.levelname for record in caplog.records] == ["INFO", "INFO"]
    (tmp_path / "A.txt").write_text("word " * MAX_BYTES)
    assert find_statement(program, PROGRAM) == NO_STATEMENT
    assert find_statement(Path("a\0b.java"), PROGRAM) == NO_STATEMENT
    assert find_statement(Path(), PROGRAM) == NO_STATEMENT


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"// {ADDRESS}", ("1409", "A")),
        ("/*\n * http://codeforces.com/problemset/problem/789/b1?locale=en\n */", ("789", "B1")),
        ("int a; // codeforces.com/gym/100001/problem/C", ("100001", "C")),
        ("// codeforces.com/problemset/gymProblem/100001/C", ("100001", "C")),
        ("// codeforces.com/group/aB3/contest/77/problem/D", ("77", "D")),
        (f'String s = "{ADDRESS}";', None),
        ("// codeforces.com/contest/1409", None),
        ("// https://atcoder.jp/contests/abc001/tasks/abc001_1", None),
    ],
)
def test_addresses(text: str, address: tuple[str, str] | None) -> None:
    assert problem_address(text) == address


@pytest.mark.parametrize(
    "name",
    [
        "1409A.txt",
        "1409_A.md",
        "1409/A.html",
        "1409/problemA.txt",
        "1000-1999/1409/A.md",
        "1000-1999/1400-1499/1400-1409/1409/problemA.txt",
    ],
)
def test_a_folder_of_statements(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(STORY)
    folder = Sources(tmp_path)
    text = f"// {ADDRESS}\n{PROGRAM}"
    assert find_statement(None, text, folder).text == STORY
    assert find_statement(None, text) == NO_STATEMENT
    assert find_statement(None, text.replace("1409/", "1408/"), folder) == NO_STATEMENT


@given(st.integers(0, 9_999_999), st.sampled_from(["A", "F2"]))
def test_a_folder_is_never_left(contest: int, index: str) -> None:
    paths = list(problem_files(Path("folder"), str(contest), index))
    assert len(set(paths)) == len(paths)
    assert all(path.parts[0] == "folder" and ".." not in path.parts for path in paths)


def test_the_nearest_source_wins(tmp_path: Path) -> None:
    """Comment, then beside, then the folder: taken away one after the other."""
    (tmp_path / "A.txt").write_text("Beside the program " + STORY)
    (tmp_path / "1409A.txt").write_text("In the folder " + STORY)
    program, folder = tmp_path / "A.java", Sources(tmp_path)
    text = f"// {ADDRESS}\n{PROGRAM}"
    assert find_statement(program, block(STORY) + text, folder).text == STORY
    assert find_statement(program, text, folder).text.startswith("Beside")
    (tmp_path / "A.txt").unlink()
    assert find_statement(program, text, folder).text.startswith("In the folder")


def test_prose_is_told_from_numbers_and_code() -> None:
    assert is_prose(STORY, 50)
    assert not is_prose(STORY, 100)
    assert not is_prose(CODE, 8)
    assert not is_prose("n 1 2 3 4 " * 20, 8)


@pytest.mark.parametrize(
    "word", ["/*", "*", "* ", " ", "/", "//", '"', '\\"', "'", "a'", "*/", "; "]
)
def test_comments_are_read_in_proportion(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In as long a text as this, what tries each beginning to the end would go on for hours."""
    monkeypatch.setattr(statement, "MAX_HEAD", 1 << 30)
    text = word * (200_000 // len(word))
    for beginning in ("/* codeforces.com ", "codeforces.com ", '"codeforces.com '):
        assert problem_address(beginning + text) is None
        assert statement_in_comment(beginning + text + "*/") == ""
