"""What the engine remembers of each document, for the documents used last."""

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Session

MAX_SESSIONS: Final = 8  # a session holds a key/value cache of some tens of MB


class Sessions:
    """One session a document, least recently used dropped first. A session is its completer's."""

    def __init__(self, max_sessions: int = MAX_SESSIONS) -> None:
        self._max_sessions = max_sessions
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._completer: Completer | None = None

    def of(self, uri: str, completer: "Completer") -> "Session":
        if completer is not self._completer:
            self._sessions.clear()
            self._completer = completer
        session = self._sessions.pop(uri, None) or completer.new_session()
        self._sessions[uri] = session
        while len(self._sessions) > self._max_sessions:
            self._sessions.popitem(last=False)
        return session

    def drop(self, uri: str) -> None:
        self._sessions.pop(uri, None)
