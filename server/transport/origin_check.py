"""Check of Origin and Host: no page of another site may connect.

Any page that a browser shows may open a WebSocket to this machine; the browser names the page in
`Origin`, and the server has to look. A foreign name that was made to lead to this machine shows in
`Host`. Programs that are no browsers send no Origin; they still have to show the token.
"""

from collections.abc import Collection, Sequence
from typing import Final, Protocol
from urllib.parse import urlsplit

from beamcoder.server.transport.addresses import is_loopback

DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class Headers(Protocol):
    """Of a request, as websockets reads them."""

    def get_all(self, key: str, /) -> Sequence[str]: ...


def refusal(
    headers: Headers, port: int, origins: Collection[str], hosts: Collection[str] = ()
) -> str | None:
    """Why a request is turned away, as a sentence; None for a welcome one.

    `port` is where the server listens; `origins` are the pages that may connect, each as
    `normal_origin` writes it; `hosts` the names of this machine that others may know it by, with a
    port where it is another one.
    """
    host = one(headers.get_all("Host"))
    if not is_own_host(host, port, hosts):
        known = " or ".join(["localhost", *sorted(hosts)])
        return f"this server is reached as {known} at {port} only, not as {host or 'nobody'}"
    sent = headers.get_all("Origin")
    if not sent:
        return None
    origin = one(sent)
    if normal_origin(origin) in origins:
        return None
    return f"a page of {origin or 'several sites'} may not talk to it"


def is_own_host(host: str, port: int, hosts: Collection[str] = ()) -> bool:
    """Whether a Host names this machine as such, and this server's port."""
    try:
        parts = urlsplit(f"//{host}")
        ports = DEFAULT_PORTS.values() if parts.port is None else [parts.port]
    except ValueError:
        return False
    name = parts.hostname or ""
    is_ours = port in ports and (is_loopback(name) or name in hosts)
    is_anothers = any(f"{name}:{each}" in hosts for each in ports)
    return parts.netloc == host and (is_ours or is_anothers)


def own_origins(headers: Headers) -> frozenset[str]:
    """The pages of this very server, under the name that it was reached by."""
    origin = normal_origin(f"http://{one(headers.get_all('Host'))}")
    return frozenset({origin} if origin else ())


def normal_origin(written: str) -> str:
    """`scheme://host:port` as a browser means it, with its port; "" for anything else."""
    try:
        parts = urlsplit(written)
        scheme, port = parts.scheme.lower(), parts.port
    except ValueError:
        return ""
    is_bare = written.lower() == f"{scheme}://{parts.netloc.lower()}" and "@" not in parts.netloc
    if scheme not in DEFAULT_PORTS or not parts.hostname or not is_bare:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{scheme}://{host}:{port or DEFAULT_PORTS[scheme]}"


def one(values: Sequence[str]) -> str:
    """A header that must stand once; "" otherwise."""
    return values[0] if len(values) == 1 else ""
