"""The language server on stdio, TCP, WebSocket or a local socket.

On stdio there is one client, and the process ends with it. On TCP and WebSocket clients come and
go; they share one model, and show a token. On a local socket they are the user's own editors.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from beamcoder.errors import UsageError
from beamcoder.glibc import Malloc, keep_objects_in_malloc, set_malloc
from beamcoder.server import limits
from beamcoder.server.access import Access
from beamcoder.server.app import Beamcoder
from beamcoder.server.application import new_application
from beamcoder.server.engine.loading import OpenCompleter, open_completer
from beamcoder.server.engine.shared_engine import SharedEngine
from beamcoder.server.transport import shutdown
from beamcoder.server.transport.addresses import parse_address
from beamcoder.server.transport.stdio import serve_stdio
from beamcoder.server.transport.tcp import MakeApp, serve_tcp
from beamcoder.server.transport.websocket import serve_ws

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer

log = logging.getLogger(__name__)

# Searches: of 32 clients on 2 cores, 2 to 4 at once answered 5 to 20 % more keys a second than 1.
AT_ONCE: Final = (os.cpu_count() or 1) + 1
# Few heaps for all threads, and large arrays in none of them. Ten open files took 154 MB so, 216
# without: heaps of many threads keep what was freed in them, and what is larger than a megabyte
# leaves holes there.
MALLOC: Final = {Malloc.ARENA_MAX: 2, Malloc.MMAP_THRESHOLD: 1 << 20}


def run(
    args: argparse.Namespace,
    opener: OpenCompleter = open_completer,
    new_app: Callable[..., Beamcoder] = new_application,
) -> int:
    for name in ("memory", "keep"):
        if not getattr(args, name) > 0:
            raise UsageError(f"--{name} must be above 0, not {getattr(args, name):g}")
    if args.tcp or args.ws or args.local:
        keep_objects_in_malloc()  # clients come and go
    start_logging(args.log_level)
    spare_memory()
    opener = with_defaults(opener, args.model, args.device)
    if args.tcp or args.ws:
        return run_on_network(args, opener, new_app)
    if args.local:
        from beamcoder.server.team.local_socket import serve_local

        engine, bounds = SharedEngine(opener, AT_ONCE, args.memory), limits.ClientLimits.of(args)
        return shutdown.run(serve_local(shared(engine, new_app), args.local, bounds, args.keep))
    if args.metrics is not None:
        raise UsageError("--metrics is for a server of many clients: say --tcp or --ws, too")
    if sys.stdin is not None and sys.stdin.isatty():
        print("beamcoder: waiting for an editor on standard input", file=sys.stderr)
    return shutdown.run(
        serve_stdio(new_app(opener, access=Access(limits=limits.ClientLimits.of(args))))
    )


def run_on_network(
    args: argparse.Namespace, opener: OpenCompleter, new_app: Callable[..., Beamcoder]
) -> int:
    from beamcoder.server.team import entrance, monitor  # a pipe starts without them

    serve, address = (serve_tcp, args.tcp) if args.tcp else (serve_ws, args.ws)
    host, port = parse_address(address)
    engine = SharedEngine(opener, AT_ONCE, args.memory)
    watching = None if args.metrics is None else monitor.Monitor(engine)
    door = entrance.open_door(args, watching)
    serving = serve(shared(engine, new_app), host, port, door)
    return shutdown.run(monitor.watched(serving, watching, args.metrics))


def spare_memory() -> None:
    """Before threads are started: see MALLOC."""
    set_malloc(MALLOC)


def start_logging(level: str = "warning") -> None:
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("beamcoder").setLevel(level.upper())
    for library in ("pygls", "websockets"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # we log what matters of them
    logging.raiseExceptions = False  # standard error may be closed


def with_defaults(opener: OpenCompleter, model: Path | None, device: str) -> OpenCompleter:
    """The same, with the command's model and device where a client asks for none."""

    def opened(wanted: Path | None, on: str) -> "Completer":
        return opener(wanted or model, device if on == "auto" else on)

    return opened


def shared(engine: SharedEngine, new_app: Callable[..., Beamcoder] = new_application) -> MakeApp:
    """A server for each client; one model for all that want the same, in turn, and one bound
    on what is remembered of their documents."""
    return lambda access: new_app(engine.open, engine.scheduler, engine.store, access)
