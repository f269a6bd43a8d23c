"""The extension in editors that are there, are not, are old, or are two."""

import json
from pathlib import Path

import pytest

from beamcoder.setup import clients
from beamcoder.setup.extension import EXTENSION
from tests.setup.conftest import Machine, Setup


def test_it_is_installed_and_taken_out_again(machine: Machine, setup: Setup) -> None:
    code = machine.code()
    status, out, err = setup("vscode")
    assert (status, err) == (0, "")
    assert f"into {code} (VS Code 1.100.3)" in out
    assert "To undo: beamcoder setup vscode --remove" in out
    assert code.with_name("code.calls").read_text().endswith("beamcoder.vsix --force\n")
    record = json.loads(machine.record.read_text())
    assert record["commands"][0][0].startswith("/")
    assert setup("vscode")[0] == 0  # once more is no fault
    assert machine.done("vscode")["programs"] == [str(code)]
    status, out, _ = setup("vscode", "--remove")
    assert status == 0 and "take the extension beamcoder.beamcoder out" in out
    calls = code.with_name("code.calls").read_text()
    assert calls.endswith("--uninstall-extension beamcoder.beamcoder\n")
    assert machine.files() == {}


def test_a_dry_run_touches_nothing(machine: Machine, setup: Setup) -> None:
    code = machine.code()
    status, out, _ = setup("vscode", "--dry-run")
    assert status == 0 and out.count("would ") == 2
    assert not code.with_name("code.calls").exists() and machine.files() == {}
    setup("vscode")
    before = machine.files()
    assert setup("vscode", "--remove", "--dry-run")[0] == 0
    assert machine.files() == before


def test_no_editor(machine: Machine, setup: Setup) -> None:
    status, out, err = setup("vscode")
    assert (status, out) == (1, "") and err.count("\n") == 1
    assert "VS Code was not found (code, code-insiders, codium, code-server, cursor" in err
    assert machine.files() == {}


def test_two_editors_and_one_of_them_named(machine: Machine, setup: Setup) -> None:
    first, second = machine.code("code"), machine.code("codium")
    status, out, err = setup("vscode")
    assert (status, out) == (2, "")
    assert f"2 editors were found, {first} and {second}: name one" in err
    assert setup("vscode", "--program", "codium")[0] == 0
    assert not first.with_name("code.calls").exists()
    assert setup("vscode", "--program", str(first))[0] == 0
    assert machine.done("vscode")["programs"] == sorted(map(str, (first, second)))
    assert setup("vscode", "--remove", "--program", "code")[0] == 0
    assert machine.done("vscode")["programs"] == [str(second)]
    assert setup("vscode", "--remove")[0] == 0
    assert machine.files() == {}


def test_two_names_of_one_editor_are_one(machine: Machine, setup: Setup) -> None:
    (machine.bin / "codium").symlink_to(machine.code())
    assert setup("vscode")[0] == 0


def test_a_name_of_no_program(machine: Machine, setup: Setup) -> None:
    machine.code()
    status, _, err = setup("vscode", "--program", "vs")
    assert (status, err) == (1, "beamcoder: there is no program vs\n")


@pytest.mark.parametrize(
    ("version", "is_new_enough"),
    [
        ("1.90.2", False),
        ("1.91.0", True),
        ("1.100.3\\n258e40fedc6cb8edf399a463ce3a9d32e7e1f6f3\\nx64", True),
        ("4.23.1 d1b4 with Code 1.89.1", False),
        ("4.100.3 409c64e with Code 1.100.3", True),
        ("2.0.0", True),
    ],
)
def test_an_old_editor(machine: Machine, setup: Setup, version: str, is_new_enough: bool) -> None:
    machine.code(version=version)
    status, _, err = setup("vscode")
    assert (status == 0) is is_new_enough
    assert is_new_enough or "and the extension needs 1.91.0: update the editor" in err
    assert is_new_enough or machine.files() == {}


def test_cursor_counts_by_itself(machine: Machine, setup: Setup) -> None:
    machine.code("cursor", version="0.45.14")
    assert setup("vscode")[0] == 0


@pytest.mark.parametrize("printed", ["", "no such option"])
def test_a_program_that_is_no_editor(machine: Machine, setup: Setup, printed: str) -> None:
    machine.code(version=printed)
    status, _, err = setup("vscode")
    assert status == 1 and "is no VS Code: its --version says" in err


def test_an_editor_that_refuses_is_quoted(machine: Machine, setup: Setup) -> None:
    machine.program("code", "#!/bin/sh\necho first >&2; echo You are root. >&2; exit 3\n")
    assert setup("vscode")[2] == (
        f"beamcoder: {machine.bin / 'code'} --version failed: You are root.\n"
    )


def test_the_server_of_a_remote_window(machine: Machine, setup: Setup) -> None:
    folder = machine.home / ".vscode-server/cli/servers/Stable-1/server/bin"
    remote = machine.code("code-server", folder=folder)
    status, out, _ = setup("vscode")
    assert status == 0 and str(remote) in out


def test_a_terminal_of_a_remote_window_is_of_one_editor(
    machine: Machine, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.code("codium")
    own = machine.code("code", folder=machine.home / "server/bin/remote-cli")
    (machine.bin / "code").symlink_to(own)
    monkeypatch.setenv("VSCODE_IPC_HOOK_CLI", "/run/vscode.sock")
    monkeypatch.setattr("beamcoder.setup.programs.on_path", lambda names: [machine.bin, own])
    status, out, _ = setup("vscode")
    assert status == 0 and f"into {own} " in out


def test_a_wheel_without_the_extension_says_why(
    machine: Machine, setup: Setup, packed: clients.Clients
) -> None:
    machine.code()
    (packed.folder / EXTENSION).unlink()
    (packed.folder / clients.MISSING).write_text("there is no npm\n")
    status, _, err = setup("vscode")
    assert status == 1 and "is not part of this wheel (there is no npm): build one anew" in err


def test_a_file_that_is_no_extension(
    machine: Machine, setup: Setup, packed: clients.Clients
) -> None:
    machine.code()
    (packed.folder / EXTENSION).write_bytes(b"cut off")
    assert "is no extension of VS Code" in setup("vscode")[2]


def test_nothing_to_remove(machine: Machine, setup: Setup) -> None:
    machine.code()
    status, _, err = setup("vscode", "--remove")
    assert (status, err) == (1, "beamcoder: beamcoder setup has put nothing into vscode here\n")


def test_an_editor_that_is_gone_meanwhile(machine: Machine, setup: Setup) -> None:
    code = machine.code()
    setup("vscode")
    code.unlink()
    assert setup("vscode", "--remove")[0] == 0
    assert machine.files() == {}


@pytest.mark.parametrize("text", ["", "[]", '{"commands": 1, "editors": {}}', "\xff", "{"])
def test_a_record_that_is_none(machine: Machine, setup: Setup, text: str) -> None:
    machine.code()
    machine.record.parent.mkdir(parents=True)
    machine.record.write_text(text, encoding="latin-1")
    status, _, err = setup("vscode")
    assert status == 1 and "delete it, and set up again" in err
    assert machine.record.read_text(encoding="latin-1") == text


def test_a_damaged_entry_of_the_record(machine: Machine, setup: Setup) -> None:
    machine.code()
    machine.record.parent.mkdir(parents=True)
    machine.record.write_text('{"commands": [], "editors": {"vscode": {}}}')
    status, _, err = setup("vscode", "--remove")
    assert status == 1 and "setup.json is damaged: delete it, and set up again" in err


@pytest.mark.parametrize("home", ["file", "/sys", "/proc"])
def test_a_home_that_cannot_be_written_to(
    machine: Machine, setup: Setup, monkeypatch: pytest.MonkeyPatch, home: str, tmp_path: Path
) -> None:
    """Nothing is installed then: the editor could not find the server."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HOME", home if home.startswith("/") else str(tmp_path / home))
    code = machine.code()
    status, out, err = setup("vscode")
    assert (status, out) == (1, "") and err.count("\n") == 1
    assert err.startswith("beamcoder: cannot write ")
    assert not code.with_name("code.calls").exists()
