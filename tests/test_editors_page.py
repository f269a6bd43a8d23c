"""docs/editors.md names tests that exist, and has a row for each complaint and each bad case."""

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
FOLDERS: Final = (
    ("tests/server", "tests/model"),
    ("tests/e2e/vscode", "editor-clients/vscode/test"),
    ("tests/e2e/neovim",),
    ("tests/e2e/playground", "tests/server", "editor-clients/playground/test"),
)
ROWS: Final = """\
wrong indentation in a multi-line or whitespace-only line; brackets doubled when the editor
auto-closes; text repeated that stands right of or below the cursor; an item applied after another
key was pressed; Enter, Tab or a sign that takes an item of an old list; the same text offered again
right after it was dismissed or deleted; menu and ghost text showing the same thing twice; ghost
text that flickers while one types along it; an accepted class without its import; an accepted
bracket that nothing closes; undo taking two steps; UTF-16 columns with emoji and CJK; CRLF files;
tabs; read-only and untitled buffers; a file renamed while open; two windows on one file; server
killed while typing; a 20,000-line file; a block of several lines: shown once it has grown, taken
whole or by line; no server; old server; wrong model path; port taken; a demonstration that cannot
be, or contradicts another one; browser not found"""
CELLS: Final = [
    re.split(r" *\| *", line.strip("| "))
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.endswith("| wire | VS Code | Neovim | playground |")
]


def is_there(name: str, folders: tuple[str, ...]) -> bool:
    """Whether one of the files of that stem has a test of that name."""
    stem, _, test = name.partition("::")
    opening = rf"^(async )?def {test}\(" if test.isidentifier() else rf"^test\(.{re.escape(test)}.,"
    suffix = ".py" if test.isidentifier() else ".ts"
    files = [path for folder in folders for path in (ROOT / folder).rglob(stem + suffix)]
    texts = [path.read_text(encoding="utf-8") for path in files]
    return any(re.search(opening, text, re.MULTILINE) for text in texts)


def test_every_complaint_and_bad_case_has_its_row() -> None:
    assert [name for name, *_ in CELLS] == re.split(r";\s+", " ".join(ROWS.split()))
    assert {len(row) for row in CELLS} == {5}


@pytest.mark.parametrize("row", CELLS, ids=lambda row: row[0])
def test_a_cell_names_tests_that_exist_or_says_why_it_names_none(row: list[str]) -> None:
    for cell, folders in zip(row[1:], FOLDERS, strict=True):
        names = re.findall("`([^`]+)`", cell)
        assert [name for name in names if not is_there(name, folders)] == []
        for part in cell.split("<br>"):
            assert re.match(r"`[^`]+::[^`]+`( \(.+\))?$|- \w+ .+|not tested", part), part
