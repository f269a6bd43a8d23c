"""Ghost text in a real Neovim: shown, taken in every way, and never in the way."""

import pytest

from tests.e2e.neovim.terminal import Neovim

pytestmark = pytest.mark.editors

BLANKS = " " * 8
SOLUTION = f"""\
import java.util.Scanner;

public class Cups {{
    public static void main(String[] args) {{
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        int[] cups = new int[n];
{BLANKS}
        System.out.println(cups[0]);
    }}
}}
"""
LINE, COLUMN = 8, 1 + len(BLANKS)  # on the empty line
TYPED = f"{BLANKS}fo"
EMOJI = 'String s = "😀漢字"; '


@pytest.fixture
def ghost(neovim: Neovim) -> str:
    """What is shown right of the cursor, after `fo` was typed."""
    neovim.open("Cups.java", SOLUTION, LINE, COLUMN)
    neovim.type("fo")
    return neovim.wait_for_ghost()


def take(neovim: Neovim, key: str) -> None:
    before = neovim.line()
    neovim.keys(key)
    neovim.wait(lambda: neovim.line() != before, f"{key} has taken nothing")


@pytest.mark.parametrize("key", ["C-l", "M-l"])
def test_all_of_it_is_taken(neovim: Neovim, ghost: str, key: str) -> None:
    assert TYPED + ghost in neovim.screen()
    take(neovim, key)
    lines = SOLUTION.splitlines()
    lines[LINE - 1] = TYPED + ghost
    assert neovim.lines() == lines
    assert neovim.cursor() == (LINE, len(TYPED + ghost) + 1)
    assert neovim.ghost() == ""


def test_it_is_taken_word_by_word(neovim: Neovim, ghost: str) -> None:
    whole = TYPED + ghost
    grown = [neovim.line()]
    while grown[-1] != whole:
        assert grown[-1] + neovim.wait_for_ghost() == whole
        take(neovim, "M-w")
        grown.append(neovim.line())
        assert whole.startswith(grown[-1])
    assert len(grown) > 2


def test_one_undo_takes_back_what_was_taken_and_no_more(neovim: Neovim, ghost: str) -> None:
    take(neovim, "C-l")
    neovim.keys("Escape", "u")
    neovim.wait(lambda: neovim.line() == TYPED, "the undo took something else")


def test_what_was_taken_and_undone_is_not_offered_again(neovim: Neovim, ghost: str) -> None:
    take(neovim, "C-l")
    neovim.keys("Escape", "u", "A")
    assert neovim.wait_for_ghost() != ghost


def test_next_and_previous_go_through_the_other_lines(neovim: Neovim, ghost: str) -> None:
    neovim.keys("M-n")
    neovim.wait(lambda: neovim.ghost() not in ("", ghost), "no other line")
    other = neovim.ghost()
    neovim.keys("M-p")
    neovim.wait(lambda: neovim.ghost() == ghost, "not the first line again")
    neovim.keys("M-n")
    neovim.wait(lambda: neovim.ghost() == other, "not the second line again")
    take(neovim, "C-l")
    assert neovim.line() == TYPED + other


def test_what_was_dismissed_is_not_offered_again(neovim: Neovim, ghost: str) -> None:
    neovim.keys("C-]")
    neovim.wait(lambda: neovim.ghost() == "", "it is still there")
    assert TYPED + ghost not in neovim.screen()
    neovim.type("r")
    assert "r" + neovim.wait_for_ghost() != ghost
    neovim.keys("BSpace")
    neovim.wait(lambda: neovim.line() == TYPED, "the r is still there")
    assert neovim.wait_for_ghost() != ghost


def test_keys_are_only_ours_while_something_is_shown(neovim: Neovim, ghost: str) -> None:
    neovim.keys("C-]")
    neovim.wait(lambda: neovim.ghost() == "", "it is still there")
    neovim.keys("C-l", "M-w", "M-l", "M-n", "M-p", "C-]", "x")
    neovim.wait(lambda: neovim.line() == f"{TYPED}x", "a key put something into the text")


def test_nothing_is_taken_once_another_key_was_pressed(neovim: Neovim, ghost: str) -> None:
    assert not ghost.startswith("%")
    neovim.keys("%", "C-l", "%")  # in one go: no answer comes between them
    neovim.wait(lambda: neovim.line().endswith("%"), "the keys are lost")
    assert neovim.line() == f"{TYPED}%%"


def test_it_stays_right_while_one_types_along(neovim: Neovim, ghost: str) -> None:
    neovim.keys(ghost[0], "C-l")  # in one go: what is taken is what was shown before
    neovim.wait(lambda: neovim.line() == TYPED + ghost, "not the line that was shown")


def test_nothing_is_shown_outside_of_insert_mode(neovim: Neovim, ghost: str) -> None:
    neovim.keys("Escape")
    neovim.wait(lambda: TYPED + ghost not in neovim.screen(), "it is still there")
    assert neovim.ghost() == ""


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("indent", ["    ", "\t"], ids=["blanks", "tabs"])
def test_the_file_keeps_its_style(neovim: Neovim, newline: str, indent: str) -> None:
    text = SOLUTION.replace("    ", indent)
    path = neovim.open("Cups.java", text.replace("\n", newline), LINE, 1 + 2 * len(indent))
    neovim.type("fo")
    ghost = neovim.wait_for_ghost()
    take(neovim, "C-l")
    neovim.command("write")
    expected = text.splitlines()
    expected[LINE - 1] = f"{2 * indent}fo{ghost}"
    wanted = (newline.join(expected) + newline).encode()
    neovim.wait(lambda: path.read_bytes() == wanted, "the file is not what was shown")


@pytest.mark.parametrize("indent", ["    ", "\t"], ids=["blanks", "tabs"])
def test_a_line_of_blanks_is_indented_once(neovim: Neovim, indent: str) -> None:
    neovim.open("Cups.java", SOLUTION.replace("    ", indent), LINE, 1 + 2 * len(indent))
    ghost = neovim.wait_for_ghost()
    take(neovim, "C-l")
    assert neovim.line() == 2 * indent + ghost.strip()


def test_columns_count_right_behind_emoji_and_cjk(neovim: Neovim) -> None:
    text = SOLUTION.replace(f"{BLANKS}\n", f"{BLANKS}{EMOJI}\n")
    neovim.open("Cups.java", text, LINE, COLUMN + len(EMOJI))
    neovim.type("fo")
    ghost = neovim.wait_for_ghost()
    take(neovim, "M-w")
    neovim.wait_for_ghost()
    take(neovim, "C-l")
    assert neovim.line() == f"{BLANKS}{EMOJI}fo{ghost}"
    neovim.keys("Escape", "u")
    neovim.wait(lambda: neovim.line().startswith(f"{BLANKS}{EMOJI}fo"), "undo broke the line")


def test_text_right_of_the_cursor_stays(neovim: Neovim) -> None:
    text = SOLUTION.replace(f"{BLANKS}\n", f"{BLANKS}while (n > ) {{\n")
    neovim.open("Cups.java", text, LINE, COLUMN + len("while (n > "))
    ghost = neovim.wait_for_ghost()
    take(neovim, "C-l")
    assert neovim.line() == f"{BLANKS}while (n > {ghost}) {{"


@pytest.mark.parametrize("command", ["file", "saveas!"])
def test_a_file_renamed_while_open_goes_on(neovim: Neovim, ghost: str, command: str) -> None:
    neovim.keys("Escape")
    neovim.command(f"{command} Saucers.java")
    neovim.wait(lambda: "Saucers.java" in neovim.evaluate("vim.fn.bufname()"), "not renamed")
    neovim.keys("A")
    assert neovim.wait_for_ghost()
    neovim.command("write")
    neovim.wait(lambda: (neovim.folder / "Saucers.java").exists(), "not written")
    neovim.place(LINE, len(TYPED) + 1)
    assert neovim.wait_for_ghost()


def test_two_windows_on_one_file(neovim: Neovim, ghost: str) -> None:
    neovim.command("split")
    neovim.wait(lambda: neovim.evaluate("vim.fn.winnr('$')") == 2, "no second window")
    first = "vim.api.nvim_win_get_cursor(vim.fn.win_getid(2))"
    before = neovim.evaluate(first)
    neovim.place(LINE, len(TYPED) + 1)
    shown = neovim.wait_for_ghost()
    take(neovim, "C-l")
    assert neovim.line() == TYPED + shown
    assert len(neovim.lines()) == len(SOLUTION.splitlines())
    assert neovim.evaluate(first) == before


def test_nothing_is_put_into_what_cannot_be_changed(neovim: Neovim, ghost: str) -> None:
    neovim.evaluate("vim.cmd('setlocal nomodifiable')")
    neovim.keys("C-l")
    neovim.keys("Escape")
    neovim.wait(lambda: neovim.mode() == "n", "no normal mode")
    assert neovim.line() == TYPED


def test_a_buffer_without_a_file(neovim: Neovim) -> None:
    neovim.open("Cups.java", SOLUTION, 1, 1)
    neovim.keys("Escape")
    neovim.evaluate("vim.cmd('enew | setlocal filetype=java')")
    neovim.evaluate(f"vim.api.nvim_buf_set_lines(0, 0, -1, true, vim.split({SOLUTION!r}, '\\n'))")
    neovim.place(LINE, COLUMN)
    neovim.type("fo")
    assert neovim.wait_for_ghost()


def test_a_file_of_20000_lines(neovim: Neovim) -> None:
    method = "    static int f%d(int a) {\n        return a + %d;\n    }\n\n"
    many = "".join(method % (i, i) for i in range(5000))
    text = SOLUTION.replace("public class Cups {\n", "public class Cups {\n" + many)
    line = LINE + many.count("\n")
    assert text.count("\n") > 20_000
    neovim.open("Cups.java", text, line, COLUMN)
    neovim.type("fo")
    ghost = neovim.wait_for_ghost()
    take(neovim, "C-l")
    assert neovim.line() == TYPED + ghost
    neovim.keys("Escape", "g", "g", "O")
    neovim.type("import java.ut")
    first = neovim.wait_for_ghost()
    take(neovim, "C-l")
    assert neovim.line(1) == "import java.ut" + first
    lines = [f"import java.ut{first}", *text.splitlines()]
    lines[line] = TYPED + ghost
    assert neovim.lines() == lines
