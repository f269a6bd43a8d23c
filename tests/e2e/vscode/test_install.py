"""README's steps for VS Code, exactly as written, in an empty home, from a clone to ghost text."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.e2e.vscode.code_server import ROOT, CodeServer, node, program
from tests.e2e.vscode.conftest import HEAD, INDENT, LINE, TAIL, ready, system_path
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Screen

pytestmark = pytest.mark.editors

# Where packages come from is this machine's affair; an empty home would forget it.
SOURCES: Final = {"NPM_CONFIG_USERCONFIG": ".npmrc", "PIP_CONFIG_FILE": ".config/pip/pip.conf"}


def steps() -> list[str]:
    """What stands under VS Code in README, number by number."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("\n**VS Code**", 1)[1].split("\n**", 1)[0]
    return re.findall(r"^\d\. (.*)$", section, re.MULTILINE)


def environment(home: Path, search_path: str) -> dict[str, str]:
    own = Path.home()
    sources = {name: str(own / file) for name, file in SOURCES.items() if (own / file).exists()}
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    return {**kept, **sources, "HOME": str(home), "PATH": search_path, "LANG": "C.UTF-8"}


def test_three_steps_from_a_clone_to_the_first_suggestion(
    extension: Path, browser: Browser, tmp_path: Path
) -> None:
    clone, home, programs, folder = (
        tmp_path / name for name in ("beamcoder", "home", "programs", "contest")
    )
    for each in (home, programs, folder):
        each.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    code = shlex.join([node(), program(), *CodeServer.data_options(home)])
    (programs / "code").write_text(f'#!/bin/bash\nexec {code} "$@"\n', encoding="utf-8")
    (programs / "code").chmod(0o755)
    search_path = system_path(tmp_path / "venv/bin", programs)
    first, second, third = steps()
    for step in (first, second):
        command = step.removeprefix("`").removesuffix("`")
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=clone,
            env=environment(home, search_path),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert third == "Open a Java file and type."
    (folder / "Ferry.java").write_text(HEAD + INDENT + TAIL, encoding="utf-8")
    with CodeServer(folder, home, [], search_path) as host, Screen(host, browser) as screen:
        screen.open("Ferry.java", LINE, len(INDENT) + 1)
        ready(screen)
        screen.type("f")
        rows = wait_for("the list", screen.list_rows)
        assert any(re.fullmatch(r"\d+ %", details) for _, details in rows)
        (server,) = host.servers()
        assert str(home / ".beamcoder") in " ".join(server.cmdline())
