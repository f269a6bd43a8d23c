"""What is remembered stays within its bounds, of each client and of all together."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from beamcoder.server.engine.sessions import MB, Sessions, SessionStore


@dataclass
class Sized:
    n_bytes: int = 0
    limit_mb: float = 0.0


class Opener:
    def new_session(self) -> Sized:
        return Sized()


def session_of(sessions: Sessions, uri: str, completer: Any) -> Sized:
    return cast(Sized, sessions.of(uri, completer))


USES = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from("ABCD"), st.integers(0, 9)), max_size=60
)


@given(USES, st.integers(1, 20), st.integers(1, 30))
def test_the_least_recently_used_go_first(
    uses: list[tuple[int, str, int]], limit_mb: int, server_mb: int
) -> None:
    """Against a plain list: who was used last is kept, up to the bounds."""
    store, completer = SessionStore(server_mb), Opener()
    clients = [Sessions(store) for _ in range(3)]
    naive: OrderedDict[tuple[int, str], Sized] = OrderedDict()
    for client, uri, size_mb in uses:
        session = cast(Sized, clients[client].of(uri, cast(Any, completer), limit_mb))
        known = naive.pop((client, uri), None)
        assert known is None or known is session
        naive[client, uri] = session
        assert session.limit_mb == min(limit_mb, server_mb)
        session.n_bytes = int(min(size_mb, session.limit_mb) * MB)  # it keeps itself within it
        clients[client].trim(uri, session.n_bytes, limit_mb)
        shrink(naive, limit_mb, client)
        shrink(naive, server_mb, None)
        assert [id(kept.session) for kept in store.kept.values()] == list(map(id, naive.values()))
        assert sum(kept.n_bytes for kept in naive.values()) <= server_mb * MB
        own = [kept.n_bytes for key, kept in naive.items() if key[0] == client]
        assert sum(own) <= limit_mb * MB


def shrink(naive: OrderedDict[tuple[int, str], Sized], limit_mb: int, client: int | None) -> None:
    mine = [key for key in naive if client is None or key[0] == client]
    while len(mine) > 1 and sum(naive[key].n_bytes for key in mine) > limit_mb * MB:
        del naive[mine.pop(0)]


def test_a_client_that_leaves_takes_its_sessions_along() -> None:
    store, completer = SessionStore(), Opener()
    first, second = Sessions(store), Sessions(store)
    kept = session_of(second, "A", completer)
    session_of(first, "A", completer)
    session_of(first, "B", completer)
    first.leave()
    assert [id(each.session) for each in store.kept.values()] == [id(kept)]


def test_another_model_begins_anew() -> None:
    sessions, completer = Sessions(), Opener()
    old = session_of(sessions, "A", completer)
    assert session_of(sessions, "A", completer) is old
    assert session_of(sessions, "A", Opener()) is not old
    sessions.drop("A")
    assert session_of(sessions, "A", completer) is not old
