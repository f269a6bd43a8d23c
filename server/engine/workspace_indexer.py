"""Background reading of the Java files around the open documents.

    indexer = WorkspaceIndexer(folders)              folders() are those that the editor has open
    index = indexer.around(uri, completer)           at each request; returns at once

A session gets what has been read so far, at first nothing: no answer ever waits for a disk. The
folders are looked at again when what is known is older than FRESH_S and a request needs it.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beamcoder.server.documents.statements import path_of

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Workspace

log = logging.getLogger(__name__)

FRESH_S: Final = 20.0
MAX_KNOWN: Final = 4  # documents

Folders = tuple[Path, ...]
Index = Any  # the engine's affair: what a session is to use


class WorkspaceIndexer:
    """For the event loop; the reading has a thread of its own."""

    def __init__(self, folders: Callable[[], Folders]) -> None:
        self._folders = folders
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="beamcoder-workspace")
        self._opened: tuple[object, Folders] = (None, ())
        self._workspace: Workspace | None = None
        self._known: OrderedDict[str, tuple[float, Index]] = OrderedDict()  # when read, and what
        self._reading: set[str] = set()

    def around(self, uri: str, completer: "Completer") -> Index:
        """What is known around a document, None for nothing; look again if that is old."""
        self._open(completer)
        read_at, index = self._known.get(uri, (None, None))
        is_old = read_at is None or time.monotonic() - read_at > FRESH_S
        if self._workspace is not None and is_old and uri not in self._reading:
            self._reading.add(uri)
            loop, workspace = asyncio.get_running_loop(), self._workspace
            reading = loop.run_in_executor(self._executor, read, workspace, path_of(uri))
            reading.add_done_callback(partial(self._note, uri, workspace))
        return index

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _open(self, completer: "Completer") -> None:
        """Begin anew with another model, whose pieces are others, or with other folders."""
        folders = self._folders()
        if (completer, folders) != self._opened:
            self._opened = completer, folders
            self._workspace = completer.open_workspace(folders) if folders else None
            self._known.clear()

    def _note(self, uri: str, workspace: "Workspace", reading: "asyncio.Future[Index]") -> None:
        self._reading.discard(uri)
        if reading.cancelled() or workspace is not self._workspace:
            return
        self._known.pop(uri, None)
        self._known[uri] = time.monotonic(), reading.result()
        while len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)


def read(workspace: "Workspace", path: Path | None) -> "Index":
    """On the thread for reading. Whatever goes wrong is logged, and costs no answer."""
    try:
        workspace.refresh()
        index = workspace.index(without=path), workspace.types(without=path)
    except Exception:
        log.exception("the workspace could not be read")
        return None
    log.info("%d files in the workspace", len(workspace))
    return index
