"""The server finds the statement of a document, and looks for none when told so."""

from pathlib import Path
from typing import Any

import pytest

from beamcoder.server.documents.documents import Document
from beamcoder.server.documents.statements import path_of, statement_of
from beamcoder.server.settings import Settings

STORY = "Vera has n hens, and each of them lays an egg a day."
TEXT = "// codeforces.com/contest/1409/problem/A @stated\nclass A {}\n"


@pytest.fixture
def java(tmp_path: Path) -> Path:
    return tmp_path / "A b.java"


def first_item(client: Any, uri: str) -> str:
    client.open(TEXT, uri=uri)
    items: list[dict[str, Any]] = client.complete(1, 10, uri=uri)
    client.close(uri=uri)
    return str(items[0]["label"])


def test_a_statement_beside_the_file_reaches_the_model(client: Any, java: Path) -> None:
    client.initialize()
    assert first_item(client, java.as_uri()) == "none"
    java.with_suffix(".md").write_text(STORY)
    assert first_item(client, java.as_uri()) == "Vera"
    assert first_item(client, "untitled:Untitled-1") == "none"


def test_nothing_is_looked_for_when_the_setting_is_off(client: Any, java: Path) -> None:
    client.initialize({"statement": "off"})
    java.with_suffix(".md").write_text(STORY)
    assert first_item(client, java.as_uri()) == "none"


def test_the_folder_of_statements(client: Any, tmp_path: Path) -> None:
    (tmp_path / "1409A.txt").write_text(STORY)
    client.initialize({"statements": str(tmp_path)})
    assert first_item(client, "untitled:Untitled-1") == "Vera"


def test_bad_settings_are_complained_of(client: Any, java: Path) -> None:
    client.initialize({"statement": "maybe", "statements": 7})
    java.with_suffix(".md").write_text(STORY)
    assert first_item(client, java.as_uri()) == "Vera"
    assert len([m for m in client.messages() if "beamcoder.statement" in m]) == 2


def test_a_folder_that_is_not_there_finds_nothing(java: Path) -> None:
    settings = Settings(statements=str(java.with_name("missing")))
    assert statement_of(Document(java.as_uri(), TEXT), settings).text == ""


@pytest.mark.parametrize("uri", ["untitled:A.java", "git:/a/A.java", "file:", ""])
def test_what_is_no_file_has_no_path(uri: str) -> None:
    assert path_of(uri) is None
