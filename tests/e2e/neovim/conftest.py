"""The Neovims that install_neovim.sh has brought, each with the plugin and the real server."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest

from tests.e2e.neovim.terminal import ROOT, Neovim

INSTALL: Final = "bash tests/e2e/install_neovim.sh"
# With 0 every line is shown: the tests are of the editor, not of what the model finds likely.
# Blocks would take the place of a line in their own time: `test_blocks` has them.
SETTINGS: Final = {
    "minimumProbability": 0,
    "lineDeadlineMs": 5000,
    "statistics": False,
    "blocks": "off",
}
# What asks and paints: Neovim 0.12 by itself, and our extmarks on both.
ENGINES: Final = ("0.12 native", "0.12 extmarks", "0.11 extmarks")

Start = Callable[..., Neovim]


def setup(options: dict[str, Any]) -> str:
    """A line of init.lua."""
    text = json.dumps(json.dumps(options))
    return f'require("beamcoder").setup(vim.json.decode({text}))'


def server(*arguments: str) -> list[str]:
    """The server of the environment that the tests run in."""
    return [sys.executable, "-m", "beamcoder", "serve", *arguments]


@pytest.fixture(scope="session")
def installed() -> Callable[[str], Path]:
    """The program of a version; without it, skips or, where editors are required, fails."""

    def find(version: str) -> Path:
        binary = ROOT / f".cache/editors/neovim-{version}/run"
        if version == "0.7":  # Debian 12's own
            binary = Path("/usr/bin/nvim")
        if binary.exists() and shutil.which("tmux"):
            return binary
        sentence = f"no Neovim {version} or no tmux here: run {INSTALL}"
        if os.environ.get("BEAMCODER_REQUIRE_EDITORS") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)

    return find


@pytest.fixture
def start(installed: Callable[[str], Path], tmp_path: Path) -> Iterator[Start]:
    """A Neovim for one test, with what `init.lua` is to say."""
    with ExitStack() as stack:

        def begin(said: str, version: str = "0.12") -> Neovim:
            return stack.enter_context(Neovim(installed(version), tmp_path, said))

        yield begin


@pytest.fixture(scope="session", params=ENGINES, ids=lambda engine: engine.replace(" ", "-"))
def neovim(
    request: pytest.FixtureRequest,
    installed: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Neovim]:
    """One editor for many tests, each in a file of its own."""
    version, engine = request.param.split()
    options = {"cmd": server(), "settings": SETTINGS, "ghost_text": {"engine": engine}}
    folder = tmp_path_factory.mktemp("neovim")
    with Neovim(installed(version), folder, setup(options)) as neovim:
        yield neovim
