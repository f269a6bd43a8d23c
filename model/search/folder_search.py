"""Search of folders: the façade that the command and the server call.

    search = FolderSearch([Path("src")])
    search.refresh()                        reads what is new or has changed
    answer = search.answer("binary search", Wanted(10))
    while search.encode_some(): ...         vectors, where there is a model

A text that is not saved takes the place of its file until it is closed or saved. One thread at a
time may use an object of this class.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from beamcoder.errors import InputError
from beamcoder.model.search.answers.answer import Indexed, SearchAnswer, map_json, to_json
from beamcoder.model.search.answers.source import source_json
from beamcoder.model.search.bag_encoder import find_encoder
from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.encoding import encode_some, load_vectors
from beamcoder.model.search.files.sources import Skipped, SourceFiles, find_sources
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.queries.query import parse_query
from beamcoder.model.search.records import SourcePlace
from beamcoder.model.search.searcher import Searcher, Wanted
from beamcoder.model.search.store import Store, open_index

__all__ = [
    "Encoder",
    "FolderOptions",
    "FolderSearch",
    "SearchAnswer",
    "Wanted",
    "find_encoder",
    "map_json",
    "source_json",
    "to_json",
]


def complain(sentence: str) -> None:
    print(f"beamcoder: {sentence}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class FolderOptions:
    """`stored` is the file of an index on the disk; `encoder` None: by words alone."""

    stored: Path | None = None
    encoder: Encoder | None = None
    say: Callable[[str], object] = complain


class FolderSearch:
    """Nothing is read before the first `refresh`."""

    def __init__(self, folders: Sequence[Path], options: FolderOptions = FolderOptions()) -> None:
        self.folders, self._options = tuple(folders), options
        self._index = SearchIndex()
        self._store: Store | None = None
        self._searcher = Searcher(options.encoder)
        self._sources = SourceFiles()
        self._typed = dict[str, str]()  # by file
        self._index_ms = 0.0  # since the last answer

    def look(self) -> int:
        """-> files that `read` has to read. InputError for folders that are not there, or hold
        no Java; IndexFileError."""
        started = time.perf_counter()
        self._sources = find_sources(self.folders)
        if not self._sources.places and self.folders:
            names = ", ".join(map(str, self.folders))
            raise InputError(
                f"there is no Java file to read in {names}{_why(self._sources.skipped)}"
            )
        if self._options.stored and self._store is None:
            self._load(self._options.stored)
        n_changed = self._index.n_changed(self._unopened)
        self._index_ms += milliseconds(started)
        return n_changed

    def read(self, advance: Callable[[int], object] = lambda n: None) -> None:
        """Reads what `look` has seen; calls `advance` with numbers of files."""
        started = time.perf_counter()
        self._index.follow(self._unopened, advance, kept=self._typed)
        self._index_ms += milliseconds(started)

    @property
    def _unopened(self) -> list[SourcePlace]:
        return [each for each in self._sources.places if each.absolute not in self._typed]

    def refresh(self) -> None:
        self.look()
        self.read()

    def type(self, texts: Mapping[str, tuple[str, str]]) -> None:
        """These are all texts that are open, by file: how it is shown, and its text."""
        started = time.perf_counter()
        closed = self._typed.keys() - texts.keys()
        self._index.remove(closed)
        for absolute in closed:
            del self._typed[absolute]
        for absolute, (path, text) in texts.items():
            if self._typed.get(absolute) != text:
                place = SourcePlace(path, absolute, hash(text), len(text))
                self._index.update([place], text)
                self._typed[absolute] = text
        self._index_ms += milliseconds(started)

    @property
    def n_unencoded(self) -> int:
        snapshot = self._index.snapshot
        return snapshot.n_units - snapshot.n_vectors if self._options.encoder else 0

    def encode_some(self) -> int:
        """-> how many units have got vectors; 0 where there are no more, or no model."""
        encoder, started = self._options.encoder, time.perf_counter()
        n_made = encode_some(self._index, encoder, self._store) if encoder else 0
        self._index_ms += milliseconds(started)
        return n_made

    def settle(self) -> None:
        """Makes ready for many queries."""
        self._index.settle()

    def answer(self, text: str, wanted: Wanted) -> SearchAnswer:
        """UsageError for what cannot be looked for."""
        started, query = time.perf_counter(), parse_query(text)
        snapshot = self._index.snapshot
        found = self._searcher.find(snapshot, self._index.words, query, wanted)
        skipped = sorted([*self._sources.skipped, *self._index.skipped], key=lambda s: s.path)
        indexed = Indexed(snapshot.n_files, snapshot.n_units, snapshot.n_vectors, tuple(skipped))
        hits = [replace(hit, unsaved=self._typed.get(hit.absolute)) for hit in found.hits]
        total = self._index_ms + milliseconds(started)
        timings, self._index_ms = {"index": self._index_ms, "total": total}, 0.0
        return SearchAnswer(text, tuple(hits), indexed, found.doubt, timings, found.map)

    def close(self) -> None:
        if self._store is not None:
            self._store.close()

    def _load(self, path: Path) -> None:
        say, encoder = self._options.say, self._options.encoder
        self._index, store = open_index(path, self.folders, self._sources.places, say)
        self._store = store
        if encoder is not None:
            load_vectors(self._index, encoder, store, say)


def milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _why(skipped: list[Skipped]) -> str:
    """What was skipped, at the end of a sentence."""
    first = [f"; {each.path}: {each.reason}" for each in skipped[:1]]
    return "".join(first) + (f", and {len(skipped) - 1} more" if len(skipped) > 1 else "")
