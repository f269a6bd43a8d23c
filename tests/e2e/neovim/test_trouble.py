"""What goes wrong around the editor: one clear message each, with the mend, and typing goes on."""

import shutil
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from tests.e2e.neovim.conftest import SETTINGS, Start, server, setup
from tests.e2e.neovim.terminal import PLUGIN, Neovim, lua

pytestmark = pytest.mark.editors

TEXT = "class A {\n    static int twice(int n) {\n        \n    }\n}\n"
LINE, COLUMN = 3, 9
# Answers `initialize` as servers did before they had requests of their own.
OLD_SERVER = """
import sys, json
def read():
    length = 0
    while (line := sys.stdin.buffer.readline().strip()):
        if line.lower().startswith(b"content-length"):
            length = int(line.split(b":")[1])
    return json.loads(sys.stdin.buffer.read(length)) if length else None
while (message := read()) is not None:
    if "id" not in message:
        continue
    info = {"name": "beamcoder", "version": "0.1.0"}
    is_first = message["method"] == "initialize"
    result = {"capabilities": {"completionProvider": {}}, "serverInfo": info} if is_first else None
    body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
    sys.stdout.buffer.flush()
"""


def message_in(neovim: Neovim, *parts: str) -> str:
    """Typing goes on, and exactly one message came, with these parts."""
    neovim.open("A.java", TEXT, LINE, COLUMN)
    neovim.type("return n;")
    neovim.wait(lambda: neovim.line() == "        return n;", "typing is in the way")
    neovim.wait(neovim.messages, "no message came")
    neovim.keys("Enter", "x")
    neovim.wait(lambda: neovim.line().strip() == "x", "typing is in the way")
    messages = neovim.messages()
    assert len(messages) == 1
    assert all(part in messages[0] for part in parts), messages[0]
    return messages[0]


def test_no_server(start: Start) -> None:
    neovim = start(setup({"cmd": ["/nowhere/beamcoder", "serve"]}))
    message_in(neovim, "`/nowhere/beamcoder` cannot be run", "Install it", ":Beamcoder restart")


def test_the_server_of_the_clone_is_found_from_a_link(start: Start, tmp_path: Path) -> None:
    clone, link = tmp_path / "clone", tmp_path / "pack"
    shutil.copytree(PLUGIN, clone / "editor-clients/neovim")
    link.symlink_to(clone / "editor-clients/neovim")
    program = clone / ".venv/bin/beamcoder"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    alone = "vim.env.PATH, vim.env.HOME = '/usr/bin:/bin', '/nowhere'\n"
    alone += "vim.env.VIRTUAL_ENV, vim.env.CONDA_PREFIX = nil, nil\n"
    neovim = start(f"{alone}vim.opt.runtimepath:prepend({lua(str(link))})")
    assert neovim.evaluate("require('beamcoder.process').find({})") == [str(program), "serve"]


def test_a_command_that_is_no_server(start: Start) -> None:
    neovim = start(setup({"cmd": ["false"]}))
    message_in(neovim, "`false` ended before it answered (exit code 1)", "setup{ cmd = ... }")


def test_an_old_server(start: Start, tmp_path: Path) -> None:
    script = tmp_path / "old.py"
    script.write_text(OLD_SERVER, encoding="utf-8")
    neovim = start(setup({"cmd": [sys.executable, str(script)]}))
    message_in(neovim, "(version 0.1.0) is older than this plugin", "Upgrade it")


def test_a_model_that_is_not_there(start: Start) -> None:
    neovim = start(setup({"cmd": server(), "settings": {"model": "/nowhere"}}))
    message_in(neovim, "no completions", "/nowhere")


def test_a_server_that_falls_again_and_again(start: Start) -> None:
    """It answers once, so it is a server, and is gone; we give up, and say so once."""
    falling = OLD_SERVER.replace('"id" not in message', '"initialized" == message["method"]')
    falling = falling.replace("        continue", "        sys.exit(3)")
    falling = falling.replace('"completionProvider": {}', '"experimental": {"beamcoder": []}')
    hasty = "require('beamcoder.process').BACK_OFF_S = { 0.01, 0.01 }\n"
    neovim = start(hasty + setup({"cmd": [sys.executable, "-c", falling]}))
    message_in(neovim, "stopped 3 times in a row (exit code 3)", "doctor", ":Beamcoder restart")


def test_a_bad_option_gets_a_message_and_the_default(start: Start) -> None:
    neovim = start(setup({"cmd": server(), "ghost_text": {"engine": "magic", "colour": "red"}}))
    neovim.wait(neovim.messages, "no message came")
    (message,) = neovim.messages()
    assert (
        'ghost_text.engine must be one of auto, native, extmarks, not "magic"; "auto" is used'
        in message
    )
    assert (
        "ghost_text.colour is no option; there are debounce_ms, enabled, engine, with_menu"
        in message
    )
    assert neovim.evaluate("require('beamcoder').options.ghost_text.engine") == "auto"


@pytest.mark.parametrize("version", ["0.12", "0.11"])
def test_a_server_that_is_killed_while_typing_comes_back(start: Start, version: str) -> None:
    neovim = start(setup({"cmd": server(), "settings": SETTINGS}), version)
    neovim.open("A.java", TEXT, LINE, COLUMN)
    neovim.type("re")
    neovim.wait_for_ghost()
    (child,) = psutil.Process(neovim.evaluate("vim.uv.os_getpid()")).children()
    child.kill()
    neovim.type("t")
    neovim.wait(lambda: neovim.line() == "        ret", "typing is in the way")
    neovim.wait(lambda: neovim.evaluate("#vim.lsp.get_clients()") == 0, "the server lives")
    neovim.wait(lambda: neovim.evaluate("#vim.lsp.get_clients()") == 1, "no new server")
    assert neovim.wait_for_ghost()
    assert neovim.line() == "        ret"
    assert neovim.messages() == []


def test_a_shared_server_that_is_killed_is_joined_again(start: Start) -> None:
    """Neovim talks to a bridge; the server, which belongs to no window, is ended here."""
    with tempfile.TemporaryDirectory(prefix="b-", dir="/tmp") as folder:

        def shared() -> list[psutil.Process]:
            found = [(p, p.info["cmdline"] or []) for p in psutil.process_iter(["cmdline"])]
            return [p for p, words in found if any(folder + "/beamcoder" in w for w in words)]

        command = ["env", f"XDG_RUNTIME_DIR={folder}", *server("--shared")]
        neovim = start(setup({"cmd": command, "settings": SETTINGS}))
        try:
            neovim.open("A.java", TEXT, LINE, COLUMN)
            neovim.type("re")
            neovim.wait_for_ghost()
            (first,) = shared()
            first.kill()
            neovim.wait(lambda: [p for p in shared() if p != first], "no new server")
            neovim.wait(lambda: neovim.evaluate("#vim.lsp.get_clients()") == 1, "no bridge")
            neovim.type("t")
            assert neovim.wait_for_ghost()
            assert neovim.messages() == []
        finally:
            for process in shared():
                process.kill()


def test_an_old_neovim(start: Start) -> None:
    neovim = start('require("beamcoder").setup({})', "0.10")
    neovim.wait(neovim.messages, "no message came")
    (message,) = neovim.messages()
    assert "needs Neovim 0.11 or newer, and this is 0.10" in message
    assert "https://neovim.io" in message
    neovim.open("A.java", TEXT, LINE, COLUMN)
    neovim.type("return n;")
    neovim.wait(lambda: neovim.line() == "        return n;", "typing is in the way")


def test_the_oldest_neovim_of_debian(start: Start, tmp_path: Path) -> None:
    """0.7 has no --remote-expr that answers and no `vim.json` in it: the screen tells."""
    neovim = start('require("beamcoder").setup({})', "0.7")
    said = "needs Neovim 0.11 or newer, and this is 0.7"
    neovim.wait(lambda: said in neovim.screen().replace("\n", ""), "no message came")
    neovim.keys("Enter")
    neovim.type(f":set runtimepath+={PLUGIN} | runtime plugin/beamcoder.lua | Beamcoder toggle")
    neovim.keys("Enter")
    neovim.wait(lambda: "not set up" in neovim.screen(), ":Beamcoder has nothing to say")
    neovim.keys("Enter", "i", "x")
    neovim.wait(lambda: neovim.screen().startswith("x"), "typing is in the way")
