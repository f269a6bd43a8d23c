"""Observer of a server's clients: who comes and leaves, what is answered and how fast.

    observer = Observers([Audit(path), metrics])
    observer.left(visit, End.TOKEN)

Numbers, names of our own methods and holders of tokens: an observer is shown no text, no path and
no name of a document.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from time import monotonic
from typing import Final

NUMBERS: Final = count(1)


class End(StrEnum):
    """Why a client is here no more."""

    LEFT = "left"  # it said exit, or closed
    TOKEN = "token"  # none, or a wrong one
    REVOKED = "revoked"  # its token was revoked, or has expired
    PAGE = "page"  # a web page that was not named, or a wrong Host
    HEADER = "header"  # what it sent is no LSP
    SIZE = "size"  # a message was too large
    SILENT = "silent"  # no `initialize` in time
    IDLE = "idle"
    UNREAD = "unread"  # it does not read its answers
    CROWD = "crowd"  # too many clients were here
    STOPPED = "stopped"  # the server has ended


@dataclass(slots=True)
class Visit:
    """One client's connection, in numbers."""

    transport: str = "stdio"
    address: str = ""
    holder: str = ""  # of the token that it has shown
    number: int = field(default_factory=lambda: next(NUMBERS))
    began_s: float = field(default_factory=monotonic)
    n_messages: int = 0
    n_bytes: int = 0
    n_requests: int = 0
    n_errors: int = 0
    is_unread: bool = False  # it was cut off for that


class Observer:
    """Sees everything and does nothing; observers override what they need. For the event loop."""

    def came(self, visit: Visit) -> None:
        """A connection has been made."""

    def admitted(self, visit: Visit) -> None:
        """It has shown a token: `visit.holder` is known."""

    def left(self, visit: Visit, end: End) -> None:
        """The connection has ended, or was never let in."""

    def answered(self, kind: str, source: str, took_s: float) -> None:
        """A search has been answered: of a list or a ghost text, and whence the answer came."""


class Observers(Observer):
    """Several, as one."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._observers = observers

    def came(self, visit: Visit) -> None:
        for each in self._observers:
            each.came(visit)

    def admitted(self, visit: Visit) -> None:
        for each in self._observers:
            each.admitted(visit)

    def left(self, visit: Visit, end: End) -> None:
        for each in self._observers:
            each.left(visit, end)

    def answered(self, kind: str, source: str, took_s: float) -> None:
        for each in self._observers:
            each.answered(kind, source, took_s)
