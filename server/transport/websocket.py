"""Transport on WebSocket, with or without TLS, for programs and named web pages.

    server = await listen(Reception(make_app, door), host, port, origins_of)

A client shows the token in `initialize`, or before: in `Authorization`, in a protocol's name or in
its address. What is no WebSocket is refused, or answered by `respond`.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from beamcoder.errors import TransportError
from beamcoder.server.observer import End, Visit
from beamcoder.server.transport.addresses import (
    announce,
    cannot_listen,
    check_reach,
)
from beamcoder.server.transport.door import PROTOCOL, Door, tokens_shown
from beamcoder.server.transport.origin_check import refusal
from beamcoder.server.transport.talk import farewell, talk
from beamcoder.server.transport.tcp import MakeApp
from beamcoder.server.transport.visitors import Visitors

if TYPE_CHECKING:
    from websockets.asyncio.server import Server, ServerConnection
    from websockets.http11 import Request, Response

log = logging.getLogger(__name__)

FLUSH_S: Final = 2.0  # for a client to read the last answers
TOO_MANY: Final = 1013  # of WebSocket: try again later
Respond = Callable[["ServerConnection", "Request"], "Response | None"]


class Reception:
    """Takes the WebSockets of one server in."""

    def __init__(self, make_app: MakeApp, door: Door) -> None:
        self._make_app, self.door = make_app, door
        self._visitors = Visitors(door.limits.clients)

    def refuse_strangers(
        self, connection: "ServerConnection", request: "Request"
    ) -> "Response | None":
        """For websockets, before a connection is made: pages that were not named, wrong tokens."""
        host, port = connection.local_address[:2]
        hosts = self.door.hosts | {str(host)}  # no page can make a browser send a bare address
        sentence = refusal(request.headers, int(port), self.door.origins, hosts)
        if sentence is not None:
            self._turned_away(connection, End.PAGE)
            return refused(connection, HTTPStatus.FORBIDDEN, sentence)
        return refuse_method(connection, request) or self.refuse_wrong_token(connection, request)

    def refuse_wrong_token(
        self, connection: "ServerConnection", request: "Request"
    ) -> "Response | None":
        if self.door.is_open_to(tokens_shown(request.headers, request.path)):
            return None
        self._turned_away(connection, End.TOKEN)
        return refused(connection, HTTPStatus.UNAUTHORIZED, "this is not the server's token")

    def _turned_away(self, connection: "ServerConnection", end: End) -> None:
        self.door.observer.left(self.door.visit("ws", connection.remote_address), end)

    async def receive(self, websocket: "ServerConnection") -> None:
        """Serve one client until it leaves."""
        with self._visitors.one() as is_welcome:
            visit = self.door.visit("ws", websocket.remote_address)
            writer = SocketWriter(websocket, self.door.limits.unsent_bytes, visit)
            if is_welcome:
                request = websocket.request
                assert request is not None
                shown = [*tokens_shown(request.headers, request.path), ""]
                app = self._make_app(self.door.access(visit, shown[0]))
                await talk(app, SocketSource(websocket), writer, headers=False)
            else:
                log.warning("%s", self._visitors.refusal)
                self.door.observer.left(visit, End.CROWD)
                writer.write(farewell(self._visitors.refusal))
            await writer.finish()
            await websocket.close(1000 if is_welcome else TOO_MANY)


async def listen(reception: Reception, host: str, port: int, respond: Respond) -> "Server":
    """A server of WebSockets. TransportError without the library; OSError for the port."""
    try:
        from websockets.asyncio.server import serve
    except ModuleNotFoundError as exc:
        raise TransportError('this needs websockets: run pip install "pygls[ws]"') from exc
    limits = reception.door.limits
    return await serve(
        reception.receive,
        host,
        port,
        process_request=respond,
        select_subprotocol=select_protocol,
        ssl=reception.door.tls,
        max_size=limits.message_bytes,
        open_timeout=limits.initialize_s,
        server_header=None,  # our versions are no client's concern
        compression=None,  # on loopback it costs time, and memory for each client
    )


async def serve_ws(make_app: MakeApp, host: str, port: int, door: Door) -> int:
    """Until it is cancelled. TransportError."""
    await check_reach(host, port, is_encrypted=door.tls is not None)
    reception = Reception(make_app, door)
    try:
        server = await listen(reception, host, port, reception.refuse_strangers)
    except OSError as exc:
        raise cannot_listen(host, port, exc) from exc
    announce("ws" if door.tls is None else "wss", next(iter(server.sockets)).getsockname())
    door.announce()
    return await until_cancelled(server)


async def until_cancelled(server: "Server") -> int:
    """Then clients get a message, and those that do not answer are not waited for."""
    try:
        await asyncio.Event().wait()
    finally:
        server.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), FLUSH_S)
    return 0


def select_protocol(connection: "ServerConnection", offered: Any) -> Any:
    """A browser that offers protocols wants one of them back, and not the token."""
    return PROTOCOL if PROTOCOL in offered else None


def refuse_method(connection: "ServerConnection", request: "Request") -> "Response | None":
    if getattr(request, "method", "GET") == "GET":  # older libraries take nothing else
        return None
    response = refused(connection, HTTPStatus.METHOD_NOT_ALLOWED, "only GET is answered here")
    response.headers["Allow"] = "GET"
    return response


def refused(connection: "ServerConnection", status: HTTPStatus, sentence: str) -> "Response":
    log.warning("a client is refused: %s", sentence)
    return connection.respond(status, f"{sentence}\n")


def port_of(connection: "ServerConnection") -> int:
    """Of this machine, that a connection came to."""
    return int(connection.local_address[1])


class SocketSource:
    """The messages of a WebSocket."""

    def __init__(self, websocket: "ServerConnection") -> None:
        self._websocket = websocket

    async def receive(self) -> bytes | None:
        from websockets.exceptions import ConnectionClosed

        try:
            return await self._websocket.recv(decode=False)
        except ConnectionClosed:
            return None


class SocketWriter:
    """Towards a client on a WebSocket, message by message. One that does not read is cut off."""

    def __init__(self, websocket: "ServerConnection", max_unsent_bytes: int, visit: Visit) -> None:
        self._websocket, self._max_unsent_bytes = websocket, max_unsent_bytes
        self._visit = visit
        self._unsent: deque[bytes] = deque()
        self._n_unsent = 0
        self._sending: asyncio.Task[None] | None = None

    def write(self, data: bytes) -> None:
        if self._n_unsent > self._max_unsent_bytes:
            log.warning("a client that does not read its answers is cut off")
            self._visit.is_unread = True
            self._websocket.transport.abort()
            return
        self._unsent.append(data)
        self._n_unsent += len(data)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    def close(self) -> None:
        """What is left is sent by `finish`."""

    async def finish(self) -> None:
        """Wait, within bounds, until all has been sent."""
        if self._sending is not None:
            await asyncio.wait([self._sending], timeout=FLUSH_S)

    async def _send(self) -> None:
        from websockets.exceptions import ConnectionClosed

        while self._unsent:
            data = self._unsent[0]
            try:
                await self._websocket.send(data)
            except ConnectionClosed:
                self._unsent.clear()
                self._n_unsent = 0
                return
            self._unsent.popleft()
            self._n_unsent -= len(data)
