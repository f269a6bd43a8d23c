"""Search of the folders that an editor has open, on a thread of its own.

    searcher = FolderSearcher(folders, documents, complain)
    answer = await searcher.answer(query, wanted)

Nothing is read before the first request. Each one looks at the folders again, unless that was done
a moment ago, and takes the open documents as they stand; so a file is found as soon as it is saved,
and a text as soon as it is typed. Vectors are made between the requests, a part at a time.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from beamcoder.errors import ArtefactError, InputError
from beamcoder.model.search.folder_search import (
    Encoder,
    FolderOptions,
    FolderSearch,
    SearchAnswer,
    Wanted,
    find_encoder,
)
from beamcoder.server.documents.documents import Document
from beamcoder.server.documents.statements import path_of

log = logging.getLogger(__name__)

FRESH_S: Final = 0.5  # a look at 10,000 files takes a tenth of that

Folders = tuple[Path, ...]


class FolderSearcher:
    """For the event loop."""

    def __init__(
        self,
        folders: Callable[[], Folders],
        documents: Callable[[], Iterable[Document]],
        complain: Callable[[str], None],
    ) -> None:
        self._folders, self._documents, self._complain = folders, documents, complain
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="beamcoder-search")
        self._search: FolderSearch | None = None
        self._looked_at = 0.0
        self._is_closed = False

    async def answer(self, query: str, wanted: Wanted) -> SearchAnswer:
        """UsageError for what cannot be looked for."""
        loop, folders = asyncio.get_running_loop(), self._folders()
        texts = dict(map(_typed, self._documents()))
        work = self._executor.submit(self._answer, folders, texts, query, wanted)
        answer = await asyncio.wrap_future(work, loop=loop)
        self._executor.submit(self._encode)
        return answer

    def close(self) -> None:
        self._is_closed = True
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _answer(
        self, folders: Folders, texts: dict[str, tuple[str, str]], query: str, wanted: Wanted
    ) -> SearchAnswer:
        search = self._opened(folders)
        if time.monotonic() - self._looked_at > FRESH_S:
            try:
                search.refresh()
            except InputError as exc:  # no folder, or no file in it yet: open texts are searched
                log.info("%s", exc)
            self._looked_at = time.monotonic()
        search.type(texts)
        return search.answer(query, wanted)

    def _opened(self, folders: Folders) -> FolderSearch:
        if self._search is None or self._search.folders != folders:
            self._looked_at = 0.0
            self._search = FolderSearch(folders, FolderOptions(encoder=self._encoder()))
        return self._search

    def _encoder(self) -> Encoder | None:
        try:
            return find_encoder()
        except ArtefactError as exc:
            self._complain(f"the search finds by words alone: {exc}")
            return None

    def _encode(self) -> None:
        """A part, and then whatever has come meanwhile before the next one."""
        try:
            if self._search is not None and self._search.encode_some() and not self._is_closed:
                self._executor.submit(self._encode)
        except Exception:
            log.exception("the vectors of the search could not be made")


def _typed(document: Document) -> tuple[str, tuple[str, str]]:
    path = path_of(document.uri)
    name = document.uri if path is None or document.is_remote else str(path)
    return name, (name, document.text)
