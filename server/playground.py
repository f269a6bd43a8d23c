"""`beamcoder demo`: the playground in the browser, served on this machine only.

One port for both: the page's files by GET, the language server by WebSocket. The page is built
from editor-clients/playground and lies in `page/`; no Node is needed here.
"""

import argparse
import asyncio
import errno
import mimetypes
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from beamcoder.arguments import add_model_arguments
from beamcoder.errors import PageError, TransportError, UsageError
from beamcoder.server import limits
from beamcoder.server.command import AT_ONCE, shared, spare_memory, start_logging, with_defaults
from beamcoder.server.engine.loading import OpenCompleter, open_completer
from beamcoder.server.engine.shared_engine import SharedEngine
from beamcoder.server.serve import add_token_argument
from beamcoder.server.transport import shutdown, websocket
from beamcoder.server.transport.addresses import cannot_listen, say
from beamcoder.server.transport.door import Door
from beamcoder.server.transport.origin_check import own_origins, refusal
from beamcoder.server.transport.websocket import Reception, port_of, refuse_method, refused

if TYPE_CHECKING:
    from websockets.asyncio.server import Server, ServerConnection
    from websockets.http11 import Request, Response

HOST: Final = "127.0.0.1"
PORT: Final = 4390
PAGE: Final = Path(__file__).with_name("page")
TOKEN_NAME: Final = "demo"  # its name: the same at every start, so that an open page comes back
SOCKET_PATH: Final = "/server"  # where the page's WebSocket goes
NONCE: Final = "{{nonce}}"  # in the page, where that of the policy belongs
Browse = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    media_type: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=PORT, metavar="N", help=f"default {PORT}; 0 takes a free one"
    )
    parser.add_argument(
        "--in",
        dest="folders",
        nargs="+",
        type=Path,
        default=[],
        metavar="DIR",
        help="folders of Java files that the page may search",
    )
    parser.add_argument("--no-browser", action="store_true", help="only say where the page is")
    add_model_arguments(parser)
    add_token_argument(parser)
    limits.add_arguments(parser)


def run(
    args: argparse.Namespace,
    opener: OpenCompleter = open_completer,
    browse: Browse = webbrowser.open,
) -> int:
    start_logging()
    spare_memory()
    if not 0 <= args.port < 65536:
        raise UsageError(f"a port lies between 0 and 65535, not {args.port}")
    folders = checked_folders(args.folders)
    make_app = shared(SharedEngine(with_defaults(opener, args.model, args.device), AT_ONCE))
    door = replace(Door.of(args, kept_as=TOKEN_NAME), folders=folders)
    reception = Reception(make_app, door)
    return shutdown.run(play(reception, args.port, None if args.no_browser else browse))


def checked_folders(folders: Sequence[Path]) -> tuple[Path, ...]:
    """UsageError for a name that is no folder."""
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"--in: there is no folder {folder}")
    return tuple(folder.absolute() for folder in folders)


async def play(reception: Reception, port: int, browse: Browse | None) -> int:
    """Serve until the command is stopped."""
    server = await listen(reception, read_page(PAGE), port)
    token = urlencode({"token": reception.door.token})
    url = f"http://{HOST}:{next(iter(server.sockets)).getsockname()[1]}/?{token}"
    await asyncio.to_thread(invite, url, browse)
    return await websocket.until_cancelled(server)


def invite(url: str, browse: Browse | None) -> None:
    """Say where the page is, and send the browser there."""
    say(f"the playground is at {url} (Ctrl-C stops it)")
    if browse is not None and not browse(url):
        say(f"no browser could be opened: open {url} in one yourself")


async def listen(reception: Reception, page: Mapping[str, Asset], port: int) -> "Server":
    """A server of page and WebSocket; TransportError if the port cannot be had."""

    def answer(connection: "ServerConnection", request: "Request") -> "Response | None":
        return respond(page, reception, connection, request)

    try:
        return await websocket.listen(reception, HOST, port, answer)
    except OSError as exc:
        if exc.errno != errno.EADDRINUSE:
            raise cannot_listen(HOST, port, exc) from exc
        raise TransportError(
            f"port {port} is taken, perhaps by another playground: look at http://{HOST}:{port}/,"
            " or choose a port with --port N (0 takes a free one)"
        ) from exc


def read_page(folder: Path) -> dict[str, Asset]:
    """The files of the page by their path in an address. PageError if they are not there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    page = {f"/{path.relative_to(folder).as_posix()}": asset(path) for path in files}
    if "/index.html" not in page:
        raise PageError(f"the page of the playground is not in {folder}: run make playground")
    return page | {"/": page["/index.html"]}


def asset(path: Path) -> Asset:
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    media_type = "text/javascript" if path.suffix == ".js" else guessed
    if path.suffix == ".woff2":
        media_type = "font/woff2"
    is_text = media_type.startswith("text/")
    return Asset(path.read_bytes(), media_type + ("; charset=utf-8" if is_text else ""))


def respond(
    page: Mapping[str, Asset],
    reception: Reception,
    connection: "ServerConnection",
    request: "Request",
) -> "Response | None":
    """A file of the page, for anybody here; None where the WebSocket may begin."""
    origins = own_origins(request.headers)
    sentence = refusal(request.headers, port_of(connection), origins)
    if sentence is not None:
        return refused(connection, HTTPStatus.FORBIDDEN, sentence)
    if (refusal_of_method := refuse_method(connection, request)) is not None:
        return refusal_of_method
    path = urlsplit(request.path).path
    if path == SOCKET_PATH:
        return reception.refuse_wrong_token(connection, request)
    found = page.get(path)
    if found is None:
        return connection.respond(HTTPStatus.NOT_FOUND, "there is no such page\n")
    return response_with(found, connection)


def response_with(found: Asset, connection: "ServerConnection") -> "Response":
    nonce = token_urlsafe(16)
    response = connection.respond(HTTPStatus.OK, "")
    response.body = found.body.replace(NONCE.encode(), nonce.encode())
    for name, value in headers(found, len(response.body), nonce).items():
        if name in response.headers:
            del response.headers[name]
        response.headers[name] = value
    return response


def headers(found: Asset, n_bytes: int, nonce: str) -> dict[str, str]:
    """The page loads nothing from elsewhere, and no page frames it.

    The editor writes its style rules at run time: the nonce allows it, and nothing else.
    """
    policy = (
        f"default-src 'self'; style-src 'self' 'nonce-{nonce}'; object-src 'none'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Type": found.media_type,
        "Content-Length": str(n_bytes),
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
