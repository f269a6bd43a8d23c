"""Monitor of a server: its health, readiness, metrics and state, on a loopback port of its own.

    await watched(serve_tcp(...), monitor, port)
    print_status(port)                    `beamcoder serve --status`

`/healthz` answers while the event loop turns, `/readyz` when the model answers, `/metrics` is
Prometheus' text, `/status` JSON. Numbers alone: whoever reaches a port of this machine may read
them. A name made to lead here, or a web page, gets 403.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import psutil

from beamcoder import __version__
from beamcoder.errors import MissingModuleError, TransportError, UsageError
from beamcoder.server.engine.shared_engine import SharedEngine
from beamcoder.server.observer import End, Observer, Visit
from beamcoder.server.transport.addresses import cannot_listen, say
from beamcoder.server.transport.origin_check import refusal
from beamcoder.server.transport.websocket import port_of, refuse_method, refused

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection
    from websockets.http11 import Request, Response

HOST: Final = "127.0.0.1"
READY_FOR_S: Final = 10.0  # a probe's answer holds so long
STATUS_S: Final = 10.0  # for a server to say its state
TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


class Monitor(Observer):
    """What the four pages say."""

    def __init__(self, engine: SharedEngine) -> None:
        """MissingModuleError."""
        try:
            from beamcoder.server.team.metrics import Metrics
        except ModuleNotFoundError as exc:
            raise MissingModuleError(
                f'--metrics needs {exc.name}: run pip install "beamcoder[team]"'
            ) from exc
        self.metrics = Metrics(engine)
        self._engine, self._began_s = engine, monotonic()
        self._visits: dict[int, Visit] = {}
        self._probe: asyncio.Future[str] | None = None
        self._probed_s = 0.0

    def came(self, visit: Visit) -> None:
        self._visits[visit.number] = visit
        self.metrics.came(visit)

    def left(self, visit: Visit, end: End) -> None:
        self._visits.pop(visit.number, None)
        self.metrics.left(visit, end)

    def answered(self, kind: str, source: str, took_s: float) -> None:
        self.metrics.answered(kind, source, took_s)

    async def why_not_ready(self) -> str:
        """ "" when the model answers; asked anew when the last answer is old."""
        now = monotonic()
        is_old = self._probe is not None and now - self._probed_s > READY_FOR_S
        if self._probe is None or (self._probe.done() and is_old):
            loop = asyncio.get_running_loop()
            self._probe = loop.run_in_executor(None, self._engine.answers)
            self._probed_s = now
        return await asyncio.shield(self._probe)

    def status(self) -> dict[str, Any]:
        visits = list(self._visits.values())
        return {
            "version": __version__,
            "up_s": round(monotonic() - self._began_s, 1),
            "clients": len(visits),
            "people": len({v.holder for v in visits if v.holder}),
            "requests": sum(v.n_requests for v in visits),
            "messages_refused": sum(v.n_errors for v in visits),
            "queue": self._engine.n_waiting,
            "remembered_mb": round(self._engine.n_bytes / 1e6, 1),
            "memory_mb": round(psutil.Process().memory_info().rss / 1e6, 1),
        }

    async def respond(self, connection: "ServerConnection", request: "Request") -> "Response":
        sentence = refusal(request.headers, port_of(connection), ())
        if sentence is not None:
            return refused(connection, HTTPStatus.FORBIDDEN, sentence)
        if (wrong_method := refuse_method(connection, request)) is not None:
            return wrong_method
        path = urlsplit(request.path).path
        if path == "/healthz":
            return connection.respond(HTTPStatus.OK, "ok\n")
        if path == "/readyz":
            why_not = await self.why_not_ready()
            status = HTTPStatus.SERVICE_UNAVAILABLE if why_not else HTTPStatus.OK
            return connection.respond(status, f"{why_not or 'ok'}\n")
        if path == "/metrics":
            return typed(connection, TEXT, self.metrics.page())
        if path == "/status":
            state = self.status() | {"why_not_ready": await self.why_not_ready()}
            return typed(connection, "application/json", json.dumps(state).encode())
        return connection.respond(HTTPStatus.NOT_FOUND, "there is no such page\n")


def typed(connection: "ServerConnection", media_type: str, body: bytes) -> "Response":
    response = connection.respond(HTTPStatus.OK, "")
    response.body = body
    for name, value in (("Content-Type", media_type), ("Content-Length", str(len(body)))):
        del response.headers[name]
        response.headers[name] = value
    return response


async def watched(
    serving: Coroutine[Any, Any, int], monitor: Monitor | None, port: int | None
) -> int:
    """Serve, with a monitor beside it where there is one."""
    if monitor is None or port is None:
        return await serving
    try:
        async with pages(monitor, port):
            return await serving
    finally:
        serving.close()  # if it never began


@asynccontextmanager
async def pages(monitor: Monitor, port: int) -> AsyncIterator[int]:
    """The four, at that port, or a free one if it is 0. The model is opened at once, so that the
    first client has it. TransportError."""
    from websockets.asyncio.server import serve

    async def nothing(_: Any) -> None:
        """No WebSocket is ever made: each request has been answered."""

    try:
        server = await serve(nothing, HOST, port_number(port), process_request=monitor.respond)
    except OSError as exc:
        raise cannot_listen(HOST, port, exc) from exc
    found = int(next(iter(server.sockets)).getsockname()[1])
    say(f"metrics are at http://{HOST}:{found}/metrics")
    tasks = [
        asyncio.ensure_future(monitor.metrics.watch_the_loop()),
        asyncio.ensure_future(monitor.why_not_ready()),
    ]
    try:
        yield found
    finally:
        for task in tasks:
            task.cancel()
        server.close()


async def ask_status(port: int) -> dict[str, Any]:
    """What the server of that monitor's port says. TransportError."""
    request = f"GET /status HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n"
    try:
        async with asyncio.timeout(STATUS_S):
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(request.encode())
            head, _, body = (await reader.read(1 << 20)).partition(b"\r\n\r\n")
            writer.close()
        if not head.startswith(b"HTTP/1.1 200 "):
            raise ValueError
        found: dict[str, Any] = json.loads(body)
    except (OSError, ValueError) as exc:  # TimeoutError is an OSError
        raise TransportError(
            f"no server says its state at port {port}: start one with beamcoder serve "
            f"--tcp or --ws, and --metrics {port}"
        ) from exc
    return found


def port_number(port: int) -> int:
    """UsageError."""
    if not 0 <= port < 65536:
        raise UsageError(f"a port lies between 0 and 65535, not {port}")
    return port


def print_status(port: int) -> int:
    """For people. TransportError."""
    found = asyncio.run(ask_status(port_number(port)))
    ready = found.pop("why_not_ready")
    print(f"{'state':18}{ready or 'ready'}")
    for name, value in found.items():
        print(f"{name.replace('_', ' '):18}{value}")
    return 0
