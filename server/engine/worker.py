"""Worker thread of the searches: the newest request of a document wins.

The list and the ghost text of one key press ask for the same place, so they share one search; a
listener gets its tokens while it looks for lines. A request that its editor cancels, or that a
newer place overtakes, sets a flag which the engine reads between two decode steps; a running thread
cannot be stopped otherwise.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from beamcoder.model.proposal import Answer, Request
from beamcoder.server.documents.documents import Document
from beamcoder.server.documents.packages import package_at
from beamcoder.server.documents.statements import statement_of
from beamcoder.server.documents.window import window_at
from beamcoder.server.engine.block_grower import BlockGrower, BlockJob
from beamcoder.server.engine.fair_queue import CANCELLED, ClientQueue
from beamcoder.server.engine.loading import EngineLoader
from beamcoder.server.engine.sessions import Sessions
from beamcoder.server.engine.workspace_indexer import Index, WorkspaceIndexer
from beamcoder.server.settings import Settings

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Session

log = logging.getLogger(__name__)
T = TypeVar("T")

NO_MODEL: Final = Answer(reason="no_model")
FAILED: Final = Answer(reason="internal_error")
ASIDE: Final = Answer(reason="aside")
# Why there was nothing, where the next request for the same place may find something.
PASSING: Final = frozenset({"deadline", "no_model", "internal_error"})
# Minimum time of a request that waited past its deadline: enough for tokens, not for lines.
MIN_MS: Final = 30.0
NO_WORKSPACE: Final = (None,)  # nothing has been read around the document
Listener = Callable[[Answer], None]
BlockListener = Callable[[Document, int, Answer], None]


class SearchKey(NamedTuple):
    """What one request is about: those with equal keys share a search."""

    revision: int  # of the document
    offset: int
    settings: Settings


@dataclass(slots=True)
class Job:
    place: SearchKey
    task: asyncio.Task[Answer] | None = None
    cancelled: Event = field(default_factory=Event)
    n_waiting: int = 0
    requested_at: float = field(default_factory=perf_counter)  # deadlines count from here
    tokens: asyncio.Future[Answer] = field(default_factory=asyncio.Future)  # before the lines
    related: Index = None  # the index of the workspace around the document
    request: Request | None = None  # as the engine got it
    goes_on: bool = False  # what follows is being searched, or has been
    grown: Answer | None = None  # with its blocks, once they have grown
    n_bytes: int | None = None  # of the session, once it has been measured

    @property
    def came_to_nothing(self) -> bool:
        """Whether it is done, and a new search of the place may find more."""
        task = self.task
        if task is None or not task.done() or task.cancelled() or task.exception() is not None:
            return False
        return task.result().reason in PASSING

    def hear(self, answer: Answer) -> None:
        """From the thread that searches: the tokens are ready."""
        with suppress(RuntimeError):  # the server has ended meanwhile
            self.tokens.get_loop().call_soon_threadsafe(self._take, answer)

    def _take(self, answer: Answer) -> None:
        if not (self.tokens.done() or self.cancelled.is_set()):
            self.tokens.set_result(answer)


class Aside(Generic[T]):
    """Work that is no search, as a queue takes it: it does not raise, and keeps its result."""

    def __init__(self, work: Callable[[], T], session: "Session") -> None:
        self._work, self._session = work, session
        self.has_run = False
        self.result: T | None = None
        self.n_bytes = 0  # of the session, once it has run

    def __call__(self) -> Answer:
        self.has_run = True
        try:
            self.result = self._work()
            self.n_bytes = self._session.n_bytes
        except Exception:  # the server outlives its engine's faults
            log.exception("the engine failed")
        return ASIDE


class Worker:
    def __init__(
        self,
        engine: EngineLoader,
        sessions: Sessions,
        workspace_indexer: WorkspaceIndexer,
        queue: ClientQueue,
    ) -> None:
        self._engine = engine
        self._sessions = sessions
        self._workspace_indexer = workspace_indexer
        self._queue = queue
        self._jobs: dict[str, Job] = {}  # the newest of each document, running or done
        self._grower = BlockGrower(queue, sessions)
        self.on_block: BlockListener | None = None  # hears of an answer that has its blocks

    async def answer(
        self, document: Document, offset: int, settings: Settings, tell: Listener | None = None
    ) -> Answer:
        """Never raises but CancelledError; an answer that was overtaken is empty. `tell` is called
        with the tokens, if they are there before the lines."""
        place = SearchKey(document.revision, offset, settings)
        job = self._jobs.get(document.uri)
        if job is None or job.place != place or job.cancelled.is_set() or job.came_to_nothing:
            if self.cancel(document.uri):
                log.info("overtaken by a newer request: %s", document.uri)
            job = self._start(document, place)
        answer = await self._wait(job, tell)
        self._go_on(document, job, answer)
        return job.grown or answer

    async def aside(
        self, uri: str, settings: Settings, work: Callable[["Completer", "Session"], T]
    ) -> T | None:
        """Something else with a document's session, once no search is under way; None without a
        model, and if the work fails."""
        completer = await self._engine.completer()
        while completer is not None and not self._queue.has_left:
            job = self._jobs.get(uri)
            if job is not None and job.task is not None and not job.task.done():
                await asyncio.wait([job.task])
                continue
            session = self._sessions.of(uri, completer, settings.memory_mb)
            done = Aside(partial(work, completer, session), session)
            await asyncio.wrap_future(self._queue.put(uri, done))
            if done.has_run:  # else a key was pressed, and goes first
                self._sessions.trim(uri, done.n_bytes, settings.memory_mb)
                return done.result
        return None

    def cancel(self, uri: str) -> bool:
        """Give up what runs for a document; False if no search does."""
        self._grower.stop(uri)
        job = self._jobs.pop(uri, None)
        if job is None or job.task is None or job.task.done():
            return False
        job.cancelled.set()
        self._queue.drop(uri)
        return True

    def cancel_all(self) -> None:
        for uri in list(self._jobs):
            self.cancel(uri)

    def close(self) -> None:
        self.cancel_all()
        self._grower.close()

    def _go_on(self, document: Document, job: Job, answer: Answer) -> None:
        """Search what follows, now that the answer goes out."""
        completer = self._engine.ready
        if completer is None or job.request is None or job.goes_on:
            return
        job.goes_on = True
        block = BlockJob(document, job.request, answer, job.place.settings, completer)
        self._grower.begin(block, partial(self._note_block, job))

    def _note_block(self, job: Job, block: BlockJob, answer: Answer) -> None:
        job.grown = answer
        if self.on_block is not None:
            self.on_block(block.document, job.place.offset, answer)

    def _start(self, document: Document, place: SearchKey) -> Job:
        job = self._jobs[document.uri] = Job(place)
        job.task = asyncio.create_task(self._search(document, job))
        return job

    async def _wait(self, job: Job, tell: Listener | None) -> Answer:
        assert job.task is not None
        job.n_waiting += 1
        try:
            if tell is not None:
                await asyncio.wait((job.task, job.tokens), return_when=asyncio.FIRST_COMPLETED)
                if not job.task.done():
                    tell(job.tokens.result())
            return await asyncio.shield(job.task)
        except asyncio.CancelledError:
            log.info("cancelled by the editor")
            raise
        finally:
            job.n_waiting -= 1
            if job.n_waiting == 0 and not job.task.done():
                self._give_up(job)

    def _give_up(self, job: Job) -> None:
        """No request waits for it any more: stop it, or take it out of the queue."""
        job.cancelled.set()
        for uri, newest in self._jobs.items():
            if newest is job:
                self._queue.drop(uri)

    async def _search(self, document: Document, job: Job) -> Answer:
        completer = await self._engine.completer()
        if completer is None:
            return NO_MODEL
        if job.cancelled.is_set():  # by a client that has left, too: nothing would drop its session
            return CANCELLED
        session = self._sessions.of(document.uri, completer, job.place.settings.memory_mb)
        if job.place.settings.workspace:
            job.related = self._workspace_indexer.around(document.uri, completer)
        work = partial(compute, completer, document, job, session)
        answer = await asyncio.wrap_future(self._queue.put(document.uri, work))
        if job.n_bytes is not None:
            self._sessions.trim(document.uri, job.n_bytes, job.place.settings.memory_mb)
        if answer is FAILED:
            self._sessions.drop(document.uri)  # the fault may have left it in any state
        return answer


def to_request(document: Document, job: Job) -> Request:
    offset, settings = job.place.offset, job.place.settings
    limit = settings.line_deadline_ms if settings.lines else settings.token_deadline_ms
    waited_ms = (perf_counter() - job.requested_at) * 1000
    window = window_at(document, offset)
    return Request(
        window.text,
        window.offset,
        statement=statement_of(document, settings).text,
        file_name=document.file_name,
        package=package_at(document, offset, reads=settings.workspace),
        dismissed=document.refused_at(offset),
        count=settings.max_items,
        tokens=settings.tokens,
        lines=settings.lines,
        deadline_ms=max(MIN_MS, limit - waited_ms),
        token_deadline_ms=max(MIN_MS, settings.token_deadline_ms - waited_ms),
        cancelled=job.cancelled.is_set,
        on_tokens=job.hear,
        around=window.around,
    )


def compute(completer: "Completer", document: Document, job: Job, session: "Session") -> Answer:
    """On the worker's thread. Whatever the engine raises is logged, and the answer empty."""
    if job.cancelled.is_set():
        return CANCELLED
    try:
        session.use_workspace_index(*(job.related or NO_WORKSPACE))
        job.request = to_request(document, job)
        answer = completer.complete(job.request, session)
        job.n_bytes = session.n_bytes
    except Exception:  # the server outlives its engine's faults
        log.exception("the engine failed")
        return FAILED
    return CANCELLED if job.cancelled.is_set() else answer
