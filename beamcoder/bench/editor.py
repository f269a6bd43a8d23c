"""An editor as plain as can be: the real server in a process of its own, spoken to on stdio."""

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import psutil

from beamcoder.errors import BeamcoderError

URI: Final = "untitled:Sample.java"
SERVER: Final = (sys.executable, "-m", "beamcoder", "serve")


class ServerError(BeamcoderError):
    """The server answered an error, or ended."""


class Editor:
    """One document, its cursor somewhere inside; `type` and the two questions are timed apart."""

    def __init__(self, model: Path | None, device: str) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(SERVER, stdin=pipe, stdout=pipe)
        self._n_sent = 0
        self._settings = {"model": str(model.resolve()) if model else "", "device": device}
        self._left = self._right = ""
        capabilities = {"general": {"positionEncodings": ["utf-16"]}}
        params = {"processId": None, "rootUri": None, "capabilities": capabilities}
        self._ask("initialize", params | {"initializationOptions": self._settings})
        self._tell("initialized", {})

    def open(self, left: str, right: str) -> None:
        """Show a text with the cursor between its two parts; ASCII only."""
        self._left, self._right = left, right
        item = {"uri": URI, "languageId": "java", "version": 1, "text": left + right}
        self._tell("textDocument/didOpen", {"textDocument": item})

    def close(self) -> None:
        self._tell("textDocument/didClose", {"textDocument": {"uri": URI}})

    def type(self, text: str) -> None:
        here = self._cursor()
        change = {"range": {"start": here, "end": here}, "text": text}
        document = {"uri": URI, "version": 1}
        params = {"textDocument": document, "contentChanges": [change]}
        self._tell("textDocument/didChange", params)
        self._left += text

    def complete(self) -> list[Any]:
        """The items of the list."""
        return list(self._ask("textDocument/completion", self._place())["items"])

    def ghosts(self) -> list[Any]:
        """The lines of ghost text."""
        params = self._place() | {"context": {"triggerKind": 2}}
        return list(self._ask("textDocument/inlineCompletion", params)["items"])

    def configure(self, **settings: Any) -> None:
        self._tell("workspace/didChangeConfiguration", {"settings": self._settings | settings})

    def memory_mb(self) -> float:
        """Resident memory of the server, in 10^6 bytes."""
        return float(psutil.Process(self._process.pid).memory_info().rss) / 1e6

    def end(self) -> None:
        try:
            self._ask("shutdown", None)
            self._tell("exit", None)
            self._process.wait(10)
        except (OSError, ServerError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        finally:
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()

    def _cursor(self) -> dict[str, int]:
        line_start = self._left.rfind("\n") + 1
        return {"line": self._left.count("\n"), "character": len(self._left) - line_start}

    def _place(self) -> dict[str, Any]:
        return {"textDocument": {"uri": URI}, "position": self._cursor()}

    def _ask(self, method: str, params: Any) -> Any:
        self._n_sent += 1
        self._send({"id": self._n_sent, "method": method, "params": params})
        while (message := self._receive()).get("id") != self._n_sent:
            if message.get("method") == "window/showMessage":
                raise ServerError(f"the server says: {message['params']['message']}")
        if "error" in message:
            raise ServerError(f"{method} failed: {message['error']['message']}")
        return message["result"]

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        try:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self._process.stdin.flush()
        except OSError as exc:
            raise ServerError("the server ended") from exc

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while header := self._process.stdout.readline().strip():
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
        if not length:
            raise ServerError("the server ended")
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message


def milliseconds_since(began: float) -> float:
    return (perf_counter() - began) * 1000
