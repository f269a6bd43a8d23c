"""Transport on standard input and output, for one client.

Reading and writing have a thread each, which is not joined at the end: a client that neither
writes nor reads must not hold up an exit. Neither gets ahead of the server by more than a bound.
"""

import asyncio
import logging
import os
import sys
from collections import deque
from threading import Condition, Event, Semaphore, Thread
from typing import TYPE_CHECKING, Final

from beamcoder.errors import StreamError
from beamcoder.server.transport.streams import CHUNK_BYTES, MessageStream
from beamcoder.server.transport.talk import talk

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder

log = logging.getLogger(__name__)

N_ON_THE_WAY: Final = 16  # chunks, between the thread that reads and the event loop
FLUSH_S: Final = 2.0  # for a client to read the last answers


async def serve_stdio(app: "Beamcoder") -> int:
    """Until the client says `exit` or closes our standard input; the exit code that LSP wants."""
    source, output = _streams()
    reader, gate = asyncio.StreamReader(), Gate()
    reader.set_transport(gate)
    pump = (source, reader, gate, asyncio.get_running_loop())
    Thread(target=_pump, args=pump, daemon=True).start()
    writer = PipeWriter(output, app.access.limits.unsent_bytes)
    try:
        await talk(app, MessageStream(reader, app.access.limits.message_bytes), writer)
    finally:
        await asyncio.to_thread(writer.finish)
    return app.exit_code


def _streams() -> tuple[int, int]:
    """Descriptors to read from and to write to; StreamError. A stray print goes elsewhere: it must
    not break the protocol."""
    if sys.stdin is None or sys.stdout is None:
        name = "input" if sys.stdin is None else "output"
        raise StreamError(f"standard {name} is closed: an editor talks to the server through it")
    output = os.dup(sys.stdout.fileno())
    elsewhere = os.open(os.devnull, os.O_WRONLY) if sys.stderr is None else sys.stderr.fileno()
    os.dup2(elsewhere, sys.stdout.fileno())
    return sys.stdin.fileno(), output


class Gate(asyncio.ReadTransport):
    """Closed while the reader holds more than it wants; `slots` are for what is on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.is_open, self.slots = Event(), Semaphore(N_ON_THE_WAY)
        self.is_open.set()

    def pause_reading(self) -> None:
        self.is_open.clear()

    def resume_reading(self) -> None:
        self.is_open.set()


def _pump(
    source: int, reader: asyncio.StreamReader, gate: Gate, loop: asyncio.AbstractEventLoop
) -> None:
    def feed(chunk: bytes) -> None:
        gate.slots.release()
        reader.feed_data(chunk)

    try:
        while chunk := os.read(source, CHUNK_BYTES):
            gate.slots.acquire()
            loop.call_soon_threadsafe(feed, chunk)
            gate.is_open.wait()
        loop.call_soon_threadsafe(reader.feed_eof)
    except (OSError, RuntimeError) as exc:  # RuntimeError: the loop has ended meanwhile
        log.debug("standard input ended: %s", exc)


class PipeWriter:
    """Towards a client on a pipe. One that does not read gets nothing more."""

    def __init__(self, descriptor: int, max_unsent_bytes: int) -> None:
        self._descriptor, self._max_unsent_bytes = descriptor, max_unsent_bytes
        self._unsent: deque[bytes] = deque()
        self._n_unsent = 0
        self._news = Condition()
        self._has_ended = False
        self._thread = Thread(target=self._send, daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        with self._news:
            if self._has_ended:
                return
            if self._n_unsent > self._max_unsent_bytes:
                log.warning("the client does not read its answers: nothing more is sent")
                self._has_ended = True
                return
            self._unsent.append(data)
            self._n_unsent += len(data)
            self._news.notify()

    def finish(self) -> None:
        """Wait, within bounds, until all has been sent."""
        with self._news:
            self._has_ended = True
            self._news.notify()
        self._thread.join(FLUSH_S)

    close = finish

    def _send(self) -> None:
        while data := self._next():
            try:
                while data:
                    data = data[os.write(self._descriptor, data) :]
            except OSError as exc:
                log.info("the client went away: %s", exc)
                self._has_ended = True
                return

    def _next(self) -> bytes:
        """The next bytes to send, b"" at the end."""
        with self._news:
            self._news.wait_for(lambda: self._unsent or self._has_ended)
            if not self._unsent:
                return b""
            data = self._unsent.popleft()
            self._n_unsent -= len(data)
            return data
