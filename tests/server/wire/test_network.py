"""No connection, ever: what the kernel says of the server's sockets, and a machine without network.

On stdio the server has no socket at all that could reach anything; on TCP and WebSocket it has the
one that it listens on, on loopback, and its clients'. The default model completes meanwhile.
"""

import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from typing import Any

import psutil
import pytest

from beamcoder.bench.wire.client import LspClient
from tests.server.buffer import Buffer
from tests.server.conftest import PATIENCE_S, Client, listening_server

SERVE = [sys.executable, "-m", "beamcoder", "serve"]
UNSHARED = ["unshare", "--user", "--map-root-user", "--net"]
SETTINGS = {"lineDeadlineMs": 60_000, "minimumProbability": 0}
JAVA = "class A {\n    void f(int n) {\n        |\n    }\n}\n"


class Watcher(threading.Thread):
    """Looks at the internet sockets of a process and of all that it starts, until the end."""

    def __init__(self, process_id: int) -> None:
        super().__init__()
        self._process = psutil.Process(process_id)
        self._end = threading.Event()
        self.n_looks = 0
        self.seen: list[Any] = []

    def run(self) -> None:
        with suppress(psutil.NoSuchProcess):
            while not self._end.wait(0.01):
                family = [self._process, *self._process.children(recursive=True)]
                self.seen += [each for one in family for each in one.net_connections("inet")]
                self.n_looks += 1

    def __enter__(self) -> "Watcher":
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._end.set()
        self.join()


def completes(client: Client) -> None:
    """All that a client may ask for, once."""
    buffer = Buffer(client, JAVA)
    items = buffer.items()
    assert items
    buffer.ghosts()
    buffer.tell("shown", items[0])
    buffer.accept(items[0])
    buffer.run_command(items[0])
    for name in ("explain", "beam", "status", "statistics"):
        client.ask(f"beamcoder/{name}", {"textDocument": {"uri": buffer.uri}})
    stated = {"statement": "Print the sum of n numbers.", "influence": True}
    client.ask("beamcoder/statement", {"textDocument": {"uri": buffer.uri}} | stated)


def test_on_stdio_there_is_no_socket(client_for: Any) -> None:
    client = client_for(SERVE)
    with Watcher(client.process.pid) as watcher:
        client.initialize(SETTINGS)
        completes(client)
        assert client.shut_down() == 0
    assert watcher.n_looks > 10
    assert watcher.seen == []


def test_without_a_network_it_works_the_same(client_for: Any) -> None:
    if (
        shutil.which("unshare") is None
        or subprocess.run([*UNSHARED, "true"], check=False).returncode
    ):
        pytest.skip("needs unshare of util-linux, and to be allowed to make a network namespace")
    client = client_for([*UNSHARED, *SERVE])
    client.initialize(SETTINGS)
    completes(client)
    assert client.shut_down() == 0
    assert client.messages() == []


@pytest.mark.parametrize("option", ["--tcp", "--ws"])
def test_a_listening_server_has_loopback_sockets_only(option: str) -> None:
    with (
        listening_server(*SERVE, option, "127.0.0.1:0") as server,
        Watcher(server.process.pid) as watcher,
        closing(connected(server.port)) as client,
    ):
        LspClient(client.sendall).initialize(server.options())
        client.recv(1)
        n_looks = watcher.n_looks
        while watcher.n_looks < n_looks + 3:
            time.sleep(0.01)
    assert {each.laddr for each in watcher.seen} == {("127.0.0.1", server.port)}
    assert {each.raddr[0] for each in watcher.seen if each.raddr} == {"127.0.0.1"}
    assert "LISTEN" in {each.status for each in watcher.seen}


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
