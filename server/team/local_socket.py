"""Transport on a local socket, for all editors of one user; it ends when nobody is left.

    await serve_local(make_app, path, limits, keep_s)

Its clients are the user: they have the rights of a pipe. `bridge` is their end.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from beamcoder.errors import TransportError
from beamcoder.server.access import Access
from beamcoder.server.limits import ClientLimits
from beamcoder.server.observer import Visit
from beamcoder.server.team.bridge import GREETING, user_of
from beamcoder.server.transport.streams import BoundedWriter, MessageStream
from beamcoder.server.transport.talk import talk
from beamcoder.server.transport.visitors import Visitors

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder

log = logging.getLogger(__name__)

OWNER_ONLY: Final = 0o177  # what the umask takes away


class Household:
    """The editors of one user, and the moment when the last one has been gone long enough."""

    def __init__(
        self, make_app: Callable[[Access], "Beamcoder"], limits: ClientLimits, keep_s: float
    ) -> None:
        self._make_app, self._limits, self._keep_s = make_app, limits, keep_s
        self._visitors = Visitors(limits.clients)
        self._connections: set[asyncio.Task[None]] = set()
        self._deadline: asyncio.TimerHandle | None = None
        self.is_over = asyncio.Event()
        self._wait_for_somebody()

    async def receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        try:
            if user_of(writer.get_extra_info("socket")) != os.getuid():
                log.warning("a client of another user is refused")
                return
            with suppress(asyncio.CancelledError), self._visitors.one() as is_welcome:
                if is_welcome:
                    await self._serve(reader, writer)
        finally:
            writer.close()
            self._wait_for_somebody()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        writer.write(GREETING)
        access = Access(limits=self._limits, visit=Visit("local"))
        bounded = BoundedWriter(writer, self._limits.unsent_bytes, access.visit)
        await talk(
            self._make_app(access), MessageStream(reader, self._limits.message_bytes), bounded
        )

    def _wait_for_somebody(self) -> None:
        if self._visitors.n == 0:
            if self._deadline is not None:
                self._deadline.cancel()
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(self._keep_s, self.is_over.set)

    async def close(self) -> None:
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)


async def serve_local(
    make_app: Callable[[Access], "Beamcoder"], path: Path, limits: ClientLimits, keep_s: float
) -> int:
    """Until nobody has been there for that long, or it is cancelled. TransportError."""
    household = Household(make_app, limits, keep_s)
    before = os.umask(OWNER_ONLY)
    try:
        server = await asyncio.start_unix_server(household.receive, path)
    except (OSError, AttributeError) as exc:
        raise TransportError(f"cannot listen at {path}: {exc}") from exc
    finally:
        os.umask(before)
    own = path.stat().st_ino
    try:
        await household.is_over.wait()
    finally:
        server.close()
        with suppress(OSError):
            if path.stat().st_ino == own:  # else it is another server's by now
                path.unlink()  # it would lead a new bridge to nobody
        await household.close()
    return 0
