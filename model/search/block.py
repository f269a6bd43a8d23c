"""Block of units that never changes: their columns, names, and postings from words to units.

    block = Block.of(records)
    for units, counts in block.postings([3, 17]): ...       one pair for each word's number
    block.label(0)                          (name, owner, signature)
    merged = Block.merge([(block, alive), (other, alive_too)])

Postings are kept unit by unit, as records have them; one look through all of them serves a first
query within milliseconds. After `invert` they lie word by word instead, for the many queries of a
long process, and are turned back where blocks are merged. Both give the same answers. Which units
are still alive is the index's business.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.search.records import END, N_COLUMNS, SEPARATOR, FileRecord, SourcePlace

Integers = NDArray[np.int32]
Flags = NDArray[np.bool_]
LETTERS: Final = 32  # the lower five bits of a letter's code


@dataclass(frozen=True, slots=True)
class Postings:
    """Words of unit 0, of unit 1, ..., and how much each counts there."""

    words: Integers
    counts: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _ByWord:
    """Postings of word w lie from starts[w] to starts[w + 1]."""

    starts: NDArray[np.int64]
    units: Integers
    counts: NDArray[np.uint8]

    @classmethod
    def of(cls, postings: Postings, ends: NDArray[np.int64]) -> "_ByWord":
        """`ends` (n) are those of each unit's words."""
        keys = (postings.words.astype(np.int64) << 32) | np.arange(len(postings.words))
        keys.sort()
        order = keys & 0xFFFFFFFF
        n_words = int(postings.words.max(initial=-1)) + 1
        starts = np.searchsorted(keys >> 32, np.arange(n_words + 1))
        units = np.searchsorted(ends, order, side="right").astype(np.int32)
        return cls(starts, units, postings.counts[order])

    def by_unit(self) -> Postings:
        """Of each unit its words in the order of their numbers."""
        words = np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))
        order = np.argsort(self.units, kind="stable")
        return Postings(words[order], self.counts[order])


@dataclass(eq=False)
class Block:
    """n units in f files. Of each unit: `file` (n), `columns` (n, 4) of kind, line, end_line and
    twin, `ends` (n) of its words in the postings. `uses` (m, 3): file, API, line."""

    places: tuple[SourcePlace, ...]
    packages: tuple[str, ...]
    file: Integers
    columns: Integers
    labels: tuple[bytes, ...]  # name, owner, signature of each unit, by "\0"
    ends: NDArray[np.int64]
    by_unit: Postings | None
    uses: Integers
    by_word: _ByWord | None = None  # one of the two is there

    @classmethod
    def of(cls, records: Sequence[FileRecord]) -> "Block":
        parts = [record.parts for record in records]
        sizes = [record.n_units for record in records]
        files = np.arange(len(records), dtype=np.int32)
        uses = _integers(part.uses for part in parts).reshape(-1, 2)
        users = np.repeat(files, [len(part.uses) // uses.itemsize // 2 for part in parts])
        return cls(
            tuple(record.place for record in records),
            tuple(record.package for record in records),
            np.repeat(files, sizes),
            _integers(part.columns for part in parts).reshape(-1, N_COLUMNS),
            tuple(b"".join(part.labels for part in parts).split(END)[:-1]),
            np.cumsum(_integers(part.n_words for part in parts), dtype=np.int64),
            Postings(
                _integers(part.words for part in parts),
                np.frombuffer(b"".join(part.counts for part in parts), np.uint8),
            ),
            np.column_stack([users, uses]),
        )

    @classmethod
    def merge(cls, parts: Sequence[tuple["Block", Flags]]) -> "Block":
        """One of the files that are alive in each, by flags (f)."""
        kept = [block._only(alive) for block, alive in parts]
        files_before = np.cumsum([0, *(len(block.places) for block in kept)])
        postings = [block.unit_postings for block in kept]
        words_before = np.cumsum([0, *(len(each.words) for each in postings)])
        shifted = list(zip(kept, files_before.tolist(), words_before.tolist(), strict=False))
        return cls(
            tuple(place for block in kept for place in block.places),
            tuple(package for block in kept for package in block.packages),
            np.concatenate([block.file + np.int32(n) for block, n, _ in shifted]),
            np.concatenate([block.columns for block in kept]),
            tuple(label for block in kept for label in block.labels),
            np.concatenate([block.ends + n for block, _, n in shifted]),
            Postings(
                np.concatenate([each.words for each in postings]),
                np.concatenate([each.counts for each in postings]),
            ),
            np.concatenate([b.uses + np.array([n, 0, 0], np.int32) for b, n, _ in shifted]),
        )

    def _only(self, alive: Flags) -> "Block":
        """The same without the files that are not alive."""
        if alive.all():
            return self
        units, numbers = alive[self.file], np.cumsum(alive) - 1
        n_words, postings = np.diff(self.ends, prepend=0), self.unit_postings
        words = np.repeat(units, n_words)
        uses = self.uses[alive[self.uses[:, 0]]]
        uses = np.column_stack([numbers[uses[:, 0]], uses[:, 1:]])
        return Block(
            tuple(p for p, is_alive in zip(self.places, alive, strict=True) if is_alive),
            tuple(p for p, is_alive in zip(self.packages, alive, strict=True) if is_alive),
            numbers[self.file[units]].astype(np.int32),
            self.columns[units],
            tuple(label for label, kept in zip(self.labels, units, strict=True) if kept),
            np.cumsum(n_words[units]),
            Postings(postings.words[words], postings.counts[words]),
            uses.astype(np.int32),
        )

    def __len__(self) -> int:
        return len(self.file)

    def label(self, unit: int) -> tuple[str, str, str]:
        name, owner, signature = self.labels[unit].decode("utf-8").split(SEPARATOR.decode())
        return name, owner, signature

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """(n): how much all words of each unit count."""
        if self.by_word is not None:
            units, counts = self.by_word.units, self.by_word.counts
        else:
            units = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.ends, prepend=0))
            counts = self.unit_postings.counts
        return np.bincount(units, counts, minlength=len(self)).astype(np.float32)

    @property
    def unit_postings(self) -> Postings:
        """As records have them, but for the order of a unit's words."""
        by_unit = self.by_unit
        if by_unit is None:
            assert self.by_word is not None
            by_unit = self.by_word.by_unit()
        return by_unit

    def postings(self, numbers: Sequence[int]) -> list[tuple[Integers, NDArray[np.uint8]]]:
        """Units and counts of each word."""
        if self.by_word is not None:
            return [self._of_word(self.by_word, number) for number in numbers]
        return self._scan(numbers)

    def invert(self) -> None:
        """Sorts the postings by word, once."""
        if self.by_word is None:
            self.by_word = _ByWord.of(self.unit_postings, self.ends)
            self.by_unit = None  # a search that is under way has its own hold of them

    @staticmethod
    def _of_word(table: _ByWord, number: int) -> tuple[Integers, NDArray[np.uint8]]:
        if number + 1 >= len(table.starts):
            return table.units[:0], table.counts[:0]
        part = slice(table.starts[number], table.starts[number + 1])
        return table.units[part], table.counts[part]

    def _scan(self, numbers: Sequence[int]) -> list[tuple[Integers, NDArray[np.uint8]]]:
        postings = self.unit_postings
        highest = max([int(postings.words.max(initial=0)), *numbers])
        wanted = np.zeros(highest + 1, np.bool_)
        wanted[list(numbers)] = True
        places = np.flatnonzero(wanted[postings.words])
        words, counts = postings.words[places], postings.counts[places]
        units = np.searchsorted(self.ends, places, side="right").astype(np.int32)
        return [(units[words == n], counts[words == n]) for n in numbers]

    @cached_property
    def names(self) -> "NameLines":
        return NameLines(self.labels)


class NameLines:
    """Names of units as lines of one text, to be searched by patterns."""

    def __init__(self, labels: Iterable[bytes]) -> None:
        self.text = END + b"".join(label.partition(SEPARATOR)[0] + END for label in labels)
        self.folded = self.text.lower()

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """(n + 1): where the line break before each name lies."""
        return np.flatnonzero(np.frombuffer(self.text, np.uint8) == ord("\n"))

    @cached_property
    def letters(self) -> NDArray[np.uint8]:
        """(n, 32): how often each letter stands in a name, capitals as small ones."""
        codes = np.frombuffer(self.folded, np.uint8)[1:] & (LETTERS - 1)
        sizes = np.diff(self.starts)
        lines = np.repeat(np.arange(len(sizes)), sizes)
        n_cells = len(sizes) * LETTERS
        table = np.bincount(lines * LETTERS + codes, minlength=n_cells).reshape(-1, LETTERS)
        table[:, ord("\n") & (LETTERS - 1)] -= 1  # the line break itself
        return np.minimum(table, 255).astype(np.uint8)

    def unit_at(self, place: int) -> int:
        """The unit whose name follows the line break at a place."""
        return int(np.searchsorted(self.starts, place))

    def name(self, unit: int) -> bytes:
        return self.text[self.starts[unit] + 1 : self.starts[unit + 1]]


def _integers(parts: Iterable[bytes]) -> Integers:
    return np.frombuffer(b"".join(parts), np.int32)
