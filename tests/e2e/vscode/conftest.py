"""The extension as a user gets it, in a workbench that tests share: one takes seconds to start.

Pictures are kept where a folder is named: `BEAMCODER_PICTURES=docs/pictures make e2e`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.vscode.code_server import INSTALL, ROOT, CodeServer, installation
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.workbench import Screen, launch

# Every line is shown, and a busy machine has time: the tests are of the editor, not of the model.
PATIENT: Final = {
    "beamcoder.minimumProbability": 0,
    "beamcoder.lineDeadlineMs": 5000,
    "beamcoder.blocks": "off",  # which would take the place of a line in their own time
}
HEAD: Final = """\
import java.util.Scanner;

public class Ferry {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        int[] weight = new int[n];
"""
TAIL: Final = """
    }
}
"""
LINE: Final = 1 + HEAD.count("\n")  # where the cursor stands, from 1
INDENT: Final = " " * 8

Begin = Callable[..., Screen]


def system_path(*first: Path) -> str:
    """PATH of a user who has Node, and the programs of these folders."""
    node = shutil.which("node")
    folders = [*first, *([Path(node).parent] if node else []), Path("/usr/bin"), Path("/bin")]
    return os.pathsep.join(map(str, folders))


@pytest.fixture(scope="session")
def extension() -> Path:
    """The package that `make vsix` builds; without an editor to try it in, skips or fails."""
    if installation() is None or shutil.which("npm") is None:
        sentence = f"no code-server, Chromium or Node here: run {INSTALL}"
        if os.environ.get("BEAMCODER_REQUIRE_EDITORS") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    subprocess.run(["make", "vsix"], cwd=ROOT, check=True, capture_output=True)
    return ROOT / "editor-clients/vscode/beamcoder.vsix"


@pytest.fixture(scope="module")
def programs() -> Path:
    """The folder on PATH where the server is."""
    return Path(sys.executable).parent


@pytest.fixture(scope="module")
def host(
    extension: Path, programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CodeServer]:
    """A workbench's host where the server is found on PATH."""
    folder, data = tmp_path_factory.mktemp("contest"), tmp_path_factory.mktemp("user")
    with CodeServer(folder, data, [extension], system_path(programs)) as host:
        host.set(PATIENT)
        yield host


@pytest.fixture(scope="package")
def browser(extension: Path) -> Iterator[Browser]:
    """One for all: a second one is refused while the first one lives."""
    with sync_playwright() as playwright:
        yield launch(playwright)


@pytest.fixture(scope="module")
def window(host: CodeServer, browser: Browser) -> Iterator[Screen]:
    with Screen(host, browser) as screen:
        yield screen


@pytest.fixture
def begin(host: CodeServer, window: Screen) -> Begin:
    """Opens a program with `typed` on the line of the cursor, and waits for the server."""
    window.close_all()
    host.set(PATIENT)

    def begin(typed: str = INDENT, text: str | None = None, name: str = "Ferry.java") -> Screen:
        whole = HEAD + typed + TAIL if text is None else text
        (host.folder / name).write_bytes(whole.encode("utf-8"))
        window.open(name, LINE, len(typed.encode("utf-16-le")) // 2 + 1)
        ready(window)
        return window

    return begin


def ready(screen: Screen) -> None:
    def is_ready() -> bool:
        words = screen.status()
        return words == "Beamcoder" or words.endswith(" ms")

    wait_for("the status bar says that the server is ready", is_ready)


def is_offered(screen: Screen) -> bool:
    """Whether ghost text or a list is on the screen."""
    return bool(screen.ghost_text() or screen.list_rows())


def ghost_of(screen: Screen) -> str:
    """The ghost text here, asked for by the key, waited for."""
    screen.press("Alt+Backslash")
    return wait_for("ghost text", screen.ghost_text)


@pytest.fixture
def picture() -> Callable[[Screen, str], None]:
    """Keeps a picture of the screen, where pictures are wanted."""

    def keep(screen: Screen, name: str) -> None:
        if folder := os.environ.get("BEAMCODER_PICTURES"):
            screen.picture(ROOT / folder / f"vscode-{name}.png")

    return keep
