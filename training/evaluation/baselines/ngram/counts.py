"""Counts of each symbol after contexts of every length, as one sorted array.

    counts = Counts.of(ids, order=6)         ids of all files, each after `order - 1` times PAD
    contexts = counts.contexts(last_ids)     (orders,) one context of each length, for lookups

An entry is one number of 64 bits: the order (3), a hash of the context (41), the symbol (20).
Sorted, the symbols that followed one context stand side by side, and a lookup is a binary search.
Two contexts share a hash with a probability of 2^-41: of 10 million contexts some 20 do.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

ID_BITS: Final = 20
MAX_ID: Final = (1 << ID_BITS) - 1
MAX_ORDER: Final = 7
PAD: Final = 0  # stands before a file; it is never counted as a symbol that follows
MANY: Final = 1024  # symbols after one context whose most frequent ones are worth keeping

_ID_MASK: Final = np.uint64(MAX_ID)
_NEXT: Final = np.uint64(1 << ID_BITS)  # from one context to the next
_HASH_MASK: Final = np.uint64(((1 << 61) - 1) ^ MAX_ID)
_ORDER_SHIFT: Final = np.uint64(61)

Ids = NDArray[np.int64]
Keys = NDArray[np.uint64]


def _multipliers() -> Keys:
    """Odd random numbers, one a distance; sums of products hash well in their upper bits."""
    rng = np.random.default_rng(20170624)
    return rng.integers(0, 1 << 63, MAX_ORDER, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


_MULTIPLIERS: Final = _multipliers()


@dataclass(frozen=True, slots=True)
class Spans:
    """Where contexts stand: entries low:high, `total` occurrences. All of one shape."""

    low: Ids
    high: Ids
    total: Ids


@dataclass(frozen=True, slots=True)
class Counts:
    """`pairs` (entries,) sorted; `starts` (entries + 1,) occurrences before each entry."""

    pairs: Keys
    starts: NDArray[np.uint32]
    order: int
    _tops: dict[tuple[int, int, int], Ids] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, ids: Ids, order: int) -> "Counts":
        """Count the symbols of a stream in which PAD parts the files."""
        assert 1 <= order <= MAX_ORDER
        is_symbol = ids != PAD
        values = ids.astype(np.uint64)
        hashes = np.zeros(len(ids), np.uint64)
        pairs, sizes = [], []
        for n in range(1, order + 1):
            if n > 1:
                hashes[n - 1 :] += values[: len(ids) - n + 1] * _MULTIPLIERS[n - 1]
            keys = np.sort((_base(hashes, n) | values)[is_symbol])
            first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
            pairs.append(keys[first])
            sizes.append(np.diff(first, append=len(keys)))
        starts = np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.uint32)
        return cls(np.concatenate(pairs), starts, order)

    def __len__(self) -> int:
        return len(self.pairs)

    def contexts(self, last: Ids) -> Keys:
        """The context of each order 1.. at places whose symbols before are the rows of `last`.

        (..., order - 1) ids, the nearest one last, PAD before the file -> (..., order) keys.
        """
        assert last.shape[-1] == self.order - 1
        keys = np.zeros((*last.shape[:-1], self.order), np.uint64)
        if self.order > 1:
            products = last[..., ::-1].astype(np.uint64) * _MULTIPLIERS[1 : self.order]
            np.cumsum(products, axis=-1, out=keys[..., 1:])
        return _base(keys, np.arange(1, self.order + 1))

    def spans(self, contexts: Keys) -> Spans:
        low = np.searchsorted(self.pairs, contexts)
        high = np.searchsorted(self.pairs, contexts + _NEXT)
        return Spans(low, high, self.starts[high].astype(np.int64) - self.starts[low])

    def count(self, contexts: Keys, ids: Ids) -> NDArray[np.int64]:
        """How often each of `ids` followed each context; the two are broadcast together."""
        keys = contexts | ids.astype(np.uint64)
        if not len(self.pairs):
            return np.zeros(keys.shape, np.int64)
        at = np.minimum(np.searchsorted(self.pairs, keys), len(self.pairs) - 1)
        n = self.starts[at + 1].astype(np.int64) - self.starts[at]
        return np.where(self.pairs[at] == keys, n, 0)

    def count_between(self, contexts: Keys, first: int, stop: int) -> NDArray[np.int64]:
        """How often any of the ids first:stop followed each context."""
        low = np.searchsorted(self.pairs, contexts | np.uint64(first))
        high = np.searchsorted(self.pairs, contexts + np.uint64(stop))
        return self.starts[high].astype(np.int64) - self.starts[low]

    def between(self, context: np.uint64, first: int, stop: int) -> tuple[int, int]:
        """The entries of the ids first:stop after one context."""
        keys = np.array([context | np.uint64(first), context + np.uint64(stop)], np.uint64)
        low, high = np.searchsorted(self.pairs, keys)
        return int(low), int(high)

    def top(self, low: int, high: int, n: int) -> Ids:
        """The ids of the `n` most frequent of the entries low:high."""
        if high - low <= n:
            return (self.pairs[low:high] & _ID_MASK).astype(np.int64)
        known = self._tops.get((low, high, n))
        if known is None:
            sizes = np.diff(self.starts[low : high + 1])
            chosen = np.argpartition(sizes, len(sizes) - n)[-n:]
            known = (self.pairs[low:high][chosen] & _ID_MASK).astype(np.int64)
            if high - low > MANY:
                self._tops[low, high, n] = known
        return known


def _base(hashes: Keys, orders: int | NDArray[np.int64]) -> Keys:
    """The key of a context before the symbol is put in."""
    shifted = np.asarray(orders, np.uint64) << _ORDER_SHIFT
    return ((hashes >> np.uint64(3)) & _HASH_MASK) | shifted


def places(stream: Ids, order: int) -> tuple[Ids, Ids]:
    """What stands before each symbol of a stream (places, order - 1), and the symbols (places,)."""
    windows = np.lib.stride_tricks.sliding_window_view(stream, order)
    windows = windows[windows[:, -1] != PAD]
    return windows[:, :-1], windows[:, -1]
