"""What a newcomer is shown in a real VS Code, and pages that fit the editor that they stand in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.e2e.vscode.code_server import CodeServer
from tests.e2e.vscode.conftest import HEAD, INDENT, LINE, TAIL, Begin, ghost_of, ready, system_path
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Screen

pytestmark = pytest.mark.editors

WALKTHROUGH: Final = ".gettingStartedContainer"


@pytest.fixture
def newcomer(
    extension: Path, programs: Path, browser: Browser, tmp_path: Path
) -> Iterator[CodeServer]:
    folder, data = tmp_path / "contest", tmp_path / "user"
    folder.mkdir()
    data.mkdir()
    (folder / "Ferry.java").write_text(HEAD + INDENT + TAIL, encoding="utf-8")
    with CodeServer(folder, data, [extension], system_path(programs)) as host:
        host.set({"workbench.welcomePage.walkthroughs.openOnInstall": True})
        yield host


def test_a_newcomer_is_told_the_keys_once_and_led_to_a_walkthrough(
    newcomer: CodeServer, browser: Browser
) -> None:
    with Screen(newcomer, browser) as screen:
        screen.open("Ferry.java", LINE, len(INDENT) + 1)
        wait_for("a word of welcome", screen.notices)
        (notice,) = screen.notices()
        assert "Tab takes the grey text" in notice
        screen.type("x")  # the cursor has stayed in the code
        assert screen.saved("Ferry.java") == HEAD + INDENT + "x" + TAIL
        screen.button("Getting Started")
        page = screen.page.locator(WALKTHROUGH)
        wait_for("its steps", lambda: "What the numbers mean" in page.inner_text())
        assert "Tab takes the grey text" in page.inner_text()
        screen.press("Control+1")
        screen.command("Beamcoder: Restart Server")
        ready(screen)
        assert screen.notices() == []


@pytest.mark.parametrize("command", ["Explain Last Answer", "Show Statistics"])
def test_a_page_is_broken_at_the_editors_width(begin: Begin, command: str) -> None:
    screen = begin()
    ghost_of(screen)
    screen.command(f"Beamcoder: {command}")
    lines = screen.page.locator(".editor-group-container").last.locator(".view-line")
    wait_for("the page", lambda: lines.count() > 5)
    width = screen.page.locator(".editor-group-container").last.locator(".lines-content")
    right = width.evaluate("e => e.parentElement.getBoundingClientRect().right")
    ends = lines.locator("> span > span").evaluate_all(
        "spans => spans.map(span => span.getBoundingClientRect().right)"
    )
    assert ends and max(ends) <= right + 1
