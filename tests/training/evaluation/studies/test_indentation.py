"""The study of blanked lines, on two files whose answers are known."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from beamcoder.errors import InputError
from beamcoder.training.evaluation.studies.indentation import blanked_lines, drawn, java_files

GOOD = "class A {\n    int n;\n    // {\n    void f() {\n        a();\n    }\n}\n"
ASTRAY = GOOD.replace("        a();", "        a();\n        b();\n            c();")


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    for name, text in (("one", GOOD), ("two", ASTRAY)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "A.java").write_text(text, encoding="utf-8")
    return [tmp_path / "one", tmp_path / "two"]


def test_each_line_of_code_is_blanked(folders: list[Path]) -> None:
    good = list(blanked_lines(folders[0] / "A.java"))
    assert [line.line for line in good] == [1, 2, 4, 5, 6, 7]  # a comment is no code
    assert [line.text for line in good if line.is_wrong] == []
    wrong = [line for line in blanked_lines(folders[1] / "A.java") if line.is_wrong]
    assert [(line.line, line.blanks, line.offered) for line in wrong] == [(7, " " * 12, " " * 8)]


def test_the_lines_are_drawn_by_turns_and_by_the_seed(folders: list[Path]) -> None:
    lines = drawn(folders, 6)
    assert [line.path.parent.name for line in lines] == ["one"] * 3 + ["two"] * 3
    assert drawn(folders, 6) == lines
    with pytest.raises(InputError):
        next(java_files([folders[0] / "none"], random.Random(1)))


def test_the_command_says_how_many_stand_wrong(folders: list[Path]) -> None:
    command = [sys.executable, "-m", "beamcoder.training.evaluation.studies.indentation"]
    done = subprocess.run(
        [*command, *map(str, folders), "--show"], capture_output=True, text=True, check=True
    )
    assert "1 of 14 lines stand wrong (7.14%), 0 of them as deep, by other blanks" in done.stdout
    assert "A.java:7" in done.stdout
