"""In a real VS Code: what was offered and does not fit any more is neither put in nor repeated."""

import pytest

from tests.e2e.vscode.conftest import HEAD, INDENT, LINE, TAIL, Begin, ghost_of, is_offered
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Screen

pytestmark = pytest.mark.editors

NEXT = "sc.nextInt();"


def line_of(screen: Screen) -> str:
    return screen.saved("Ferry.java").split("\n")[LINE - 1]


def ask(screen: Screen) -> None:
    """Ghost text on demand, or a list where none is left to show."""
    screen.press("Escape", "Alt+Backslash")
    wait_for("an answer", lambda: is_offered(screen))


def test_a_key_that_does_not_fit_takes_the_offer_away(begin: Begin) -> None:
    screen = begin()
    ghost = ghost_of(screen)
    other = "q" if ghost[0] != "q" else "z"
    screen.page.keyboard.press(other)
    screen.page.keyboard.press("Tab")  # at once: whatever is taken now was offered behind the key
    line = line_of(screen)
    assert line.startswith(INDENT + other) and ghost not in line


def test_what_stands_right_is_not_repeated(begin: Begin) -> None:
    typed = INDENT + "int m = "
    screen = begin(typed, HEAD + typed + NEXT + TAIL)
    screen.press("Control+Space")
    wait_for("the list", screen.list_rows)
    screen.act("Enter")
    assert line_of(screen).count("nextInt") <= 1


def test_what_stands_below_is_not_repeated(begin: Begin) -> None:
    below = INDENT + "int m = " + NEXT
    screen = begin(INDENT, HEAD + INDENT + "\n" + below + TAIL)
    ask(screen)
    rows = [label for label, _ in screen.list_rows()]
    assert below.strip() not in [screen.ghost_text(), *rows]
