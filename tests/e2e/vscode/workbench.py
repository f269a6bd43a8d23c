"""A real VS Code workbench in Chromium: what a user sees there and does.

    with CodeServer(folder, data, [vsix], path) as host, Screen(host, browser) as screen:
        screen.open("A.java")
        screen.type("int n = ")
        screen.ghost_text()

Knows how VS Code looks, not what Beamcoder says.
"""

import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, Self

from playwright.sync_api import (
    Browser,
    Frame,
    Locator,
    Page,
    Playwright,
    TimeoutError,
    ViewportSize,
)

from tests.e2e.vscode.code_server import CHROMIUM, CodeServer
from tests.e2e.vscode.patience import PATIENCE_S, wait_for

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
KEY_MS: Final = 10_000.0  # a key without effect for so long was lost: it is pressed again
VIEWPORT: Final[ViewportSize] = {"width": 960, "height": 520}
# What is of this host alone, and not of VS Code on a desktop: left out of pictures.
HOSTS_OWN: Final = "[id='status.forwardedPorts'], [id='status.workbench.keyboardLayout']"

ROWS: Final = """rows => rows.map(row => {
    const text = part => Array.from(row.querySelectorAll(part), e => e.innerText).join(' ');
    return [row.dataset.index, text('.label-name'), text('.details-label')];
})"""
# Beside the list, what goes on from the selected item is drawn apart.
GHOST_TEXT: Final = ".ghost-text-decoration, .ghost-text, .ghost-text-decoration-preview"
Row = tuple[str, str]  # label, and what stands at the right


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_OPTIONS))


class Screen:
    """The workbench in the browser: what a user sees there and does."""

    def __init__(self, host: CodeServer, browser: Browser) -> None:
        self.host = host
        self._browser = browser

    def __enter__(self) -> Self:
        context = self._browser.new_context(viewport=VIEWPORT)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_S * 1000)
        self.page.goto(self.host.url)
        self.page.wait_for_selector(".monaco-workbench .part.statusbar")
        self.page.wait_for_selector(".explorer-folders-view .monaco-list")
        self.until_gone("Control+b", self.page.locator(".part.sidebar"))  # it only takes room
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
        self._pick("F1", f">{title}", title.split(": ")[-1])

    def close_all(self) -> None:
        """Once all is saved, by itself: closed before, it would be saved at an unknown moment.

        What a failed test left without a name never is, and would stop all tests that follow.
        """
        unnamed = self.page.locator(".tab.dirty", has_text="Untitled")
        while unnamed.count():
            unnamed.first.click()
            self.command("File: Revert and Close Editor")
        wait_for("all is saved", lambda: self.page.locator(".tab.dirty").count() == 0)
        self.command("View: Close All Editors")
        wait_for("no editor", lambda: self.page.locator(".tab").count() == 0)

    def open(self, name: str, line: int = 1, column: int = 1) -> None:
        """A file of the folder, the cursor before `column` of `line`, both from 1."""
        self._pick("Control+p", name, name)
        self.page.locator(".tab.active", has_text=name).wait_for()
        self.page.locator(".editor-group-container.active .view-line").first.wait_for()
        self._pick("Control+g", f":{line}:{column}", f"line {line}")
        where = f"Ln {line}, "  # the column shown is that of the screen: tabs and 漢字 are wide
        wait_for(where, lambda: self.cursor().startswith(where))

    def go_to(self, line: int, column: int = 1) -> None:
        """Where no wide character stands before the column."""
        self._pick("Control+g", f":{line}:{column}", f"line {line}")
        where = f"Ln {line}, Col {column}"
        wait_for(where, lambda: self.cursor() == where)

    def rename(self, new: str) -> None:
        """The file of the active tab, in the explorer, as one does it by hand."""
        side_bar = self.page.locator(".part.sidebar")
        self.command("File: Reveal Active File in Explorer View")
        side_bar.locator(".monaco-list-row.focused").wait_for()
        self.press("F2")
        box = side_bar.locator(".explorer-item-edited input")
        box.fill(new)
        self.press("Enter")
        self.page.locator(".tab.active", has_text=new).wait_for()
        self.until_gone("Control+b", side_bar)
        self.press("Control+1")

    def _pick(self, key: str, written: str, row: str) -> None:
        """Into the quick input behind `key`; once the first row is the one wanted, take it."""
        widget = self.page.locator(".quick-input-widget")
        self.until(key, widget)
        widget.locator("input.input").fill(written)
        first = widget.locator(".quick-input-list .monaco-list-row").first
        first.filter(has_text=re.compile(re.escape(row), re.IGNORECASE)).wait_for()
        self.until_gone("Enter", widget)

    def until(self, key: str, what: Locator) -> None:
        """Press the key that opens `what`; a workbench that is busy loses keys now and then."""
        self._press_until(key, what, is_there=True)

    def until_gone(self, key: str, what: Locator) -> None:
        self._press_until(key, what, is_there=False)

    def _press_until(self, key: str, what: Locator, is_there: bool) -> None:
        state: Literal["visible", "hidden"] = "visible" if is_there else "hidden"
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if what.is_visible() != is_there:
                self.press(key)
            try:
                return what.wait_for(state=state, timeout=KEY_MS)
            except TimeoutError:
                continue
        raise AssertionError(f"{key} has no effect: {what} is not {state}")

    def saved(self, name: str) -> str:
        """The buffer, by way of the disk; line ends as they are."""
        file = self.host.folder / name
        before = file.stat().st_mtime_ns

        def is_saved() -> bool:
            return file.stat().st_mtime_ns != before

        deadline = time.monotonic() + PATIENCE_S
        while not is_saved() and time.monotonic() < deadline:
            self.press("Control+s")  # touches the file also when nothing has changed
            with suppress(AssertionError):
                wait_for("the file is saved", is_saved, KEY_MS / 1000)
        assert is_saved(), f"{name} was not saved"
        self.page.locator(".editor-group-container.active .tab.active:not(.dirty)").wait_for()
        return file.read_bytes().decode("utf-8")

    def shown_lines(self) -> list[str]:
        """The lines of code on the screen, from the top."""
        lines = self.page.locator(".editor-group-container.active .view-line")
        # The page keeps them in the order in which they were drawn.
        texts: list[str] = lines.evaluate_all(
            "lines => lines.sort((a, b) => a.offsetTop - b.offsetTop).map(line => line.innerText)"
        )
        return [plain(text) for text in texts]

    def ghost_text(self) -> str:
        """Empty when there is none."""
        parts = self.page.locator(GHOST_TEXT).all_inner_texts()
        return plain("".join(parts))

    def list_rows(self) -> list[Row]:
        """Label and what stands at the right of each row that is on the screen."""
        rows = self.page.locator(".suggest-widget.visible .monaco-list-row")
        # All at one moment: rows come and go while somebody types.
        found: list[tuple[str, str, str]] = rows.evaluate_all(ROWS)
        found.sort(key=lambda row: int(row[0]))
        return [(plain(label), plain(details)) for _, label, details in found]

    def status(self) -> str:
        item = self.page.locator("[id='beamcoder.beamcoder.beamcoder']")
        return plain(item.first.inner_text()).strip()

    def notices(self) -> list[str]:
        notices = self.page.locator(".notifications-toasts .notification-list-item-message")
        return [plain(text) for text in notices.all_inner_texts()]

    def buttons(self) -> list[str]:
        return self.page.locator(".notifications-toasts .monaco-button").all_inner_texts()

    def button(self, title: str) -> None:
        self.page.locator(".notifications-toasts .monaco-button", has_text=title).first.click()

    def pages_text(self) -> str:
        """What stands in the pages that are no editors: a Markdown preview."""
        return "\n".join(frame.locator("body").inner_text() for frame in self._page_frames())

    def broken_pictures(self) -> int:
        """Pictures of such pages that are not there."""
        count = "pictures => pictures.filter(p => p.complete && !p.naturalWidth).length"
        frames = self._page_frames()
        return sum(frame.locator("img").evaluate_all(count) for frame in frames)

    def _page_frames(self) -> list[Frame]:
        return [frame for frame in self.page.frames if frame.parent_frame is not None]

    def dismiss_notices(self) -> None:
        self.command("Notifications: Clear All Notifications")

    def picture(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(1500)  # for what slides in and fades out
        self.page.screenshot(path=file, style=f"{HOSTS_OWN} {{ display: none !important }}")


def plain(text: str) -> str:
    """VS Code writes blanks that do not break."""
    return re.sub("[\u00a0\u200b]", lambda found: " " if found[0] == "\u00a0" else "", text)
