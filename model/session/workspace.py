"""Index of the Java files next to the open one, for the cache model.

    workspace = Workspace([Path("~/solutions").expanduser()], completer.subword)
    workspace.refresh()                                  read what is new or has changed
    index = workspace.index(without=Path("A.java"))      for `session.use_workspace_index`,
    types = workspace.types(without=Path("A.java"))      and what those files declare

Bounded: of a large folder the files written last, up to MAX_PIECES pieces; no hidden folder, no
folder of build results, no file of more than MAX_BYTES. Links are never followed, so nothing
outside the folders is read. Nothing raises: what cannot be read is left out. One thread at a time.
"""

import logging
import os
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from beamcoder.model.decoding.cache_model.index import FixedIndex
from beamcoder.model.runtime.interface import IntArray
from beamcoder.tokenizer.java.source_types import (
    NO_SUMMARY,
    SourceSummary,
    SourceTypes,
    read_source,
)
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword

log = logging.getLogger(__name__)

MAX_PIECES: Final = 1 << 17  # some 500 contest programs; an index of some 5 MB
MAX_BYTES: Final = 1 << 17  # 128 KiB: a larger file is data, or written by a program
MAX_ENTRIES: Final = 20_000  # of folders, looked at in one refresh
MAX_INDICES: Final = 3  # kept, one for each document completed last
NOT_SOURCES: Final = frozenset({"node_modules", "target", "build", "out", "bin", "dist"})


@dataclass(frozen=True, slots=True)
class WorkspaceFile:
    """A file as it was when it was looked at: what a write changes."""

    path: str
    modified_ns: int
    size: int


class Workspace:
    """Folders of Java files, read once and again when they change."""

    def __init__(
        self, folders: Sequence[Path], subword: Subword, most_pieces: int = MAX_PIECES
    ) -> None:
        self._folders = [os.path.realpath(folder) for folder in folders]
        self._subword = subword
        self._most_pieces = most_pieces
        self._pieces: dict[WorkspaceFile, IntArray] = {}  # the files that count, written last first
        self._declared: dict[WorkspaceFile, SourceSummary] = {}
        self._indices: OrderedDict[tuple[WorkspaceFile, ...], FixedIndex] = OrderedDict()

    def __len__(self) -> int:
        """How many files there are to look into."""
        return len(self._pieces)

    def refresh(self) -> None:
        """Look at the folders again."""
        found = set(self._sources())
        newest_first = sorted(found, key=lambda source: (-source.modified_ns, source.path))
        pieces: dict[WorkspaceFile, IntArray] = {}
        n_left = self._most_pieces
        for source in newest_first:
            read = self._pieces.get(source)
            read = self._read(source) if read is None else read
            n_left -= len(read)
            if n_left < 0:
                break
            pieces[source] = read
        self._pieces = pieces
        self._declared = {source: self._declared[source] for source in pieces}

    def index(self, without: Path | None = None) -> FixedIndex:
        """What all files but one hold."""
        left_out = None if without is None else _known_as(without)
        sources = tuple(source for source in self._pieces if _known_as(source.path) != left_out)
        index = self._indices.pop(sources, None)
        if index is None:
            index = FixedIndex.build(self._pieces[source] for source in sources)
        self._indices[sources] = index
        while len(self._indices) > MAX_INDICES:
            self._indices.popitem(last=False)
        return index

    def types(self, without: Path | None = None) -> SourceTypes:
        """What all files but one declare and import."""
        left_out = "" if without is None else _known_as(without)
        files = [
            (os.path.dirname(path), declared)
            for source, declared in self._declared.items()
            if (path := _known_as(source.path)) != left_out
        ]
        return SourceTypes(tuple(files), os.path.dirname(left_out))

    def _sources(self) -> Iterator[WorkspaceFile]:
        n_left, waiting = MAX_ENTRIES, list(self._folders)
        while waiting and n_left > 0:
            entries = _entries(waiting.pop(0))
            for entry in entries[:n_left]:
                if _is_folder(entry):
                    waiting.append(entry.path)
                elif (source := _source(entry)) is not None:
                    yield source
            n_left -= len(entries)

    def _read(self, source: WorkspaceFile) -> IntArray:
        """The pieces of a file, from its beginning to its end; none if it is no text."""
        self._declared[source] = NO_SUMMARY
        try:
            with open(source.path, "rb") as file:
                text = file.read(MAX_BYTES + 1).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as exc:
            log.info("left out of the workspace: %s: %s", source.path, exc)
            return np.empty(0, np.int64)
        tokens = lex(text)
        stem = os.path.basename(source.path).removesuffix(".java")
        self._declared[source] = read_source([t for t in tokens if t.is_lexical], stem)
        symbols = [symbol.text for symbol in layout(tokens)]
        ends = self._subword.bos, self._subword.eos
        return np.concatenate((ends[:1], self._subword.encode_all(symbols), ends[1:]))


def _known_as(path: Path | str) -> str:
    """One name a file, whatever links and letters it is reached by."""
    return os.path.normcase(os.path.realpath(path))


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as exc:
        log.info("left out of the workspace: %s: %s", folder, exc)
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether to look into it: a folder of sources, and no link to one."""
    if entry.name.startswith(".") or entry.name in NOT_SOURCES:
        return False
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _source(entry: os.DirEntry[str]) -> WorkspaceFile | None:
    """A Java file that is a file, and no link to one."""
    if not entry.name.endswith(".java") or entry.name.startswith("."):
        return None
    try:
        if not entry.is_file(follow_symlinks=False):
            return None
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    if not 0 < status.st_size <= MAX_BYTES:
        return None
    return WorkspaceFile(entry.path, status.st_mtime_ns, status.st_size)
