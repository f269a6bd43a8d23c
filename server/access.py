"""Rights of one client: everything for the user's own pipe, text only over a network.

A client that came over a network sends text and gets completions; it searches what it sent, and the
folders that the server was started for, as the playground is with --in. Else the disk, the model,
the log and the statistics are the user's of the server; that client neither reads nor sets them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from pathlib import Path
from typing import Any, Protocol

from beamcoder.server.limits import LIMITS, ClientLimits
from beamcoder.server.observer import Observer, Visit


class Keyring(Protocol):
    """The tokens that a server accepts."""

    def holder(self, token: str) -> str | None:
        """Who has that token; None for nobody."""

    def still_admits(self, holder: str) -> bool:
        """Whether the holder's token has neither expired nor been revoked."""


@dataclass(frozen=True, slots=True)
class Access:
    """`token` is what was shown before `initialize`; without a keyring none is needed."""

    is_local: bool = True
    keyring: Keyring | None = None
    token: str = ""
    limits: ClientLimits = LIMITS
    observer: Observer = field(default_factory=Observer)
    visit: Visit = field(default_factory=Visit)
    folders: tuple[Path, ...] = ()  # that a client over a network may search, and nothing else

    def holder(self, params: Any) -> str | None:
        """Whose token was shown, if not before then in the parameters of `initialize`; None for
        nobody's."""
        if self.keyring is None:
            return ""
        options = params.get("initializationOptions") if isinstance(params, Mapping) else None
        token = options.get("token") if isinstance(options, Mapping) else None
        shown = self.token or token
        return self.keyring.holder(shown) if isinstance(shown, str) else None

    def still_admits(self, holder: str) -> bool:
        return self.keyring is None or self.keyring.still_admits(holder)


LOCAL = Access()


def is_same(token: str, sent: Any) -> bool:
    """Compared in constant time, whatever was sent."""
    return isinstance(sent, str) and compare_digest(
        token.encode(), sent.encode("utf-8", "surrogatepass")
    )
