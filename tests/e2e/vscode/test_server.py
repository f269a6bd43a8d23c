"""What goes wrong around the server, in a real VS Code: one clear message each, with the mend."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser

from tests.e2e.vscode.code_server import CodeServer
from tests.e2e.vscode.conftest import (
    INDENT,
    LINE,
    PATIENT,
    Begin,
    ghost_of,
    is_offered,
    ready,
    system_path,
)
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Screen

pytestmark = pytest.mark.editors

# A real server that names none of our own methods, as one before the protocol of today.
OLD_SERVER = f"""\
#!{sys.executable}
import sys
from beamcoder.server import own_methods
own_methods.METHODS = ()
from beamcoder.cli import main
sys.exit(main())
"""


def with_settings(screen: Screen, settings: dict[str, Any]) -> None:
    screen.dismiss_notices()
    screen.host.set({**PATIENT, **settings})


def shared_servers(screen: Screen) -> list[psutil.Process]:
    """They belong to no window: those that meet in the home folder of these tests."""
    home = str(screen.host.data)
    found = psutil.process_iter(["cmdline"])
    lines = [(process, process.info["cmdline"] or []) for process in found]
    return [p for p, words in lines if "--local" in words and any(home in word for word in words)]


def the_notice(screen: Screen, part: str) -> str:
    """The only notice, once it is there."""
    wait_for(f"a notice: {part}", lambda: any(part in notice for notice in screen.notices()))
    (notice,) = screen.notices()
    return notice


def test_a_server_killed_while_typing_comes_back(begin: Begin) -> None:
    screen = begin()
    ghost_of(screen)
    (server,) = screen.host.servers()
    screen.type("int a")
    server.kill()
    screen.type(" = n")
    new = wait_for("another server", lambda: [s for s in screen.host.servers() if s != server])
    assert len(new) == 1
    ready(screen)
    screen.press("Escape", "Alt+Backslash")
    wait_for("a proposal", lambda: is_offered(screen))
    assert screen.notices() == []
    assert screen.saved("Ferry.java").split("\n")[LINE - 1] == INDENT + "int a = n"


def test_a_server_that_is_shared_completes_and_is_joined_again_when_killed(begin: Begin) -> None:
    """The bridge is the window's own process; the server outlives it, and is ended here."""
    screen = begin()
    with_settings(screen, {"beamcoder.shareServer": True})
    try:
        (server,) = wait_for("a server that is shared", lambda: shared_servers(screen))
        ready(screen)
        ghost_of(screen)
        assert all("--shared" in each.cmdline() for each in screen.host.servers())
        server.kill()
        (again,) = wait_for(
            "another server", lambda: [s for s in shared_servers(screen) if s != server]
        )
        assert again.is_running()
        ready(screen)
        screen.press("Escape")
        ghost_of(screen)
    finally:
        for process in shared_servers(screen):
            process.kill()
        with_settings(screen, {})
    ready(screen)


def test_a_wrong_path_of_the_model_is_told_and_mended(begin: Begin) -> None:
    screen = begin()
    with_settings(screen, {"beamcoder.model": "/nowhere/model"})
    notice = the_notice(screen, "no completions")
    assert "/nowhere/model" in notice and "set beamcoder.model to a model folder" in notice
    wait_for("the status bar", lambda: screen.status() == "Beamcoder: no model")
    with_settings(screen, {})
    ready(screen)
    ghost_of(screen)


def test_a_bad_setting_is_told_and_the_default_used(begin: Begin) -> None:
    screen = begin()
    with_settings(screen, {"beamcoder.maxItems": 1000})
    the_notice(screen, "beamcoder.maxItems must be a whole number from 1 to 100")
    ghost_of(screen)


def test_a_path_without_a_server_is_told_with_buttons(begin: Begin) -> None:
    screen = begin()
    with_settings(screen, {"beamcoder.serverPath": "/nowhere/beamcoder"})
    the_notice(screen, "beamcoder.serverPath is /nowhere/beamcoder, and there is no such program")
    assert screen.status() == "Beamcoder: no server"
    screen.button("How to Install")
    wait_for("the readme", lambda: "Keys" in screen.pages_text())
    assert "pip install" in screen.pages_text()
    assert screen.broken_pictures() == 0
    with_settings(screen, {})
    ready(screen)


def test_a_program_that_is_no_server_is_told(begin: Begin) -> None:
    screen = begin()
    with_settings(screen, {"beamcoder.serverPath": "/bin/true"})
    the_notice(screen, "/bin/true does not answer as a language server")
    assert screen.buttons() == ["Open Log", "Set Its Path", "Restart"]
    wait_for("the status bar", lambda: screen.status() == "Beamcoder: stopped")
    with_settings(screen, {})
    ready(screen)


def test_an_old_server_completes_and_says_once_that_it_is_old(begin: Begin, tmp_path: Path) -> None:
    old = tmp_path / "beamcoder"
    old.write_text(OLD_SERVER, encoding="utf-8")
    old.chmod(0o755)
    screen = begin()
    with_settings(screen, {"beamcoder.serverPath": str(old)})
    the_notice(screen, "is older than this extension")
    assert screen.buttons() == ["How to Update"]
    ghost_of(screen)
    screen.dismiss_notices()
    screen.command("Beamcoder: Show Statistics")
    the_notice(screen, "too old")


def test_without_a_server_the_user_is_told_how_to_get_one(
    extension: Path,
    browser: Browser,
    tmp_path: Path,
    picture: Callable[[Screen, str], None],
) -> None:
    folder, data = tmp_path / "contest", tmp_path / "user"
    folder.mkdir()
    data.mkdir()
    (folder / "Ferry.java").write_text("class Ferry {\n}\n", encoding="utf-8")
    host = CodeServer(folder, data, [extension], system_path())
    with host, Screen(host, browser) as screen:
        screen.open("Ferry.java")
        notice = the_notice(screen, "not on PATH")
        assert "was not found" in notice and "not in ~/.local/bin" in notice
        assert screen.buttons() == ["How to Install", "Set Its Path"]
        assert screen.status() == "Beamcoder: no server"
        picture(screen, "no-server")
        screen.button("How to Install")
        wait_for("the readme", lambda: "pip install" in screen.pages_text())
