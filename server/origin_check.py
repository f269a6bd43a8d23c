"""Check of Origin and Host: no page of another site may connect.

Any page that a browser shows may open a WebSocket to this machine; the browser names the page in
`Origin`, and the server has to look. A foreign name that was made to lead to this machine shows
in `Host`. Programs that are no browsers send no Origin, and come in.
"""

from collections.abc import Sequence
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection
    from websockets.http11 import Request, Response


class Headers(Protocol):
    """Of a request, as websockets reads them."""

    def get_all(self, key: str, /) -> Sequence[str]: ...


def is_loopback(host: str) -> bool:
    """`localhost`, or an address that never leaves this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refusal(headers: Headers, bound: str, *, own_page_only: bool = False) -> str | None:
    """Why a request is turned away, as a sentence; None for a welcome one.

    `bound` is the address that the server listens on. A page from this machine is welcome, and
    with `own_page_only` only one that came from this very server.
    """
    host = one(headers.get_all("Host"))
    asked_host = host_of(f"//{host}")
    if is_loopback(bound) and not is_loopback(asked_host):
        return (
            f"this server accepts connections for localhost only, but the Host header says {host!r}"
        )
    origins = headers.get_all("Origin")
    if not origins:
        return None
    origin = one(origins)
    if own_page_only:
        is_known = origin == f"http://{host}"
    else:
        is_known = is_loopback(host_of(origin)) or host_of(origin) == asked_host != ""
    return None if is_known else f"a page of {origin or 'several sites'} may not talk to it"


def refuse_strangers(connection: "ServerConnection", request: "Request") -> "Response | None":
    """For websockets, before a connection is made."""
    sentence = refusal(request.headers, bound_address(connection))
    return None if sentence is None else connection.respond(HTTPStatus.FORBIDDEN, f"{sentence}\n")


def bound_address(connection: Any) -> str:
    """The address of this machine that a connection came to."""
    return str(connection.local_address[0])


def host_of(address: str) -> str:
    """The host that an address names; "" if none can be read."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def one(values: Sequence[str]) -> str:
    """A header that must stand once; "" otherwise."""
    return values[0] if len(values) == 1 else ""
