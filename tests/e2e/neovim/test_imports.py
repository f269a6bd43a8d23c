"""In a real Neovim: what is accepted brings imports and mapped closers, and one undo takes all."""

import pytest

from tests.e2e.neovim.conftest import SETTINGS, Start, server, setup
from tests.e2e.neovim.terminal import Neovim
from tests.e2e.neovim.test_menu import popup

pytestmark = pytest.mark.editors

BLANKS = " " * 8
MAIN = f"""\
public class Cups {{
    public static void main(String[] args) {{
{BLANKS}
    }}
}}
"""
LINE, COLUMN = 3, 1 + len(BLANKS)
IMPORT = ["import java.util.Scanner;", ""]
# As many have it who use no plugin; typed over as plugins do.
PAIRS = r"""
vim.keymap.set("i", "{", "{}<C-g>U<Left>")
vim.keymap.set("i", "}", function()
  local line, col = vim.api.nvim_get_current_line(), vim.api.nvim_win_get_cursor(0)[2]
  return line:sub(col + 1, col + 1) == "}" and "<C-g>U<Right>" or "}"
end, { expr = true })
"""


def lines_with(line: str, head: list[str] | None = None) -> list[str]:
    lines = MAIN.splitlines()
    lines[LINE - 1] = line
    return [*(head or []), *lines]


def undone(neovim: Neovim, lines: list[str]) -> None:
    neovim.keys("Escape", "u")
    neovim.wait(lambda: neovim.lines() == lines, "the undo took something else")


@pytest.mark.parametrize(
    ("typed", "taken", "name"),
    [
        ("Scanner sc = ", "new Scanner(System.in);", "Scanner"),
        ("ArrayList<Integer> list = ", "new ArrayList<>();", "ArrayList"),
    ],
)
def test_ghost_text_brings_its_import(neovim: Neovim, typed: str, taken: str, name: str) -> None:
    neovim.open("Cups.java", MAIN, LINE, COLUMN)
    neovim.type(typed)
    neovim.wait(lambda: neovim.ghost() == taken, "not the ghost text")
    neovim.keys("C-l")
    head = [f"import java.util.{name};", ""]
    whole = f"{BLANKS}{typed}{taken}"
    neovim.wait(lambda: neovim.lines() == lines_with(whole, head), "not that text")
    assert neovim.cursor() == (LINE + 2, len(whole) + 1)
    undone(neovim, lines_with(f"{BLANKS}{typed}"))


def test_taken_word_by_word_the_last_one_brings_it(neovim: Neovim) -> None:
    neovim.open("Cups.java", MAIN, LINE, COLUMN)
    neovim.type("Scanner sc = ")
    neovim.wait(lambda: neovim.ghost() == "new Scanner(System.in);", "not the ghost text")
    while neovim.ghost():
        before = neovim.line()
        neovim.keys("M-w")
        neovim.wait(lambda: neovim.line() != before, "nothing was taken")  # noqa: B023
        if not neovim.line().endswith(";"):
            neovim.wait_for_ghost()
    whole = f"{BLANKS}Scanner sc = new Scanner(System.in);"
    assert neovim.lines() == lines_with(whole, IMPORT)


def test_line_ends_of_windows_stay(neovim: Neovim) -> None:
    path = neovim.open("Cups.java", MAIN.replace("\n", "\r\n"), LINE, COLUMN)
    neovim.type("Scanner sc = ")
    neovim.wait(lambda: neovim.ghost() == "new Scanner(System.in);", "not the ghost text")
    neovim.keys("C-l")
    neovim.wait(lambda: neovim.lines()[:2] == IMPORT, "no import")
    neovim.command("write")
    text = "\r\n".join([*lines_with(f"{BLANKS}Scanner sc = new Scanner(System.in);", IMPORT), ""])
    neovim.wait(lambda: path.read_bytes().decode() == text, "not written so")


def choose(neovim: Neovim, wanted: str) -> None:
    """An item of the menu, by its keys."""
    neovim.wait_for_ghost()  # the server answers
    neovim.keys("C-Space")
    words = popup(neovim)
    place = next(at for at, word in enumerate(words) if word.endswith(wanted))
    for _ in range(place + 1):
        neovim.keys("C-n")
    neovim.keys("C-y")


def test_an_item_of_the_menu_brings_its_import(start: Start) -> None:
    neovim = start(setup({"cmd": server(), "settings": SETTINGS}))
    neovim.open("Cups.java", MAIN, LINE, COLUMN)
    neovim.type("Scanner sc = ")
    choose(neovim, "new Scanner(System.in);")
    whole = f"{BLANKS}Scanner sc = new Scanner(System.in);"
    neovim.wait(lambda: neovim.lines() == lines_with(whole, IMPORT), "not that text")


BODY = """\
public class Cups {
    public static void main(String[] args) {
        int n = args.length;
        for (int i = 0; i < n

    }
}
"""


@pytest.mark.parametrize("version", ["0.12", "0.11"])
def test_a_bracket_that_is_mapped_is_closed_as_a_typed_one(start: Start, version: str) -> None:
    neovim = start(PAIRS + setup({"cmd": server(), "settings": SETTINGS}), version)
    line = BODY.splitlines()[3]
    neovim.open("Cups.java", BODY, 4, len(line) + 1)
    ghost = neovim.wait_for_ghost()
    assert ghost.endswith("{")
    neovim.keys("C-l")
    neovim.wait(lambda: neovim.line() == f"{line}{ghost}}}", "it is not closed")
    assert neovim.cursor() == (4, len(line + ghost) + 1)
    neovim.type("}")
    neovim.wait(lambda: neovim.cursor() == (4, len(line + ghost) + 2), "it is not typed over")
    assert neovim.line() == f"{line}{ghost}}}"
    undone(neovim, BODY.splitlines())


def test_a_bracket_of_a_menus_item_is_closed_too(start: Start) -> None:
    neovim = start(PAIRS + setup({"cmd": server(), "settings": SETTINGS}))
    line = BODY.splitlines()[3]
    neovim.open("Cups.java", BODY, 4, len(line) + 1)
    choose(neovim, "{")
    neovim.wait(lambda: neovim.line().endswith("{}"), "it is not closed")


def test_a_closer_that_stands_there_is_used(start: Start) -> None:
    neovim = start(PAIRS + setup({"cmd": server(), "settings": SETTINGS}))
    text = BODY.replace("\n\n", "\n        }\n")
    line = text.splitlines()[3]
    neovim.open("Cups.java", text, 4, len(line) + 1)
    ghost = neovim.wait_for_ghost()
    neovim.keys("C-l")
    neovim.wait(lambda: neovim.line() == line + ghost, "not as it was shown")


def test_vim_itself_closes_nothing(start: Start) -> None:
    neovim = start(setup({"cmd": server(), "settings": SETTINGS}))
    line = BODY.splitlines()[3]
    neovim.open("Cups.java", BODY, 4, len(line) + 1)
    ghost = neovim.wait_for_ghost()
    neovim.keys("C-l")
    neovim.wait(lambda: neovim.line() == line + ghost, "not as it was shown")
