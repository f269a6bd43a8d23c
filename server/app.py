"""The language server: its state, and the messages that open, change and end a session.

    app = new_application()                       of `application`, with all features
    app.protocol.receive(body)

One `Beamcoder` talks to one client; `transport/` brings its messages. Its handlers stand in
`features/` and are registered from outside; a feature that wants to hear of the model subscribes to
`on_loading` and `on_state_changed`.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from beamcoder import __version__
from beamcoder.model.proposal import Answer
from beamcoder.server import convert
from beamcoder.server.access import LOCAL, Access
from beamcoder.server.documents.documents import Document, Documents
from beamcoder.server.documents.statements import path_of
from beamcoder.server.engine.fair_queue import FairScheduler
from beamcoder.server.engine.loading import EngineLoader, OpenCompleter, open_completer
from beamcoder.server.engine.log_relay import LogRelay
from beamcoder.server.engine.sessions import Sessions, SessionStore
from beamcoder.server.engine.worker import Listener, Worker
from beamcoder.server.engine.workspace_indexer import WorkspaceIndexer
from beamcoder.server.offers.acceptance import AcceptanceTracker
from beamcoder.server.offers.history import History, ItemEdit, LastAnswer, Offer, Surface
from beamcoder.server.offers.statistics import Statistics
from beamcoder.server.protocol import Protocol, shortened
from beamcoder.server.settings import Settings

if TYPE_CHECKING:
    from beamcoder.server.engine.folder_searcher import FolderSearcher

log = logging.getLogger(__name__)

FLUSH_S: Final = 10.0  # what is counted in between is lost if the server is killed


class Beamcoder(LanguageServer):
    protocol: Protocol

    def __init__(
        self,
        opener: OpenCompleter = open_completer,
        scheduler: FairScheduler | None = None,
        store: SessionStore | None = None,
        access: Access = LOCAL,
    ) -> None:
        """`scheduler` and `store` are those that clients of one server share; else its own."""
        super().__init__("beamcoder", __version__, protocol_cls=Protocol)
        self.access = access
        self.settings = Settings()
        self.encoding: convert.Encoding = types.PositionEncodingKind.Utf16
        self.stopped = Event()
        self.executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="beamcoder")
        self.documents = Documents(access)
        self.sessions = Sessions(store)
        self.log_relay = LogRelay(self.tell)
        self.engine = EngineLoader(opener, self.executor, self.complain)
        self.workspace_indexer = WorkspaceIndexer(self.folders)
        self._folder_searcher: FolderSearcher | None = None
        self.scheduler, self.has_own_scheduler = scheduler or FairScheduler(), scheduler is None
        self.queue = self.scheduler.join()
        self.worker = Worker(self.engine, self.sessions, self.workspace_indexer, self.queue)
        self.history = History()
        self.statistics = Statistics()
        self.acceptance = AcceptanceTracker(self.documents, self.history, self.statistics)
        self.last_latency_ms: float | None = None
        self.background: set[asyncio.Task[None]] = set()
        self.on_loading: list[Callable[[asyncio.Future[Any]], None]] = []
        self.on_state_changed: list[Callable[[], None]] = []

    @property
    def exit_code(self) -> int:
        """0 when the client said `shutdown` first, as LSP wants it."""
        return 0 if self.protocol.was_shut_down else 1

    def folders(self) -> tuple[Path, ...]:
        """The workspace's folders, as the editor has them open now; none over a network."""
        if not self.access.is_local:
            return ()
        uris = list(self.workspace.folders) or [self.workspace.root_uri or ""]
        return tuple(path for uri in uris if (path := path_of(uri)))

    def searched_folders(self) -> tuple[Path, ...]:
        """Over a network those that the server's user has opened to the search, if any."""
        return self.folders() if self.access.is_local else self.access.folders

    @property
    def folder_searcher(self) -> "FolderSearcher":
        """Made by the first search: its room takes an eighth of the server's start."""
        if self._folder_searcher is None:
            from beamcoder.server.engine.folder_searcher import FolderSearcher

            folders, documents = self.searched_folders, self.documents.all
            self._folder_searcher = FolderSearcher(folders, documents, self.complain)
        return self._folder_searcher

    def listens(self, name: str) -> bool:
        """Whether the client has said that it takes this notification of ours."""
        said: Any = self.client_capabilities.experimental
        ours = said.get("beamcoder") if isinstance(said, dict) else getattr(said, "beamcoder", None)
        return isinstance(ours, dict) and ours.get(name) is True

    def complain(self, sentence: str) -> None:
        """Tell the user; for what they can mend."""
        log.warning("%s", sentence)
        self.tell(sentence)

    def tell(self, sentence: str) -> None:
        self.window_show_message(
            types.ShowMessageParams(types.MessageType.Warning, f"Beamcoder: {sentence}")
        )

    def open(self, uri: str, text: str) -> None:
        if sentence := self.documents.open(uri, text):
            self.complain(sentence)

    def change(self, uri: str, changes: Sequence[types.TextDocumentContentChangeEvent]) -> None:
        """One after the other, each from the text that the one before has left."""
        document = self.documents.get(uri)
        if document is None:
            log.info("edit of a document that is not open: %s", uri)
            return
        for change in changes:
            edit = document.least(convert.edit_of(document, change, self.encoding))
            before, document = document, document.edited(edit)
            self.documents.put(document)
            document = self.acceptance.on_edit(before, edit, document)
        self.documents.put(document)
        if sentence := self.documents.refusal(document):
            self.close_document(uri)
            self.complain(sentence)

    def lose(self, uri: str) -> None:
        """A document of which a message could not be read: its text is not known any more."""
        if self.documents.get(uri) is None:
            return  # told already
        self.close_document(uri)
        self.complain(
            f"what came of {uri} cannot be read (its positions run from 0 to 2147483647): nothing "
            "is completed there until it is opened again"
        )

    def close_document(self, uri: str) -> None:
        self.documents.close(uri)
        self.worker.cancel(uri)
        self.sessions.drop(uri)
        self.acceptance.drop(uri)
        self.history.drop(uri)

    def load_model(self) -> None:
        """Load the model of the settings, with progress where the editor shows it."""
        wanted = self.settings.model, self.settings.device
        if wanted == self.engine.loaded:
            return
        self.log_relay.listen()
        loading = self.engine.load(*wanted)
        loading.add_done_callback(lambda _: self.state_changed())
        self.state_changed()
        for hear in self.on_loading:
            hear(loading)

    def state_changed(self) -> None:
        """Tell the subscribers that what `beamcoder/status` answers is other than before."""
        for hear in self.on_state_changed:
            hear()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Something that runs next to the requests, until it is done or the client leaves."""
        task = asyncio.create_task(work)
        self.background.add(task)
        task.add_done_callback(self.background.discard)

    async def answer(
        self,
        document: Document,
        offset: int,
        tell: Listener | None = None,
        surface: Surface = "list",
    ) -> Answer:
        """The engine's answer, remembered and counted; `tell` may get the tokens before."""
        began = perf_counter()
        answer = await self.worker.answer(document, offset, self.settings, tell)
        if answer.reason != "cancelled":
            self.history.note(LastAnswer(document, offset, answer, self.settings))
            self.last_latency_ms = 1000 * (perf_counter() - began)
            self.statistics.add_latency(self.last_latency_ms)
            self.access.observer.answered(surface, answer.source, self.last_latency_ms / 1000)
            self.state_changed()
        return answer

    def offer(
        self,
        document: Document,
        offset: int,
        words: Sequence[ItemEdit],
        surface: Surface,
        sent: Sequence[Offer] = (),
    ) -> list[Offer]:
        """Note what is sent, after what was sent of the same answer."""
        self.statistics.add(f"{surface}.offered", int(bool(words) and not sent))
        return self.history.offer(document, offset, words, surface, sent)

    async def keep_counts(self) -> None:
        """Write down from time to time what has been counted."""
        while True:
            await asyncio.sleep(FLUSH_S)
            await asyncio.to_thread(self.statistics.flush)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Logged in one line, never a pop-up."""
        log.error("%s: %s", getattr(source, "__name__", source), shortened(str(error)))

    def close(self) -> None:
        self.worker.close()
        for task in self.background:
            task.cancel()
        self.statistics.flush()
        self.log_relay.leave()
        self.queue.leave()
        self.sessions.leave()
        if self.has_own_scheduler:
            self.scheduler.close()
        self.workspace_indexer.close()
        if self._folder_searcher is not None:
            self._folder_searcher.close()
        self.executor.shutdown(wait=False, cancel_futures=True)
