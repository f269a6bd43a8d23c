"""What a client over TCP gets without the token, and with it: text in, completions out, no more."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from beamcoder.bench.wire.client import framed
from beamcoder.server.offers import statistics
from tests.server.transport.conftest import TOKEN, Serve

PROSE = "My diary of this year says that nobody but me may ever read what stands in it here."
WIPE = {"jsonrpc": "2.0", "id": 1, "method": "beamcoder/statistics", "params": {"wipe": True}}


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of counts that somebody would miss."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    path = statistics.default_path()
    assert path is not None
    statistics.write(path, {("2026-11-22", "keysTyped"): 9000})
    return path


@pytest.mark.parametrize("token", ["", "another-token", TOKEN[:-1], TOKEN + "x", "töken", "\ud800"])
async def test_a_wrong_token_ends_it(serving: Serve, token: str) -> None:
    async with serving() as server:
        caller = await server.call()
        reply = await caller.begin(token)
        assert reply["error"]["code"] == -32600 and "token" in reply["error"]["message"]
        caller.say(id=2, method="beamcoder/status", params={})
        assert await caller.hear() is None


@pytest.mark.parametrize("options", [None, [], "token", {}, {"token": None}, {"token": [TOKEN]}])
async def test_no_token_ends_it(serving: Serve, options: Any) -> None:
    async with serving() as server:
        caller = await server.call()
        params = {"processId": None, "capabilities": {}, "initializationOptions": options}
        reply = await caller.ask("initialize", params)
        assert reply["error"]["code"] == -32600
        assert await caller.hear() is None


@pytest.mark.parametrize(
    "begin",
    [
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n",
        "GET / HTTP/1.1\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "Content-Lengthy: 1\r\n",
        "X: 1\r\n",
        "\r\n",
    ],
)
async def test_what_begins_otherwise_is_closed(serving: Serve, begin: str, counted: Path) -> None:
    """A page can make a browser post: its first bytes are none of ours, and nothing is read."""
    async with serving() as server:
        caller = await server.call()
        caller.send(begin.encode() + framed(json.dumps(WIPE).encode()))
        assert await caller.reader.read() == b""
    assert statistics.read(counted) == {("2026-11-22", "keysTyped"): 9000}


@pytest.mark.parametrize(
    "header",
    ["content-length: {}\r\n\r\n", "CONTENT-LENGTH:{}\r\n\r\n", "Content-Length : {} \n\n",
     "content-type: x; charset=utf-8\r\ncontent-length: {}\r\n\r\n"],
)  # fmt: skip
async def test_fields_of_the_header_are_those_of_http(serving: Serve, header: str) -> None:
    async with serving() as server:
        caller = await server.call()
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "shutdown"}).encode()
        caller.send(header.format(len(body)).encode() + body)
        assert (await caller.reply(1))["error"]["code"] == -32002


async def test_the_disk_is_not_read(serving: Serve, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text(PROSE)
    (tmp_path / "1409A.txt").write_text(PROSE)
    (tmp_path / "Secret.java").write_text('class Secret { String key = "sk-live-51H"; }')
    uri = (tmp_path / "diary.java").as_uri()
    text = "// codeforces.com/contest/1409/problem/A\nclass A { }\n"
    async with serving() as server:
        caller = await server.call()
        options = {"token": TOKEN, "statements": str(tmp_path), "statement": "auto"}
        folder = {"uri": tmp_path.as_uri(), "name": "mine"}
        params: dict[str, Any] = {
            "processId": None,
            "capabilities": {},
            "rootUri": tmp_path.as_uri(),
        }
        params |= {"workspaceFolders": [folder], "initializationOptions": options}
        assert "result" in await caller.ask("initialize", params)
        item = {"uri": uri, "languageId": "java", "version": 1, "text": text}
        caller.say(method="textDocument/didOpen", params={"textDocument": item})
        caller.say(
            method="workspace/didChangeWorkspaceFolders",
            params={"event": {"added": [folder], "removed": []}},
        )
        caller.say(
            method="workspace/didChangeConfiguration",
            params={"settings": {"beamcoder": {"statements": str(tmp_path)}}},
        )
        found = await caller.ask("beamcoder/statement", {"textDocument": {"uri": uri}}, 2)
        assert found["result"] == {"origin": "none", "text": "", "words": 0, "influence": None}
        (app,) = server.apps
        assert app.folders() == () and app.settings.statements == ""


async def test_model_device_and_log_are_the_servers(
    serving: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    asked: dict[str, Any] = {
        "model": "/somewhere",
        "device": "cuda",
        "logLevel": "debug",
        "maxItems": 3,
    }
    level = logging.getLogger("beamcoder").level
    async with serving() as server:
        caller = await server.call()
        await caller.begin(**asked)
        caller.say(method="initialized", params={})
        reply = await caller.ask("shutdown")
        assert reply["result"] is None
        settings = server.apps[0].settings
    assert (settings.model, settings.device, settings.max_items) == ("", "auto", 3)
    assert logging.getLogger("beamcoder").level == level
    ignored = [r.getMessage() for r in caplog.records if "ignored" in r.getMessage()]
    assert ignored == ["ignored of a client over the network: model, device, logLevel"]


async def test_settings_as_an_editor_sends_them_are_no_reason_to_complain(
    serving: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving() as server:
        caller = await server.call()
        await caller.begin(model="", device="auto", logLevel="warning")
    assert "ignored" not in caplog.text


async def test_statistics_are_not_wiped(serving: Serve, counted: Path) -> None:
    async with serving() as server:
        caller = await server.call()
        await caller.begin()
        reply = await caller.ask("beamcoder/statistics", {"wipe": True})
        assert reply["error"]["code"] == -32602
        reply = await caller.ask("beamcoder/statistics", {})
        assert reply["result"]["keysTyped"] == 9000
    assert counted.exists()
