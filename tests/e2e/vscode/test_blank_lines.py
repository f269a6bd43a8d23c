"""In a real VS Code: whatever blanks stand on a line, what is accepted there is indented right."""

import pytest

from tests.e2e.vscode.conftest import HEAD, INDENT, LINE, Begin, ghost_of
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Row, Screen

pytestmark = pytest.mark.editors

# The method ends here, and its `}` is still to come.
OPEN = HEAD + INDENT + "System.out.println(2 * n);\n"
RETURN = INDENT + "return;"
DONE = HEAD + RETURN + "\n"  # nothing more but a `}` can come
CLOSER_BLANKS = INDENT[4:]


def blank_line(screen: Screen, above: str) -> str:
    """The line of blanks below this text, as it was saved."""
    return screen.saved("Ferry.java").split("\n")[above.count("\n")]


def asked_list(screen: Screen) -> list[Row]:
    """The list, asked for by VS Code's own key."""
    screen.press("Control+Space")
    return wait_for("the list", screen.list_rows)


def choose(screen: Screen, rows: list[Row], wanted: str) -> str:
    """Accepts the first item with this part; its label."""
    labels = [label for label, _ in rows]
    at = next(i for i, label in enumerate(labels) if wanted in label)
    focused = screen.page.locator(".suggest-widget.visible .monaco-list-row.focused")
    now = int(focused.get_attribute("data-index") or 0)
    screen.press(*(["ArrowDown"] * (at - now) if at > now else ["ArrowUp"] * (now - at)))
    focused.filter(has_text=labels[at]).wait_for()
    screen.press("Enter")
    wait_for("no list", lambda: not screen.list_rows())
    return labels[at]


@pytest.mark.parametrize("n_blanks", [2, 8, 16])
def test_an_item_is_indented_right(begin: Begin, n_blanks: int) -> None:
    screen = begin(" " * n_blanks)
    label = choose(screen, asked_list(screen), " ")  # of several words
    assert blank_line(screen, HEAD) == INDENT + label
    screen.act("Control+z")
    assert blank_line(screen, HEAD) == " " * n_blanks


# Where a whole step of indentation is missing VS Code's Tab adds it first, and accepts after that.
@pytest.mark.parametrize(("n_blanks", "key"), [(2, "Alt+End"), (6, "Tab")])
def test_ghost_text_is_indented_right(begin: Begin, n_blanks: int, key: str) -> None:
    screen = begin(" " * n_blanks)
    ghost = ghost_of(screen)
    screen.act(key)
    assert blank_line(screen, HEAD) == INDENT + ghost.lstrip()


@pytest.mark.parametrize("n_blanks", [2, 16])
def test_a_closer_stands_one_step_less_deep(begin: Begin, n_blanks: int) -> None:
    screen = begin(text=DONE + " " * n_blanks + "\n")
    screen.go_to(LINE + 1, n_blanks + 1)
    assert choose(screen, asked_list(screen), "}") == "}"
    assert blank_line(screen, DONE) == CLOSER_BLANKS + "}"


def test_a_closer_on_a_line_that_the_editor_has_indented(begin: Begin) -> None:
    screen = begin(text=DONE)
    screen.go_to(LINE, len(RETURN) + 1)
    screen.act("Enter")
    assert screen.cursor() == f"Ln {LINE + 1}, Col {len(INDENT) + 1}"
    choose(screen, asked_list(screen), "}")
    assert blank_line(screen, DONE) == CLOSER_BLANKS + "}"
