"""Index of Java files in memory: what to search, followed as files change.

    index = SearchIndex()
    index.follow(sources.places)
    index.snapshot                          what a search reads
    while index.encode_some(encoder): ...   vectors, while words answer already

Files come in chunks, each a block; when there are many, small ones are merged. Whoever searches
holds a snapshot, which no later change touches. Nothing is written to any disk here: `Keeper` says
what a store has to do to be asked first and told of what is new.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from threading import RLock
from typing import Final, Protocol

import numpy as np

from beamcoder.glibc import trim_malloc
from beamcoder.model.search.block import Block
from beamcoder.model.search.files.sources import Skipped, UnreadableError, read_source
from beamcoder.model.search.records import (
    FileRecord,
    SourcePlace,
    make_api_record,
    make_record,
)
from beamcoder.model.search.snapshot import (
    Directions,
    Part,
    Snapshot,
    Units,
    empty_vectors,
    fill,
    merged,
)
from beamcoder.model.search.units import extract
from beamcoder.model.search.words import WordNumbers

CHUNK: Final = 500  # files that become one block
MAX_PARTS: Final = 8  # blocks that a search looks through one by one


class Keeper(Protocol):
    """What keeps an index on a disk."""

    @contextmanager
    def writing(self, words: WordNumbers, apis: WordNumbers) -> Iterator[None]:
        """Both vocabularies are as everybody has them, until all that was kept is written."""
        ...

    def keep(self, records: Sequence[FileRecord]) -> None: ...

    def forget(self, absolutes: Iterable[str]) -> None: ...


class _Memory:
    """Keeps nothing."""

    @contextmanager
    def writing(self, words: WordNumbers, apis: WordNumbers) -> Iterator[None]:
        yield

    def keep(self, records: Sequence[FileRecord]) -> None:
        pass

    def forget(self, absolutes: Iterable[str]) -> None:
        pass


@dataclass(frozen=True, slots=True)
class _Where:
    part: int  # by the block's place in `_parts`
    file: int


class SearchIndex:
    """One thread at a time writes; any number read snapshots."""

    def __init__(self, keeper: Keeper | None = None) -> None:
        self.words, self.apis = WordNumbers(), WordNumbers()
        self._keeper: Keeper = keeper or _Memory()
        self._lock = RLock()
        self._parts = list[Part]()
        self._api_part = Part(Block.of([make_api_record([], self.words)]), np.ones(1, np.bool_))
        self._where = dict[str, _Where]()
        self._flaws = dict[str, Skipped]()
        self._unsaved = dict[str, str]()  # texts by file, as an editor has them
        self._given_up = set[tuple[str, tuple[int, int]]]()  # files as they were, without vectors
        self._snapshot: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        with self._lock:
            if self._snapshot is None:
                self._grow_apis()
                self._snapshot = Snapshot(tuple(self._parts), self._api_part)
            return self._snapshot

    @property
    def skipped(self) -> list[Skipped]:
        """Files that could not be read, or not whole."""
        with self._lock:
            return sorted(self._flaws.values(), key=lambda each: each.path)

    def stamp(self, absolute: str) -> tuple[int, int] | None:
        """Of a file that is in the index."""
        with self._lock:
            where = self._where.get(absolute)
            return None if where is None else self._place(where).stamp

    def load(self, records: Sequence[FileRecord]) -> None:
        """Puts in what a store had kept."""
        with self._lock:
            self._put(records)

    def follow(
        self,
        places: Sequence[SourcePlace],
        advance: Callable[[int], object] = lambda n: None,
        kept: Iterable[str] = (),
    ) -> None:
        """Makes the index one of these files as they are now, and of `kept` as they were;
        `advance` is called with numbers of files that are done."""
        with self._lock:
            wanted = {place.absolute for place in places} | set(kept)
            self.remove([absolute for absolute in self._where if absolute not in wanted])
            self._flaws = {k: flaw for k, flaw in self._flaws.items() if k in wanted}
            changed = self._changed(places)
        for i in range(0, len(changed), CHUNK):
            self.update(changed[i : i + CHUNK])
            advance(len(changed[i : i + CHUNK]))

    def n_changed(self, places: Sequence[SourcePlace]) -> int:
        """How many of these files are not in the index as they are now."""
        return len(self._changed(places))

    def _changed(self, places: Sequence[SourcePlace]) -> list[SourcePlace]:
        with self._lock:
            return [place for place in places if self.stamp(place.absolute) != place.stamp]

    def update(self, places: Sequence[SourcePlace], text: str | None = None) -> None:
        """Reads these files anew; `text` is that of the one file, where it is not yet saved."""
        with self._lock, self._keeper.writing(self.words, self.apis):
            records = [r for place in places if (r := self._read(place, text)) is not None]
            if text is None:
                self._keeper.keep(records)
            self._put(records)
            for record in records if text is not None else ():
                self._unsaved[record.place.absolute] = text or ""

    def settle(self) -> None:
        """Makes ready for many queries: one block, its postings sorted by word; what reading has
        used of memory goes back."""
        with self._lock:
            if len(self._parts) > 1:
                self._replace([merged(self._parts)])
            for part in self.snapshot.all_parts:
                part.block.invert()
        trim_malloc()

    def remove(self, absolutes: Iterable[str]) -> None:
        with self._lock:
            for absolute in absolutes:
                if (where := self._where.pop(absolute, None)) is not None:
                    place = self._place(where)
                    self._given_up.discard((absolute, place.stamp))
                    self._bury(where)
                self._flaws.pop(absolute, None)
                self._unsaved.pop(absolute, None)

    def unsaved(self, absolute: str) -> str | None:
        """The text that the index knows of a file, if it is not what is on the disk."""
        return self._unsaved.get(absolute)

    def unencoded(self, n_files: int | None = None) -> list[SourcePlace]:
        """Files with units that have no vector; the first of them."""
        with self._lock:
            return list(islice(self._unencoded(), n_files))

    def _unencoded(self) -> Iterator[SourcePlace]:
        for part in self._parts:
            lacking = part.units if part.vectors is None else part.units & ~part.vectors.is_made
            for file in np.unique(part.block.file[lacking]).tolist():
                place = part.block.places[file]
                if (place.absolute, place.stamp) not in self._given_up:
                    yield place

    def give_up(self, places: Iterable[SourcePlace]) -> None:
        """These can have no vectors as they are."""
        with self._lock:
            self._given_up.update((place.absolute, place.stamp) for place in places)

    def put_vectors(self, rows: Mapping[str, Directions]) -> None:
        """Rows of whole files; of one that has another number of units by now, none."""
        with self._lock:
            by_part = dict[int, list[tuple[int, Directions]]]()
            for absolute, own in rows.items():
                if (where := self._where.get(absolute)) is not None:
                    by_part.setdefault(where.part, []).append((where.file, own))
            for number, files in by_part.items():
                self._put_rows(number, files)

    def _put_rows(self, number: int, files: list[tuple[int, Directions]]) -> None:
        """All files of a part at once: a store has thousands."""
        block, kept = self._parts[number].block, list[tuple[Units, Directions]]()
        numbers = np.array([file for file, _ in files])
        ends = np.searchsorted(block.file, np.stack([numbers, numbers + 1])).T.tolist()
        for (file, own), (first, last) in zip(files, ends, strict=True):
            if last - first == len(own) > 0:
                kept.append((np.arange(first, last), own))
            else:
                self.give_up([block.places[file]])
        if kept:
            part = self._roomy(self._parts[number], kept[0][1].shape[1])
            self._parts[number] = part
            units, rows = (np.concatenate(each) for each in zip(*kept, strict=True))
            fill(part, units, rows)

    def unencoded_apis(self, n: int) -> list[int]:
        """APIs in use that have no vector; the first of them."""
        used = self.snapshot.api_part
        made = used.vectors.is_made if used.vectors else np.zeros(len(used.block), np.bool_)
        return [int(number) for number in np.flatnonzero(used.units & ~made)[:n]]

    def put_api_vectors(self, numbers: Sequence[int], rows: Directions) -> None:
        with self._lock:
            self._api_part = self._roomy(self._api_part, rows.shape[1])
            fill(self._api_part, np.array(numbers), rows)

    def _roomy(self, part: Part, dimensions: int) -> Part:
        """The same with room for vectors; those of another width are dropped."""
        if part.vectors is not None and part.vectors.rows.shape[1] == dimensions:
            return part
        self._snapshot = None
        return replace(part, vectors=empty_vectors(len(part.block), dimensions))

    def _read(self, place: SourcePlace, text: str | None) -> FileRecord | None:
        self._flaws.pop(place.absolute, None)
        try:
            extraction = extract(read_source(place) if text is None else text)
        except UnreadableError as exc:
            self.remove([place.absolute])
            self._flaws[place.absolute] = Skipped(place.path, str(exc))
            return None
        return make_record(place, extraction, self.words, self.apis)

    def _put(self, records: Sequence[FileRecord]) -> None:
        if not records:
            return
        self.remove([record.place.absolute for record in records])
        block = Block.of(records)
        self._parts.append(Part(block, np.ones(len(records), np.bool_)))
        for i, record in enumerate(records):
            self._where[record.place.absolute] = _Where(len(self._parts) - 1, i)
            if record.flaw:
                self._flaws[record.place.absolute] = Skipped(record.place.path, record.flaw)
        if len(self._parts) > MAX_PARTS:
            self._merge()
        self._snapshot = None

    def _merge(self) -> None:
        """All but the largest into one, and with the largest too once they are a quarter of it."""
        sizes = [part.n_units for part in self._parts]
        largest = int(np.argmax(sizes))
        is_small = 4 * (sum(sizes) - sizes[largest]) < sizes[largest]
        kept = [self._parts[largest]] if is_small else []
        others = [p for i, p in enumerate(self._parts) if not (is_small and i == largest)]
        self._replace([*kept, merged(others)])

    def _replace(self, parts: list[Part]) -> None:
        self._parts, self._snapshot = parts, None
        for i, part in enumerate(parts):
            for file in np.flatnonzero(part.alive).tolist():
                self._where[part.block.places[file].absolute] = _Where(i, file)

    def _bury(self, where: _Where) -> None:
        part = self._parts[where.part]
        alive = part.alive.copy()
        alive[where.file] = False
        self._parts[where.part] = replace(part, alive=alive)
        self._snapshot = None

    def _place(self, where: _Where) -> SourcePlace:
        return self._parts[where.part].block.places[where.file]

    def _grow_apis(self) -> None:
        """Units for the APIs that have come since."""
        n_known = len(self._api_part.block)
        names = list(self.apis)[n_known:] if len(self.apis) > n_known else []
        if names:
            block = Block.of([make_api_record(names, self.words)])
            new = Part(block, np.ones(1, np.bool_))
            self._api_part = merged([self._api_part, new])
