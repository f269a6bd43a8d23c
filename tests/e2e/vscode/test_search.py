"""The quick pick of the search in a real VS Code: preview, Enter, Escape, Insert."""

import pytest
from playwright.sync_api import Locator

from tests.e2e.vscode.code_server import CodeServer
from tests.e2e.vscode.conftest import INDENT, LINE, Begin
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Screen
from tests.model.search.trees import write

pytestmark = pytest.mark.editors

COMMAND = "Search Functions and Classes"
COLUMN = len(INDENT) + 1
BEFORE = f"Ln {LINE}, Col {COLUMN}"


@pytest.fixture
def screen(begin: Begin, host: CodeServer) -> Screen:
    """A program on the screen, other files beside it."""
    write(host.folder)
    return begin()


def look_for(screen: Screen, query: str, first: str) -> Locator:
    """The box with an answer: its first row."""
    widget = screen.page.locator(".quick-input-widget")
    box = widget.locator("input.input")
    screen.until("F1", widget)
    box.fill(f">{COMMAND}")
    widget.locator(".monaco-list-row").first.filter(has_text=COMMAND).wait_for()
    ours = widget.locator("input[placeholder^='Words, or a name']")  # takes the palette's place
    screen.until("Enter", ours)
    box.fill(query)
    row = widget.locator(".quick-input-list .monaco-list-row").first
    row.filter(has_text=first).wait_for()
    return row


def active(screen: Screen) -> str:
    return screen.page.locator(".tab.active").first.inner_text().strip()


def test_a_preview_follows_the_bar_and_escape_goes_back(screen: Screen) -> None:
    look_for(screen, "shortest paths", "dijkstra(int source)")
    wait_for("the preview", lambda: active(screen) == "Graph.java")
    assert screen.page.locator(".quick-input-widget").is_visible()
    screen.press("Escape")
    wait_for("the text from before", lambda: active(screen) == "Ferry.java")
    wait_for("the place from before", lambda: screen.cursor() == BEFORE)


def test_enter_opens_the_place(screen: Screen) -> None:
    look_for(screen, "LazyTree.push", "push(int node)")
    screen.press("Enter")
    wait_for("the file", lambda: active(screen) == "LazyTree.java")
    wait_for("the place", lambda: screen.cursor() == "Ln 7, Col 1")


def test_a_function_is_inserted_where_one_was(screen: Screen, host: CodeServer) -> None:
    row = look_for(screen, "LazyTree.add", "add(int left")
    row.hover()
    row.locator(".action-label").first.click()
    toast = screen.page.locator(".notifications-toasts", has_text="add calls push, also in")
    toast.wait_for()
    wait_for("the text from before", lambda: active(screen) == "Ferry.java")
    lines = screen.saved("Ferry.java").splitlines()
    assert lines[LINE - 1] == INDENT + "void add(int left, int right, long value) { push(left); }"


def test_what_nothing_answers_is_said(screen: Screen) -> None:
    look_for(screen, "quaternion", "")
    title = screen.page.locator(".quick-input-titlebar")
    title.filter(has_text="no name and no word of the query occurs").wait_for()
    screen.press("Escape")
    wait_for("the place from before", lambda: screen.cursor() == BEFORE)
