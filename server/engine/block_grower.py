"""Blocks, grown when the answers are out and while nobody waits.

    grower = BlockGrower(queue, sessions)
    grower.begin(job, hear)          after an answer has gone out
    grower.stop(uri)                 something else is wanted of the document

A block takes a turn of the queue like a search, and gives it back at the next step of the engine
once anybody waits: a newer request of its document, or another document or client. `hear` is called
when it has grown; the next request for the place, or one that types along, finds it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Final

from beamcoder.model.proposal import Answer, Request
from beamcoder.server.documents.documents import Document
from beamcoder.server.engine.fair_queue import CANCELLED, ClientQueue
from beamcoder.server.engine.sessions import Sessions
from beamcoder.server.settings import Settings

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Session

log = logging.getLogger(__name__)

PAUSE_S: Final = 0.02  # in which the answer is written, and the next key of a burst may come


@dataclass(slots=True)
class BlockJob:
    """An answer that has gone out, and what is needed to go on from it."""

    document: Document
    request: Request
    answer: Answer
    settings: Settings
    completer: "Completer"
    stopped: Event = field(default_factory=Event)
    n_bytes: int = 0  # of the session, once the block has grown

    @property
    def is_wanted(self) -> bool:
        settings = self.settings
        return settings.n_block_lines > 0 and settings.lines and self.answer.reason != "cancelled"


Hear = Callable[[BlockJob, Answer], None]


class BlockGrower:
    """The blocks of one client. For the event loop only."""

    def __init__(self, queue: ClientQueue, sessions: Sessions) -> None:
        self._queue, self._sessions = queue, sessions
        self._jobs: dict[str, BlockJob] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, job: BlockJob, hear: Hear) -> None:
        """Grow its block soon; `hear` gets the answer with it, unless it is given up."""
        self.stop(job.document.uri)
        if job.is_wanted:
            self._jobs[job.document.uri] = job
            task = asyncio.create_task(self._grow(job, hear))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def stop(self, uri: str) -> None:
        """Give up what grows for a document."""
        job = self._jobs.pop(uri, None)
        if job is not None:
            job.stopped.set()

    def close(self) -> None:
        for uri in list(self._jobs):
            self.stop(uri)
        for task in self._tasks:
            task.cancel()

    async def _grow(self, job: BlockJob, hear: Hear) -> None:
        await asyncio.sleep(PAUSE_S)
        uri, limit_mb = job.document.uri, job.settings.memory_mb
        if job.stopped.is_set() or self._queue.is_waited_for or self._queue.has_left:
            return
        session = self._sessions.of(uri, job.completer, limit_mb)
        work = partial(grow, job, session, self._queue)
        answer = await asyncio.wrap_future(self._queue.put(uri, work))
        if answer.reason != "cancelled" and not job.stopped.is_set():
            hear(job, answer)
            await asyncio.wrap_future(self._queue.put(uri, partial(foresee, job, answer, session)))
        self._sessions.trim(uri, job.n_bytes, limit_mb)


def grow(job: BlockJob, session: "Session", queue: ClientQueue) -> Answer:
    """On the worker's thread. Whatever the engine raises is logged."""
    job.request = replace(
        job.request, cancelled=lambda: job.stopped.is_set() or queue.is_waited_for
    )
    if job.request.cancelled():
        return CANCELLED
    n_lines = job.settings.n_block_lines
    try:
        answer = job.completer.grow_worth(job.request, job.answer, session, n_lines)
        job.n_bytes = session.n_bytes
    except Exception:  # the server outlives its engine's faults
        log.exception("a block could not be grown")
        return CANCELLED
    return answer


def foresee(job: BlockJob, answer: Answer, session: "Session") -> Answer:
    """The same, of what comes after the line or block of an answer."""
    if job.request.cancelled():
        return CANCELLED
    try:
        job.completer.foresee(job.request, answer, session)
        job.n_bytes = session.n_bytes
    except Exception:  # the server outlives its engine's faults
        log.exception("what follows could not be searched")
    return answer
