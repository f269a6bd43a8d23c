"""The same server through pytest-lsp on stdio, on TCP and on WebSocket."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from beamcoder.bench.wire.client import encoded, framed, receive
from tests.server.conftest import ROOT, SCRIPTED, Listening, listening_server

ENVIRONMENT = {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": os.environ["XDG_STATE_HOME"]}
URI = "untitled:Untitled-1"


@pytest_lsp.fixture(config=ClientServerConfig(SCRIPTED, server_env=ENVIRONMENT))  # type: ignore[untyped-decorator]
async def editor(lsp_client: LanguageClient) -> AsyncIterator[None]:
    window = types.WindowClientCapabilities(work_done_progress=True)
    capabilities = types.ClientCapabilities(window=window)
    await lsp_client.initialize_session(types.InitializeParams(capabilities=capabilities))
    yield
    await lsp_client.shutdown_session()


def document(text: str) -> types.DidOpenTextDocumentParams:
    return types.DidOpenTextDocumentParams(types.TextDocumentItem(URI, "java", 1, text))


@pytest.mark.asyncio
async def test_a_conversation_that_keeps_to_the_types_of_lsp(editor: LanguageClient) -> None:
    editor.text_document_did_open(document("s"))
    identifier, position = types.TextDocumentIdentifier(URI), types.Position(0, 1)
    listed = await editor.text_document_completion_async(
        types.CompletionParams(identifier, position)
    )
    assert isinstance(listed, types.CompletionList) and len(listed.items) == 6
    context = types.InlineCompletionContext(types.InlineCompletionTriggerKind.Automatic)
    ghosts = await editor.text_document_inline_completion_async(
        types.InlineCompletionParams(context, identifier, position)
    )
    assert isinstance(ghosts, types.InlineCompletionList) and len(ghosts.items) == 1
    assert editor.messages == []


@pytest.fixture
def listening(request: pytest.FixtureRequest) -> Iterator[Listening]:
    """A server that was started with the option in `request.param`."""
    if request.param == "--ws":
        pytest.importorskip("websockets", reason="pip install 'pygls[ws]' to test WebSockets")
    with listening_server(*SCRIPTED, request.param, "127.0.0.1:0") as server:
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


@pytest.mark.parametrize(
    ("listening", "talk"),
    [("--tcp", over_tcp), ("--ws", over_ws)],
    indirect=["listening"],
    ids=["tcp", "ws"],
)
def test_clients_come_and_go(listening: Listening, talk: Any) -> None:
    for _ in range(2):
        _, answer, _ = asyncio.run(talk(listening))
        assert [item["label"] for item in answer["result"]["items"]] == ["sum += 1;", "sum"]


@pytest.mark.parametrize("listening", ["--tcp"], indirect=True)
def test_two_clients_at_once(listening: Listening) -> None:
    async def both() -> tuple[list[Any], list[Any]]:
        return await asyncio.gather(over_tcp(listening), over_tcp(listening))

    first, second = asyncio.run(both())
    assert first == second


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--tcp", "nowhere"], "an address is written HOST:PORT, not 'nowhere'"),
        (["--ws", "1.2.3.4:99999"], "an address is written HOST:PORT, not '1.2.3.4:99999'"),
        (["--tcp", "192.0.2.1:1"], "cannot listen on 192.0.2.1:1: other machines could reach it"),
        (["--tcp", "0.0.0.0:0"], "cannot listen on 0.0.0.0:0: other machines could reach it"),
        (["--ws", "[::]:0"], "cannot listen on :::0: other machines could reach it"),
        (["--ws", "0:0"], "cannot listen on 0:0: other machines could reach it"),
        (["--tcp", "no-such-host.invalid:0"], "cannot listen on no-such-host.invalid:0: the name"),
        (["--ws", "a..b:0"], "cannot listen on a..b:0: the name is not known"),
    ],
)
def test_an_address_that_cannot_be(arguments: list[str], sentence: str) -> None:
    command = [sys.executable, "-m", "beamcoder", "serve", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode in (1, 2)
    assert done.stderr.startswith(f"beamcoder: {sentence}") and done.stderr.count("\n") == 1
