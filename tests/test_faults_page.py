"""docs/faults.md names tests that exist, and says of each fault what holds its mend."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = (ROOT / "docs/faults.md").read_text(encoding="utf-8")
ROWS: Final = [
    re.split(r" +\| +", line.strip("| "))
    for line in PAGE.splitlines()
    if re.match(r"\| (?:[A-HT]?\d+(?:\.\d+)?) \|", line)
]
CLIENTS: Final = "editor-clients/"


def is_there(name: str) -> bool:
    """Whether the file has a test of that name."""
    path, _, test = name.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    text = file.read_text(encoding="utf-8")
    if path.startswith(CLIENTS):
        return bool(re.search(rf"(?:test|it)\(\s*[\"'`]{re.escape(test)}[\"'`]", text))
    return bool(re.search(rf"^ *(?:async )?def {re.escape(test)}\(", text, re.MULTILINE))


def test_every_row_has_an_answer() -> None:
    assert len(ROWS) >= 70
    assert [row for row in ROWS if len(row) != 3 or not row[2]] == []
    assert len({row[0] for row in ROWS}) == len(ROWS)


def test_every_test_that_is_named_exists() -> None:
    names = [name for row in ROWS for name in re.findall(r"`([^`]+::[^`]+)`", row[2])]
    assert [name for name in names if not is_there(name)] == []
