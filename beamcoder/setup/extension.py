"""Extension for VS Code as one file, built with Node.

Imports nothing but the standard library and our errors: the step that makes a wheel calls it, too.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from beamcoder.errors import SetupError

EXTENSION: Final = "beamcoder.vsix"
NEEDED: Final = "the extension for VS Code is built with Node 20"
# What it is made of; the pictures of its readme change too rarely to be watched.
SOURCES: Final = ("src/**/*", "media/*", "*.json", "*.mjs", "README.md", ".vscodeignore")


def built(folder: Path) -> Path:
    """The file in `editor-clients/vscode`, as new as its sources; built where it is not.

    SetupError where Node is missing or fails.
    """
    file = folder / EXTENSION
    if not is_new(file, folder):
        build(folder)
    return file


def is_new(file: Path, folder: Path) -> bool:
    if not file.exists():
        return False
    made = file.stat().st_mtime
    return all(source.stat().st_mtime <= made for source in sources(folder))


def sources(folder: Path) -> Iterator[Path]:
    for pattern in SOURCES:
        yield from (path for path in folder.glob(pattern) if path.is_file())


def build(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError(f"{NEEDED}, and there is no npm: install Node from https://nodejs.org")
    modules, lock = folder / "node_modules", folder / "package-lock.json"
    if not modules.exists() or modules.stat().st_mtime < lock.stat().st_mtime:
        run([npm, "ci", "--loglevel=error", "--no-audit", "--no-fund"], folder)
        os.utime(modules)
    run([npm, "run", "--silent", "package"], folder)
    if not (folder / EXTENSION).exists():
        raise SetupError(f"{NEEDED}, and npm run package in {folder} made none")


def run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        why = lines[0] if lines else f"exit code {done.returncode}"
        raise SetupError(f"{NEEDED}, and npm {command[1]} in {folder} failed: {why}")
