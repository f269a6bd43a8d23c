"""`beamcoder demo` without a browser: what it serves, to whom, and what it says."""

import argparse
import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from beamcoder.errors import BeamcoderError, PageError, UsageError
from beamcoder.server import playground
from beamcoder.server.application import new_application
from beamcoder.server.command import with_defaults
from beamcoder.server.playground import PAGE, listen, read_page
from beamcoder.server.transport.door import Door
from beamcoder.server.transport.websocket import Reception
from tests.model.search.trees import write

pytest.importorskip("websockets", reason="pip install 'pygls[ws]' to test WebSockets")

TOKEN = "the-token-of-this-test"


def no_model(model: Path | None, device: str) -> Any:
    raise BeamcoderError(f"no model {model} on {device}")


def reception() -> Reception:
    return Reception(lambda access: new_application(no_model, access=access), Door(TOKEN))


@asynccontextmanager
async def serving(page: Mapping[str, playground.Asset]) -> AsyncIterator[int]:
    server = await listen(reception(), page, 0)
    async with server:
        yield int(next(iter(server.sockets)).getsockname()[1])


async def get(
    port: int, path: str, method: str = "GET", **others: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body, by plain HTTP."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = {"Host": f"127.0.0.1:{port}"} | others
    lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    writer.write("\r\n".join(lines).encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    status, *rest = head.decode().split("\r\n")
    pairs = (line.split(": ", 1) for line in rest)
    return int(status.split()[1]), {name.lower(): value for name, value in pairs}, body


async def test_every_file_of_the_page_is_served_as_what_it_is() -> None:
    page = read_page(PAGE)
    async with serving(page) as port:
        for path, asset in page.items():
            status, headers, body = await get(port, path)
            assert (status, headers["content-type"]) == (200, asset.media_type)
            assert int(headers["content-length"]) == len(body)
            assert headers["x-content-type-options"] == "nosniff"
            if b"{{nonce}}" not in asset.body:
                assert body == asset.body
    types = {Path(path).suffix: asset.media_type for path, asset in page.items()}
    assert types[".js"] == "text/javascript; charset=utf-8"
    assert types[".css"] == "text/css; charset=utf-8"
    assert types[".woff2"] == "font/woff2"


async def test_the_page_loads_nothing_from_elsewhere() -> None:
    """Its policy forbids it, and no file of it asks for it."""
    async with serving(read_page(PAGE)) as port:
        _, headers, body = await get(port, "/")
        nonces = set()
        for _ in range(2):
            _, headers, body = await get(port, "/")
            policy = headers["content-security-policy"]
            found = re.search(r"'nonce-(\S+)'", policy)
            assert found is not None and f'content="{found[1]}"'.encode() in body
            nonces.add(found[1])
        _, _, teach = await get(port, "/teach.html")
    assert policy.startswith("default-src 'self'; ") and len(nonces) == 2
    shared = {b"icon.svg", b"style.css"}
    assert addresses(body) == shared | {b"main.js", b"licences.txt", b"teach.html"}
    assert addresses(teach) == shared | {b"teach.js", b"teach.css", b"./"}
    for sheet in ("style.css", "teach.css"):
        assert not re.search(rb"url\(['\"]?(?:https?:)?//", (PAGE / sheet).read_bytes())


def addresses(page: bytes) -> set[bytes]:
    """What a page names, but for places in itself."""
    named = re.findall(rb'(?:src|href)="([^"]+)"', page)
    return {name for name in named if name[:1] != b"#"}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/nothing", {}, 404),
        ("/../playground.py", {}, 404),
        ("/%2e%2e/playground.py", {}, 404),
        ("/", {"Host": "evil.org"}, 403),
        ("/", {"Host": "127.0.0.1:1"}, 403),
        ("/main.js", {"Origin": "https://evil.org"}, 403),
        ("/server", {"Origin": "https://evil.org"}, 403),
        ("/server?token=another-token-entirely", {}, 401),
    ],
)
async def test_what_is_refused(path: str, headers: dict[str, str], status: int) -> None:
    async with serving(read_page(PAGE)) as port:
        assert (await get(port, path, **headers))[0] == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "HEAD", "OPTIONS", "get"])
async def test_the_page_is_only_read(method: str) -> None:
    async with serving(read_page(PAGE)) as port:
        status, headers, _ = await get(port, "/", method)
    assert (status, headers["allow"]) == (405, "GET")


async def test_nobody_is_told_of_versions() -> None:
    async with serving(read_page(PAGE)) as port:
        _, headers, _ = await get(port, "/nothing")
    assert "server" not in headers


async def test_the_page_may_talk_to_the_server_and_no_other_page() -> None:
    connect = import_module("websockets.asyncio.client").connect
    refused = import_module("websockets.exceptions").InvalidStatus
    initialize: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
    initialize["initializationOptions"] = {"token": TOKEN}
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": initialize}
    async with serving(read_page(PAGE)) as port:
        address, own = f"ws://127.0.0.1:{port}/server", f"http://127.0.0.1:{port}"
        async with connect(address, origin=own, proxy=None) as socket:
            await socket.send(json.dumps(message))
            answer = json.loads(await socket.recv())
        with pytest.raises(refused, match="403"):
            await connect(address, origin="https://evil.org", proxy=None)
    assert answer["result"]["serverInfo"]["name"] == "beamcoder"


async def found(folders: tuple[Path, ...], query: str, *opened: tuple[str, str]) -> list[Any]:
    """What a page is answered that has opened some texts."""
    connect = import_module("websockets.asyncio.client").connect
    initialize: dict[str, Any] = {"processId": None, "capabilities": {}}
    initialize["rootUri"] = Path("/").as_uri()  # a page may say what it wants
    initialize["initializationOptions"] = {"token": TOKEN}
    messages: list[dict[str, Any]] = [{"id": 1, "method": "initialize", "params": initialize}]
    messages += [{"method": "initialized", "params": {}}]
    for uri, text in opened:
        document = {"uri": uri, "languageId": "java", "version": 1, "text": text}
        params = {"textDocument": document}
        messages.append({"method": "textDocument/didOpen", "params": params})
    wanted = {"query": query, "source": True, "explain": True}
    messages.append({"id": 2, "method": "beamcoder/search", "params": wanted})
    door = Door(TOKEN, folders=folders)
    made = Reception(lambda access: new_application(no_model, access=access), door)
    async with await listen(made, read_page(PAGE), 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}/server", proxy=None) as socket:
            for message in messages:
                await socket.send(json.dumps({"jsonrpc": "2.0"} | message))
            answer: dict[str, Any] = {}
            while answer.get("id") != 2:
                answer = json.loads(await socket.recv())
    return list(answer["result"]["results"])


async def test_a_page_searches_its_texts_and_the_folders_of_the_command(tmp_path: Path) -> None:
    mine = write(tmp_path / "mine", {"A.java": "class A { void fenwick() { } }"})
    write(tmp_path / "other", {"B.java": "class B { void dijkstra() { } }"})
    text = "untitled:B.java", "class B { void scanner() { } }"
    (first, *_) = await found((mine,), "fenwick", text)
    assert (first["name"], first["source"]) == ("fenwick", "class A { void fenwick() { } }")
    (first, *_) = await found((mine,), "scanner", text)
    assert (first["name"], first["uri"]) == ("scanner", "untitled:B.java")
    assert "dijkstra" not in {hit["name"] for hit in await found((mine,), "dijkstra", text)}
    assert await found((), "fenwick") == []


async def test_a_text_that_is_called_as_a_file_of_ours_shows_nothing_of_it(tmp_path: Path) -> None:
    mine = write(tmp_path / "mine", {"A.java": "class A { void fenwick() { } }"})
    secret = write(tmp_path / "other", {"B.java": "class B { void secret() { } }"}) / "B.java"
    for uri in (str(secret), secret.as_uri()):
        hits = await found((mine,), "typed", (uri, "class C {\n void typed() { } }"))
        assert hits[0]["source"] == "void typed() { } }"
        assert all("secret" not in json.dumps(hit) for hit in hits)


@pytest.mark.parametrize("name", ["missing", "A.java"])
def test_a_folder_to_search_must_be_one(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"A.java": ""})
    with pytest.raises(UsageError, match="there is no folder"):
        playground.run(arguments("--in", str(tmp_path / name)), no_model)


def test_a_page_that_was_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="make playground"):
        read_page(tmp_path)


async def test_a_port_that_is_taken_says_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BeamcoderError, match=rf"port {port} is taken, .* --port N"):
            await listen(reception(), {}, port)


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    playground.add_arguments(parser)
    return parser.parse_args(given)


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_cannot_be(port: str) -> None:
    with pytest.raises(UsageError, match=port):
        playground.run(arguments("--port", port), no_model)


@pytest.mark.parametrize("is_found", [True, False])
def test_the_browser_is_sent_to_the_page(is_found: bool, capfd: pytest.CaptureFixture[str]) -> None:
    opened: list[str] = []

    def browse(url: str) -> bool:
        opened.append(url)
        return is_found

    playground.invite("http://127.0.0.1:1/", browse)
    said = capfd.readouterr().err
    assert opened == ["http://127.0.0.1:1/"]
    assert "the playground is at http://127.0.0.1:1/" in said
    assert ("open http://127.0.0.1:1/ in one yourself" in said) is not is_found
    playground.invite("http://127.0.0.1:2/", None)
    assert len(opened) == 1


def test_the_model_of_the_command_is_that_of_the_page_that_asks_for_none() -> None:
    asked: list[tuple[Path | None, str]] = []

    def opener(model: Path | None, device: str) -> Any:
        asked.append((model, device))

    opened = with_defaults(opener, Path("mine"), "cpu")
    opened(None, "auto")
    opened(Path("other"), "cuda")
    assert asked == [(Path("mine"), "cpu"), (Path("other"), "cuda")]
