"""Sessions of the documents used last, bounded in bytes.

    store = SessionStore(limit_mb=1024)              for all clients of a server
    sessions = Sessions(store)                       one client's
    session = sessions.of(uri, completer, limit_mb=40)    at each request
    sessions.trim(uri, n_bytes, limit_mb=40)         when it has been answered

A session grows while it is used: keys and values of its pieces, the tree of its last search, the
lines of its text; it keeps itself within its limit (`session.limit_mb`). Of
several the one used longest ago goes first, with all that it holds, so that after each request all
are within the limit together. For the event loop only: a computing thread reports how large its
session is, for no other may look into it meanwhile. A session that is computing when it is
forgotten lives until that ends.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from beamcoder.model.proposal import MEMORY_MB
from beamcoder.server.limits import LIMIT_MB

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Session

MB: Final = 1_000_000


@dataclass(slots=True)
class Kept:
    """A document's session, which is its client's and its completer's."""

    owner: "Sessions"
    completer: "Completer"
    session: "Session"
    n_bytes: int = 0  # when it was last measured


class SessionStore:
    """The sessions of all clients, the one used last at the end."""

    def __init__(self, limit_mb: float = LIMIT_MB) -> None:
        self.limit_mb = limit_mb
        self.kept: OrderedDict[tuple[int, str], Kept] = OrderedDict()

    def forget(self, owner: "Sessions") -> None:
        """All of a client's."""
        for key in [key for key, kept in self.kept.items() if kept.owner is owner]:
            del self.kept[key]

    def trim(self, limit_mb: float, owner: "Sessions | None" = None) -> None:
        """Forget what was used longest ago until the rest, of one client or of all, fits."""
        mine = [key for key, kept in self.kept.items() if owner is None or kept.owner is owner]
        sizes = [self.kept[key].n_bytes for key in mine]
        total = sum(sizes)
        for key, n_bytes in zip(mine[:-1], sizes[:-1], strict=True):
            if total <= limit_mb * MB:
                return
            del self.kept[key]
            total -= n_bytes


class Sessions:
    """One session a document of one client."""

    def __init__(self, store: SessionStore | None = None) -> None:
        self._store = SessionStore() if store is None else store
        self._has_left = False

    def of(self, uri: str, completer: "Completer", limit_mb: float = MEMORY_MB) -> "Session":
        """The document's session, new if it has none with this completer, with the client's limit
        or that of all clients, whichever is less."""
        key = id(self), uri
        kept = self._store.kept.pop(key, None)
        if kept is None or kept.completer is not completer:
            kept = Kept(self, completer, completer.new_session())
        if not self._has_left:  # else nobody would forget it
            self._store.kept[key] = kept
        kept.session.limit_mb = min(limit_mb, self._store.limit_mb)
        return kept.session

    def drop(self, uri: str) -> None:
        self._store.kept.pop((id(self), uri), None)

    def trim(self, uri: str, n_bytes: int, limit_mb: float) -> None:
        """A document's session has grown: keep this client in its limit, all in the server's."""
        if (kept := self._store.kept.get((id(self), uri))) is not None:
            kept.n_bytes = n_bytes
        self._store.trim(limit_mb, self)
        self._store.trim(self._store.limit_mb)

    def leave(self) -> None:
        """The client has gone; requests that it left behind keep nothing."""
        self._has_left = True
        self._store.forget(self)
