"""Conversation with one client, from its first message to its end.

await talk(app, source, writer)
"""

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Final, Protocol

from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest

from beamcoder.server.transport.pace import Pace
from beamcoder.server.transport.streams import NotAHeaderError, TooLargeError

if TYPE_CHECKING:
    from pygls.io_ import Writer

    from beamcoder.server.app import Beamcoder

log = logging.getLogger(__name__)

GONE: Final = (ConnectionError, BrokenPipeError)


class MessageSource(Protocol):
    """Where a client's messages come from."""

    async def receive(self) -> bytes | None:
        """None when it has left. NotAHeaderError, TooLargeError, ConnectionError."""


async def talk(
    app: "Beamcoder", source: MessageSource, writer: "Writer", *, headers: bool = True
) -> None:
    """Serve one client until it says `exit`, goes away or has to go. Does not close the writer."""
    app.protocol.set_writer(writer, include_headers=headers)
    access = app.access
    try:
        async with asyncio.timeout(None if access.is_local else access.limits.initialize_s) as end:
            await _converse(app, source, end)
        await asyncio.to_thread(app.statistics.flush)  # others are served meanwhile
    except TimeoutError:
        log.info("a client that never said initialize is closed")
        sentence = f"initialize has to come within {access.limits.initialize_s:g} s"
        app.protocol.refuse(None, JsonRpcInvalidRequest(sentence))
    except NotAHeaderError as exc:
        log.warning("a client is closed: %s", exc)
    except GONE as exc:
        log.info("the client went away: %s", exc)
    finally:
        app.close()


async def _converse(app: "Beamcoder", source: MessageSource, end: asyncio.Timeout) -> None:
    protocol, access = app.protocol, app.access
    pace = Pace() if access.is_local else Pace(access.limits.messages_per_s)
    while not (app.stopped.is_set() or protocol.is_refused):
        try:
            body = await source.receive()
        except TooLargeError as exc:
            protocol.refuse(None, exc)
            if access.is_local:
                continue
            return
        if body is None:
            return
        protocol.receive(body)
        if protocol.has_begun:
            end.reschedule(None)
        await pace.turn(len(body))


def farewell(exc: JsonRpcException) -> bytes:
    """A last message to a client that nothing is served to."""
    error = {"code": exc.code, "message": exc.message}
    return json.dumps({"jsonrpc": "2.0", "id": None, "error": error}).encode()
