"""How a server ends that somebody stops: what was counted is written down, nobody hangs."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from beamcoder.bench.wire.client import LspClient, framed
from beamcoder.server.offers import statistics
from tests.server.conftest import PATIENCE_S, SCRIPTED, listening_server

SIGNALS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]


def counts(state: Path) -> dict[tuple[str, str], int]:
    return statistics.read(state / "beamcoder" / statistics.FILE_NAME)


@pytest.mark.parametrize("number", SIGNALS)
def test_counts_of_stdio_are_kept(client_for: Any, tmp_path: Path, number: int) -> None:
    client = client_for(SCRIPTED, XDG_STATE_HOME=str(tmp_path))
    client.initialize()
    client.open("x = s")
    assert client.complete(0, 5)
    client.process.send_signal(number)
    assert client.process.wait(PATIENCE_S) == 128 + number
    assert sum(n for (_, name), n in counts(tmp_path).items() if name == "list.offered") == 1
    assert not any("Traceback" in line for line in client.log)


@pytest.mark.slow
def test_who_does_not_read_can_be_stopped(client_for: Any, tmp_path: Path) -> None:
    """Answers that nobody takes from the pipe do not hold up a signal."""
    command = [*SCRIPTED, "--stdio"]
    pipe = subprocess.PIPE
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)
    assert process.stdin is not None
    for body in (b'{"jsonrpc": "2.0", "id": "%s", "method": "a"}' % (b"x" * 9000),) * 100:
        process.stdin.write(framed(body))
    process.stdin.flush()
    time.sleep(1)  # so that the pipe is full
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_S) == 128 + signal.SIGTERM
    process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--tcp", "--ws"])
def test_clients_of_a_network_are_closed(tmp_path: Path, option: str) -> None:
    with listening_server(*SCRIPTED, option, "127.0.0.1:0", XDG_STATE_HOME=str(tmp_path)) as server:
        callers = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(3)]
        if option == "--tcp":
            LspClient(callers[0].sendall).initialize(server.options())
            assert callers[0].recv(1)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE_S) == 128 + signal.SIGTERM
        assert server.process.stderr is not None
        assert "Traceback" not in server.process.stderr.read()
        for caller in callers:
            while caller.recv(1 << 16):
                pass
            caller.close()


@pytest.mark.skipif(sys.platform == "win32", reason="users of POSIX")
def test_a_user_without_a_home_is_served(client_for: Any) -> None:
    """As in containers: no HOME, and no entry for the user."""
    code = (
        "import os, runpy, sys; from beamcoder.server.offers import statistics, acceptance\n"
        "import platformdirs.unix\n"
        "from beamcoder.server import command\n"
        "from beamcoder.server import state_folder as s\n"
        "def none(*a, **k): raise RuntimeError('no home')\n"
        "s.platformdirs.user_state_path = none\n"
        f"sys.argv = {SCRIPTED[1:]!r}\n"
        f"runpy.run_path({SCRIPTED[1]!r}, run_name='__main__')\n"
    )
    client = client_for([sys.executable, "-c", code])
    client.initialize()
    client.open("x = s")
    assert len(client.complete(0, 5)) == 6
    assert client.ask("beamcoder/statistics", {})["list"]["offered"] == 0
    assert client.shut_down() == 0
