"""What a user does with what is shown reaches the server's statistics, each thing once."""

import pytest

from tests.e2e.neovim.conftest import SETTINGS, Start, server, setup
from tests.e2e.neovim.terminal import Neovim
from tests.e2e.neovim.test_menu import COLUMN, LINE, SOLUTION, popup

pytestmark = pytest.mark.editors

COUNTED = {**SETTINGS, "statistics": True}
ASK = """vim.lsp.get_clients({ name = "beamcoder" })[1]
    :request_sync("beamcoder/statistics", vim.empty_dict(), 20000).result"""


def shown(neovim: Neovim, name: str) -> str:
    """Ghost text in a file of its own, of which nothing was refused."""
    neovim.open(name, SOLUTION, LINE, COLUMN)
    neovim.type("fo")
    return neovim.wait_for_ghost()


def taken(neovim: Neovim, name: str, key: str) -> None:
    shown(neovim, name)
    before = neovim.line(), neovim.ghost()
    neovim.keys(key)
    neovim.wait(lambda: (neovim.line(), neovim.ghost()) != before, f"{key} has done nothing")


@pytest.mark.parametrize("version", ["0.12", "0.11"])
def test_what_becomes_of_ghost_text_is_counted(start: Start, version: str) -> None:
    neovim = start(setup({"cmd": server(), "settings": COUNTED}), version)
    taken(neovim, "Whole.java", "C-l")
    taken(neovim, "Word.java", "M-w")
    taken(neovim, "Line.java", "M-l")
    taken(neovim, "Dismissed.java", "C-]")
    counts = neovim.evaluate(ASK)
    assert counts["isOn"]
    ghost = counts["ghost"]
    assert (ghost["accepted"], ghost["partlyAccepted"], ghost["dismissed"]) == (2, 1, 1)
    assert 4 <= ghost["shown"] <= ghost["offered"]
    assert counts["keysSaved"] > 0
    assert counts["list"]["accepted"] == 0


def test_what_is_taken_from_the_menu_is_counted(start: Start) -> None:
    neovim = start(setup({"cmd": server(), "settings": COUNTED}))
    shown(neovim, "Menu.java")
    neovim.keys("C-Space")
    first = popup(neovim)[0]
    neovim.keys("C-n")
    neovim.wait(lambda: neovim.line().strip() == first, "the first item is not chosen")
    neovim.keys("C-y")
    neovim.wait(lambda: neovim.evaluate("vim.fn.pumvisible()") == 0, "the menu is still open")
    neovim.wait(lambda: neovim.evaluate(ASK)["list"]["accepted"] == 1, "not counted")
    assert neovim.evaluate(ASK)["ghost"]["accepted"] == 0
