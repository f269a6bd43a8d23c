"""The programs under examples/ are Java, and the places that are named in them exist."""

import re
from pathlib import Path

import javalang
import pytest

from beamcoder.complete.place import FilePosition, read_text
from beamcoder.tokenizer.java.syntax import count_errors

ROOT = Path(__file__).parents[2]
PROGRAMS = sorted((ROOT / "examples").glob("*.java"))
PLACE = re.compile(r"examples/\w+\.java:\d+:\d+")


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_an_example_is_java(path: Path) -> None:
    text = read_text(path)
    assert count_errors(text) == 0
    names = [declared.name for declared in javalang.parse.parse(text).types]
    assert path.stem in names


@pytest.mark.parametrize("file", ["Makefile", "examples/README.md"])
def test_the_places_that_are_named_exist(file: str) -> None:
    places = PLACE.findall((ROOT / file).read_text(encoding="utf-8"))
    assert places
    for written in places:
        place = FilePosition.parse(written)
        text = read_text(ROOT / place.path)
        place.offset_in(text)
        assert place.column == 1 or text.splitlines()[place.line - 1][place.column - 2] in " \t(."
