"""The plugin in Neovim's package folder: copied, linked, and nobody else's folder touched."""

import os
from pathlib import Path

import pytest

from beamcoder.setup import clients, command
from beamcoder.setup.neovim import LOADER, MARK
from tests.setup.conftest import Machine, Setup


def test_it_is_copied_and_deleted_again(
    machine: Machine, setup: Setup, packed: clients.Clients
) -> None:
    machine.nvim()
    status, out, err = setup("neovim")
    assert (status, err) == (0, "") and "(Neovim 0.12.4)" in out
    plugin = machine.packages / "beamcoder"
    for file in packed.plugin.rglob("*.lua"):
        assert (plugin / file.relative_to(packed.plugin)).read_bytes() == file.read_bytes()
    assert (machine.packages / "beamcoder-setup/plugin/beamcoder_setup.lua").read_text() == LOADER
    before = machine.files()
    assert setup("neovim")[0] == 0
    assert machine.files() == before
    assert setup("neovim", "--remove")[0] == 0
    assert machine.files() == {} and not machine.packages.parent.exists()


def test_a_file_that_a_newer_plugin_lacks_goes(
    machine: Machine, setup: Setup, packed: clients.Clients
) -> None:
    machine.nvim()
    setup("neovim")
    (packed.plugin / "lua/beamcoder/finder.lua").unlink()
    setup("neovim")
    assert not (machine.packages / "beamcoder/lua/beamcoder/finder.lua").exists()


def test_a_file_of_the_user_in_it_stays(machine: Machine, setup: Setup) -> None:
    machine.nvim()
    setup("neovim")
    own = machine.packages / "beamcoder/lua/mine.lua"
    own.write_text("-- mine")
    setup("neovim")
    setup("neovim", "--remove")
    assert list(machine.files().values()) == [b"-- mine"] and own.exists()


@pytest.mark.parametrize("name", ["beamcoder", "beamcoder-setup"])
@pytest.mark.parametrize("kind", ["file", "folder", "link", "dead link"])
def test_a_place_that_is_somebody_elses(
    machine: Machine, setup: Setup, name: str, kind: str, tmp_path: Path
) -> None:
    machine.nvim()
    place = machine.packages / name
    place.parent.mkdir(parents=True)
    if kind == "folder":
        place.mkdir()
        (place / "own.lua").write_text("-- own")
    elif kind == "file":
        place.write_text("own")
    else:
        place.symlink_to(tmp_path if kind == "link" else tmp_path / "nothing")
    before = machine.files(), os.path.lexists(place)
    status, out, err = setup("neovim")
    assert (status, out) == (1, "") and err.count("\n") == 1
    assert str(place) in err and "move it away, and set up again" in err
    assert (machine.files(), os.path.lexists(place)) == before


@pytest.mark.parametrize(
    "mark", ["{", "[]", '{"files": ["../../../../../x"]}', '{"files": ["/x"]}']
)
def test_a_damaged_mark_deletes_nothing(machine: Machine, setup: Setup, mark: str) -> None:
    machine.nvim()
    setup("neovim")
    (machine.packages / "beamcoder" / MARK).write_text(mark)
    status, _, err = setup("neovim", "--remove")
    assert status == 1 and "by hand" in err
    assert (machine.packages / "beamcoder/lua/beamcoder/init.lua").exists()


def test_a_checkout_is_linked(
    machine: Machine, setup: Setup, monkeypatch: pytest.MonkeyPatch, packed: clients.Clients
) -> None:
    checkout = clients.Clients(clients.CHECKOUT, is_checkout=True)
    monkeypatch.setattr(command, "the_clients", lambda: checkout)
    machine.nvim()
    assert setup("neovim")[0] == 0 and setup("neovim")[0] == 0
    plugin = machine.packages / "beamcoder"
    assert plugin.is_symlink() and plugin.resolve() == checkout.plugin
    monkeypatch.setattr(command, "the_clients", lambda: packed)  # a wheel takes the place of it
    assert setup("neovim")[0] == 0
    assert not plugin.is_symlink() and (plugin / MARK).exists()
    monkeypatch.setattr(command, "the_clients", lambda: checkout)
    assert setup("neovim")[0] == 0 and plugin.is_symlink()
    assert setup("neovim", "--remove")[0] == 0
    assert not os.path.lexists(plugin) and (checkout.plugin / "lua/beamcoder/init.lua").exists()


def test_an_old_neovim(machine: Machine, setup: Setup) -> None:
    machine.nvim(version="0.10.4", new=0)
    status, _, err = setup("neovim")
    assert status == 1 and "is Neovim 0.10.4, and the plugin needs 0.11" in err
    assert machine.files() == {}


def test_no_neovim_and_one_that_says_nothing(machine: Machine, setup: Setup) -> None:
    assert "Neovim was not found (nvim are not on PATH)" in setup("neovim")[2]
    machine.program("nvim")
    assert "is no Neovim that can be asked" in setup("neovim")[2]


def test_lazy_is_told_by_hand(machine: Machine, setup: Setup) -> None:
    """It reads no packages."""
    machine.nvim()
    (machine.home / ".local/share/nvim/lazy/lazy.nvim").mkdir(parents=True)
    status, out, _ = setup("neovim")
    plugin = machine.packages / "beamcoder"
    assert status == 0 and f'{{ dir = "{plugin}", main = "beamcoder", ft = "java"' in out
