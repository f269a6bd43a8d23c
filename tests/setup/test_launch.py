"""What starts the server from an editor: whole paths, and a way back for what lies in a cache."""

import json
import shutil
import sys
from importlib import metadata
from pathlib import Path

import pytest

from beamcoder import __version__
from beamcoder.setup import launch


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment with an interpreter, and no script yet."""
    folder = tmp_path / "env/bin"
    folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "argv", ["pytest"])
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    monkeypatch.setattr(sys, "prefix", str(folder.parent))
    return folder


def script(folder: Path) -> Path:
    path = folder / launch.NAME
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_script_beside_the_interpreter(scripts: Path) -> None:
    path = script(scripts)
    assert launch.server_commands() == [[str(path)]]


def test_the_script_that_was_called(
    scripts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(scripts)
    called = script(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(called)])
    assert launch.server_commands() == [[str(called)]]


def test_without_a_script_the_interpreter_and_no_module_of_the_folder(scripts: Path) -> None:
    command = [str(scripts / "python"), "-P", "-m", "beamcoder"]
    assert launch.server_commands() == [command] == [launch.lasting_command()]


@pytest.mark.parametrize(
    ("prefix", "program", "again"),
    [
        (".cache/uv/archive-v0/x1Yz", "uv", ["tool", "run", "--from"]),
        (".cache/uv/environments-v2/beamcoder-1", "uv", ["tool", "run", "--from"]),
        (".local/share/pipx/.cache/0123456789abcde", "pipx", ["run", "--spec"]),
    ],
)
def test_what_a_cache_holds_can_be_made_again(
    scripts: Path, monkeypatch: pytest.MonkeyPatch, prefix: str, program: str, again: list[str]
) -> None:
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setattr(sys, "prefix", f"/opt/a/{prefix}")
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(launch, "source", lambda: "beamcoder==1.2.3")
    own, other = launch.server_commands()
    assert own[0] == str(scripts / "python")
    assert other == [f"/bin/{program}", *again, "beamcoder==1.2.3", "beamcoder"]
    assert launch.lasting_command() == other
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert launch.server_commands() == [own]


@pytest.mark.parametrize(
    "prefix", [".local/share/uv/tools/beamcoder", ".local/share/pipx/venvs/beamcoder", "p/.venv"]
)
def test_what_stays_needs_no_way_back(
    scripts: Path, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    monkeypatch.setattr(sys, "prefix", f"/opt/a/{prefix}")
    assert len(launch.server_commands()) == 1


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        (None, f"beamcoder=={__version__}"),
        ({"url": "file:///a/b%20c.whl"}, "/a/b c.whl"),
        ({"url": "https://example.org/b.whl"}, "https://example.org/b.whl"),
    ],
)
def test_the_source_that_an_installer_takes(
    monkeypatch: pytest.MonkeyPatch, origin: dict[str, str] | None, source: str
) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return json.dumps(origin) if origin else None

    monkeypatch.setattr(launch, "distribution", lambda name: Installed())
    assert launch.source() == source


def test_the_source_of_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def distribution(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(launch, "distribution", distribution)
    assert launch.source() == f"beamcoder=={__version__}"
