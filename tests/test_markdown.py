"""Tables that other measurements bring to the page of figures."""

import json
from pathlib import Path

import pytest

from beamcoder.errors import InputError
from beamcoder.markdown import Section, markdown_table, read_sections

PLAIN = {"title": "Lines", "columns": ["model", "exact"], "rows": [["ours", 17.5], ["none", None]]}


def write(path: Path, value: object) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def test_sections_come_by_file_name(tmp_path: Path) -> None:
    for name in ("20-b", "10-a"):
        write(tmp_path / f"{name}.json", PLAIN | {"title": name})
    assert [section.title for section in read_sections(tmp_path)] == ["10-a", "20-b"]


def test_what_is_said_stands_around_the_table() -> None:
    section = Section("Lines", ["model", "n"], [["ours", 2872]], "Before.", "After.")
    assert section.markdown() == (
        "## Lines\n\nBefore.\n\n| model | n |\n| --- | ---: |\n| ours | 2,872 |\n\nAfter."
    )
    assert "\n\n\n" not in Section("Lines", ["a"], []).markdown()


def test_a_cell_breaks_no_table() -> None:
    assert markdown_table(["a"], [["x|y\nz"]]).splitlines()[2] == "| x\\|y<br>z |"


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("{", "is no section"),
        ("[]", "is no section"),
        ({"title": "x"}, "is no section"),
        (PLAIN | {"note": "misspelt"}, "note"),
        (PLAIN | {"rows": [["ours"]]}, "1 cells under 2 columns"),
        (PLAIN | {"rows": "ours"}, "must be lists"),
        (PLAIN | {"title": 3}, "must be strings"),
    ],
)
def test_a_broken_section_is_named(tmp_path: Path, value: object, word: str) -> None:
    path = write(tmp_path / "broken.json", value)
    with pytest.raises(InputError, match=word) as raised:
        read_sections(tmp_path)
    assert str(path) in str(raised.value)


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        read_sections(tmp_path / "nowhere")
