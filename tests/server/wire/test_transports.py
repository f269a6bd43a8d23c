"""The same server on stdio, on TCP and on WebSocket; what it says has the types of LSP."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from socket import create_server
from typing import Any

import pytest
from lsprotocol import types
from lsprotocol.converters import get_converter

from beamcoder.bench.wire.client import encoded, framed, receive
from tests.server.conftest import ROOT, SCRIPTED, Client, Listening, listening_server

URI = "untitled:Untitled-1"


def test_a_conversation_keeps_to_the_types_of_lsp(client: Client) -> None:
    """Each answer is read by the types of lsprotocol, which takes no unknown word for a kind."""
    progress = {"window": {"workDoneProgress": True}}
    read, document = get_converter().structure, {"textDocument": {"uri": URI}}
    read(client.initialize(capabilities=progress), types.ServerCapabilities)
    client.open("s", URI)
    place = document | {"position": {"line": 0, "character": 1}}
    listed = read(client.ask("textDocument/completion", place), types.CompletionList)
    assert len(listed.items) == 6
    context = {"context": {"triggerKind": types.InlineCompletionTriggerKind.Automatic}}
    ghosts = client.ask("textDocument/inlineCompletion", place | context)
    assert len(read(ghosts, types.InlineCompletionList).items) == 1
    assert client.messages() == []
    for method, params in client.log_relay:
        if method == "$/progress":
            read(params, types.ProgressParams)
    assert client.shut_down() == 0


@pytest.fixture(scope="module")
def tcp() -> Iterator[Listening]:
    with listening_server(*SCRIPTED, "--tcp", "127.0.0.1:0") as server:
        yield server


@pytest.fixture(scope="module")
def ws() -> Iterator[Listening]:
    pytest.importorskip("websockets", reason="pip install 'pygls[ws]' to test WebSockets")
    with listening_server(*SCRIPTED, "--ws", "127.0.0.1:0") as server:
        yield server


def conversation(initialize: dict[str, Any]) -> list[dict[str, Any]]:
    item = {"uri": URI, "languageId": "java", "version": 1, "text": "su"}
    place = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 2}}
    return [
        {"id": 1, "method": "initialize", "params": initialize},
        {"method": "initialized", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": item}},
        {"id": 2, "method": "textDocument/completion", "params": place},
        {"id": 3, "method": "shutdown", "params": None},
        {"method": "exit", "params": None},
    ]


async def over_tcp(listening: Listening) -> list[Any]:
    """Everything that the server says in a conversation, to the end of the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", listening.port)
    said = []
    for message in conversation(listening.initialize()):
        writer.write(framed(encoded(message)))
        if "id" in message:
            said.append(await receive(reader))
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    return said


async def over_ws(listening: Listening) -> list[Any]:
    connect = import_module("websockets.asyncio.client").connect
    said = []
    async with connect(f"ws://127.0.0.1:{listening.port}") as socket:
        for message in conversation(listening.initialize()):
            await socket.send(encoded(message))
            if "id" in message:
                said.append(json.loads(await socket.recv()))
        await socket.wait_closed()
    return said


@pytest.mark.parametrize(("transport", "talk"), [("tcp", over_tcp), ("ws", over_ws)])
def test_clients_come_and_go(request: pytest.FixtureRequest, transport: str, talk: Any) -> None:
    listening = request.getfixturevalue(transport)
    for _ in range(2):
        _, answer, _ = asyncio.run(talk(listening))
        assert [item["label"] for item in answer["result"]["items"]] == ["sum += 1;", "sum"]


def test_two_clients_at_once(tcp: Listening) -> None:
    async def both() -> tuple[list[Any], list[Any]]:
        return await asyncio.gather(over_tcp(tcp), over_tcp(tcp))

    first, second = asyncio.run(both())
    assert first == second


CALLS = """
import contextlib, io, json, sys
from beamcoder.cli import main
for line in sys.stdin:
    with contextlib.redirect_stderr(io.StringIO()) as said:
        code = main(["serve", *json.loads(line)])
    print(json.dumps([code, said.getvalue()]))
"""


def refusals(addresses: list[list[str]]) -> list[tuple[int, str]]:
    """Exit code and sentences of `beamcoder serve` for each, one after the other in one process:
    most of the time that the command takes goes into imports."""
    done = subprocess.run(
        [sys.executable, "-c", CALLS],
        input="".join(f"{json.dumps(address)}\n" for address in addresses),
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONMALLOC": "malloc"},  # no second start
        check=True,
    )
    assert done.stderr == ""
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


REFUSED = [
    (["--tcp", "nowhere"], "an address is written HOST:PORT, not 'nowhere'"),
    (["--ws", "1.2.3.4:99999"], "an address is written HOST:PORT, not '1.2.3.4:99999'"),
    (["--tcp", "192.0.2.1:1"], "cannot listen on 192.0.2.1:1: other machines could reach it"),
    (["--tcp", "0.0.0.0:0"], "cannot listen on 0.0.0.0:0: other machines could reach it"),
    (["--ws", "[::]:0"], "cannot listen on :::0: other machines could reach it"),
    (["--ws", "0:0"], "cannot listen on 0:0: other machines could reach it"),
    (["--tcp", "no-such-host.invalid:0"], "cannot listen on no-such-host.invalid:0: the name"),
    (["--ws", "a..b:0"], "cannot listen on a..b:0: the name is not known"),
]


def test_addresses_that_cannot_be() -> None:
    with closing(create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        at = f"cannot listen on 127.0.0.1:{port}: address already in use; "
        busy = [([option, f"127.0.0.1:{port}"], at) for option in ("--tcp", "--ws")]
        expected = [*REFUSED, *busy]
        found = refusals([address for address, _ in expected])
    for (address, sentence), (code, said) in zip(expected, found, strict=True):
        assert code in (1, 2), address
        assert said.startswith(f"beamcoder: {sentence}") and said.count("\n") == 1, address
