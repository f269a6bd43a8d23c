"""Chromium without a window, driven over its own debugging protocol.

No driver is needed: Chromium speaks JSON over a WebSocket, and the server's library reads that.
"""

import base64
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

PATIENCE_S: Final = 60.0  # a busy machine; nothing here measures time
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
OPTIONS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-port=0",
)
SHIFT, CONTROL, ALT = 8, 2, 1
KEYS: Final = {  # name: (key, code, virtual key code, text)
    "Tab": ("Tab", "Tab", 9, ""),
    "Enter": ("Enter", "Enter", 13, "\r"),
    "Escape": ("Escape", "Escape", 27, ""),
    "Backspace": ("Backspace", "Backspace", 8, ""),
    "End": ("End", "End", 35, ""),
    "Home": ("Home", "Home", 36, ""),
    "ArrowRight": ("ArrowRight", "ArrowRight", 39, ""),
    "ArrowDown": ("ArrowDown", "ArrowDown", 40, ""),
    "ArrowUp": ("ArrowUp", "ArrowUp", 38, ""),
    "Space": (" ", "Space", 32, " "),
    "a": ("a", "KeyA", 65, "a"),
    "c": ("c", "KeyC", 67, "c"),
    "m": ("m", "KeyM", 77, "m"),
    "s": ("s", "KeyS", 83, "s"),
    "v": ("v", "KeyV", 86, "v"),
    "z": ("z", "KeyZ", 90, "z"),
    "]": ("]", "BracketRight", 221, "]"),
}
CRASHES: Final = ("Inspector.targetCrashed", "Target.targetCrashed")
COMMANDS: Final = {"c": "copy", "v": "paste"}  # with the control key held: the browser's own


class Chromium:
    """One page of one browser."""

    def __init__(self, binary: str, folder: Path) -> None:
        command = [binary, *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
        self._folder = folder
        self._open = ExitStack()
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        self._n_sent = 0
        self._session = ""
        self.errors: list[str] = []  # what the page complained of
        try:
            connect = import_module("websockets.sync.client").connect
            self._socket = self._open.enter_context(
                connect(self._address(), max_size=None, proxy=None)
            )
            self._new_tab()
            self.resize(1280, 900)
        except BaseException:
            self.close()
            raise

    def _new_tab(self) -> str:
        """Its target; from now on it is spoken to."""
        self._session = ""
        target = str(self.send("Target.createTarget", url="about:blank")["targetId"])
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Inspector"):
            self.send(f"{domain}.enable")
        return target

    @contextmanager
    def tab(self) -> Iterator[None]:
        """Within it, another tab of the same browser is spoken to; it is closed at the end."""
        before = self._session
        target = self._new_tab()
        try:
            yield
        finally:
            self._session = ""
            self.send("Target.closeTarget", targetId=target)
            self._session = before

    def crash(self) -> None:
        """The tab's process dies; the next navigation starts a new one."""
        self._n_sent += 1
        message = {"id": self._n_sent, "method": "Page.crash", "sessionId": self._session}
        self._socket.send(json.dumps(message))
        while json.loads(self._socket.recv(timeout=PATIENCE_S)).get("method") not in CRASHES:
            pass

    def _address(self) -> str:
        """Chromium writes it into its folder once it listens."""
        written, end = self._folder / "DevToolsActivePort", time.monotonic() + PATIENCE_S
        while not (written.exists() and written.read_text().count("\n")):
            assert time.monotonic() < end and self._process.poll() is None, "no Chromium came up"
            time.sleep(0.05)
        port, path = written.read_text().split("\n")[:2]
        return f"ws://127.0.0.1:{port}{path}"

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        self._n_sent += 1
        message: dict[str, Any] = {"id": self._n_sent, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv(timeout=PATIENCE_S))
            if answer.get("id") == self._n_sent:
                assert "error" not in answer, answer
                return dict(answer["result"])
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(params["exceptionDetails"])[:2000])
        if event.get("method") == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(params["entry"]["text"])

    def evaluate(self, expression: str) -> Any:
        answer = self.send(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, expression: str, patience_s: float = PATIENCE_S) -> Any:
        """Until it is true: a value, as nodes of the page are always empty here."""
        end = time.monotonic() + patience_s
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < end, f"never true: {expression}; {self.errors}"
            time.sleep(0.03)
        return value

    def open(self, url: str) -> None:
        self.send("Page.navigate", url=url)
        self.wait(f"document.readyState === 'complete' && location.href.startsWith({url[:20]!r})")

    def key(self, name: str, modifiers: int = 0) -> None:
        key, code, number, text = KEYS[name]
        if modifiers & SHIFT and len(key) == 1:
            key = key.upper()
        shared = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        down = dict[str, Any](shared)
        if text and not modifiers & (CONTROL | ALT):
            down["text"] = text
        if modifiers & CONTROL and name in COMMANDS:
            down["commands"] = [COMMANDS[name]]
        self.send("Input.dispatchKeyEvent", type="keyDown", modifiers=modifiers, **down)
        self.send("Input.dispatchKeyEvent", type="keyUp", modifiers=modifiers, **shared)

    def type(self, text: str) -> None:
        """Key by key, as a keyboard does."""
        for character in text:
            if character == "\n":
                self.key("Enter")
                continue
            self.send("Input.dispatchKeyEvent", type="keyDown", key=character, text=character)
            self.send("Input.dispatchKeyEvent", type="keyUp", key=character)

    def paste(self, text: str) -> None:
        """All at once, at the cursor."""
        self.send("Input.insertText", text=text)

    def paste_from_clipboard(self, text: str) -> None:
        """As a user does it. `paste` has Chromium build an element for each line first, which for
        a megabyte takes minutes; an editor that hears of a clipboard takes its text as it is."""
        self.allow_clipboard()
        self.evaluate(f"navigator.clipboard.writeText({json.dumps(text)})")
        self.key("v", CONTROL)

    def copied(self) -> str:
        """What copying puts on the clipboard."""
        self.allow_clipboard()
        self.key("c", CONTROL)
        return str(self.evaluate("navigator.clipboard.readText()"))

    def allow_clipboard(self) -> None:
        permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        self.send("Browser.grantPermissions", permissions=permissions)

    def resize(self, width: int, height: int, scale: float = 1, *, mobile: bool = False) -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=mobile,
        )

    def prefer(self, scheme: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", features=features)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        asked: dict[str, Any] = {"format": "png"}
        if whole:
            size = self.send("Page.getLayoutMetrics")["cssContentSize"]
            asked |= {"captureBeyondViewport": True, "clip": {**size, "scale": 1}}
        taken = self.send("Page.captureScreenshot", **asked)
        path.write_bytes(base64.b64decode(taken["data"]))

    def close(self) -> None:
        self._open.close()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
