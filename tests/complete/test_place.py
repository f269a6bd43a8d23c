"""Positions written `PATH:LINE:COL`: which place of which text that is, and what is none."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder import cli
from beamcoder.complete.place import MAX_BYTES, FilePosition
from beamcoder.errors import UsageError
from tests.complete.conftest import Scripted


@pytest.mark.parametrize(
    ("content", "place", "offset"),
    [
        (b"", "1:1", 0),
        (b"\n", "2:1", 1),
        (b"ab\r\ncd", "1:3", 2),
        (b"ab\rcd", "2:2", 4),
        (b"\xef\xbb\xbfab", "1:3", 2),
        ("é😀x".encode(), "1:3", 2),
        (b"x\x0cy\n", "1:4", 3),
    ],
)
def test_lines_and_columns(
    model: Scripted, java: Path, content: bytes, place: str, offset: int
) -> None:
    java.write_bytes(content)
    assert cli.main(["complete", f"{java}:{place}"]) == 0
    assert model.asked[0].offset == offset


@given(st.text(alphabet="ab é😀\n\r", max_size=30), st.data())
def test_every_place_of_a_text_has_its_offset(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text)).filter(lambda o: text[o - 1 : o + 1] != "\r\n")
    offset = data.draw(places)
    ends = [m.end() for m in re.finditer("\r\n|\r|\n", text) if m.end() <= offset]
    column = offset - (ends[-1] if ends else 0) + 1
    assert FilePosition(Path("A.java"), len(ends) + 1, column).offset_in(text) == offset


@pytest.mark.parametrize(
    ("written", "path"),
    [("A.java:1:2", "A.java"), (r"C:\a.java:1:2", r"C:\a.java"), ("a:b:3.java:1:2", "a:b:3.java")],
)
def test_a_path_may_hold_colons(written: str, path: str) -> None:
    assert FilePosition.parse(written) == FilePosition(Path(path), 1, 2)


@pytest.mark.parametrize(
    "written", ["", "A.java", "A.java:1", ":1:2", "A.java:-1:2", "A.java:1:x", "A.java:1:²"]
)
def test_what_is_no_place(written: str) -> None:
    with pytest.raises(UsageError, match="PATH:LINE:COL"):
        FilePosition.parse(written)


@pytest.mark.parametrize(
    ("content", "place", "sentence"),
    [
        (b"a\nbc\n", "4:1", "{path} has 3 lines, there is no line 4"),
        (b"", "0:1", "{path} has 1 line, there is no line 0"),
        (
            b"a\nbc\n",
            "2:4",
            "line 2 of {path} is 2 characters long, so its columns run from 1 to 3, not to 4",
        ),
        (
            b"a",
            "1:0",
            "line 1 of {path} is 1 character long, so its columns run from 1 to 2, not to 0",
        ),
        (b"ab\xff", "1:1", "{path} is not UTF-8: byte 0xff at offset 2"),
        (b"\x7fELF\0\1", "1:1", "{path} holds NUL bytes: it is binary or UTF-16, not UTF-8 text"),
        (b" " * (MAX_BYTES + 1), "1:1", "{path} is larger than 16 MB"),
    ],
)
def test_a_file_or_a_place_that_will_not_do(
    model: Scripted,
    java: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes,
    place: str,
    sentence: str,
) -> None:
    java.write_bytes(content)
    assert cli.main(["complete", f"{java}:{place}"]) == 2
    assert capsys.readouterr() == ("", f"beamcoder: {sentence.format(path=java)}\n")
