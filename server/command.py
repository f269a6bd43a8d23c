"""`beamcoder serve`: the language server on stdio, TCP or WebSocket.

On stdio there is one client, and the process ends with it. On TCP and WebSocket clients come and
go; they share one model.
"""

import argparse
import asyncio
import ctypes
import errno
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from pygls.io_ import StdoutWriter, run_websocket

from beamcoder.errors import BeamcoderError, UsageError
from beamcoder.server.app import Beamcoder
from beamcoder.server.application import new_application
from beamcoder.server.engine.fair_queue import FairScheduler
from beamcoder.server.engine.loading import OpenCompleter, open_completer
from beamcoder.server.engine.sessions import LIMIT_MB, SessionStore
from beamcoder.server.engine.shared_models import SharedModels
from beamcoder.server.origin_check import refuse_strangers

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer

log = logging.getLogger(__name__)

CHUNK_BYTES: Final = 1 << 16
MAX_MESSAGE_BYTES: Final = 1 << 26  # over WebSocket; a document is opened in one message
# Searches: of 32 clients on 2 cores, 2 to 4 at once answered 5 to 20 % more keys a second than 1.
AT_ONCE: Final = (os.cpu_count() or 1) + 1
# Arguments of glibc's mallopt, by its numbers. Ten open files took 154 MB so, 216 without: heaps of
# many threads keep what was freed in them, and what is larger than a megabyte leaves holes there.
MALLOC: Final = {"M_ARENA_MAX": (-8, 2), "M_MMAP_THRESHOLD": (-3, 1 << 20)}
MEMORY_HELP: Final = "for the documents of all clients of TCP or WebSocket (default %(default)s)"
MakeApp = Callable[[], Beamcoder]


class TransportError(BeamcoderError):
    """A port or a library for a transport cannot be had."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--stdio", action="store_true", help="standard input and output (default)")
    group.add_argument("--tcp", metavar="HOST:PORT", help="listen on TCP; port 0 takes a free one")
    group.add_argument("--ws", metavar="HOST:PORT", help="listen for WebSockets")
    parser.add_argument("--memory", type=float, default=LIMIT_MB, metavar="MB", help=MEMORY_HELP)


def run(args: argparse.Namespace, opener: OpenCompleter = open_completer) -> int:
    start_logging()
    spare_memory()
    if args.memory <= 0:
        raise UsageError(f"--memory must be above 0, not {args.memory:g}")
    if args.tcp:
        asyncio.run(serve_tcp(shared(opener, args.memory), *parse_address(args.tcp)))
        return 0
    if args.ws:
        asyncio.run(serve_ws(shared(opener, args.memory), *parse_address(args.ws)))
        return 0
    if sys.stdin.isatty():
        print("beamcoder: waiting for an editor on standard input", file=sys.stderr)
    return asyncio.run(serve_stdio(new_application(opener)))


def spare_memory() -> None:
    """Few heaps for all threads, and large arrays in none of them. With glibc only."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        for name, (parameter, value) in MALLOC.items():
            if not mallopt(parameter, value):
                log.info("mallopt refused %s", name)


def start_logging() -> None:
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    for library in ("pygls", "websockets"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # we log what matters of them
    logging.raiseExceptions = False  # standard error may be closed


def parse_address(written: str) -> tuple[str, int]:
    host, _, port = written.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise UsageError(f"an address is written HOST:PORT, not {written!r}")
    return host.strip("[]") or "127.0.0.1", int(port)


def shared(opener: OpenCompleter, memory_mb: float = LIMIT_MB) -> MakeApp:
    """A server for each client; one model for all that want the same, in turn, and one bound
    on what is remembered of their documents."""
    scheduler, store = FairScheduler(AT_ONCE), SessionStore(memory_mb)
    models = SharedModels(opener)

    def open_once(model: Path | None, device: str) -> "Completer":
        completer = models.open(model, device)
        scheduler.widen(completer.n_at_once)
        return completer

    return lambda: new_application(open_once, scheduler, store)


async def serve_stdio(app: Beamcoder) -> int:
    """Until the client says `exit` or closes our standard input."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not break the protocol
    reader = asyncio.StreamReader()
    pump = (sys.stdin.fileno(), reader, asyncio.get_running_loop())
    Thread(target=pump_bytes, args=pump, daemon=True).start()
    await app.talk(reader, StdoutWriter(output))
    return app.exit_code


def pump_bytes(source: int, reader: asyncio.StreamReader, loop: asyncio.AbstractEventLoop) -> None:
    """On a thread of its own that is not joined: a blocked read must not hold up an exit."""
    try:
        while chunk := os.read(source, CHUNK_BYTES):
            loop.call_soon_threadsafe(reader.feed_data, chunk)
        loop.call_soon_threadsafe(reader.feed_eof)
    except (OSError, RuntimeError) as exc:  # RuntimeError: the loop has ended meanwhile
        log.debug("standard input ended: %s", exc)


async def serve_tcp(make_app: MakeApp, host: str, port: int) -> None:
    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        log.info("a client came")
        await make_app().talk(reader, Outgoing(writer))
        writer.close()

    try:
        server = await asyncio.start_server(connection, host, port)
    except OSError as exc:
        raise cannot_listen(host, port, exc) from exc
    announce("tcp", server.sockets[0].getsockname())
    async with server:
        await server.serve_forever()


class Outgoing:
    """A StreamWriter as pygls wants to see it; what is sent to a client that left is dropped."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def write(self, data: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(data)

    def close(self) -> None:
        self._writer.close()


async def serve_ws(make_app: MakeApp, host: str, port: int) -> None:
    try:
        from websockets.asyncio.server import serve
    except ModuleNotFoundError as exc:
        raise TransportError('--ws needs websockets: run pip install "pygls[ws]"') from exc

    async def connection(websocket: Any) -> None:
        await converse(make_app(), websocket)

    try:
        server = await serve(
            connection, host, port, process_request=refuse_strangers, max_size=MAX_MESSAGE_BYTES
        )
    except OSError as exc:
        raise cannot_listen(host, port, exc) from exc
    announce("ws", next(iter(server.sockets)).getsockname())
    async with server:
        await server.serve_forever()


async def converse(app: Beamcoder, websocket: Any) -> None:
    """Serve one client over its WebSocket until it leaves."""
    try:
        await run_websocket(websocket, app.stopped, app.protocol, log, app.report_server_error)
    finally:
        app.close()


def cannot_listen(host: str, port: int, exc: OSError) -> TransportError:
    why = (os.strerror(exc.errno) if exc.errno else str(exc)).lower()
    mend = "; choose another port, or 0 for a free one" if exc.errno == errno.EADDRINUSE else ""
    return TransportError(f"cannot listen on {host}:{port}: {why}{mend}")


def announce(scheme: str, address: Any) -> None:
    host, port = address[:2]
    print(f"beamcoder: listening on {scheme}://{host}:{port}", file=sys.stderr, flush=True)
