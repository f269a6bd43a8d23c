"""What an empty file is begun with: its own package and its own name, and nobody else's."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.buffer import Buffer
from tests.server.conftest import Client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client([sys.executable, "-m", "beamcoder", "serve"])
    client.initialize({"statistics": False, "minimumProbability": 0})
    yield client
    client.end()


def words(items: list[dict[str, Any]]) -> str:
    return " ".join(item["textEdit"]["newText"] for item in items)


BEGINNINGS = ["|", "pack|", "package |", "import |", "import n|", "class |", "public class |", "p|"]


@pytest.mark.parametrize("text", BEGINNINGS)
def test_a_file_of_its_own_has_no_package(client: Client, tmp_path: Path, text: str) -> None:
    buffer = Buffer(client, text, uri=(tmp_path / "Nim.java").as_uri())
    shown = words(buffer.items()) + words(
        [{"textEdit": {"newText": ghost["insertText"]}} for ghost in buffer.ghosts()]
    )
    assert "package" not in shown and "net" not in shown.split() and "egork" not in shown
    assert not {"Main", "Solution", "Task"} & set(shown.replace("{", " ").split())
    if text.endswith("class |"):
        assert "Nim" in shown


def test_a_file_among_others_has_theirs(client: Client, tmp_path: Path) -> None:
    (tmp_path / "Other.java").write_text("package round.seven;\nclass Other { }\n")
    buffer = Buffer(client, "|", uri=(tmp_path / "Nim.java").as_uri())
    items = buffer.items()
    assert items[0]["textEdit"]["newText"].startswith("package")
    assert "package round.seven;" in words(items)
    buffer.type("package ")
    assert "round.seven;" in words(buffer.items())
