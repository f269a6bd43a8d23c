"""Fair scheduler: clients in a ring, and the documents of each client in a ring.

    turns = FairScheduler()                          for all clients of a server, one at once
    queue = turns.join()                             a client's
    future = queue.put(uri, work)                    work() on a thread, when it is its turn
    queue.leave()                                    the client has gone

Of each document one search waits at most: a newer one takes its place, and keeps it in the ring.
Of N clients that wait, each one's next search begins after at most N - 1 searches of others,
however many one of them asks for; and while others are there, a client's searches run one after the
other, so that it takes no more than one of the threads. What is dropped is answered at once and
costs no turn. Two searches of one document never run together. Knows nothing of what is computed.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from beamcoder.model.proposal import Answer

CANCELLED: Final = Answer(reason="cancelled")
MAX_THREADS: Final = 32
Work = Callable[[], Answer]


@dataclass(slots=True)
class PendingSearch:
    """A search that has not begun."""

    work: Work
    future: Future[Answer] = field(default_factory=Future)

    def run(self) -> None:
        if self.future.set_running_or_notify_cancel():  # False when it was cancelled
            self.future.set_result(self.work())

    def drop(self) -> None:
        if self.future.set_running_or_notify_cancel():
            self.future.set_result(CANCELLED)


class ClientQueue:
    """The searches of one client. For any thread."""

    def __init__(self, scheduler: "FairScheduler") -> None:
        self._turns = scheduler
        self.waiting: OrderedDict[str, PendingSearch] = OrderedDict()
        self.running: set[str] = set()
        self.has_left = False

    def put(self, uri: str, work: Work) -> Future[Answer]:
        """What `work` returns, in its turn; it must not raise. CANCELLED for a client that left."""
        return self._turns.put(self, uri, work)

    @property
    def is_waited_for(self) -> bool:
        """Whether this client or another one waits."""
        return self._turns.is_waited_for

    def drop(self, uri: str) -> None:
        """Forget the document's search, if it has not begun."""
        self._turns.drop(self, uri)

    def leave(self) -> None:
        """Forget all searches that have not begun, and take no more."""
        self._turns.forget(self)
        for uri in list(self.waiting):
            self.drop(uri)

    def next(self, limit: int) -> str | None:
        """The document whose turn it is among those that nothing runs for; None where so many
        searches run already."""
        if len(self.running) >= limit:
            return None
        return next((uri for uri in self.waiting if uri not in self.running), None)


class FairScheduler:
    """The ring of clients, and the threads that go round it."""

    def __init__(self, limit: int = 1) -> None:
        """`limit` searches at once."""
        self._limit, self._n_running, self._n_clients = limit, 0, 0
        self._lock, self._has_closed = Lock(), False
        self._ring: deque[ClientQueue] = deque()  # clients with searches that wait, each once
        # As many as may search, for every thread keeps a stack; the newest pool is in use.
        self._pools = [threads(limit)]

    def join(self) -> ClientQueue:
        with self._lock:
            self._n_clients += 1
        return ClientQueue(self)

    def forget(self, queue: ClientQueue) -> None:
        """A client has gone, which may be said again."""
        with self._lock:
            self._n_clients -= not queue.has_left
            queue.has_left = True

    def widen(self, limit: int) -> None:
        """For a device that computes so many together."""
        with self._lock:
            if limit > self._limit:
                self._limit = limit
                self._pools.append(threads(limit))

    @property
    def n_waiting(self) -> int:
        """Searches of all clients that have not begun."""
        with self._lock:
            return sum(len(queue.waiting) for queue in self._ring)

    @property
    def is_waited_for(self) -> bool:
        """Whether a search waits for its turn, so that what nobody waits for is to give way."""
        return bool(self._ring)

    def close(self) -> None:
        """No more turns; the searches that wait are dropped."""
        self._has_closed = True
        with self._lock:
            ring, self._ring = list(self._ring), deque()
        for queue in ring:
            queue.leave()
        for pool in self._pools:
            pool.shutdown(wait=False, cancel_futures=True)

    def put(self, queue: ClientQueue, uri: str, work: Work) -> Future[Answer]:
        new = PendingSearch(work)
        if queue.has_left or self._has_closed:
            new.drop()
            return new.future
        with self._lock:
            old = queue.waiting.get(uri)
            queue.waiting[uri] = new  # in the place of the old one
            if queue not in self._ring:
                self._ring.append(queue)
        if old is not None:
            old.drop()
        self._pools[-1].submit(self._take_turns)
        return new.future

    def drop(self, queue: ClientQueue, uri: str) -> None:
        with self._lock:
            old = queue.waiting.pop(uri, None)
        if old is not None:
            old.drop()

    def _take_turns(self) -> None:
        """On a thread: one search after the other, until none may begin."""
        while (chosen := self._begin()) is not None:
            queue, uri, search = chosen
            try:
                search.run()
            finally:
                with self._lock:
                    queue.running.discard(uri)
                    self._n_running -= 1

    def _begin(self) -> tuple[ClientQueue, str, PendingSearch] | None:
        with self._lock:
            chosen = self._choose() if self._n_running < self._limit else None
            self._n_running += chosen is not None
        return chosen

    def _choose(self) -> tuple[ClientQueue, str, PendingSearch] | None:
        """The next client that can begin something goes to the ring's end, or out of it."""
        limit = 1 if self._n_clients > 1 else self._limit
        for _ in range(len(self._ring)):
            queue = self._ring.popleft()
            uri = queue.next(limit)
            if queue.waiting and (uri is None or len(queue.waiting) > 1):
                self._ring.append(queue)
            if uri is not None:
                queue.running.add(uri)
                return queue, uri, queue.waiting.pop(uri)
        return None


def threads(n: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(n, MAX_THREADS), thread_name_prefix="beamcoder-turn")
