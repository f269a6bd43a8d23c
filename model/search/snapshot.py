"""Snapshot of the index: what a search reads while files change beside it.

    snapshot.parts                          blocks of units, and which of their files are alive
    snapshot.word_scores([(17, 1.0)])       scores of all units, and the best that could be
    snapshot.meaning_scores(row)            (scores of all units)

Units are numbered through all parts, files' first, then APIs'. Nothing here changes, but for the
vectors, which are filled in: a unit without one has zeros. They are kept as directions, a byte a
number: of 100,000 functions they have 19 MB, and a query takes as long as with four bytes. Words
are ranked by BM25 over exact counts of what is alive; the statistics are never those of files that
are gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.search.block import Block, Flags
from beamcoder.model.search.records import KINDS, api_class

K1: Final = 1.2  # BM25: how soon more of a word says no more (Robertson and Zaragoza, 2009)
B: Final = 0.75  # and how much long units are held back
_N_TYPES: Final = 4  # the first kinds are types
_CHUNK: Final = 1_024  # rows whose numbers are widened at a time: they stay in the cache
Scores = NDArray[np.float32]
Units = NDArray[np.int64]


Directions = NDArray[np.int8]
"""Rows whose length says nothing: a number a byte, the largest of each row 127."""


def directions(rows: Scores) -> Directions:
    """(n, dimensions) -> the same in a byte a number; rows of zeros stay so."""
    largest = np.maximum(np.abs(rows).max(1, keepdims=True, initial=0), np.float32(1e-12))
    packed: Directions = np.rint(rows * (127 / largest)).astype(np.int8)
    return packed


@dataclass(eq=False, slots=True)
class Vectors:
    """Rows of a block's units, one over the length of each, and whether it has been made."""

    rows: Directions  # (n, dimensions)
    scales: Scores  # (n)
    is_made: Flags  # (n)


@dataclass(frozen=True, eq=False)
class Part:
    """A block, which of its files are alive (f), and its vectors if there is an encoder."""

    block: Block
    alive: Flags
    vectors: Vectors | None = None

    @cached_property
    def units(self) -> Flags:
        """(n): which units are alive."""
        return self.alive[self.block.file]

    @cached_property
    def n_units(self) -> int:
        return int(self.units.sum())

    def living(
        self, units: NDArray[np.int32], counts: NDArray[np.uint8]
    ) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """Of some units and their counts, those that are alive."""
        if self.n_units == len(self.block):
            return units, counts
        kept = self.units[units]
        return units[kept], counts[kept]


@dataclass(frozen=True, eq=False, slots=True)
class WordScores:
    """Of all units (n), what no unit can reach, and how many units have each word."""

    scores: Scores
    limit: float
    n_units: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Parts of files, and one part of all APIs whose number is their place."""

    parts: tuple[Part, ...]
    apis: Part
    k1: float = K1
    b: float = B

    @cached_property
    def api_part(self) -> Part:
        """The APIs that are used by files that are alive, and are no classes of theirs."""
        used = np.zeros(len(self.apis.block), np.bool_)
        for part in self.parts:
            uses = part.block.uses
            used[uses[part.alive[uses[:, 0]], 1]] = True
        for number in np.flatnonzero(used).tolist():
            used[number] = api_class(self.apis.block.label(number)[2]) not in self._own_types
        return _ApiPart(self.apis.block, used, self.apis.vectors)

    @cached_property
    def _own_types(self) -> frozenset[str]:
        """Qualified names of the top-level types of all files."""
        names = set[str]()
        for part in self.parts:
            kinds = part.block.columns[:, 0]
            for unit in np.flatnonzero(part.units & (kinds < _N_TYPES)).tolist():
                name, owner, _ = part.block.label(unit)
                if not owner:
                    package = part.block.packages[part.block.file[unit]]
                    names.add(f"{package}.{name}" if package else name)
        return frozenset(names)

    @cached_property
    def all_parts(self) -> tuple[Part, ...]:
        return *self.parts, self.api_part

    @cached_property
    def starts(self) -> list[int]:
        """The number of each part's first unit, and one behind the last."""
        sizes = [len(part.block) for part in self.all_parts]
        return [sum(sizes[:i]) for i in range(len(sizes) + 1)]

    @cached_property
    def n_units(self) -> int:
        return sum(part.n_units for part in self.all_parts)

    @property
    def n_files(self) -> int:
        return sum(int(part.alive.sum()) for part in self.parts)

    @property
    def n_vectors(self) -> int:
        made = [(part, part.vectors) for part in self.all_parts]
        return sum(int((v.is_made & part.units).sum()) for part, v in made if v is not None)

    @cached_property
    def _mean_length(self) -> float:
        """Of the units in files."""
        total = sum(float(part.block.lengths[part.units].sum()) for part in self.parts)
        return total / max(1, sum(part.n_units for part in self.parts)) or 1.0

    def place(self, unit: int) -> tuple[Part, int]:
        """The part of a unit, and its number there."""
        i = int(np.searchsorted(self.starts, unit, side="right")) - 1
        return self.all_parts[i], unit - self.starts[i]

    def kind(self, unit: int) -> str:
        part, own = self.place(unit)
        return KINDS[int(part.block.columns[own, 0])]

    def word_scores(self, words: Sequence[tuple[int, float]]) -> WordScores:
        """By BM25, of words by their numbers and how much each is worth."""
        numbers = [number for number, _ in words]
        scores = [np.zeros(len(part.block), np.float32) for part in self.all_parts]
        found = [part.block.postings(numbers) for part in self.all_parts]
        limit, n_units = 0.0, list[int]()
        for i, (_, worth) in enumerate(words):
            hits = [part.living(*each[i]) for part, each in zip(self.all_parts, found, strict=True)]
            n_units.append(sum(len(units) for units, _ in hits))
            if n_units[-1]:
                idf = worth * self.rarity(n_units[-1])
                limit += idf * (self.k1 + 1)
                for part, own, (units, counts) in zip(self.all_parts, scores, hits, strict=True):
                    own[units] += idf * self._saturated(part, units, counts)
        return WordScores(np.concatenate(scores), limit, tuple(n_units))

    def rarity(self, n_units: int) -> float:
        """The idf of a word that so many units have."""
        return float(np.log1p((self.n_units - n_units + 0.5) / (n_units + 0.5)))

    def _saturated(self, part: Part, units: NDArray[np.int32], counts: NDArray[np.uint8]) -> Scores:
        times = counts.astype(np.float32)
        held = self._held[id(part)][units] if id(part) in self._held else np.float32(self.k1)
        result: Scores = times * np.float32(self.k1 + 1) / (times + held)
        return result

    @cached_property
    def _held(self) -> dict[int, Scores]:
        """How much each unit of a file is held back for its length; an API is as the mean."""
        mean, free = np.float32(self._mean_length), 1 - self.b
        return {
            id(part): (self.k1 * (free + self.b * part.block.lengths / mean)).astype(np.float32)
            for part in self.parts
        }

    def have_word(self, number: int, units: NDArray[np.int64]) -> Flags:
        """Which of some units have a word."""
        pairs = zip(self.all_parts, self.starts, strict=False)
        own = [part.block.postings([number])[0][0] + start for part, start in pairs]
        return np.isin(units, np.concatenate(own)) if own else np.zeros(len(units), np.bool_)

    def vector(self, unit: int) -> Scores:
        """Of a unit that has one; its length is 1."""
        part, own = self.place(unit)
        assert part.vectors is not None
        row: Scores = part.vectors.rows[own].astype(np.float32) * part.vectors.scales[own]
        return row

    def meaning_scores(self, query: Scores) -> Scores:
        """Cosines with the query's vector (dimensions); 0 without a vector, and of what is gone."""
        return np.concatenate([_cosines(part, query) for part in self.all_parts])


class _ApiPart(Part):
    """Each API as if it were a file: alive while it is used."""

    @cached_property
    def units(self) -> Flags:
        return self.alive


def _cosines(part: Part, query: Scores) -> Scores:
    if part.vectors is None:
        return np.zeros(len(part.block), np.float32)
    vectors, cosines = part.vectors, np.zeros(len(part.block), np.float32)
    for start in range(0, len(cosines), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        cosines[chunk] = vectors.rows[chunk].astype(np.float32) @ query
    cosines *= vectors.scales * part.units
    return cosines


def merged(parts: Sequence[Part]) -> Part:
    """One part of the files that are alive in each, with the vectors that there are."""
    block = Block.merge([(part.block, part.alive) for part in parts])
    return Part(block, np.ones(len(block.places), np.bool_), _merged_vectors(parts))


def _merged_vectors(parts: Sequence[Part]) -> Vectors | None:
    width = max((part.vectors.rows.shape[1] for part in parts if part.vectors), default=0)
    if not width:
        return None
    every = [part.vectors or empty_vectors(len(part.block), width) for part in parts]
    return Vectors(
        np.concatenate([v.rows[part.units] for v, part in zip(every, parts, strict=True)]),
        np.concatenate([v.scales[part.units] for v, part in zip(every, parts, strict=True)]),
        np.concatenate([v.is_made[part.units] for v, part in zip(every, parts, strict=True)]),
    )


def fill(part: Part, units: Units, rows: Directions) -> None:
    assert part.vectors is not None
    part.vectors.rows[units] = rows
    part.vectors.is_made[units] = True
    for start in range(0, len(units), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        wide = rows[chunk].astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", wide, wide))
        part.vectors.scales[units[chunk]] = 1 / np.maximum(lengths, 1)


def empty_vectors(n_units: int, dimensions: int) -> Vectors:
    rows, scales = np.zeros((n_units, dimensions), np.int8), np.zeros(n_units, np.float32)
    return Vectors(rows, scales, np.zeros(n_units, np.bool_))
