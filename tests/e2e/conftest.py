"""A wheel of ours in an environment of its own, for those who set up an editor with it."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
EXTENSION: Final = "editor-clients/vscode/beamcoder.vsix"
# Where packages come from is this machine's affair; an empty home would forget it.
SOURCES: Final = {"NPM_CONFIG_USERCONFIG": ".npmrc", "PIP_CONFIG_FILE": ".config/pip/pip.conf"}


def lines(title: str) -> list[str]:
    """What stands under an editor in README: the lines that one types."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"\n**{title}", 1)[1].split("\n**", 1)[0]
    return re.findall(r"^    (.*)$", section, re.MULTILINE)


def environment(home: Path, search_path: str) -> dict[str, str]:
    """Of a user with this home, and nothing else but where packages come from."""
    own = Path.home()
    sources = {name: str(own / file) for name, file in SOURCES.items() if (own / file).exists()}
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    return {**kept, **sources, "HOME": str(home), "PATH": search_path, "LANG": "C.UTF-8"}


@dataclass(frozen=True)
class Wheel:
    """What was built of a clone, and an environment that nothing is installed in yet."""

    file: Path
    programs: Path

    def type(self, line: str, home: Path, search_path: str) -> str:
        """A line of the README, with the wheel in place of the clone; what it prints."""
        words = [str(self.file) if word == "." else word for word in line.split()]
        done = subprocess.run(
            ["bash", "-c", " ".join(words)],
            cwd=home,
            env=environment(home, f"{self.programs}{os.pathsep}{search_path}"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Wheel:
    """Built as `make wheel` does, of what is committed; the extension is not built again."""
    folder = tmp_path_factory.mktemp("wheel")
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    if (ROOT / EXTENSION).exists():
        shutil.copyfile(ROOT / EXTENSION, clone / EXTENSION)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq"]
    build = [*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(clone)]
    subprocess.run(build, check=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    return Wheel(next(folder.glob("*.whl")), folder / "venv/bin")
