"""Transport on TCP, with or without TLS, for clients with a token."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from beamcoder.server.access import Access
from beamcoder.server.observer import End
from beamcoder.server.transport.addresses import announce, cannot_listen, check_reach
from beamcoder.server.transport.door import Door
from beamcoder.server.transport.streams import CHUNK_BYTES, BoundedWriter, MessageStream
from beamcoder.server.transport.talk import farewell, talk
from beamcoder.server.transport.visitors import Visitors

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder

log = logging.getLogger(__name__)

LINGER_S: Final = 0.5  # in which a client that is closed may read why

MakeApp = Callable[[Access], "Beamcoder"]


async def serve_tcp(make_app: MakeApp, host: str, port: int, door: Door) -> int:
    """Until it is cancelled. TransportError."""
    await check_reach(host, port, is_encrypted=door.tls is not None)
    visitors = Visitors(door.limits.clients)
    connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        task.add_done_callback(connections.discard)
        with suppress(asyncio.CancelledError), visitors.one() as is_welcome:
            await _serve(make_app, door, (reader, writer), None if is_welcome else visitors)

    try:
        server = await asyncio.start_server(
            connected,
            host,
            port,
            ssl=door.tls,
            ssl_handshake_timeout=door.limits.initialize_s if door.tls else None,
        )
    except OSError as exc:
        raise cannot_listen(host, port, exc) from exc
    announce("tcp" if door.tls is None else "tls", server.sockets[0].getsockname())
    door.announce()
    try:
        await asyncio.Event().wait()
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
    return 0


async def _serve(
    make_app: MakeApp,
    door: Door,
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    crowd: Visitors | None,
) -> None:
    """One client, or none where there is a crowd already."""
    reader, writer = streams
    access = door.access(door.visit("tcp", writer.get_extra_info("peername")))
    try:
        if crowd is not None:
            log.warning("%s", crowd.refusal)
            body = farewell(crowd.refusal)
            writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            access.observer.left(access.visit, End.CROWD)
        else:
            log.info("a client came")
            source = MessageStream(reader, door.limits.message_bytes, is_strict=True)
            bounded = BoundedWriter(writer, door.limits.unsent_bytes, access.visit)
            await talk(make_app(access), source, bounded)
        await _linger(reader, writer)
    finally:
        writer.close()


async def _linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A socket that is closed with bytes unread would take back what was sent last."""
    with suppress(OSError, RuntimeError, TimeoutError):
        if writer.can_write_eof():
            writer.write_eof()
        async with asyncio.timeout(LINGER_S):
            while await reader.read(CHUNK_BYTES):
                pass
