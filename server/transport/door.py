"""Admission of network clients: the tokens, and for browsers the origin of the page.

visit = door.visit("ws", peer)
door.access(visit)                               what a client may do that must still show a token
door.is_open_to(tokens_shown(headers, path))     whether a WebSocket may come in
"""

import argparse
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from beamcoder.errors import UsageError
from beamcoder.server.access import Access, Keyring, is_same
from beamcoder.server.limits import LIMITS, ClientLimits
from beamcoder.server.observer import Observer, Visit
from beamcoder.server.transport.addresses import say
from beamcoder.server.transport.origin_check import Headers, normal_origin
from beamcoder.server.transport.tokens import kept_token, make_token, read_token

PROTOCOL: Final = "beamcoder"  # of WebSocket; a browser shows the token as a second one
PROTOCOL_TOKEN: Final = "beamcoder.token."
BEARER: Final = "bearer "
OWN: Final = "the server's token"  # the holder of it; no person can have that name


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in. `token` is the server's own, "" where only `people` have some."""

    token: str = field(default_factory=make_token)
    origins: frozenset[str] = frozenset()
    limits: ClientLimits = LIMITS
    is_made_here: bool = True  # the token; then it has to be printed
    hosts: frozenset[str] = frozenset()  # by which other machines know this one
    people: Keyring | None = None
    tls: ssl.SSLContext | None = None
    fingerprint: str = ""  # of its certificate; clients pin it
    observer: Observer = field(default_factory=Observer)
    folders: tuple[Path, ...] = ()  # that clients may search

    @classmethod
    def of(cls, args: argparse.Namespace, kept_as: str = "") -> "Door":
        """A token that no file holds is made, and kept if it gets a name. UsageError for a token
        file or an origin that cannot be."""
        origins = frozenset(map(checked_origin, getattr(args, "origin", None) or ()))
        hosts = frozenset(name.lower() for name in getattr(args, "host", None) or ())
        limits = ClientLimits.of(args)
        if args.token_file is not None:
            return cls(read_token(args.token_file), origins, limits, False, hosts)
        token = kept_token(kept_as) if kept_as else make_token()
        return cls(token, origins, limits, hosts=hosts)

    def visit(self, transport: str, peer: Any) -> Visit:
        """`peer` is the address of a client as sockets have it."""
        return Visit(transport, str(peer[0]) if isinstance(peer, tuple) and peer else "")

    def access(self, visit: Visit, token: str = "") -> Access:
        """`token` is what the client has shown already."""
        return Access(False, self, token, self.limits, self.observer, visit, self.folders)

    def announce(self) -> None:
        """Print the token, once, if it was made here."""
        if self.token and self.is_made_here:
            say(f"the token is {self.token}")
        if self.fingerprint:
            say(f"the certificate's SHA-256 fingerprint is {self.fingerprint}")

    def holder(self, token: str) -> str | None:
        """As a `Keyring`: who has that token."""
        if self.token and is_same(self.token, token):
            return OWN
        return self.people.holder(token) if self.people is not None and token else None

    def still_admits(self, holder: str) -> bool:
        return holder == OWN or (self.people is not None and self.people.still_admits(holder))

    def is_open_to(self, tokens: Sequence[str]) -> bool:
        """Whether all tokens that were shown are good ones, and of one holder."""
        holders = {self.holder(token) for token in tokens}
        return len(holders) <= 1 and None not in holders


def tokens_shown(headers: Headers, path: str) -> list[str]:
    """The tokens of a WebSocket's request: of `Authorization`, of a protocol, of its address."""
    written = [value.strip() for value in headers.get_all("Authorization")]
    tokens = [v[len(BEARER) :].strip() for v in written if v.lower().startswith(BEARER)]
    offered = ",".join(headers.get_all("Sec-WebSocket-Protocol")).split(",")
    names = (name.strip() for name in offered)
    tokens += [n.removeprefix(PROTOCOL_TOKEN) for n in names if n.startswith(PROTOCOL_TOKEN)]
    return tokens + parse_qs(urlsplit(path).query, keep_blank_values=True).get("token", [])


def checked_origin(written: str) -> str:
    """UsageError when it is not what browsers send as Origin."""
    origin = normal_origin(written)
    if not origin:
        raise UsageError(f"an origin is written https://HOST or http://HOST:PORT, not {written!r}")
    return origin
