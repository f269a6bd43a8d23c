"""What goes wrong for people who set it up: one clear message each, with the mend, and no crash."""

import re
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.server.buffer import Buffer, new_text
from tests.server.conftest import PATIENCE_S

SERVE = [sys.executable, "-m", "beamcoder", "serve"]


def test_a_client_that_knows_nothing_new(client: Any) -> None:
    """As editors were before LSP 3.15: no configuration, progress, ghost text or encodings."""
    capabilities = {"textDocument": {"completion": {"completionItem": {"snippetSupport": False}}}}
    client.initialize(None, capabilities)
    buffer = Buffer(client, "x = s|")
    item = buffer.items()[0]
    buffer.accept(item)
    assert buffer.shown == f"x = {new_text(item)}|"
    assert client.log_relay == [] and client.asked == []
    assert client.shut_down() == 0


def test_a_wrong_model_path(client_for: Any, tmp_path: Path, random_model: Path) -> None:
    client = client_for(SERVE)
    client.initialize({"model": str(tmp_path / "nowhere"), "device": "cpu"})
    buffer = Buffer(client, "class A {\n    |\n}\n")
    assert buffer.items() == [] and buffer.ghosts() == []
    (message,) = client.messages()
    assert f"there is no model folder {tmp_path / 'nowhere'}" in message
    assert "beamcoder.model" in message
    why = client.ask("beamcoder/explain", {"textDocument": {"uri": buffer.uri}})
    assert why["reason"] == "no_model" and why["model"] is None
    mended = {"beamcoder": {"model": str(random_model), "device": "cpu", "lineDeadlineMs": 60_000}}
    client.notify("workspace/didChangeConfiguration", {"settings": mended})
    buffer.items()  # of random weights: nothing is likely enough to be listed
    why = client.ask("beamcoder/explain", {"textDocument": {"uri": buffer.uri}})
    assert why["reason"] != "no_model" and why["model"] is not None
    assert client.ask("beamcoder/status", {})["state"] == "ready"
    assert len(client.messages()) == 1


@pytest.mark.parametrize("option", ["--tcp", "--ws"])
def test_a_port_that_is_taken(option: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        command = [*SERVE, option, f"127.0.0.1:{port}"]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    assert done.returncode == 1 and done.stdout == ""
    assert re.fullmatch(
        rf"beamcoder: cannot listen on 127.0.0.1:{port}: address already in use; .+\n", done.stderr
    )
