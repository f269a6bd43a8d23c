"""People at a server's door: their tokens, encryption, and what the audit log says of them."""

import argparse
import asyncio
import json
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from beamcoder.bench.wire.client import encoded, framed
from beamcoder.errors import TransportError, UsageError
from beamcoder.server import serve
from beamcoder.server.application import new_application
from beamcoder.server.observer import Observers
from beamcoder.server.team.audit import Audit
from beamcoder.server.team.certificate import Tls, self_made
from beamcoder.server.team.entrance import open_door
from beamcoder.server.team.people import People, add, revoke
from beamcoder.server.transport.addresses import check_reach
from beamcoder.server.transport.door import Door
from beamcoder.server.transport.websocket import Reception, listen
from tests.server.transport.conftest import PATIENCE_S, TOKEN, Serve, no_model, pinning

TODAY = date.today()
SECRET = "quixoticZebra"  # in a text, and nowhere else
URI = f"file:///contests/{SECRET}.java"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tokens.json"


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    pytest.importorskip("cryptography", reason="pip install 'beamcoder[team]' to test it")
    paths = tmp_path / "c.pem", tmp_path / "k.pem"
    for path, content in zip(paths, self_made(["localhost", "127.0.0.1"]), strict=True):
        path.write_bytes(content)
    return Tls.from_files(*paths)


async def test_each_person_has_a_token(serving: Serve, file: Path) -> None:
    ada, grace = (add(file, name, TODAY) for name in ("ada", "grace"))
    async with serving(people=People(file)) as server:
        for token in (ada, grace, TOKEN):
            assert "result" in await (await server.call()).begin(token)
        holders = [app.access.visit.holder for app in server.apps]
        assert holders == ["ada", "grace", "the server's token"]
        assert "error" in await (await server.call()).begin(ada[:-1])


async def test_who_is_revoked_has_to_go_and_nobody_else(serving: Serve, file: Path) -> None:
    tokens = [add(file, name, TODAY) for name in ("ada", "grace")]
    async with serving(people=People(file)) as server:
        ada, grace = await server.call(), await server.call()
        for caller, token in zip((ada, grace), tokens, strict=True):
            assert "result" in await caller.begin(token)
        revoke(file, "ada")
        ada.say(id=2, method="beamcoder/status", params={})
        goodbye = await ada.reply(None)
        assert "revoked" in goodbye["error"]["message"] and await ada.hear() is None
        assert "result" in await grace.ask("beamcoder/status", {})
        assert "error" in await (await server.call()).begin(tokens[0])


async def test_a_token_that_has_expired(serving: Serve, file: Path) -> None:
    token = add(file, "ada", TODAY - timedelta(days=31), 30)
    async with serving(people=People(file)) as server:
        assert "error" in await (await server.call()).begin(token)


async def test_encrypted_and_pinned(serving: Serve, tls: Tls) -> None:
    """The client compares the fingerprint; plain bytes get no answer, and hold up nobody."""
    async with serving(tls=tls.context, fingerprint=tls.fingerprint) as server:
        caller = await server.call()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(framed(encoded({"id": 1, "method": "initialize", "params": {}})))
        async with asyncio.timeout(PATIENCE_S):
            assert b"jsonrpc" not in await reader.read()
        writer.close()
        assert "result" in await caller.begin()
        assert "result" in await caller.ask("beamcoder/status", {})


async def test_websockets_are_encrypted_under_the_names_that_were_given(tls: Tls) -> None:
    connect = import_module("websockets.asyncio.client").connect
    refused = import_module("websockets.exceptions").InvalidStatus
    door = Door(TOKEN, tls=tls.context, hosts=frozenset({"team.example", "front.example:443"}))
    reception = Reception(lambda access: new_application(no_model, access=access), door)
    server = await listen(reception, "127.0.0.1", 0, reception.refuse_strangers)
    port = next(iter(server.sockets)).getsockname()[1]

    async def came(host: str) -> Any:
        address, here = f"wss://{host}/?token={TOKEN}", {"host": "127.0.0.1", "port": port}
        async with connect(address, ssl=pinning(), proxy=None, **here) as socket:
            await socket.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "shutdown"}))
            return json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_S))

    async with server:
        for host in (f"team.example:{port}", "front.example", f"127.0.0.1:{port}"):
            assert (await came(host))["error"]["code"] == -32002
        for host in ("team.example", f"front.example:{port}", f"evil.example:{port}"):
            with pytest.raises(refused, match="403"):
                await came(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
async def test_beyond_this_machine_only_encrypted(host: str) -> None:
    with pytest.raises(TransportError, match=r"nothing is encrypted; say --tls"):
        await check_reach(host, 4389, is_encrypted=False)
    await check_reach(host, 4389, is_encrypted=True)


async def test_the_audit_log_has_no_character_of_text(
    serving: Serve, file: Path, tmp_path: Path
) -> None:
    token, log = add(file, "ada", TODAY), tmp_path / "audit.log"
    async with serving(people=People(file), observer=Observers([Audit(log)])) as server:
        ada, stranger = await server.call(), await server.call()
        await ada.begin(token)
        ada.say(method="initialized", params={})
        text = f"class {SECRET} {{ }}"
        item = {"uri": URI, "languageId": "java", "version": 1, "text": text}
        ada.say(method="textDocument/didOpen", params={"textDocument": item})
        where = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 3}}
        assert "result" in await ada.ask("textDocument/completion", where)
        assert "error" in await ada.ask(SECRET, {SECRET: SECRET})
        ada.say(method="exit")
        assert await ada.reply("never") is None
        await stranger.begin(f"{SECRET}-{SECRET}")
        assert await stranger.hear() is None
    written = log.read_text()
    events = [json.loads(line) for line in written.splitlines()]
    assert SECRET not in written and token not in written
    left = {each["holder"]: each for each in events if each["event"] == "left"}
    assert left["ada"]["why"] == "left" and left["ada"]["messages"] == 6
    assert left["ada"]["requests"] == 3 and left["ada"]["errors"] == 1
    assert left[""]["why"] == "token"
    assert [e["holder"] for e in events if e["event"] == "admitted"] == ["ada"]
    kinds = {"time", "event", "why", "holder", "address", "transport"}
    assert all(isinstance(e[n], int | float) for e in events for n in e.keys() - kinds)
    assert {e["address"] for e in events if "address" in e} == {"127.0.0.1"}


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    return parser.parse_args(words)


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "beamcoder"


def test_where_people_have_tokens_the_server_makes_none(own_state: Path, tmp_path: Path) -> None:
    token = add(own_state / "tokens.json", "ada", TODAY)
    door = open_door(parsed("--tcp", ":0", "--tokens"))
    assert (door.token, door.holder(token), door.holder("")) == ("", "ada", None)
    assert open_door(parsed("--tcp", ":0")).holder(token) is None
    elsewhere = open_door(parsed("--tcp", ":0", "--tokens", str(tmp_path / "none.json")))
    assert elsewhere.token == "" and elsewhere.holder(token) is None
    own = tmp_path / "own"
    own.write_text("a-token-of-the-server")
    own.chmod(0o600)
    both = open_door(parsed("--tcp", ":0", "--tokens", "--token-file", str(own)))
    assert both.holder("a-token-of-the-server") == "the server's token"
    assert both.holder(token) == "ada"


def test_an_audit_log_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="audit log"):
        open_door(parsed("--tcp", ":0", "--audit", str(tmp_path / "no" / "folder")))
