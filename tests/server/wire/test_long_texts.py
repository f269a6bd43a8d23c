"""Long lines and long documents at the wire: who writes in one is served, and so is everybody else.

With the real model, in a document as real files are; nothing here measures time.
"""

import asyncio
import sys
from collections.abc import Iterator
from typing import Any, Final

import pytest

from beamcoder.bench.wire.client import LspClient, receive
from tests.server.buffer import Buffer
from tests.server.conftest import PATIENCE_S, Listening, at, listening_server

SERVE: Final = (sys.executable, "-m", "beamcoder", "serve")
PATIENT: Final = {"lineDeadlineMs": 50_000, "tokenDeadlineMs": 50_000, "statistics": False}
TABLE: Final = "class A { static int[] t = {" + "12345, " * 150_000 + "};\n}\n"  # a line of 1 MB
MEMBER: Final = "    static int f(int[] a, int n) {\n        return a[n];\n    }\n"
HEAD: Final = "import java.util.*;\n\npublic class Long {\n"
LINE: Final = "for (int i = 0; i < n; i++) {"


@pytest.fixture
def listening() -> Iterator[Listening]:
    with listening_server(*SERVE, "--tcp", "127.0.0.1:0") as server:
        yield server


class Writer:
    """Types at one place and asks after each key, never waiting for another writer."""

    def __init__(self, listening: Listening, heard: list[str], name: str) -> None:
        self._listening, self._heard, self._name = listening, heard, name
        self.n_listed: list[int] = []

    async def come(self, text: str, position: dict[str, int]) -> None:
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._listening.port
        )
        self._client, self._position = LspClient(self._writer.write), position
        await self._reply(self._client.initialize(self._listening.options(**PATIENT)))
        self._client.notify("initialized", {})
        self._client.open("untitled:A.java", text)

    async def leave(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def press(self, key: str) -> None:
        where = {"start": dict(self._position), "end": dict(self._position)}
        self._client.change("untitled:A.java", {"range": where, "text": key})
        self._position["character"] += len(key)
        self._heard.append(f"{self._name} asks")
        message = await self._reply(self._client.complete("untitled:A.java", self._position))
        self._heard.append(f"{self._name} hears")
        self.n_listed.append(len(message["result"]["items"]))

    async def _reply(self, request_id: int) -> Any:
        while True:
            message = await asyncio.wait_for(receive(self._reader), PATIENCE_S)
            if message.get("id") == request_id and "method" not in message:
                return message


@pytest.mark.slow
async def test_a_long_line_holds_up_no_other_client(listening: Listening) -> None:
    """While one writes amid a megabyte, the other's turn comes after two answers at most: the one
    that is under way, and the one that came before."""
    heard: list[str] = []
    good, bad = (Writer(listening, heard, name) for name in ("good", "bad"))
    program = f"{HEAD}    static void g(int[] b, int n) {{\n        \n    }}\n}}\n"
    await good.come(program, at(4, 8))
    await bad.come(TABLE, at(0, len(TABLE) // 2 // 7 * 7 + 28))

    async def disturb() -> None:
        while True:
            await bad.press("17, ")

    disturbing = asyncio.create_task(disturb())
    while len(bad.n_listed) < 10:
        for key in "n = f(b, n); ":
            await good.press(key)
    disturbing.cancel()
    await good.leave()
    await bad.leave()
    assert min(bad.n_listed[1:]) > 0
    assert sum(n > 0 for n in good.n_listed) > len(good.n_listed) // 2
    waits = [each.partition("good hears")[0] for each in "|".join(heard).split("good asks")[1:]]
    assert max(each.count("bad hears") for each in waits) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_long_document_is_served_on_a_pipe(client_for: Any, share: float) -> None:
    """Beyond five million code points: above, amid and below it is as if the file were short."""
    client = client_for([*SERVE])
    client.initialize(PATIENT)
    n = 5_000_000 // len(MEMBER)
    n_above = round(share * n)
    opened = f"{HEAD}{MEMBER * n_above}    static void g(int[] b, int n) {{\n        "
    line, uri = opened.count("\n"), "untitled:Long.java"
    client.open(f"{opened}\n    }}\n{MEMBER * (n - n_above)}}}\n", uri=uri)
    n_listed = 0
    for column, key in enumerate(LINE, 8):
        where = {"start": at(line, column), "end": at(line, column)}
        client.change({"range": where, "text": key}, uri=uri)
        items = client.complete(line, column + 1, uri=uri)
        n_listed += bool(items)
        start = items[0]["textEdit"]["range"]["start"] if items else at(line, column)
        assert start["line"] == line and start["character"] <= column + 1
    assert n_listed > len(LINE) // 2 and client.messages() == []


def test_a_table_is_written_on(client_for: Any) -> None:
    client = client_for([*SERVE])
    client.initialize(PATIENT)
    buffer = Buffer(client, "class A { static int[] t = {" + "12345, " * 400_000 + "|};\n}\n")
    assert buffer.items()
