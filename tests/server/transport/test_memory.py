"""What clients leave behind: nothing that holds on to them."""

import asyncio
import gc
import weakref

import pytest

from beamcoder.server.access import Access
from beamcoder.server.app import Beamcoder
from beamcoder.server.application import new_application
from beamcoder.server.documents.documents import Document
from beamcoder.server.engine.sessions import SessionStore
from beamcoder.server.transport.visitors import give_memory_back
from tests.server.scripted_server import open_scripted
from tests.server.transport.conftest import PATIENCE_S, Serve


@pytest.mark.parametrize("n_turns", range(6))
async def test_who_leaves_amid_a_request_costs_nothing_more(n_turns: int) -> None:
    """Wherever the request is by then: it ends, and no session is kept for nobody."""
    store = SessionStore()
    app = new_application(open_scripted, None, store, Access(is_local=False))
    await app.engine.load("", "cpu")
    document = Document("untitled:A", "s")
    search = asyncio.create_task(app.worker.answer(document, 1, app.settings))
    for _ in range(n_turns):
        await asyncio.sleep(0)
    app.close()
    async with asyncio.timeout(PATIENCE_S):
        await search
        assert await app.worker.aside("untitled:A", app.settings, lambda *_: 1) is None
    assert not store.kept


@pytest.mark.slow
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
