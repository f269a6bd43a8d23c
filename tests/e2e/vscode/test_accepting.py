"""In a real VS Code: imports and closers go in with an accepted item, and undo takes all back."""

import pytest

from tests.e2e.vscode.conftest import HEAD, INDENT, LINE, PATIENT, TAIL, Begin, ghost_of
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Screen, plain

pytestmark = pytest.mark.editors

MAIN = """\
public class Ferry {
    public static void main(String[] args) {
        |
    }
}
"""
AT = 3  # the line of the cursor
SCANNER = "import java.util.Scanner;\n\n"
LOOP = INDENT + "while (n-- "


def opened(begin: Begin, typed: str, text: str = MAIN) -> Screen:
    """A file without imports, in which `typed` has been typed."""
    line_end = "\r\n" if "\r" in text else "\n"
    screen = begin(text=text.replace("|", "") + line_end * LINE)
    screen.go_to(AT, len(INDENT) + 1)
    screen.type(typed)
    return screen


def becomes(screen: Screen, expected: str) -> None:
    """First on the screen, where ghost text may follow, then on the disk."""
    lines = expected.rstrip().split("\n")

    def is_there() -> bool:
        shown = screen.shown_lines()[: len(lines)]
        return len(shown) == len(lines) and all(
            line.startswith(wanted) for line, wanted in zip(shown, lines, strict=True)
        )

    wait_for(f"the screen shows {expected}", is_there)
    assert screen.saved("Ferry.java").rstrip() == expected.rstrip()


def undone(screen: Screen, expected: str) -> None:
    screen.press("Control+z")
    becomes(screen, expected)


@pytest.mark.parametrize(
    ("typed", "taken", "name"),
    [
        ("Scanner sc = ", "new Scanner(System.in);", "Scanner"),
        ("ArrayList<Integer> list = ", "new ArrayList<>();", "ArrayList"),
    ],
)
def test_ghost_text_brings_its_import(begin: Begin, typed: str, taken: str, name: str) -> None:
    screen = opened(begin, typed)
    screen.press("Escape", "Alt+Backslash")
    wait_for("the ghost text", lambda: screen.ghost_text() == taken)
    screen.act("Tab")
    head = f"import java.util.{name};\n\n"
    done = head + MAIN.replace("|", typed + taken)
    becomes(screen, done)
    assert screen.cursor() == f"Ln {AT + 2}, Col {len(INDENT + typed + taken) + 1}"
    undone(screen, MAIN.replace("|", typed))


def test_an_item_of_the_list_brings_its_import(begin: Begin) -> None:
    screen = opened(begin, "Sc")
    wait_for("an answer", lambda: screen.ghost_text() or screen.list_rows())
    screen.press("Escape")
    screen.until("Control+Space", screen.page.locator(".suggest-widget.visible"))
    label = select(screen, "Scanner")
    screen.act("Tab")
    becomes(screen, SCANNER + MAIN.replace("|", label))
    undone(screen, MAIN.replace("|", "Sc"))


def select(screen: Screen, end: str) -> str:
    """The list's first item that ends so, chosen by the arrow."""
    wait_for("the list", lambda: any(label.endswith(end) for label, _ in screen.list_rows()))
    selected = screen.page.locator(".suggest-widget.visible .monaco-list-row.focused .label-name")

    def is_selected() -> bool:
        if not selected.inner_text().endswith(end):
            screen.press("ArrowDown")
        return selected.inner_text().endswith(end)

    wait_for("it is selected", is_selected)
    return plain(selected.inner_text())


def test_line_ends_of_windows_stay(begin: Begin) -> None:
    screen = opened(begin, "Scanner sc = ", MAIN.replace("\n", "\r\n"))
    screen.press("Escape", "Alt+Backslash")
    wait_for("the ghost text", lambda: screen.ghost_text() == "new Scanner(System.in);")
    screen.act("Tab")
    done = SCANNER + MAIN.replace("|", "Scanner sc = new Scanner(System.in);")
    expected = done.replace("\n", "\r\n").rstrip()
    wait_for("the import", lambda: screen.cursor().startswith(f"Ln {AT + 2},"))
    assert screen.saved("Ferry.java").rstrip() == expected


def line_of(screen: Screen) -> str:
    return screen.saved("Ferry.java").split("\n")[LINE - 1]


def stands(screen: Screen, what: str, line: str) -> None:
    """The line of the cursor, first on the screen, then on the disk."""
    wait_for(what, lambda: screen.shown_lines()[LINE - 1].startswith(line))
    assert line_of(screen) == line


def test_a_brace_of_ghost_text_is_closed_typed_over_and_undone(begin: Begin) -> None:
    screen = begin(LOOP)
    ghost = ghost_of(screen)
    assert ghost.endswith("{")
    screen.act("Tab")
    column = f"Col {len(LOOP + ghost) + 1}"
    stands(screen, "it is closed", LOOP + ghost + "}")
    assert screen.cursor().endswith(column)
    screen.type("}")
    stands(screen, "it is typed over", LOOP + ghost + "}")
    assert screen.cursor().endswith(f"Col {len(LOOP + ghost) + 2}")
    screen.press("Control+z")
    screen.press("Control+z")
    stands(screen, "undo takes all back", LOOP)


def test_one_undo_takes_text_and_closer(begin: Begin) -> None:
    screen = begin(LOOP)
    ghost = ghost_of(screen)
    screen.act("Tab")
    stands(screen, "it is closed", LOOP + ghost + "}")
    screen.press("Control+z")
    stands(screen, "one undo takes all back", LOOP)


def test_enter_behind_an_accepted_brace_stands_as_behind_a_typed_one(begin: Begin) -> None:
    screen = begin(LOOP)
    ghost = ghost_of(screen)
    screen.act("Tab")
    stands(screen, "it is closed", LOOP + ghost + "}")
    screen.press("Escape", "Enter")
    screen.type("n--;")
    lines = screen.saved("Ferry.java").split("\n")[LINE - 1 : LINE + 2]
    assert lines == [LOOP + ghost, INDENT + "    n--;", INDENT + "}"]


def test_a_brace_of_an_item_is_closed_too(begin: Begin) -> None:
    screen = begin(LOOP)
    ghost_of(screen)  # the server answers
    screen.press("Escape")
    screen.until("Control+Space", screen.page.locator(".suggest-widget.visible"))
    label = select(screen, "{")
    screen.act("Tab")
    stands(screen, "it is closed", LOOP + label + "}")
    screen.type("}")
    stands(screen, "it is typed over", LOOP + label + "}")
    screen.press("Control+z", "Control+z")
    stands(screen, "undo takes all back", LOOP)


def test_a_closer_that_stands_there_is_used(begin: Begin) -> None:
    text = HEAD + LOOP + "\n" + INDENT + "}" + TAIL
    screen = begin(LOOP, text)
    ghost = ghost_of(screen)
    assert ghost.endswith("{")
    screen.act("Tab")
    assert line_of(screen) == LOOP + ghost


def test_who_wants_no_closers_gets_none(begin: Begin) -> None:
    screen = begin(LOOP)
    screen.host.set(PATIENT | {"editor.autoClosingBrackets": "never"})
    screen.page.wait_for_timeout(3000)  # VS Code reads its settings again
    ghost = ghost_of(screen)
    screen.act("Tab")
    assert line_of(screen) == LOOP + ghost
