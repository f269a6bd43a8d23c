"""Who may connect by WebSocket, and how a token is shown there."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from beamcoder.server.application import new_application
from beamcoder.server.limits import LIMITS, ClientLimits
from beamcoder.server.transport.door import Door
from beamcoder.server.transport.websocket import Reception, listen
from tests.server.transport.conftest import PATIENCE_S, TOKEN, no_model

pytest.importorskip("websockets", reason="pip install 'pygls[ws]' to test WebSockets")
connect = import_module("websockets.asyncio.client").connect
Refused = import_module("websockets.exceptions").InvalidStatus

PAGE = "https://editor.example"
STATUS = {"jsonrpc": "2.0", "id": 2, "method": "beamcoder/status"}


@asynccontextmanager
async def serving(limits: ClientLimits = LIMITS) -> AsyncIterator[str]:
    """The address of a server that lets one page in."""
    door = Door(TOKEN, frozenset({f"{PAGE}:443"}), limits)
    reception = Reception(lambda access: new_application(no_model, access=access), door)
    server = await listen(reception, "127.0.0.1", 0, reception.refuse_strangers)
    async with server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


def initialize(**options: Any) -> str:
    params = {"processId": None, "capabilities": {}, "initializationOptions": options}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})


async def reply_of(socket: Any, message: str) -> Any:
    await socket.send(message)
    return json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_S))


@pytest.mark.parametrize(
    ("path", "options"),
    [
        (f"/?token={TOKEN}", {}),
        ("/", {"additional_headers": {"Authorization": f"Bearer {TOKEN}"}}),
        ("/", {"additional_headers": {"Authorization": f"bearer  {TOKEN}"}}),
        ("/", {"subprotocols": ["beamcoder", f"beamcoder.token.{TOKEN}"]}),
        ("/", {"origin": PAGE, "subprotocols": ["beamcoder", f"beamcoder.token.{TOKEN}"]}),
    ],
)
async def test_a_token_in_the_handshake(path: str, options: Any) -> None:
    async with serving() as address, connect(address + path, proxy=None, **options) as socket:
        assert "result" in await reply_of(socket, initialize())
        assert "result" in await reply_of(socket, json.dumps(STATUS))
        if "subprotocols" in options:
            assert socket.subprotocol == "beamcoder"


async def test_a_token_in_initialize() -> None:
    async with serving() as address, connect(address, proxy=None) as socket:
        assert (await reply_of(socket, json.dumps(STATUS)))["error"]["code"] == -32002
        assert "result" in await reply_of(socket, initialize(token=TOKEN))


@pytest.mark.parametrize("token", [{}, {"token": "wrong"}, {"token": None}])
async def test_none_or_a_wrong_one_in_initialize(token: dict[str, Any]) -> None:
    async with serving() as address, connect(address, proxy=None) as socket:
        assert (await reply_of(socket, initialize(**token)))["error"]["code"] == -32600
        await asyncio.wait_for(socket.wait_closed(), PATIENCE_S)


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/?token=wrong", {}, 401),
        ("/?token=", {}, 401),
        (f"/?token={TOKEN}&token=wrong", {}, 401),
        ("/", {"additional_headers": {"Authorization": "Bearer wrong"}}, 401),
        (f"/?token={TOKEN}", {"subprotocols": ["beamcoder.token.wrong"]}, 401),
        (f"/?token={TOKEN}", {"origin": "https://evil.org"}, 403),
        (f"/?token={TOKEN}", {"origin": "http://localhost:3000"}, 403),
        (f"/?token={TOKEN}", {"origin": "null"}, 403),
        (f"/?token={TOKEN}", {"additional_headers": {"Host": "evil.org"}}, 403),
    ],
)
async def test_who_is_turned_away(path: str, options: Any, status: int) -> None:
    async with serving() as address:
        with pytest.raises(Refused, match=str(status)):
            await connect(address + path, proxy=None, **options)


async def test_too_many_clients() -> None:
    async with (
        serving(replace(LIMITS, clients=1)) as address,
        connect(address, proxy=None) as first,
        connect(address, proxy=None) as second,
    ):
        said = json.loads(await asyncio.wait_for(second.recv(), PATIENCE_S))
        assert said["id"] is None and "1 clients" in said["error"]["message"]
        await asyncio.wait_for(second.wait_closed(), PATIENCE_S)
        assert second.close_code == 1013
        assert "result" in await reply_of(first, initialize(token=TOKEN))


async def test_who_does_not_read_is_cut_off() -> None:
    limits = replace(LIMITS, unsent_bytes=1_000_000)
    async with serving(limits) as address, connect(address, proxy=None, max_queue=1) as socket:
        await reply_of(socket, initialize(token=TOKEN))
        uri = "untitled:A.java"
        item = {"uri": uri, "languageId": "java", "version": 1, "text": "x"}
        opening = {"method": "textDocument/didOpen", "params": {"textDocument": item}}
        await socket.send(json.dumps({"jsonrpc": "2.0"} | opening))
        params = {"textDocument": {"uri": uri}, "statement": "word " * 20_000}
        asking = {"jsonrpc": "2.0", "id": 3, "method": "beamcoder/statement", "params": params}
        with pytest.raises(import_module("websockets.exceptions").ConnectionClosed):
            await send_for_ever(socket, json.dumps(asking))


async def send_for_ever(socket: Any, message: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await socket.send(message)


async def test_a_message_that_is_too_large() -> None:
    limits = replace(LIMITS, message_bytes=100_000)
    async with serving(limits) as address, connect(address, proxy=None) as socket:
        await socket.send("x" * 100_001)
        await asyncio.wait_for(socket.wait_closed(), PATIENCE_S)
        assert socket.close_code == 1009
