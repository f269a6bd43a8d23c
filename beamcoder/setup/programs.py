"""Programs of editors, found on PATH and where installers put them.

the_only(found, "vscode", "VS Code")        UsageError if there are two, SetupError if there is none
"""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from beamcoder.errors import SetupError, UsageError
from beamcoder.setup.step import Wish

VSCODES: Final = ("code", "code-insiders", "codium", "code-server", "cursor")
APPLICATIONS: Final = (
    "Visual Studio Code.app/Contents/Resources/app/bin/code",
    "VSCodium.app/Contents/Resources/app/bin/codium",
    "Cursor.app/Contents/Resources/app/bin/cursor",
)
# Where VS Code puts its server on a machine that one works on from another.
REMOTES: Final = (".vscode-server", ".vscode-server-insiders", ".vscodium-server", ".cursor-server")
REMOTE_PROGRAMS: Final = ("cli/servers/*/server/bin/*-server", "bin/*/bin/*-server")
PATIENCE_S: Final = 300


def named(wish: Wish) -> Path | None:
    """The program that the user has named; SetupError if there is none of that name."""
    if wish.program is None:
        return None
    path = shutil.which(wish.program)
    if path is None:
        raise SetupError(f"there is no program {wish.program}")
    return Path(path).absolute()


def on_path(names: Iterable[str]) -> list[Path]:
    """Each program once, whatever its names."""
    found = (shutil.which(name) for name in names)
    paths = [Path(path).absolute() for path in found if path]
    return list({path.resolve(): path for path in reversed(paths)}.values())[::-1]


def vscodes() -> list[Path]:
    """Programs of VS Code and its kin; in a terminal of a remote window, that window's alone."""
    found = on_path(VSCODES)
    if "VSCODE_IPC_HOOK_CLI" in os.environ:
        return [path for path in found if path.parent.name == "remote-cli"][:1] or found
    return found or applications() or remotes()[:1]


def applications() -> list[Path]:
    """Of a Mac, whose editors are on PATH only where the user has put them there."""
    folders = (Path("/Applications"), Path.home() / "Applications")
    files = (folder / name for folder in folders for name in APPLICATIONS)
    return [file for file in files if file.is_file()]


def remotes() -> list[Path]:
    """The newest first."""
    patterns = [(Path.home() / folder, each) for folder in REMOTES for each in REMOTE_PROGRAMS]
    files = [file for folder, pattern in patterns for file in folder.glob(pattern)]
    return sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)


def the_only(found: list[Path], wish: Wish, title: str, names: Iterable[str]) -> Path:
    """The program that was named, or the one that there is."""
    program = named(wish)
    if program is not None:
        return program
    if not found:
        raise SetupError(
            f"{title} was not found ({', '.join(names)} are not on PATH): install it, or name its "
            f"program, as in beamcoder setup {wish.editor} --program /path/to/it"
        )
    if len(found) > 1:
        raise UsageError(
            f"{len(found)} editors were found, {' and '.join(map(str, found))}: name one, as in "
            f"beamcoder setup {wish.editor} --program {found[0].name}"
        )
    return found[0]


def output(program: Path, *arguments: str) -> str:
    """What it prints; SetupError with its last line if it fails."""
    command = [str(program), *arguments]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        raise SetupError(f"{program} did not end within {PATIENCE_S} s") from exc
    except OSError as exc:
        raise SetupError(f"{program} cannot be run: {(exc.strerror or str(exc)).lower()}") from exc
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        why = lines[-1] if lines else f"exit code {done.returncode}"
        raise SetupError(f"{program} {arguments[0]} failed: {why}")
    return done.stdout
