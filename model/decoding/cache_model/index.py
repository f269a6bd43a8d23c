"""Counts of the pieces that followed each run of 1, 2, 4, 8 or 16 pieces.

    live = LiveIndex()                       a buffer under edit: grows and shrinks with it
    live.follow(pieces)
    fixed = FixedIndex.build([pieces, ...])  files that stand still, in a few arrays
    groups, counts = live.look(tails)        (n, orders), (n, orders, 3)
    pieces, times = live.continuations(groups[0, 2])

A group is all that followed one run of pieces. Runs are known by a hash of 64 bits; two runs of
one hash would be taken for one, which costs a little probability and no more. Knows nothing of
the network.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.runtime.cache import common_prefix
from beamcoder.model.runtime.interface import IntArray

ORDERS: Final = (1, 2, 4, 8, 16)  # lengths of runs; fitted weights hold for these
LONGEST: Final = ORDERS[-1]
TOTAL, PEAK, KINDS = range(3)  # of counts

# A run's hash is a polynomial in this odd number over its pieces, the last one first.
_FACTOR: Final = 0x9E3779B97F4A7C15
_MASK: Final = (1 << 64) - 1
_NOTHING: Final = np.empty(0, np.int64)
RUN_BYTES: Final = 412  # kept of a run of pieces, as measured on 5,000 runs
_MAX_UNUSED: Final = 4  # times the groups that a text can have: then an index is built anew

Counts = NDArray[np.int32]
Tail = tuple[int, ...]  # the pieces before a place, LONGEST at most


class Index(Protocol):
    """What the mixture asks of either index."""

    def look(self, tails: Sequence[Tail]) -> tuple[IntArray, Counts]:
        """-> (n, orders) groups, -1 where nothing followed a tail's last pieces; and
        (n, orders, 3) counts: how many pieces followed, the commonest of them, how many kinds."""
        ...

    def continuations(self, group: int) -> tuple[list[int], list[int]]:
        """The pieces that followed, and how often each did."""
        ...


class LiveIndex:
    """Counts over a buffer that is extended and cut at every key: before the cursor, and after.

    Whatever way led to a text, the counts are those of an index built at once.
    """

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._before = self._after = _NOTHING
        self._known: dict[int, int] = {}
        self._followers: list[dict[int, int]] = []
        self._counts: list[tuple[int, int, int]] = []

    def __len__(self) -> int:
        """How many runs are known, those that nothing follows any more among them."""
        return len(self._known)

    @property
    def n_bytes(self) -> int:
        return RUN_BYTES * len(self)

    def follow(self, before: IntArray, after: IntArray = _NOTHING) -> bool:
        """Hold exactly these pieces; whether they are other than those held. Costs the change."""
        if np.array_equal(before, self._before) and np.array_equal(after, self._after):
            return False
        n_pieces = len(before) + len(after)
        is_full = len(self._known) > _MAX_UNUSED * len(ORDERS) * (n_pieces + LONGEST)
        n_changed = sum(
            len(old) + len(new) - 2 * common_prefix(old, new)
            for old, new in ((self._before, before), (self._after, after))
        )
        if is_full or n_changed > n_pieces:  # to begin anew is quicker than to take back
            self._clear()
        self._before = self._edit(self._before, before)
        self._after = self._edit(self._after, after)
        return True

    def look(self, tails: Sequence[Tail]) -> tuple[IntArray, Counts]:
        groups = np.full((len(tails), len(ORDERS)), -1, np.int64)
        counts = np.ones((len(tails), len(ORDERS), 3), np.int32)
        for i, tail in enumerate(tails):
            for j, order in enumerate(ORDERS):
                group = self._known.get(hash(tail[-order:])) if order <= len(tail) else None
                if group is None or not self._followers[group]:
                    break  # nor has a longer run been seen
                groups[i, j], counts[i, j] = group, self._counts[group]
        return groups, counts

    def continuations(self, group: int) -> tuple[list[int], list[int]]:
        followers = self._followers[group]
        return list(followers), list(followers.values())

    def _edit(self, old: IntArray, new: IntArray) -> IntArray:
        """Count `new` instead of `old`: only what follows their common beginning."""
        common = common_prefix(old, new)
        first = max(0, common - LONGEST)
        for held, sign in ((old, -1), (new, 1)):
            pieces = held[first:].tolist()
            for i in range(max(1, common) - first, len(pieces)):
                self._count(tuple(pieces[max(0, i - LONGEST) : i]), pieces[i], sign)
        return new.copy()

    def _count(self, run: Tail, piece: int, sign: int) -> None:
        """Count a piece, or no longer, after the last pieces of a run."""
        for order in ORDERS:
            if order > len(run):
                break
            group = self._group(hash(run[-order:]))
            followers = self._followers[group]
            times = followers.get(piece, 0) + sign
            if times:
                followers[piece] = times
            else:
                del followers[piece]
            total, peak, _ = self._counts[group]
            peak = max(peak, times) if sign > 0 else max(followers.values(), default=0)
            self._counts[group] = total + sign, peak, len(followers)

    def _group(self, key: int) -> int:
        group = self._known.setdefault(key, len(self._followers))
        if group == len(self._followers):
            self._followers.append({})
            self._counts.append((0, 0, 0))
        return group


@dataclass(frozen=True, slots=True)
class FixedIndex:
    """Counts over files that stand still: some 40 bytes a piece.

    keys: sorted hashes of all runs, one a group. Of group g, the pieces starts[g]:starts[g + 1] of
    `pieces` followed, `times` often; counts (groups + 1, 3), the last row for group -1.
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.int32]
    counts: Counts
    pieces: NDArray[np.uint16]
    times: NDArray[np.int32]

    @classmethod
    def build(cls, files: Iterable[IntArray]) -> "FixedIndex":
        """An index of files; no run reaches from one into the next."""
        files = [file for file in files if len(file)]
        data = np.concatenate([_NOTHING, *files])
        column = np.concatenate([_NOTHING, *(np.arange(len(file)) for file in files)])
        followed = np.append(column[1:] > 0, False)[: len(data)]  # not the last one of a file
        hashes, following = [], []
        for order, ends in zip(ORDERS, _hashes(data), strict=True):
            at = np.flatnonzero(followed & (column >= order - 1))
            hashes.append(ends[at])
            following.append(data[at + 1])
        keys, group, piece, times = _grouped(np.concatenate(hashes), np.concatenate(following))
        starts = np.searchsorted(group, np.arange(len(keys) + 1)).astype(np.int32)
        counts = np.ones((len(keys) + 1, 3), np.int32)
        counts[:-1, KINDS] = np.diff(starts)
        if len(keys):
            counts[:-1, TOTAL] = np.add.reduceat(times, starts[:-1])
            counts[:-1, PEAK] = np.maximum.reduceat(times, starts[:-1])
        return cls(keys, starts, counts, piece.astype(np.uint16), times.astype(np.int32))

    def look(self, tails: Sequence[Tail]) -> tuple[IntArray, Counts]:
        groups = np.full((len(tails), len(ORDERS)), -1, np.int64)
        if len(self.keys):
            hashes = np.array([_hashes_of(tail) for tail in tails], np.uint64)
            at = np.minimum(np.searchsorted(self.keys, hashes), len(self.keys) - 1)
            groups = np.where(self.keys[at] == hashes, at, groups)
        return groups, self.counts[groups]

    def continuations(self, group: int) -> tuple[list[int], list[int]]:
        here = slice(int(self.starts[group]), int(self.starts[group + 1]))
        return self.pieces[here].tolist(), self.times[here].tolist()


def _hashes(data: IntArray) -> list[NDArray[np.uint64]]:
    """For each order, the hash of the run that ends with each piece, where one fits in."""
    values = data.astype(np.uint64) + np.uint64(1)
    hashes, found = np.zeros(len(data), np.uint64), []
    for i in range(LONGEST):
        hashes = hashes * np.uint64(_FACTOR)
        hashes[i:] += values[: len(data) - i]
        if i + 1 in ORDERS:
            found.append(hashes.copy())
    return found


def _hashes_of(tail: Tail) -> list[int]:
    """The same of one tail, for each order; 0, the hash of nothing, where it is too short."""
    value, found = 0, [0] * len(ORDERS)
    for i, piece in enumerate(reversed(tail), 1):
        value = (value * _FACTOR + piece + 1) & _MASK
        if i in ORDERS:
            found[ORDERS.index(i)] = value
    return found


def _grouped(
    hashes: NDArray[np.uint64], following: IntArray
) -> tuple[NDArray[np.uint64], IntArray, IntArray, IntArray]:
    """-> sorted distinct hashes; then group, piece and times of each (hash, piece) there is."""
    keys, group = np.unique(hashes, return_inverse=True)
    width = int(following.max(initial=0)) + 1
    pairs, times = np.unique(group * width + following, return_counts=True)
    return keys, pairs // width, pairs % width, times
