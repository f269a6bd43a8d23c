"""What goes into a wheel, what a checkout uses, and when the extension is built anew."""

import os
from pathlib import Path

import pytest

from beamcoder.errors import SetupError
from beamcoder.setup.clients import Clients, pack, the_clients
from beamcoder.setup.extension import EXTENSION
from tests.setup.conftest import Machine

NPM = """\
#!/bin/sh
echo "$@" >> npm.calls
case "$1" in
ci) mkdir node_modules ;;
run) {run} ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder `editor-clients` in small, older than what is built of it."""
    folder = tmp_path / "editor-clients"
    for name in ("neovim/lua/a.lua", "others/kate.json", "vscode/package.json", "vscode/src/a.ts"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
        os.utime(file, (1000, 1000))
    (folder / "vscode/package-lock.json").write_text("{}")
    os.utime(folder / "vscode/package-lock.json", (1000, 1000))
    return folder


def npm(machine: Machine, run: str = "echo vsix > beamcoder.vsix") -> None:
    machine.program("npm", NPM.format(run=run))


def test_it_is_built_once_and_again_when_a_source_is_newer(
    machine: Machine, checkout: Path
) -> None:
    npm(machine)
    folder = checkout / "vscode"
    clients = Clients(checkout, is_checkout=True)
    assert clients.extension() == folder / EXTENSION == clients.extension()
    calls = (folder / "npm.calls").read_text().splitlines()
    assert [call.split()[0] for call in calls] == ["ci", "run"]
    newer = (folder / EXTENSION).stat().st_mtime + 1
    os.utime(folder / "src/a.ts", (newer, newer))
    clients.extension()
    calls = (folder / "npm.calls").read_text().splitlines()
    assert [call.split()[0] for call in calls] == ["ci", "run", "run"]


@pytest.mark.parametrize(
    ("run", "why"),
    [
        ("echo Node 18 is too old >&2; exit 1", "failed: Node 18 is too old"),
        ("exit 7", "failed: exit code 7"),
        ("true", "made none"),
    ],
)
def test_a_build_that_fails_is_quoted(machine: Machine, checkout: Path, run: str, why: str) -> None:
    npm(machine, run)
    with pytest.raises(SetupError, match=why):
        Clients(checkout, is_checkout=True).extension()


def test_a_wheel_takes_all_of_it_along(machine: Machine, checkout: Path, tmp_path: Path) -> None:
    npm(machine)
    target = tmp_path / "wheel/clients"
    pack(checkout, target)
    packed = the_clients(target, checkout)
    assert not packed.is_checkout and packed.extension().read_text() == "vsix\n"
    assert (packed.plugin / "lua/a.lua").exists() and (packed.snippets / "kate.json").exists()


def test_a_wheel_made_without_node_says_so_then_and_later(
    machine: Machine, checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack(checkout, tmp_path / "wheel")
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "goes without its extension" in said and "no npm" in said
    with pytest.raises(SetupError, match="no npm"):
        the_clients(tmp_path / "wheel", checkout).extension()


def test_an_installation_without_clients(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="install it again"):
        the_clients(tmp_path / "none", tmp_path / "none")
