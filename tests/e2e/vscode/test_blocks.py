"""Blocks in a real VS Code: ghost text once they have grown, taken whole, by line or by word."""

import pytest

from tests.e2e.vscode.code_server import CodeServer
from tests.e2e.vscode.conftest import HEAD, INDENT, PATIENT, TAIL, Begin
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Screen

pytestmark = pytest.mark.editors

ABOVE = HEAD.replace("weight", "a")
HEADER = f"{INDENT}for (int i = 0; i < n; i++) {{"
BODY, END = f"\n{INDENT}    a[i] = sc.nextInt();", f"\n{INDENT}}}"
SHOWN = {**PATIENT, "beamcoder.blocks": "auto", "beamcoder.minimumProbability": 0.4}
ALONE = {"editor.autoClosingBrackets": "never"}


@pytest.fixture
def screen(host: CodeServer, begin: Begin) -> Screen:
    """A block stands as ghost text behind a brace that was typed."""
    host.set({**SHOWN, **ALONE})
    screen = begin(HEADER[:-2], ABOVE + HEADER[:-2] + TAIL)
    screen.type(" {")
    wait_for("a block", lambda: "a[i]" in screen.ghost_text())
    return screen


def text(*parts: str) -> str:
    return ABOVE + "".join(parts) + TAIL


def test_a_block_is_taken_whole_and_one_undo_takes_it_back(screen: Screen) -> None:
    assert screen.ghost_text().strip().endswith("}")
    screen.act("Tab")
    assert screen.saved("Ferry.java") == text(HEADER, BODY, END)
    screen.act("Control+z")
    assert screen.saved("Ferry.java") == text(HEADER)


def test_a_block_is_taken_line_by_line(screen: Screen) -> None:
    screen.act("Alt+End")
    while (taken := screen.saved("Ferry.java")) != text(HEADER, BODY, END):
        assert taken.startswith(ABOVE + HEADER)
        wait_for("the rest", screen.ghost_text)
        screen.act("Alt+End")
