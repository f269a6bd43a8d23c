"""One search at a time for each document: the newest request wins.

The list and the ghost text of one key press ask for the same place, so they share one search. A
request that its editor cancels, or that a newer place overtakes, sets a flag which the engine
reads between two decode steps; a running thread cannot be stopped otherwise.
"""

import asyncio
import logging
from concurrent.futures import Executor
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Final

from beamcoder.model.proposal import Answer, Request
from beamcoder.server.documents import Document
from beamcoder.server.engine import Engine
from beamcoder.server.sessions import Sessions
from beamcoder.server.settings import Settings
from beamcoder.server.statements import statement_of
from beamcoder.server.surroundings import Surroundings

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Session

log = logging.getLogger(__name__)

CANCELLED: Final = Answer(reason="cancelled")
NO_MODEL: Final = Answer(reason="no_model")
FAILED: Final = Answer(reason="internal_error")
Place = tuple[int, int, Settings]  # a document's revision, an offset in it, what is wanted


@dataclass(slots=True)
class Job:
    place: Place
    task: asyncio.Task[Answer] | None = None
    cancelled: Event = field(default_factory=Event)
    n_waiting: int = 0


class Worker:
    def __init__(
        self, engine: Engine, sessions: Sessions, surroundings: Surroundings, executor: Executor
    ) -> None:
        self._engine = engine
        self._sessions = sessions
        self._surroundings = surroundings
        self._executor = executor
        self._jobs: dict[str, Job] = {}  # the newest of each document, running or done

    async def answer(self, document: Document, offset: int, settings: Settings) -> Answer:
        """Never raises but CancelledError; an answer that was overtaken is empty."""
        place = (document.revision, offset, settings)
        job = self._jobs.get(document.uri)
        if job is None or job.place != place or job.cancelled.is_set():
            if self.cancel(document.uri):
                log.info("overtaken by a newer request: %s", document.uri)
            job = self._start(document, place)
        return await self._wait(job)

    def cancel(self, uri: str) -> bool:
        """Give up what runs for a document; False if nothing does."""
        job = self._jobs.pop(uri, None)
        if job is None or job.task is None or job.task.done():
            return False
        job.cancelled.set()
        return True

    def cancel_all(self) -> None:
        for uri in list(self._jobs):
            self.cancel(uri)

    def _start(self, document: Document, place: Place) -> Job:
        job = self._jobs[document.uri] = Job(place)
        job.task = asyncio.create_task(self._search(document, job))
        return job

    async def _wait(self, job: Job) -> Answer:
        assert job.task is not None
        job.n_waiting += 1
        try:
            return await asyncio.shield(job.task)
        except asyncio.CancelledError:
            log.info("cancelled by the editor")
            raise
        finally:
            job.n_waiting -= 1
            if job.n_waiting == 0 and not job.task.done():
                job.cancelled.set()

    async def _search(self, document: Document, job: Job) -> Answer:
        completer = await self._engine.completer()
        if completer is None:
            return NO_MODEL
        session = self._sessions.of(document.uri, completer)
        if job.place[2].workspace:
            self._surroundings.lend(document.uri, completer, session)
        else:
            session.lend(None)
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._executor, compute, completer, document, job, session)
        answer = await work
        if answer is FAILED:
            self._sessions.drop(document.uri)  # who knows in what state the fault left it
        return answer


def to_request(document: Document, job: Job) -> Request:
    _, offset, settings = job.place
    return Request(
        document.text,
        offset,
        statement=statement_of(document, settings),
        count=settings.max_items,
        tokens=settings.tokens,
        lines=settings.lines,
        deadline_ms=settings.line_deadline_ms if settings.lines else settings.token_deadline_ms,
        cancelled=job.cancelled.is_set,
    )


def compute(completer: "Completer", document: Document, job: Job, session: "Session") -> Answer:
    """On the worker's thread. Whatever the engine raises is logged, and the answer empty."""
    if job.cancelled.is_set():
        return CANCELLED
    try:
        answer = completer.complete(to_request(document, job), session)
    except Exception:  # the server outlives its engine's faults
        log.exception("the engine failed")
        return FAILED
    return CANCELLED if job.cancelled.is_set() else answer
