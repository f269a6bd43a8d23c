"""Many clients on one server, as they see it: one reply a request, and never another's text."""

import asyncio
import random
from collections.abc import Iterator
from typing import Any

import pytest

from beamcoder.bench.wire.client import LspClient, receive
from tests.server.conftest import PATIENCE_S, SCRIPTED, Listening, listening_server

CANCELLED = -32800
N_CLIENTS, N_ROUNDS, N_URIS = 12, 25, 3


@pytest.fixture(scope="module")
def listening() -> Iterator[Listening]:
    with listening_server(*SCRIPTED, "--tcp", "127.0.0.1:0") as server:
        yield server


class Person:
    """A client with documents that say whose they are; asks, cancels, edits at random."""

    def __init__(self, number: int, seed: int) -> None:
        self.name = f"person{number}"
        self.rng = random.Random(seed * 100 + number)
        self.replies: dict[int, list[dict[str, Any]]] = {}
        self.wanted: dict[int, str] = {}  # request -> what a full answer to it is
        self.cancelled: set[int] = set()
        self.newest: dict[str, int] = {}
        self.texts: dict[str, str] = {}

    async def come(self, listening: Listening) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", listening.port)
        self.client = LspClient(self.writer.write)
        await self.until(self.client.initialize(listening.options()))
        self.client.notify("initialized", {})
        for i in range(N_URIS):
            uri = f"untitled:{i}.java"  # the same names for everybody
            self.texts[uri] = f"// @mine {self.name}_{i} "
            self.client.open(uri, self.texts[uri])

    def request(self, uri: str) -> None:
        offset = self.rng.randrange(3, len(self.texts[uri]))
        request_id = self.client.complete(uri, {"line": 0, "character": offset})
        self.wanted[request_id] = f"{self.name}_{uri[9]}_at_{offset}"
        self.newest[uri] = request_id

    def cancel(self, request_id: int) -> None:
        self.client.notify("$/cancelRequest", {"id": request_id})
        self.cancelled.add(request_id)

    async def act(self) -> None:
        """Ask, often faster than there are answers; sometimes cancel."""
        for _ in range(N_ROUNDS):
            self.request(f"untitled:{self.rng.randrange(N_URIS)}.java")
            if self.rng.random() < 0.3:
                self.cancel(self.rng.choice(list(self.wanted)))
            if self.rng.random() < 0.4:
                await self.until(self.rng.choice(list(self.wanted)))
        for request_id in self.wanted:
            await self.until(request_id)
        # Whatever was sent twice would have come by then.
        await self.until(self.client.request("shutdown"))

    async def until(self, request_id: int) -> None:
        while request_id not in self.replies:
            message = await asyncio.wait_for(receive(self.reader), PATIENCE_S)
            if "method" not in message:
                self.replies.setdefault(message["id"], []).append(message)

    def check(self) -> None:
        assert all(len(replies) == 1 for replies in self.replies.values())
        assert set(self.wanted) <= set(self.replies)
        for request_id, wanted in self.wanted.items():
            (reply,) = self.replies[request_id]
            if "error" in reply:
                assert request_id in self.cancelled and reply["error"]["code"] == CANCELLED
                continue
            labels = [item["label"] for item in reply["result"]["items"]]
            is_newest = request_id in self.newest.values()
            may_be_empty = not is_newest or request_id in self.cancelled
            assert labels == [wanted] or (may_be_empty and labels == [])


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_gets_one_reply_a_request_and_their_own(listening: Listening, seed: int) -> None:
    async def live() -> list[Person]:
        people = [Person(number, seed) for number in range(N_CLIENTS)]
        await asyncio.gather(*(person.come(listening) for person in people))
        stay, go = people[: N_CLIENTS // 2], people[N_CLIENTS // 2 :]
        leaving = asyncio.gather(*(leave_in_the_middle(person) for person in go))
        await asyncio.gather(leaving, *(person.act() for person in stay))
        late = Person(99, seed)  # the server still takes new ones
        await late.come(listening)
        await late.act()
        for person in (*stay, late):
            person.writer.close()
            await person.writer.wait_closed()
        return [*stay, late]

    for person in asyncio.run(live()):
        person.check()


async def leave_in_the_middle(person: Person) -> None:
    """Ask for everything, hear a little, hang up without a word."""
    for uri in person.texts:
        person.request(uri)
    if person.rng.random() < 0.5:
        await person.until(person.rng.choice(list(person.newest.values())))
    person.writer.close()
    await person.writer.wait_closed()
