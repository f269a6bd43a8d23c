"""Chromium without a window, driven over its own debugging protocol, and a playground for it.

No driver is needed: Chromium speaks JSON over a WebSocket, and the server's library reads that.
"""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

ROOT = Path(__file__).resolve().parents[3]
PICTURES: Final = ROOT / "docs" / "pictures"
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
    "z": ("z", "KeyZ", 90, "z"),
    "]": ("]", "BracketRight", 221, "]"),
}


class Chromium:
    """One page of one browser."""

    def __init__(self, binary: str, folder: Path) -> None:
        command = [binary, *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self._n_sent = 0
        self._session = ""
        self.errors: list[str] = []  # what the page complained of
        try:
            self._socket = import_module("websockets.sync.client").connect(
                self._address(), max_size=None, proxy=None
            )
            target = self.send("Target.createTarget", url="about:blank")["targetId"]
            attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
            self._session = attached["sessionId"]
            for domain in ("Page", "Runtime", "Log"):
                self.send(f"{domain}.enable")
            self.resize(1280, 900)
        except BaseException:
            self.close()
            raise

    def _address(self) -> str:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if found := re.search(r"DevTools listening on (ws://\S+)", line):
                return found[1]
        raise AssertionError("Chromium did not start")

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
        """Until it is true."""
        end = time.monotonic() + patience_s
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < end, f"never true: {expression}; {self.errors}"
            time.sleep(0.03)
        return value

    def open(self, url: str) -> None:
        self.send("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def key(self, name: str, modifiers: int = 0) -> None:
        key, code, number, text = KEYS[name]
        shared = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        if text and not modifiers & (CONTROL | ALT):
            shared["text"] = text
        self.send("Input.dispatchKeyEvent", type="keyDown", modifiers=modifiers, **shared)
        shared.pop("text", None)
        self.send("Input.dispatchKeyEvent", type="keyUp", modifiers=modifiers, **shared)

    def type(self, text: str) -> None:
        """Key by key, as a keyboard does."""
        for character in text:
            if character == "\n":
                self.key("Enter")
                continue
            self.send("Input.dispatchKeyEvent", type="keyDown", key=character, text=character)
            self.send("Input.dispatchKeyEvent", type="keyUp", key=character)

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
        taken = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(taken["data"]))

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stderr is not None
        self._process.stderr.close()


class Demo:
    """`beamcoder demo` on a free port."""

    def __init__(self, port: int = 0) -> None:
        command = [sys.executable, "-m", "beamcoder", "demo", "--no-browser", "--port", str(port)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found is not None, line
        self.url, self.port = found[0], int(found[1])

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE_S)
        assert self.process.stderr is not None
        self.process.stderr.close()


def missing(sentence: str) -> None:
    """Skips with a sentence that says what to install; fails where editors are required."""
    if os.environ.get("BEAMCODER_REQUIRE_EDITORS") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    binary = next(filter(None, map(shutil.which, NAMES)), None)
    if binary is None:
        missing("no Chromium here: on Debian, apt-get install chromium fonts-dejavu-core")
    assert binary is not None
    chromium = Chromium(binary, tmp_path_factory.mktemp("chromium"))
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """With the default model."""
    demo = Demo()
    yield demo
    demo.stop()


@pytest.fixture
def start() -> Callable[[int], Demo]:
    return Demo
