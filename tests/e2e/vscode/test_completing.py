"""In a real VS Code: the list, ghost text, each way to accept; the buffer is read from disk."""

import re
from collections.abc import Callable

import pytest

from tests.e2e.vscode.code_server import ROOT
from tests.e2e.vscode.conftest import HEAD, INDENT, LINE, TAIL, Begin, ghost_of, is_offered
from tests.e2e.vscode.patience import settled, wait_for
from tests.e2e.vscode.workbench import VIEWPORT, Screen

pytestmark = pytest.mark.editors


def line_of(screen: Screen, name: str = "Ferry.java") -> str:
    """The line of the cursor, as it was saved."""
    return screen.saved(name).split("\n")[LINE - 1]


def test_ghost_text_comes_by_itself_and_tab_accepts_it(begin: Begin) -> None:
    screen = begin("")
    screen.type(INDENT)
    ghost = wait_for("ghost text", screen.ghost_text)
    screen.act("Tab")
    assert line_of(screen) == INDENT + ghost


def test_one_undo_takes_an_accepted_line_back(begin: Begin) -> None:
    screen = begin()
    ghost = ghost_of(screen)
    screen.act("Tab")
    assert line_of(screen) == INDENT + ghost
    screen.act("Control+z")
    assert line_of(screen) == INDENT


def test_accept_by_word_and_by_line(begin: Begin) -> None:
    screen = begin()
    ghost = ghost_of(screen)
    screen.act("Control+ArrowRight")
    by_word = line_of(screen)
    assert by_word.startswith(INDENT) and by_word != INDENT
    assert (INDENT + ghost).startswith(by_word) and by_word != INDENT + ghost
    wait_for("the rest of the ghost text", screen.ghost_text)
    rest = screen.ghost_text()
    screen.act("Alt+End")
    assert line_of(screen) == by_word + rest


def test_the_list_shows_probabilities_and_enter_accepts(begin: Begin) -> None:
    screen = begin()
    screen.type("f")
    rows = settled("the list", screen.list_rows)
    labels = [label for label, _ in rows]
    assert all(re.fullmatch(r"\d+ %", details) for _, details in rows)
    assert len(set(labels)) == len(labels)
    screen.act("Enter")
    assert line_of(screen) == INDENT + labels[0]


def test_one_undo_takes_an_accepted_item_back(begin: Begin) -> None:
    screen = begin()
    screen.type("f")
    ((label, _), *_) = wait_for("the list", screen.list_rows)
    screen.act("Enter")
    assert line_of(screen) == INDENT + label
    screen.act("Control+z")
    assert line_of(screen) == INDENT + "f"


def test_ghost_text_beside_the_list_goes_on_from_its_selected_item(begin: Begin) -> None:
    screen = begin()
    screen.type("f")
    labels = [label for label, _ in wait_for("the list", screen.list_rows)]
    selected = screen.page.locator(".suggest-widget.visible .monaco-list-row.focused .label-name")

    def is_selected() -> bool:
        if selected.inner_text() != "for":
            screen.press("ArrowDown")
        return selected.inner_text() == "for"

    wait_for("a name is selected", is_selected)
    ghost = wait_for("ghost text beside the list", screen.ghost_text)
    assert screen.list_rows() and ("f" + ghost).startswith("for ")
    screen.press("Escape")
    ghost = wait_for("ghost text", screen.ghost_text)
    assert screen.list_rows() == []
    assert "f" + ghost in labels


def test_escape_dismisses_and_the_same_is_not_offered_again(begin: Begin) -> None:
    screen = begin()
    ghost = ghost_of(screen)
    screen.press("Escape")
    wait_for("no ghost text", lambda: screen.ghost_text() == "")
    screen.type("x")
    screen.press("Escape", "Backspace")
    wait_for("the text as it was", lambda: screen.cursor().endswith(f"Col {len(INDENT) + 1}"))
    screen.press("Alt+Backslash")
    wait_for("an answer", lambda: is_offered(screen))  # the list, where no ghost text is left
    assert screen.ghost_text() != ghost


@pytest.mark.parametrize("typed", ["int[] load = new int[", "System.out.println("])
def test_brackets_that_the_editor_closed_are_not_doubled(begin: Begin, typed: str) -> None:
    screen = begin()
    screen.type(typed)
    screen.press("Escape", "Alt+Backslash")
    wait_for("a proposal", lambda: is_offered(screen))
    screen.act("Tab")
    line = line_of(screen)
    assert line.startswith(INDENT + typed) and len(line) > len(INDENT + typed) + 1
    for opening, closing in ("()", "[]"):
        assert line.count(opening) == line.count(closing), line


def test_line_ends_of_windows_stay(begin: Begin) -> None:
    screen = begin(text=(HEAD + INDENT + TAIL).replace("\n", "\r\n"))
    ghost = ghost_of(screen)
    screen.act("Tab")
    expected = (HEAD + INDENT + ghost + TAIL).replace("\n", "\r\n")
    assert screen.saved("Ferry.java") == expected


def test_tabs_stay_tabs(begin: Begin) -> None:
    text = (HEAD + INDENT + TAIL).replace("    ", "\t")
    screen = begin("\t\t", text)
    ghost = ghost_of(screen)
    screen.act("Tab")
    assert line_of(screen) == "\t\t" + ghost


def test_columns_count_as_the_editor_counts_them(begin: Begin) -> None:
    typed = INDENT + 'String ship = "😀漢字🚢"; int'
    screen = begin(typed)
    screen.type(" ")
    screen.press("Escape", "Alt+Backslash")
    ghost = wait_for("ghost text", screen.ghost_text)
    screen.act("Tab")
    assert line_of(screen) == f"{typed} {ghost}"


def test_an_untitled_buffer_is_completed(begin: Begin) -> None:
    screen = begin()
    screen.command("File: New Untitled Text File")
    screen.page.locator(".tab.active", has_text="Untitled").wait_for()
    screen.type("import java.util.*;\n\npublic class Main {\npublic static void main(")
    screen.press("Escape", "Alt+Backslash")
    wait_for("a proposal", lambda: is_offered(screen))
    screen.act("Tab")
    assert re.search(r"main\(\S", "\n".join(screen.shown_lines()))
    screen.command("File: Revert and Close Editor")


def test_pictures(begin: Begin, picture: Callable[[Screen, str], None]) -> None:
    # A short name: VS Code cuts off what stands beside a long item.
    screen = begin(INDENT, (HEAD + INDENT + TAIL).replace("weight", "w"))
    ghost_of(screen)
    picture(screen, "ghost-text")
    screen.type("f")
    wait_for("the list", screen.list_rows)
    picture(screen, "list")
    screen.press("Escape")
    screen.command("Beamcoder: Explain Last Answer")
    screen.page.set_viewport_size({"width": 960, "height": 860})  # all of the page
    screen.page.locator(".view-line", has_text="network and recall").wait_for()
    picture(screen, "explanation")
    screen.page.set_viewport_size(VIEWPORT)


def test_the_menu_of_the_status_bar_pauses_and_resumes(
    begin: Begin, picture: Callable[[Screen, str], None]
) -> None:
    screen = begin()
    choose(screen, "Pause", lambda: picture(screen, "menu"))
    wait_for("the pause", lambda: "paused" in screen.status())
    screen.press("Alt+Backslash")
    rows = wait_for("VS Code's own snippets", screen.list_rows)
    assert not any("%" in details for _, details in rows)
    assert screen.ghost_text() == ""
    screen.press("Escape")
    choose(screen, "Resume")
    wait_for("the end of the pause", lambda: "paused" not in screen.status())
    ghost_of(screen)


def choose(screen: Screen, entry: str, look: Callable[[], None] = lambda: None) -> None:
    """From the menu of the status bar, after a look at it; then back into the editor."""
    screen.page.locator("[id='beamcoder.beamcoder.beamcoder']").click()
    row = screen.page.locator(".quick-input-list .monaco-list-row", has_text=entry)
    row.wait_for()
    look()
    row.click()
    screen.press("Control+1")


def test_the_demo_types_itself_and_tells_what_was_saved(
    begin: Begin, picture: Callable[[Screen, str], None]
) -> None:
    screen = begin()
    screen.command("Beamcoder: Replay the Demo")
    tell = "characters with"
    wait_for(tell, lambda: any(tell in notice for notice in screen.notices()), patience_s=180)
    picture(screen, "replay")
    (notice,) = [notice for notice in screen.notices() if tell in notice]
    n_characters, n_keys = map(int, re.findall(r"\d+", notice)[:2])
    program = (ROOT / "editor-clients/vscode/media/Pebbles.java").read_text(encoding="utf-8")
    assert n_characters == len(re.sub("^ +", "", program, flags=re.MULTILINE))
    assert n_keys < n_characters
    assert "\n".join(screen.shown_lines()).rstrip() == program.rstrip()
    screen.command("File: Revert and Close Editor")
