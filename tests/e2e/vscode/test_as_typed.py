"""In a real VS Code with its default settings: what somebody types to the end is what stands there.

Statements are typed key by key, the keys that other extensions take items with among them, each
with Enter behind it, which must be a new line and nothing else.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.e2e.statements import HEAD, IMPORTS, LEAVE, STATEMENTS, stripped
from tests.e2e.vscode.code_server import CodeServer
from tests.e2e.vscode.conftest import ready, system_path
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Screen

pytestmark = pytest.mark.editors

NAME: Final = "Ferry.java"


@pytest.fixture(scope="module")
def screen(
    extension: Path, programs: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Screen]:
    """The editor's defaults, its own words in the list too, and ours."""
    folder, data = tmp_path_factory.mktemp("contest"), tmp_path_factory.mktemp("user")
    with CodeServer(folder, data, [extension], system_path(programs)) as host:
        host.set({"editor.wordBasedSuggestions": "matchingDocuments"})
        with Screen(host, browser) as screen:
            yield screen


def begin(screen: Screen, text: str, line: int, column: int) -> None:
    """Always the same file: the workbench may not see a new one for minutes."""
    screen.close_all()
    (screen.host.folder / NAME).write_text(text, encoding="utf-8")
    screen.open(NAME, line, column)
    ready(screen)


def type_lines(screen: Screen, lines: list[str], key_ms: int) -> None:
    """Each with Enter behind it, as fast as its keys."""
    for line in lines:
        if line.startswith(LEAVE):
            screen.press("ArrowDown", "End")
            line = line.removeprefix(LEAVE)
        screen.page.keyboard.type(line, delay=key_ms)
        screen.press("Enter")
        screen.page.wait_for_timeout(key_ms)


def expected(lines: list[str]) -> list[str]:
    """What stands there then, without indentation."""
    above: list[str] = []
    below: list[str] = []
    for line in lines:
        if line.startswith(LEAVE):
            above.append("")  # what the last Enter has begun
            line = below.pop() + line.removeprefix(LEAVE)
        above.append(line)
        if line.endswith("{"):
            below.append("}")
    return [*above, "", *reversed(below)]


@pytest.mark.parametrize("key_ms", [60, 120, 250])
def test_enter_behind_a_statement_is_a_new_line(screen: Screen, key_ms: int) -> None:
    begin(screen, HEAD + " " * 8 + "\n    }\n}\n", 1 + HEAD.count("\n"), 9)
    type_lines(screen, STATEMENTS, key_ms)
    assert stripped(screen.saved(NAME)) == [
        *stripped(HEAD), *expected(STATEMENTS), "}", "}"
    ]  # fmt: skip


def test_enter_behind_an_import_is_a_new_line(screen: Screen) -> None:
    begin(screen, "\n", 1, 1)
    type_lines(screen, IMPORTS, 60)
    assert stripped(screen.saved(NAME)) == IMPORTS


@pytest.mark.parametrize("key", ["(", ".", "=", ";", ",", " "])
def test_a_key_takes_no_item(screen: Screen, key: str) -> None:
    begin(screen, HEAD + " " * 8 + "\n    }\n}\n", 1 + HEAD.count("\n"), 9)
    screen.type("sea")
    wait_for("the list", screen.list_rows)
    screen.press(key)
    wait_for("no list", lambda: not screen.list_rows())
    assert stripped(screen.saved(NAME))[HEAD.count("\n")] == f"sea{key}".strip() + (
        ")" if key == "(" else ""
    )


def test_tab_behind_a_statement_takes_no_item(screen: Screen) -> None:
    screen.host.set({"beamcoder.showGhostText": "never"})
    begin(screen, HEAD + " " * 8 + "\n    }\n}\n", 1 + HEAD.count("\n"), 9)
    for statement in ("int best = a[0];", "Arrays.sort(a);", "sb.append(t);"):
        screen.page.keyboard.type(statement, delay=120)
        screen.press("Tab", "Enter")
    lines = stripped(screen.saved(NAME))[HEAD.count("\n") :]
    assert lines[:3] == ["int best = a[0];", "Arrays.sort(a);", "sb.append(t);"]
