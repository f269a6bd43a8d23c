"""Admission of network clients: the token, and for browsers the origin of the page.

door = Door.of(args)
door.access(has_shown_token=False)       what a client may do that must still show it
sentence = door.refusal(headers, path, port)     "" for a WebSocket that may come in
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from beamcoder.errors import UsageError
from beamcoder.server.access import Access, is_same
from beamcoder.server.limits import LIMITS, ClientLimits
from beamcoder.server.transport.addresses import say
from beamcoder.server.transport.origin_check import Headers, normal_origin
from beamcoder.server.transport.tokens import kept_token, make_token, read_token

TOKEN_HELP: Final = "a file of mode 0600 with the token that clients show; else one is made"
ORIGIN_HELP: Final = "a web page that may connect with --ws, such as https://editor.example"
PROTOCOL: Final = "beamcoder"  # of WebSocket; a browser shows the token as a second one
PROTOCOL_TOKEN: Final = "beamcoder.token."
BEARER: Final = "bearer "


@dataclass(frozen=True, slots=True)
class Door:
    token: str = field(default_factory=make_token)
    origins: frozenset[str] = frozenset()
    limits: ClientLimits = LIMITS
    is_made_here: bool = True  # the token; then it has to be printed

    @classmethod
    def of(cls, args: argparse.Namespace, kept_as: str = "") -> "Door":
        """A token that no file holds is made, and kept if it gets a name. UsageError for a token
        file or an origin that cannot be."""
        origins = frozenset(map(checked_origin, getattr(args, "origin", None) or ()))
        limits = ClientLimits.of(args)
        if args.token_file is not None:
            return cls(read_token(args.token_file), origins, limits, is_made_here=False)
        return cls(kept_token(kept_as) if kept_as else make_token(), origins, limits)

    def access(self, *, has_shown_token: bool = False) -> Access:
        return Access(False, "" if has_shown_token else self.token, self.limits)

    def announce(self) -> None:
        """Print the token, once, if it was made here."""
        if self.is_made_here:
            say(f"the token is {self.token}")

    def is_open_to(self, tokens: Sequence[str]) -> bool:
        """Whether all tokens that were shown are the right one."""
        return all(is_same(self.token, token) for token in tokens)


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


def add_token_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--token-file", type=Path, metavar="FILE", help=TOKEN_HELP)


def add_origin_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--origin", action="append", metavar="ORIGIN", help=ORIGIN_HELP)
