"""A client around a server process, so that tests see what is on the wire."""

import json
import multiprocessing
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from beamcoder.bench.wire.client import LspClient, framed

ROOT = Path(__file__).resolve().parents[2]
SCRIPTED = [sys.executable, str(Path(__file__).with_name("scripted_server.py"))]
PATIENCE_S = 60.0  # a busy machine; nothing here measures time
URI = "file:///A.java"
CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()
if CAN_FORK:
    from tests.server.forking import ForkedServer


def start(command: list[str], variables: dict[str, str]) -> Any:
    """A process with three pipes; the scripted server is forked, which is quicker."""
    if command is SCRIPTED and CAN_FORK:
        return ForkedServer(variables)
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | variables
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)


class Client:
    """Sends and receives; answers what the server asks from `replies`."""

    def __init__(self, command: list[str], **variables: str) -> None:
        self.process = start(command, variables)
        self.replies: dict[str, Any] = {}  # method -> result, or a JSON-RPC error as ValueError
        self.asked: list[tuple[str, Any]] = []  # the server's requests
        self.log_relay: list[tuple[str, Any]] = []  # the server's notifications
        self.log: list[str] = []  # lines of standard error
        self._responses: dict[int | None, dict[str, Any]] = {}
        self._news: queue.Queue[bool] = queue.Queue()
        self._lsp = LspClient(self.write)
        self._threads = [
            threading.Thread(target=self._read_messages),
            threading.Thread(target=self._read_log),
        ]
        for thread in self._threads:
            thread.start()

    def send(self, method: str, params: Any) -> int:
        return self._lsp.request(method, params)

    def notify(self, method: str, params: Any) -> None:
        self._lsp.notify(method, params)

    def response(self, request_id: int | None) -> dict[str, Any]:
        self.wait(lambda: request_id in self._responses)
        return self._responses.pop(request_id)

    def ask(self, method: str, params: Any = None) -> Any:
        return self.result(self.send(method, params))

    def result(self, request_id: int) -> Any:
        response = self.response(request_id)
        assert "error" not in response, response
        return response["result"]

    def wait(self, condition: Callable[[], object]) -> None:
        """Until something that came makes the condition true."""
        while not condition():
            assert self._news.get(timeout=PATIENCE_S), "".join(self.log)

    def logged(self, words: str) -> None:
        self.wait(lambda: any(words in line for line in self.log))

    def messages(self) -> list[str]:
        """What the user was told."""
        return [p["message"] for method, p in self.log_relay if method == "window/showMessage"]

    # The usual conversation.

    def initialize(
        self, options: Any = None, capabilities: Any = None, root: str | None = None
    ) -> Any:
        result = self.result(self._lsp.initialize(options, capabilities, root))
        self.notify("initialized", {})
        return result["capabilities"]

    def open(self, text: str, uri: str = URI) -> None:
        self._lsp.open(uri, text)

    def change(self, *changes: Any, uri: str = URI) -> None:
        self._lsp.change(uri, *changes)

    def close(self, uri: str = URI) -> None:
        self._lsp.close(uri)

    def send_completion(self, line: int, character: int, uri: str = URI) -> int:
        return self._lsp.complete(uri, at(line, character))

    def complete(self, line: int, character: int, uri: str = URI) -> list[dict[str, Any]]:
        result = self.response(self.send_completion(line, character, uri))["result"]
        assert result["isIncomplete"] is True
        items: list[dict[str, Any]] = result["items"]
        return items

    def ghosts(self, line: int, character: int, uri: str = URI) -> list[dict[str, Any]]:
        result = self.result(self._lsp.ghosts(uri, at(line, character)))
        items: list[dict[str, Any]] = result["items"]
        return items

    def shut_down(self) -> int:
        self.ask("shutdown")
        self.notify("exit", None)
        exit_code: int = self.process.wait(PATIENCE_S)
        return exit_code

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with suppress(BrokenPipeError):
                stream.close()

    def send_bytes(self, body: bytes) -> None:
        """As a message, whatever it is."""
        self.write(framed(body))

    def write(self, data: bytes) -> None:
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def _read_messages(self) -> None:
        length = 0
        for header in self.process.stdout:
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
            elif not header.strip():
                self._receive(json.loads(self.process.stdout.read(length)))
                self._news.put(True)
        self._news.put(False)

    def _receive(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._responses[message["id"]] = message
        elif "id" not in message:
            self.log_relay.append((message["method"], message["params"]))
        else:
            self.asked.append((message["method"], message["params"]))
            reply = self.replies.get(message["method"])
            if isinstance(reply, ValueError):
                error = {"code": -32601, "message": str(reply)}
                self._lsp.send({"id": message["id"], "error": error})
            else:
                self._lsp.send({"id": message["id"], "result": reply})

    def _read_log(self) -> None:
        for line in self.process.stderr:
            self.log.append(line.decode())
            self._news.put(True)


@dataclass(frozen=True)
class Listening:
    """A server process on a port of 127.0.0.1, and what it wants to be shown."""

    process: subprocess.Popen[str]
    port: int
    token: str

    def options(self, **others: Any) -> dict[str, Any]:
        """`initializationOptions` that it lets in."""
        return {"token": self.token} | others

    def initialize(self, **others: Any) -> dict[str, Any]:
        """The parameters of `initialize`."""
        params: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
        return params | {"initializationOptions": self.options()} | others


@contextmanager
def listening_server(*command: str, **variables: str) -> Iterator[Listening]:
    """What `command` starts with `--tcp` or `--ws`; it says its address, then its token."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | variables
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stderr=pipe, env=environment, text=True)
    assert process.stderr is not None
    try:
        found = re.search(r"://127\.0\.0\.1:(\d+)$", process.stderr.readline())
        token = re.search(r"the token is (\S+)$", process.stderr.readline())
        assert found is not None and token is not None
        yield Listening(process, int(found[1]), token[1])
    finally:
        process.kill()
        process.communicate()


def at(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


@pytest.fixture
def client_for() -> Iterator[Callable[..., Client]]:
    """Starts servers, not yet initialized, and ends them; variables are the environment's."""
    clients: list[Client] = []

    def start(command: list[str], **variables: str) -> Client:
        clients.append(Client(command, **variables))
        return clients[-1]

    yield start
    for client in clients:
        client.end()


@pytest.fixture
def client(client_for: Callable[..., Client]) -> Client:
    """A server process with the scripted model."""
    return client_for(SCRIPTED)
