"""What clients leave behind: nothing that holds on to them."""

import asyncio
import gc
import weakref

from beamcoder.server.app import Beamcoder
from beamcoder.server.transport.visitors import give_memory_back
from tests.server.transport.conftest import Serve


async def test_a_client_that_has_left_is_forgotten(serving: Serve) -> None:
    """No cache, thread, handler or queue keeps the server of a client that is gone."""
    async with serving() as server:
        kept: list[weakref.ref[Beamcoder]] = []
        for _ in range(5):
            caller = await server.call()
            await caller.begin()
            caller.say(method="initialized", params={})
            item = {"uri": "untitled:A", "languageId": "java", "version": 1, "text": "class A { }"}
            caller.say(method="textDocument/didOpen", params={"textDocument": item})
            position = {"line": 0, "character": 10}
            place = {"textDocument": {"uri": "untitled:A"}, "position": position}
            await caller.ask("textDocument/completion", place)
            await caller.ask("shutdown")
            caller.say(method="exit")
            while await caller.hear() is not None:
                pass
            kept.append(weakref.ref(server.apps.pop()))
        while any(ref() is not None for ref in kept):
            await asyncio.sleep(0.05)
            gc.collect()
    give_memory_back()
