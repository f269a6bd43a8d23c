"""README's two lines for Neovim, as written, in an empty home: from a wheel to the first text."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Wheel, lines
from tests.e2e.neovim.conftest import Start
from tests.e2e.neovim.terminal import ROOT, Neovim

pytestmark = pytest.mark.editors
READY = "(require('beamcoder.server').last_status or {}).state == 'ready'"
PLUGIN = ".local/share/nvim/site/pack/beamcoder/start/beamcoder"
LINE = "int n = sc.nextInt();"
TEXT = (ROOT / "examples/Towers.java").read_text(encoding="utf-8").replace(LINE, "", 1)


class PlainNeovim(Neovim):
    """As a user has it who has configured nothing: its packages are read, init.lua is none."""

    def _settings(self) -> list[str]:
        home = self.folder / "home"
        return [f"HOME={home}", f"XDG_STATE_HOME={home / '.local/state'}"]

    def _options(self, init: Path) -> list[str]:
        return ["-i", "NONE"]


@pytest.mark.parametrize("version", ["0.12", "0.11"])
def test_two_lines_to_the_first_suggestion(
    installed: Callable[[str], Path], wheel: Wheel, tmp_path: Path, version: str
) -> None:
    home, programs = tmp_path / "home", tmp_path / "programs"
    for each in (home, programs):
        each.mkdir()
    (programs / "nvim").symlink_to(installed(version))
    search_path = os.pathsep.join([str(programs), "/usr/bin", "/bin"])
    first, second = lines("Neovim 0.11 or newer**")
    wheel.type(first, home, search_path)
    said = wheel.type(second, home, search_path)
    assert f"(Neovim {version}." in said
    assert "All is well." in wheel.type("beamcoder doctor", home, search_path)
    assert "beamcoder-install" in (home / PLUGIN / "doc/tags").read_text()
    with PlainNeovim(installed(version), tmp_path, "") as neovim:
        neovim.open("Towers.java", TEXT, 10, 9)
        neovim.wait(lambda: neovim.evaluate(READY), "the server was not ready")
        neovim.type("int n =")

        def offered() -> str:
            """With the plugin's own deadlines, which a busy machine may miss: type it again."""
            neovim.keys("BSpace")
            neovim.type("= ")
            time.sleep(1)
            if not neovim.ghost():
                neovim.keys("BSpace")
            return neovim.ghost()

        neovim.wait(offered, "no ghost text came")
        assert neovim.ghost() == "sc.nextInt();"
        neovim.keys("C-Space")
        neovim.wait(lambda: neovim.evaluate("vim.fn.pumvisible()") == 1, "no menu came")
        command = neovim.evaluate("require('beamcoder.process').find({})")
        assert command == [str(wheel.programs / "beamcoder"), "serve"]
    wheel.type("beamcoder setup neovim --remove", home, search_path)
    assert [path for path in home.rglob("*beamcoder*") if "share/nvim" in str(path)] == []


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ('{"commands": [["/nowhere/beamcoder"], ["/bin/true", "run"]]}', ["/bin/true", "run"]),
        ('{"commands": [3, [], [7], ["/nowhere/beamcoder"]]}', None),
        ('{"commands": 3}', None),
        ("[]", None),
        ("", None),
    ],
)
def test_what_set_up_has_written_is_found_first_and_damage_passed_over(
    start: Start, tmp_path: Path, record: str, found: list[str] | None
) -> None:
    folder = tmp_path / "xdg_state_home/beamcoder"
    folder.mkdir(parents=True)
    (folder / "setup.json").write_text(record, encoding="utf-8")
    argv = start("").evaluate("require('beamcoder.process').find({}) or { 'nothing' }")
    assert argv == [*found, "serve"] if found else argv[0] != "/bin/true"
