"""README's two lines for VS Code, as written, in an empty home: from a wheel to the first text."""

import re
import shlex
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Wheel, lines
from tests.e2e.vscode.code_server import CodeServer, node, program
from tests.e2e.vscode.conftest import (
    HEAD,
    INDENT,
    LINE,
    PATIENT,
    TAIL,
    ghost_of,
    ready,
    system_path,
)
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Screen

pytestmark = pytest.mark.editors


def test_two_lines_to_the_first_suggestion(
    extension: Path, wheel: Wheel, browser: Browser, tmp_path: Path
) -> None:
    """VS Code itself does not have the server on its PATH: it finds what set-up has written."""
    home, programs, folder = (tmp_path / name for name in ("home", "programs", "contest"))
    for each in (home, programs, folder):
        each.mkdir()
    code = shlex.join([node(), program(), *CodeServer.data_options(home)])
    (programs / "code").write_text(f'#!/bin/bash\nexec {code} "$@"\n', encoding="utf-8")
    (programs / "code").chmod(0o755)
    first, second = lines("VS Code**")
    wheel.type(first, home, system_path(programs))
    said = wheel.type(second, home, system_path(programs))
    assert f"into {programs / 'code'} (VS Code 1." in said
    assert "all is well" in wheel.type("beamcoder doctor", home, system_path(programs)).lower()
    (folder / "Ferry.java").write_text(HEAD + INDENT + TAIL, encoding="utf-8")
    with CodeServer(folder, home, [], system_path()) as host, Screen(host, browser) as screen:
        host.set(PATIENT)
        screen.open("Ferry.java", LINE, len(INDENT) + 1)
        ready(screen)
        assert ghost_of(screen)
        screen.press("Escape")
        screen.type("f")
        rows = wait_for("the list", screen.list_rows)
        assert any(re.fullmatch(r"\d+ %", details) for _, details in rows)
        (server,) = host.servers()
        assert str(wheel.programs) in " ".join(server.cmdline())
    undone = wheel.type("beamcoder setup vscode --remove", home, system_path(programs))
    assert "take the extension beamcoder.beamcoder out" in undone
    assert not (home / ".local/state/beamcoder/setup.json").exists()
