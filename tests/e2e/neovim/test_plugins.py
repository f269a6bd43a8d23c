"""Beside nvim-cmp and blink.cmp: their menu has our items, each goes in once.

Skipped where install_neovim.sh could not bring them: they come from GitHub, not from a registry.
"""

from pathlib import Path
from typing import Final

import pytest

from tests.e2e.neovim.conftest import INSTALL, SETTINGS, Start, server, setup
from tests.e2e.neovim.terminal import ROOT, Neovim, lua
from tests.e2e.neovim.test_menu import BLANKS, COLUMN, LINE, SOLUTION

pytestmark = pytest.mark.editors

PLUGINS: Final = ROOT / ".cache/editors/plugins"
LOAD: Final = "vim.opt.runtimepath:append({folder})\n"
SETUP: Final = {
    # As the README and :help beamcoder-menu say, with Enter as their manuals have it.
    "nvim-cmp": """
vim.cmd("runtime! plugin/cmp.lua after/plugin/cmp_nvim_lsp.lua")
local cmp = require("cmp")
cmp.setup({
  performance = { fetching_timeout = 100 },
  mapping = cmp.mapping.preset.insert({ ["<CR>"] = cmp.mapping.confirm({ select = true }) }),
  snippet = { expand = function(args) vim.snippet.expand(args.body) end },
  sources = { { name = "nvim_lsp" } },
})
""",
    "blink.cmp": """
require("blink.cmp").setup({
  fuzzy = { implementation = "lua" },  -- the other one is downloaded
  keymap = { preset = "enter" },
  sources = { default = { "lsp" }, providers = { lsp = { async = true } } },
})
""",
}
NEEDS: Final = {"nvim-cmp": ["nvim-cmp", "cmp-nvim-lsp"], "blink.cmp": ["blink.cmp"]}
VISIBLE: Final = {
    "nvim-cmp": "require('cmp').visible()",
    "blink.cmp": "require('blink.cmp').is_menu_visible()",
}


def folders(plugin: str) -> list[Path]:
    found = [PLUGINS / name for name in NEEDS[plugin]]
    if not all(path.is_dir() for path in found):
        pytest.skip(f"no {plugin} here: run {INSTALL} where GitHub can be reached")
    return found


@pytest.fixture(params=["nvim-cmp", "blink.cmp"])
def plugin(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def neovim(start: Start, plugin: str) -> Neovim:
    """With the server at work before insert mode: nvim-cmp looks for servers when that begins."""
    load = "".join(LOAD.format(folder=lua(str(folder))) for folder in folders(plugin))
    neovim = start(load + SETUP[plugin] + setup({"cmd": server(), "settings": SETTINGS}))
    neovim.open("Candles.java", SOLUTION, LINE, COLUMN)
    neovim.wait(lambda: neovim.evaluate("require('beamcoder').status()") == "beamcoder", "loading")
    neovim.keys("Escape")
    neovim.place(LINE, COLUMN)
    return neovim


def wait_for_menu(neovim: Neovim, plugin: str, label: str) -> None:
    is_open = f"{VISIBLE[plugin]} or false"
    neovim.wait(
        lambda: neovim.evaluate(is_open) and label in neovim.screen() and "%" in neovim.screen(),
        f"no {label} in a menu",
    )


def test_an_item_goes_in_once(neovim: Neovim, plugin: str) -> None:
    neovim.type("heig")
    wait_for_menu(neovim, plugin, "heights")
    assert neovim.ghost() == ""  # it hides beside a menu
    neovim.keys("Enter")
    neovim.wait(lambda: neovim.line().startswith(f"{BLANKS}heights"), "nothing was taken")
    assert neovim.line().count("heights") == 1
    assert len(neovim.lines()) == len(SOLUTION.splitlines())


def test_a_bracket_that_stands_there_is_not_doubled(neovim: Neovim, plugin: str) -> None:
    neovim.type("System.out.println()")
    neovim.keys("Left")
    neovim.type("heig")
    wait_for_menu(neovim, plugin, "heights")
    neovim.keys("Enter")
    neovim.wait(lambda: "heights" in neovim.line(), "nothing was taken")
    line = neovim.line()
    assert line.startswith(f"{BLANKS}System.out.println(heights") and line.endswith(")")
    assert line.count("(") == line.count(")") and line.count("[") == line.count("]")


def test_neovims_own_menu_stays_out_of_the_way(neovim: Neovim, plugin: str) -> None:
    assert neovim.evaluate("require('beamcoder.menu').plugin()") == plugin
    assert neovim.evaluate("require('beamcoder.menu').engine({ engine = 'auto' })") == "off"
