"""Conversation with one client, from its first message to its end.

await talk(app, source, writer)
"""

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Final, Protocol

from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest

from beamcoder.server.observer import End
from beamcoder.server.transport.pace import Pace
from beamcoder.server.transport.streams import NotAHeaderError, TooLargeError

if TYPE_CHECKING:
    from pygls.io_ import Writer

    from beamcoder.server.app import Beamcoder

log = logging.getLogger(__name__)

GONE: Final = (ConnectionError, BrokenPipeError)
REVOKED: Final = "your token has expired or was revoked: ask for another one"


class MessageSource(Protocol):
    """Where a client's messages come from."""

    async def receive(self) -> bytes | None:
        """None when it has left. NotAHeaderError, TooLargeError, ConnectionError."""


async def talk(
    app: "Beamcoder", source: MessageSource, writer: "Writer", *, headers: bool = True
) -> None:
    """Serve one client until it says `exit`, goes away or has to go. Does not close the writer."""
    app.protocol.set_writer(writer, include_headers=headers)
    observer, visit = app.access.observer, app.access.visit
    observer.came(visit)
    end = End.STOPPED
    try:
        end = await _heard_out(app, source)
        await asyncio.to_thread(app.statistics.flush)  # others are served meanwhile
    finally:
        app.close()
        observer.left(visit, End.UNREAD if visit.is_unread else end)


async def _heard_out(app: "Beamcoder", source: MessageSource) -> End:
    """Why the client is served no more."""
    limits = app.access.limits
    try:
        first_s = None if app.access.is_local else limits.initialize_s
        async with asyncio.timeout(first_s) as bound:
            return await _converse(app, source, bound)
    except TimeoutError:
        return _too_late(app)
    except NotAHeaderError as exc:
        log.warning("a client is closed: %s", exc)
        return End.HEADER
    except GONE as exc:
        log.info("the client went away: %s", exc)
        return End.LEFT


def _too_late(app: "Beamcoder") -> End:
    limits = app.access.limits
    if app.protocol.has_begun:
        log.info("a client that is idle is closed")
        app.protocol.refuse(
            None, JsonRpcInvalidRequest(f"nothing came in {limits.idle_s:g} s: connect again")
        )
        return End.IDLE
    log.info("a client that never said initialize is closed")
    sentence = f"initialize has to come within {limits.initialize_s:g} s"
    app.protocol.refuse(None, JsonRpcInvalidRequest(sentence))
    return End.SILENT


async def _converse(app: "Beamcoder", source: MessageSource, bound: asyncio.Timeout) -> End:
    protocol, access = app.protocol, app.access
    pace = Pace() if access.is_local else Pace(access.limits.messages_per_s)
    while not (app.stopped.is_set() or protocol.is_refused):
        try:
            body = await source.receive()
        except TooLargeError as exc:
            protocol.refuse(None, exc)
            if access.is_local:
                continue
            return End.SIZE
        if body is None:
            return End.LEFT
        access.visit.n_messages += 1
        access.visit.n_bytes += len(body)
        if protocol.has_begun and not access.still_admits(access.visit.holder):
            protocol.refuse(None, JsonRpcInvalidRequest(REVOKED))
            return End.REVOKED
        protocol.receive(body)
        if protocol.has_begun and not access.is_local:
            bound.reschedule(asyncio.get_running_loop().time() + access.limits.idle_s)
        await pace.turn(len(body))
    return End.TOKEN if protocol.is_refused else End.LEFT


def farewell(exc: JsonRpcException) -> bytes:
    """A last message to a client that nothing is served to."""
    error = {"code": exc.code, "message": exc.message}
    return json.dumps({"jsonrpc": "2.0", "id": None, "error": error}).encode()
