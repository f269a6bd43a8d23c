"""A home of its own with editors that only say what they were told."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest

from beamcoder import cli
from beamcoder.setup import clients, command
from beamcoder.setup.extension import EXTENSION
from beamcoder.setup.record import record_path

ROOT: Final = Path(__file__).resolve().parents[2]
# Keeps its extensions in a file next to it, as VS Code does in its folder.
CODE: Final = """\
#!/bin/sh
case "$1" in
--version) printf '{version}\\n' ;;
--install-extension) echo "$2 $3" >> "$0.calls"; echo beamcoder.beamcoder > "$0.extensions" ;;
--list-extensions) cat "$0.extensions" 2>/dev/null || true ;;
--uninstall-extension) echo "$1 $2" >> "$0.calls"; : > "$0.extensions" ;;
esac
"""
NVIM: Final = """\
#!/bin/sh
printf '%s' '{answer}'
"""
Setup = Callable[..., tuple[int, str, str]]


class Machine:
    """`home` is the user's, `bin` the only folder on PATH but for the system's shell."""

    def __init__(self, folder: Path) -> None:
        self.home, self.bin = folder / "home", folder / "bin"
        self.home.mkdir()
        self.bin.mkdir()

    def program(self, name: str, text: str = "#!/bin/sh\n", folder: Path | None = None) -> Path:
        path = (folder or self.bin) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
        return path

    def code(
        self, name: str = "code", version: str = "1.100.3", folder: Path | None = None
    ) -> Path:
        return self.program(name, CODE.format(version=version), folder)

    def nvim(self, version: str = "0.12.4", new: int = 1) -> Path:
        data = str(self.home / ".local/share/nvim")
        answer = json.dumps({"data": data, "new": new, "version": version})
        return self.program("nvim", NVIM.format(answer=answer))

    @property
    def packages(self) -> Path:
        return self.home / ".local/share/nvim/site/pack/beamcoder/start"

    @property
    def record(self) -> Path:
        return record_path()

    def files(self) -> dict[str, bytes]:
        """Every file of the home, with what it holds."""
        files = (path for path in self.home.rglob("*") if path.is_file())
        return {path.relative_to(self.home).as_posix(): path.read_bytes() for path in files}

    def done(self, editor: str) -> Any:
        return json.loads(self.record.read_text(encoding="utf-8"))["editors"][editor]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    if os.name != "posix":
        pytest.skip("the programs are scripts of a POSIX shell")
    machine = Machine(tmp_path)
    for name in [name for name in os.environ if name.startswith(("XDG_", "VSCODE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(machine.home))
    monkeypatch.setenv("PATH", os.pathsep.join([str(machine.bin), "/usr/bin", "/bin"]))
    monkeypatch.setattr(shutil, "which", only_in(machine.bin, shutil.which))
    return machine


def only_in(folder: Path, which: Callable[..., str | None]) -> Callable[..., str | None]:
    """Editors that this machine has are not the test's."""

    def found(name: str) -> str | None:
        return which(name) if os.path.isabs(name) else which(name, path=str(folder))

    return found


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> clients.Clients:
    """The clients as they lie in a wheel; the extension is its manifest alone."""
    folder = tmp_path / "clients"
    for name in (clients.PLUGIN, clients.SNIPPETS):
        shutil.copytree(clients.CHECKOUT / name, folder / name)
    with ZipFile(folder / EXTENSION, "w") as archive:
        archive.write(clients.CHECKOUT / "vscode/package.json", "extension/package.json")
    found = clients.Clients(folder, is_checkout=False)
    monkeypatch.setattr(command, "the_clients", lambda: found)
    return found


@pytest.fixture
def setup(machine: Machine, packed: clients.Clients, capsys: pytest.CaptureFixture[str]) -> Setup:
    """`beamcoder setup`: the exit code, and what it prints on each stream."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["setup", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call
