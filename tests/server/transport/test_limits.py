"""Who goes beyond a limit gets one sentence, and the others nothing of it."""

import argparse
import asyncio
import json
from dataclasses import fields, replace
from typing import Any

import pytest

from beamcoder.bench.wire.client import encoded, framed
from beamcoder.errors import UsageError
from beamcoder.server.limits import LIMIT_OPTIONS, LIMITS, ClientLimits, add_arguments
from beamcoder.server.transport.pace import BURST_S, Pace
from tests.server.transport.conftest import PATIENCE_S, Caller, Serve

URI = "untitled:A.java"


def opening(text: str, uri: str = URI) -> dict[str, Any]:
    item = {"uri": uri, "languageId": "java", "version": 1, "text": text}
    return {"method": "textDocument/didOpen", "params": {"textDocument": item}}


async def told(caller: Caller) -> list[str]:
    """What the user was told so far."""
    caller.say(id="told", method="beamcoder/status", params={})
    sentences = []
    while (message := await caller.hear()) is not None and message.get("id") != "told":
        if message.get("method") == "window/showMessage":
            sentences.append(message["params"]["message"])
    return sentences


async def test_who_says_nothing_is_closed(serving: Serve) -> None:
    async with serving(replace(LIMITS, initialize_s=1.0)) as server:
        who_began = await server.call()
        await who_began.begin()
        silent = [await server.call() for _ in range(3)]
        silent[1].send(b"Content-Length: 10\r\n\r\n")
        silent[2].send(b"Content-")
        for caller in silent:
            goodbye = await caller.hear()
            assert goodbye["id"] is None and "initialize" in goodbye["error"]["message"]
            assert await caller.hear() is None
        assert "result" in await who_began.ask("beamcoder/status", {})


@pytest.mark.parametrize("length", [101_000, 9_999_999_999])
async def test_a_message_that_is_too_large(serving: Serve, length: int) -> None:
    """Nothing of it is kept, not even where it never ends."""
    async with serving(replace(LIMITS, message_bytes=100_000)) as server:
        caller, other = await server.call(), await server.call()
        await other.begin()
        await caller.begin()
        caller.send(b"Content-Length: %d\r\n\r\n" % length + b"x" * 100_000)
        goodbye = await caller.hear()
        assert goodbye["id"] is None and "100,000 bytes" in goodbye["error"]["message"]
        assert await caller.hear() is None
        assert "result" in await other.ask("beamcoder/status", {})


async def test_a_document_that_is_too_large(serving: Serve) -> None:
    async with serving(replace(LIMITS, document_characters=1000)) as server:
        caller = await server.call()
        await caller.begin()
        caller.say(**opening("x" * 1000))
        caller.say(**opening("x" * 1001, "untitled:B.java"))
        (sentence,) = await told(caller)
        assert "untitled:B.java has 1,001 characters" in sentence
        where = {"line": 0, "character": 0}
        change = {"range": {"start": where, "end": where}, "text": "y"}
        document = {"uri": URI, "version": 2}
        params = {"textDocument": document, "contentChanges": [change]}
        caller.say(method="textDocument/didChange", params=params)
        (sentence,) = await told(caller)
        assert f"{URI} has 1,001 characters" in sentence
        assert server.apps[0].documents.get(URI) is None


async def test_a_statement_that_is_too_large(serving: Serve) -> None:
    async with serving(replace(LIMITS, document_characters=1000)) as server:
        caller = await server.call()
        await caller.begin()
        caller.say(**opening("x"))
        params = {"textDocument": {"uri": URI}, "statement": "x" * 1001}
        reply = await caller.ask("beamcoder/statement", params)
        assert reply["error"]["code"] == -32602 and "1,000" in reply["error"]["message"]


async def test_too_many_documents(serving: Serve) -> None:
    """One sentence, however many; a place that becomes free is taken."""
    async with serving(replace(LIMITS, documents=3)) as server:
        caller = await server.call()
        await caller.begin()
        for i in range(10):
            caller.say(**opening("x", f"untitled:{i}"))
        (sentence,) = await told(caller)
        assert "untitled:3 is not completed" in sentence and "3 documents" in sentence
        caller.say(method="textDocument/didClose", params={"textDocument": {"uri": "untitled:0"}})
        caller.say(**opening("x", "untitled:9"))
        assert await told(caller) == []
        kept = [i for i in range(10) if server.apps[0].documents.get(f"untitled:{i}")]
        assert kept == [1, 2, 9]


async def test_too_many_clients(serving: Serve) -> None:
    async with serving(replace(LIMITS, clients=2)) as server:
        first, second = await server.call(), await server.call()
        await first.begin()
        await second.begin()
        third = await server.call()
        goodbye = await third.hear()
        assert goodbye["id"] is None and "2 clients" in goodbye["error"]["message"]
        assert await third.hear() is None
        first.writer.close()
        await first.writer.wait_closed()
        while server.apps[0].queue.has_left is False:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0)
        fourth = await server.call()
        assert "result" in await fourth.begin()


async def test_who_does_not_read_is_cut_off(serving: Serve) -> None:
    """Answers of 100 KB for requests of 100 bytes: what waits for the client stays bounded."""
    async with serving(replace(LIMITS, unsent_bytes=1_000_000)) as server:
        caller = await server.call()
        await caller.begin()
        caller.say(**opening("x"))
        stated = {"textDocument": {"uri": URI}, "statement": "word " * 20_000}
        caller.say(id=1, method="beamcoder/statement", params=stated)
        asking = {"jsonrpc": "2.0", "id": 2, "method": "beamcoder/statement"}
        body = framed(json.dumps(asking | {"params": {"textDocument": {"uri": URI}}}).encode())
        (app,) = server.apps
        async with asyncio.timeout(PATIENCE_S):
            while not app.queue.has_left:
                caller.send(body)
                await asyncio.sleep(0.001)


async def test_the_oldest_request_is_given_up(serving: Serve) -> None:
    """Without a model requests wait for it: nothing answers them by itself."""
    async with serving(replace(LIMITS, waiting=4)) as server:
        caller = await server.call()
        await caller.begin()  # and never `initialized`, so that no model is loaded
        for i in range(10):
            caller.say(**opening("x", f"untitled:{i}"))
            place = {"textDocument": {"uri": f"untitled:{i}"}}
            position = {"position": {"line": 0, "character": 0}}
            caller.say(id=i, method="textDocument/completion", params=place | position)
        given_up = [await caller.hear() for _ in range(6)]
        assert [message["id"] for message in given_up] == [0, 1, 2, 3, 4, 5]
        assert {message["error"]["code"] for message in given_up} == {-32802}
        caller.say(method="initialized", params={})
        answered = [await caller.reply(i) for i in range(6, 10)]
        assert all("result" in message for message in answered)


async def test_the_pace_of_a_flood() -> None:
    """A burst is read at once, and then so many a second; a large message counts as many."""
    pace = Pace(100)
    burst = sum(pace._debt_s(0) == 0.0 for _ in range(1000))
    assert burst in range(int(100 * BURST_S), int(100 * BURST_S) + 50)
    assert 5.0 < pace._debt_s(0) < 7.0  # 1000 messages less the burst, at 100 a second
    assert pace._debt_s(16_000_000) > 12
    assert Pace()._debt_s(10**9) == 0.0


async def test_a_flood_holds_up_nobody(serving: Serve) -> None:
    """Of 5,000 messages that wait already, few are read before another client's one."""
    async with serving() as server:
        flood, other = await server.call(), await server.call()
        await flood.begin()
        await other.begin()
        protocol = server.apps[0].protocol
        n_read = 0

        def receive(body: bytes) -> None:
            nonlocal n_read
            n_read += 1

        protocol.receive = receive  # type: ignore[method-assign]
        flood.send(framed(encoded({"method": "no/such"})) * 5000)
        while not n_read:
            await asyncio.sleep(0)
        assert "result" in await other.ask("beamcoder/status", {})
        assert n_read < 1000


async def test_who_is_idle_is_closed(serving: Serve) -> None:
    async with serving(replace(LIMITS, idle_s=1.0)) as server:
        idle, busy = await server.call(), await server.call()
        await idle.begin()
        await busy.begin()
        hearing = asyncio.create_task(idle.hear())
        while not hearing.done():
            assert "result" in await busy.ask("beamcoder/status", {})
            await asyncio.sleep(0.1)
        goodbye = await hearing
        assert goodbye["id"] is None and "nothing came in 1 s" in goodbye["error"]["message"]
        assert await idle.hear() is None
        assert "result" in await busy.ask("beamcoder/status", {})


def parsed(*words: str) -> ClientLimits:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return ClientLimits.of(parser.parse_args(words))


def test_every_limit_can_be_set() -> None:
    assert parsed() == LIMITS
    assert {each.field for each in LIMIT_OPTIONS} == {field.name for field in fields(LIMITS)}
    for each in LIMIT_OPTIONS:
        option = f"--{each.option.replace('_', '-')}"
        assert parsed(option, "3") == replace(LIMITS, **{each.field: 3 * each.unit})
        for wrong in ("0", "-1") + (("nan", "inf") if each.unit > 1 else ()):
            with pytest.raises(UsageError, match=f"{option} must be above 0"):
                parsed(f"{option}={wrong}")
