"""A real VS Code workbench: code-server as the host, Chromium as the screen.

    with CodeServer(folder, data, [vsix], path) as host, Screen(host, browser) as screen:
        screen.open("A.java")
        screen.type("int n = ")
        screen.ghost_text()

Knows how VS Code looks, not what Beamcoder says.
"""

import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from shutil import which
from typing import Any, Final, Self, TypeVar

import psutil
from playwright.sync_api import Browser, Locator, Page, Playwright

ROOT: Final = Path(__file__).resolve().parents[3]
INSTALL: Final = "bash tests/e2e/install_vscode.sh"
CHROMIUM: Final = Path("/usr/bin/chromium")
# Headless, without a sandbox (tests may run as root), and without any connection of its own.
CHROMIUM_OPTIONS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_S: Final = 120.0  # a busy machine may take long; nothing here is a measurement
SETTINGS: Final[Mapping[str, Any]] = {
    "workbench.startupEditor": "none",
    "workbench.colorTheme": "Default Light Modern",
    "workbench.activityBar.location": "hidden",
    "workbench.layoutControl.enabled": False,
    "workbench.tips.enabled": False,
    "window.commandCenter": False,
    "window.menuBarVisibility": "hidden",
    "window.dialogStyle": "custom",
    "editor.minimap.enabled": False,
    "editor.fontSize": 15,
    "editor.accessibilitySupport": "off",
    "editor.wordBasedSuggestions": "off",
    "editor.cursorBlinking": "solid",
    "extensions.ignoreRecommendations": True,
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "files.simpleDialog.enable": True,
    "files.defaultLanguage": "java",
    "chat.commandCenter.enabled": False,
}
T = TypeVar("T")


def installation() -> Path | None:
    """The folder that install_vscode.sh made, or None."""
    folders = sorted((ROOT / ".cache/editors").glob("vscode-*"))
    ready = [folder for folder in folders if (folder / "installed").exists()]
    return ready[-1] if ready and CHROMIUM.exists() else None


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_OPTIONS))


def wait_for(what: str, look: Callable[[], T | None], patience_s: float = PATIENCE_S) -> T:
    """What `look` sees as soon as it is true."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(0.1)
    raise AssertionError(f"not seen within {patience_s:.0f} s: {what}")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class CodeServer:
    """code-server on a folder, with one extension or more, user data of its own."""

    def __init__(self, folder: Path, data: Path, vsix: list[Path], search_path: str) -> None:
        installed = installation()
        assert installed is not None
        self.folder, self.data = folder, data
        self._entry = installed / "node_modules/code-server/out/node/entry.js"
        # The extension host gets the environment of the user's login shell, as on any desktop.
        data.joinpath(".profile").write_text(f"export PATH={search_path}\n", encoding="utf-8")
        self._environment = {
            "PATH": search_path,
            "HOME": str(data),
            "SHELL": "/bin/bash",
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
        }
        self._vsix = vsix
        self._port = free_port()
        self.set({})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/?folder={self.folder}"

    def set(self, settings: Mapping[str, Any]) -> None:
        """Ours for tests, and these, of which VS Code wants some set for the machine it is on."""
        for kind, values in (("User", {**SETTINGS, **settings}), ("Machine", settings)):
            file = self.data / kind / "settings.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values, indent=2), encoding="utf-8")

    def __enter__(self) -> Self:
        data = ["--user-data-dir", str(self.data), "--extensions-dir", str(self.data / "ext")]
        for vsix in self._vsix:
            install = [node(), str(self._entry), *data, "--install-extension", str(vsix)]
            subprocess.run(install, check=True, capture_output=True, env=self._environment)
        address = ["--auth", "none", "--bind-addr", f"127.0.0.1:{self._port}"]
        quiet = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"]
        command = [node(), str(self._entry), *data, *address, *quiet, str(self.folder)]
        with (self.data / "host.log").open("wb") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, env=self._environment, start_new_session=True
            )
        wait_for("code-server listens", self._listens)
        return self

    def servers(self) -> list[psutil.Process]:
        """The language servers that run for this host."""
        children = psutil.Process(self._process.pid).children(recursive=True)
        return [child for child in children if is_server(child)]

    def _listens(self) -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def __exit__(self, *error: object) -> None:
        os.killpg(self._process.pid, 15)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, 9)
            self._process.wait()


def is_server(process: psutil.Process) -> bool:
    try:
        return bool(process.cmdline()[-1:] == ["serve"])
    except psutil.Error:  # it has ended meanwhile
        return False


def node() -> str:
    found = which("node")
    assert found is not None, "Node 20 is needed"
    return found


class Screen:
    """The workbench in the browser: what a user sees there and does."""

    def __init__(self, host: CodeServer, browser: Browser) -> None:
        self.host = host
        self._browser = browser

    def __enter__(self) -> Self:
        context = self._browser.new_context(viewport={"width": 960, "height": 520})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_S * 1000)
        self.page.goto(self.host.url)
        self.page.wait_for_selector(".monaco-workbench .part.statusbar")
        self.page.wait_for_selector(".explorer-folders-view .monaco-list")
        self.press("Control+b")  # the side bar only takes room
        return self

    def __exit__(self, *error: object) -> None:
        self.page.context.close()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def act(self, key: str) -> None:
        """Press a key that moves the cursor, and wait until it has."""
        before = self.cursor()
        self.press(key)
        wait_for(f"{key} moves the cursor", lambda: self.cursor() != before)

    def cursor(self) -> str:
        """As the status bar has it: Ln 8, Col 9."""
        return self.page.locator("[id='status.editor.selection']").inner_text()

    def type(self, text: str) -> None:
        """Key by key, as people do."""
        self.page.keyboard.type(text, delay=30)

    def command(self, title: str) -> None:
        """By the command palette."""
        self.press("F1")
        self._pick(f">{title}", title.split(": ")[-1])

    def open(self, name: str, line: int = 1, column: int = 1) -> None:
        """A file of the folder, the cursor before `column` of `line`, both from 1."""
        self.press("Control+p")
        self._pick(name, name)
        self.page.locator(".tab.active", has_text=name).wait_for()
        self.page.locator(".editor-group-container.active .view-line").first.wait_for()
        self.go_to(line, column)

    def go_to(self, line: int, column: int = 1) -> None:
        self.press("Control+g")
        self._pick(f":{line}:{column}", f"line {line}")

    def _pick(self, written: str, row: str) -> None:
        """Type into the quick input; once the first row is the one wanted, take it."""
        widget = self.page.locator(".quick-input-widget")
        widget.locator("input.input").fill(written)
        first = widget.locator(".quick-input-list .monaco-list-row").first
        first.filter(has_text=re.compile(re.escape(row), re.IGNORECASE)).wait_for()
        self.press("Enter")
        widget.wait_for(state="hidden")

    def saved(self, name: str) -> str:
        """The buffer, by way of the disk; line ends as they are."""
        file = self.host.folder / name
        before = file.stat().st_mtime_ns
        self.press("Control+s")  # touches the file also when nothing has changed
        wait_for("the file is saved", lambda: file.stat().st_mtime_ns != before)
        self.page.locator(".tab.active:not(.dirty)").wait_for()
        return file.read_bytes().decode("utf-8")

    def shown_lines(self) -> list[str]:
        """The lines of code on the screen, from the top."""
        lines = self.page.locator(".editor-group-container.active .view-line")
        return [plain(text) for text in lines.all_inner_texts()]

    def ghost_text(self) -> str:
        """Empty when there is none."""
        parts = self.page.locator(".ghost-text-decoration, .ghost-text").all_inner_texts()
        return plain("".join(parts))

    def list_rows(self) -> list[tuple[str, str]]:
        """Label and what stands at the right of each row that is on the screen."""
        rows: list[Locator] = self.page.locator(".suggest-widget.visible .monaco-list-row").all()
        return [(plain(row.locator(".label-name").inner_text()), details(row)) for row in rows]

    def status(self) -> str:
        item = self.page.locator("[id='beamcoder.beamcoder.beamcoder']")
        return plain(item.first.inner_text()).strip()

    def notices(self) -> list[str]:
        notices = self.page.locator(".notifications-toasts .notification-list-item-message")
        return [plain(text) for text in notices.all_inner_texts()]

    def button(self, title: str) -> None:
        self.page.locator(".notifications-toasts .monaco-button", has_text=title).first.click()

    def dismiss_notices(self) -> None:
        self.command("Notifications: Clear All Notifications")

    def picture(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(1500)  # for what slides in and fades out
        self.page.screenshot(path=file)


def details(row: Locator) -> str:
    return plain(" ".join(row.locator(".details-label").all_inner_texts()))


def plain(text: str) -> str:
    """VS Code writes blanks that do not break."""
    return re.sub("[\u00a0\u200b]", lambda found: " " if found[0] == "\u00a0" else "", text)
