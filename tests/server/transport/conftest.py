"""A server on TCP or WebSocket in this process, and clients that send what they like."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from hashlib import sha256
from typing import Any

import pytest

from beamcoder.bench.wire.client import encoded, framed, receive
from beamcoder.errors import BeamcoderError
from beamcoder.server.app import Beamcoder
from beamcoder.server.application import new_application
from beamcoder.server.limits import LIMITS, ClientLimits
from beamcoder.server.transport.door import Door
from beamcoder.server.transport.tcp import serve_tcp

TOKEN = "a-token-for-these-tests"
PATIENCE_S = 60.0  # a busy machine; nothing here measures time


def no_model(model: Any, device: str) -> Any:
    raise BeamcoderError(f"no model {model} on {device}")


class Caller:
    """A client on TCP that speaks bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    def say(self, **message: Any) -> None:
        self.send(framed(encoded(message)))

    async def hear(self) -> Any:
        """The next message; None when the server has closed."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            async with asyncio.timeout(PATIENCE_S):
                return await receive(self.reader)
        return None

    async def reply(self, msg_id: Any) -> Any:
        """The reply with that id, whatever else is told before."""
        while (message := await self.hear()) is not None:
            if "method" not in message and message["id"] == msg_id:
                return message
        return None

    async def ask(self, method: str, params: Any = None, msg_id: Any = 1) -> Any:
        self.say(id=msg_id, method=method, params=params)
        return await self.reply(msg_id)

    async def begin(self, token: str = TOKEN, **others: Any) -> Any:
        options = {"token": token} | others
        params: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
        return await self.ask("initialize", params | {"initializationOptions": options}, "begin")


class Server:
    """What clients need, and what was said of them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.fingerprint = ""  # of its certificate, if it has one
        self.apps: list[Beamcoder] = []
        self._callers: list[Caller] = []

    async def call(self) -> Caller:
        context = pinning() if self.fingerprint else None
        streams = await asyncio.open_connection("127.0.0.1", self.port, ssl=context)
        if context is not None:
            shown = streams[1].get_extra_info("ssl_object").getpeercert(binary_form=True)
            assert sha256(shown).hexdigest().upper() == self.fingerprint.replace(":", "")
        self._callers.append(Caller(*streams))
        return self._callers[-1]

    def hang_up(self) -> None:
        for caller in self._callers:
            caller.writer.close()


def pinning() -> ssl.SSLContext:
    """For a client that knows the server by its fingerprint alone."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


Serve = Callable[..., AbstractAsyncContextManager[Server]]


@pytest.fixture
def serving(capfd: pytest.CaptureFixture[str]) -> Serve:
    """`async with serving(limits) as server`, on TCP; `entrance` has other fields of the door."""

    @asynccontextmanager
    async def serve(limits: ClientLimits = LIMITS, **entrance: Any) -> AsyncIterator[Server]:
        server = Server(0)

        def make_app(access: Any) -> Beamcoder:
            server.apps.append(new_application(no_model, access=access))
            return server.apps[-1]

        door = Door(TOKEN, limits=limits, **entrance)
        server.fingerprint = door.fingerprint
        running = asyncio.create_task(serve_tcp(make_app, "127.0.0.1", 0, door))
        said = ""
        last = "fingerprint is" if door.fingerprint else "the token is"
        while not running.done() and last not in said:
            await asyncio.sleep(0.01)
            said += capfd.readouterr().err
        found = re.search(r"listening on (?:tcp|tls)://127\.0\.0\.1:(\d+)\n", said)
        assert found is not None and f"the token is {TOKEN}\n" in said
        server.port = int(found[1])
        try:
            yield server
        finally:
            server.hang_up()
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    return serve
