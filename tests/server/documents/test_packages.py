"""The package of an open document: of a file by what lies around it, over a network by its name."""

from pathlib import Path

import pytest

from beamcoder.server.documents.documents import Document
from beamcoder.server.documents.packages import package_at


@pytest.fixture
def uri(tmp_path: Path) -> str:
    (tmp_path / "Other.java").write_text("package ours;\nclass Other { }\n")
    return (tmp_path / "New.java").as_uri()


def test_neighbours_are_read_by_the_users_own_server_alone(uri: str) -> None:
    assert package_at(Document(uri, ""), 0) == "ours"
    assert package_at(Document(uri, "", is_remote=True), 0) == ""
    assert package_at(Document(uri, ""), 0, reads=False) == ""


@pytest.mark.parametrize(
    ("uri", "package"),
    [
        ("untitled:Untitled-1", ""),
        ("file:///p/src/a/b/C.java", "a.b"),
        ("vscode-remote://host/p/src/a%62/C.java", "ab"),
        ("file:///C.java", ""),
        ("file://[::1/A.java", ""),
        ("", ""),
    ],
)
def test_an_address_alone(uri: str, package: str) -> None:
    assert package_at(Document(uri, "", is_remote=True), 0) == package


def test_below_the_first_brace_nobody_asks(uri: str) -> None:
    text = "class New {\n"
    assert package_at(Document(uri, text), 0) == "ours"
    assert package_at(Document(uri, text), len(text)) is None
