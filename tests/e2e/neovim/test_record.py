"""`beamcoder record` in place of the server: the editor notices nothing, the session is whole."""

import sys
from pathlib import Path

import pytest

from beamcoder.sessions.session import answers, read_session
from tests.e2e.neovim.conftest import SETTINGS, Start, setup
from tests.e2e.neovim.terminal import ROOT

pytestmark = pytest.mark.editors
LINE = "int n = sc.nextInt();"
TEXT = (ROOT / "examples/Towers.java").read_text(encoding="utf-8").replace(LINE, "", 1)


def test_a_session_is_recorded(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "session.jsonl"
    command = [sys.executable, "-m", "beamcoder", "record", str(file)]
    neovim = start(setup({"cmd": command, "settings": SETTINGS}))
    neovim.open("Towers.java", TEXT, 10, 9)
    neovim.type("int n = ")
    assert neovim.wait_for_ghost()
    neovim.keys("C-l")
    neovim.wait(lambda: neovim.line(10).strip() == LINE, "it was not accepted")
    neovim.evaluate("require('beamcoder.server').client():stop()")
    neovim.wait(lambda: '"end": 0}' in file.read_text(encoding="utf-8"), "the session has no end")
    session = read_session(file)
    methods = [entry.message.get("method") for entry in session.entries]
    assert methods[0] == "initialize" and "textDocument/didChange" in methods
    asked = [each.message["method"] for each, _ in answers(session)]
    assert "textDocument/inlineCompletion" in asked
