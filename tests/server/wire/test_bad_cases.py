"""What goes wrong for people who set it up: one clear message each, with the mend, and no crash."""

import sys
from pathlib import Path
from typing import Any

from tests.server.buffer import Buffer, new_text

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
