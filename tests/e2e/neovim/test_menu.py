"""The menu, the commands and the help in a real Neovim, with a picture of each for the README."""

import pytest

from tests.e2e.neovim.conftest import SETTINGS, Start, server, setup
from tests.e2e.neovim.pictures import keep
from tests.e2e.neovim.terminal import PLUGIN, Neovim, lua

pytestmark = pytest.mark.editors

BLANKS = " " * 8
SOLUTION = f"""\
import java.util.Arrays;
import java.util.Scanner;

public class Candles {{
    public static void main(String[] args) {{
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        int[] heights = new int[n];
{BLANKS}
        Arrays.sort(heights);
        System.out.println(heights[n - 1] - heights[0]);
    }}
}}
"""
LINE, COLUMN = 9, 1 + len(BLANKS)
ITEMS = "vim.fn.complete_info({'items'}).items"


@pytest.fixture
def neovim(start: Start) -> Neovim:
    """With the plugin's defaults, as a user meets them."""
    dressed = "vim.cmd.colorscheme('habamax')\nvim.o.cmdheight = 1\n"
    neovim = start(dressed + setup({"cmd": server(), "settings": SETTINGS}))
    neovim.open("Candles.java", SOLUTION, LINE, COLUMN)
    return neovim


def popup(neovim: Neovim) -> list[str]:
    """The words of the menu, once there is one."""
    neovim.wait(lambda: neovim.evaluate("vim.fn.pumvisible()") == 1, "no menu")
    return [item["word"] for item in neovim.evaluate("vim.fn.complete_info({'items'}).items")]


def test_ghost_text_by_default(neovim: Neovim) -> None:
    neovim.type("fo")
    ghost = neovim.wait_for_ghost()
    assert f"{BLANKS}fo{ghost}" in neovim.screen()
    keep(neovim, "neovim-ghost-text")


def test_the_menu_and_its_items(neovim: Neovim) -> None:
    neovim.type("fo")
    ghost = neovim.wait_for_ghost()
    neovim.keys("C-Space")
    words = popup(neovim)
    assert len(words) == len(set(words)) > 1
    kinds = neovim.evaluate("vim.tbl_map(function(i) return i.kind end, " + ITEMS + ")")
    assert "Line" in kinds and "Snippet" not in kinds
    assert all((kind == "Line") == (" " in w) for w, kind in zip(words, kinds, strict=True))
    neovim.wait(lambda: neovim.ghost() == "", "menu and ghost text at once")
    assert " %" in neovim.screen()
    assert neovim.screen().count(f"fo{ghost}") <= 1
    neovim.keys("C-n")
    neovim.wait(lambda: neovim.line() == f"{BLANKS}{words[0]}", "the first item is not chosen")
    keep(neovim, "neovim-menu")
    neovim.keys("C-y")
    neovim.wait(lambda: neovim.evaluate("vim.fn.pumvisible()") == 0, "the menu is still open")
    assert neovim.line() == f"{BLANKS}{words[0]}"


@pytest.mark.parametrize("version", ["0.12", "0.11"])
@pytest.mark.parametrize("n_blanks", [2, 16])
@pytest.mark.parametrize(
    ("statement", "part", "blanks"),
    [("return;", "}", "    "), ("int[] more = new int[n];", " ", BLANKS)],
)
def test_what_comes_on_a_line_of_blanks_is_indented_right(
    start: Start, version: str, n_blanks: int, statement: str, part: str, blanks: str
) -> None:
    """A `}` stands one step less deep than Vim has indented the line."""
    neovim = start(setup({"cmd": server(), "settings": SETTINGS}), version)
    above = "".join(SOLUTION.splitlines(keepends=True)[:7])
    above += f"{BLANKS}{statement}\n"
    neovim.open("Candles.java", f"{above}{' ' * n_blanks}\n", LINE, 1 + n_blanks)
    neovim.wait(lambda: neovim.evaluate("require('beamcoder').status()") == "beamcoder", "loading")
    neovim.keys("C-Space")
    popup(neovim)
    labels = neovim.evaluate("vim.tbl_map(function(i) return i.abbr end, " + ITEMS + ")")
    label = next(label for label in labels if part in label)
    neovim.keys(*["C-n"] * (1 + labels.index(label)))
    wait_for_line(neovim, blanks + label)
    neovim.keys("C-e")
    wait_for_line(neovim, " " * n_blanks)


def wait_for_line(neovim: Neovim, line: str) -> None:
    neovim.wait(lambda: neovim.line() == line, f"the line is not {line!r}")


def test_the_menu_opens_by_itself_if_wanted(start: Start) -> None:
    options = {"cmd": server(), "menu": {"autotrigger": True}, "settings": SETTINGS}
    neovim = start(setup(options))
    neovim.open("Candles.java", SOLUTION, LINE, COLUMN)
    neovim.wait(lambda: neovim.evaluate("require('beamcoder').status()") == "beamcoder", "loading")
    neovim.type("hei")
    assert any(word.startswith("heights") for word in popup(neovim))


@pytest.mark.parametrize(
    ("subcommand", "said"),
    [
        ("explain", "Answer at line 9, column 11"),
        ("beam", "probability of the row"),
        ("statistics", "Only counts are kept"),
        ("status", "Server "),
        ("statement", "Statement: none"),
    ],
)
def test_a_command_tells(neovim: Neovim, subcommand: str, said: str) -> None:
    neovim.type("fo")
    neovim.wait_for_ghost()
    neovim.command(f"Beamcoder {subcommand}")
    neovim.wait(lambda: said in neovim.screen(), f"{subcommand} tells nothing")
    if subcommand in ("explain", "beam"):
        keep(neovim, f"neovim-{subcommand}")


def test_a_search_jumps_to_what_is_chosen(neovim: Neovim) -> None:
    neovim.wait(lambda: neovim.evaluate("require('beamcoder').status()") == "beamcoder", "loading")
    neovim.command("Beamcoder search Arrays.sort")
    neovim.wait(lambda: "java.util.Arrays.sort" in neovim.screen(), "nothing to choose from")
    neovim.type("1")
    neovim.keys("Enter")
    neovim.wait(lambda: neovim.cursor()[0] == LINE + 1, "not there")


def test_a_search_without_a_word_asks_for_one(neovim: Neovim) -> None:
    neovim.wait(lambda: neovim.evaluate("require('beamcoder').status()") == "beamcoder", "loading")
    neovim.command("Beamcoder search")
    neovim.wait(lambda: "Search:" in neovim.screen(), "no question")
    neovim.type("quaternion")
    neovim.keys("Enter")
    neovim.wait(lambda: "nothing found in" in neovim.screen(), "not told")


def test_toggle(neovim: Neovim) -> None:
    neovim.type("fo")
    neovim.wait_for_ghost()
    neovim.command("Beamcoder toggle")
    neovim.wait(lambda: "ghost text is off" in neovim.screen(), "not switched off")
    neovim.place(LINE, COLUMN + 2)
    neovim.type("r")
    neovim.keys("C-Space")
    popup(neovim)  # the server has answered, later than the key
    neovim.keys("C-e")
    assert neovim.ghost() == ""
    neovim.command("Beamcoder toggle")
    neovim.place(LINE, COLUMN + 3)
    assert neovim.wait_for_ghost()


def test_checkhealth(neovim: Neovim) -> None:
    neovim.type("fo")
    neovim.wait_for_ghost()
    neovim.command("checkhealth beamcoder")
    neovim.wait(lambda: "beamcoder: server" in "\n".join(neovim.lines()), "no report")
    report = "\n".join(neovim.lines())
    assert "vim.lsp.inline_completion" in report
    assert "runs for 1 buffers" in report
    assert "ready" in report
    assert "ERROR" not in report and "WARNING" not in report


def test_the_help_has_its_tags(neovim: Neovim) -> None:
    docs = neovim.folder / "plugin"
    (docs / "doc").mkdir(parents=True)
    text = (PLUGIN / "doc/beamcoder.txt").read_text(encoding="utf-8")
    (docs / "doc/beamcoder.txt").write_text(text, encoding="utf-8")
    neovim.evaluate(f"vim.cmd('helptags ' .. {lua(str(docs / 'doc'))})")
    neovim.evaluate(f"vim.opt.runtimepath:prepend({lua(str(docs))})")
    for tag in ("beamcoder", "beamcoder-options", "beamcoder-menu", ":Beamcoder"):
        neovim.command(f"help {tag}")
        neovim.wait(lambda: neovim.evaluate("vim.fn.expand('%:t')") == "beamcoder.txt", "no help")
        assert f"*{tag}*" in neovim.line()
