"""docs/security.md: each threat names tests that exist, and no part is left out."""

import re
from typing import Final

import pytest

from tests.house import ROOT
from tests.test_faults_page import is_there

PAGE: Final = (ROOT / "docs/security.md").read_text(encoding="utf-8")
THREATS: Final = [
    re.split(r" +\| +", line.strip("| "))
    for line in PAGE.partition("\n## What a client without")[2].splitlines()
    if line.startswith("| ") and not line.startswith("| threat |")
]


def test_each_threat_has_an_answer_and_a_test() -> None:
    assert len(THREATS) >= 30
    assert [row for row in THREATS if len(row) != 3 or "::" not in row[2]] == []


def test_every_test_that_is_named_exists() -> None:
    names = [name for row in THREATS for name in re.findall(r"`([^`]+::[^`]+)`", row[2])]
    assert [name for name in names if not is_there(name)] == []


@pytest.mark.parametrize("row", ["1.1", "1.2", "1.3", "1.6", "1.7"])
def test_what_was_broken_once_has_a_part(row: str) -> None:
    assert re.search(rf"^## .*\b{re.escape(row)}\b", PAGE, re.MULTILINE)
