"""Keys and values of the decoder's positions, and the window's start.

    cache = Cache(config)
    cache.append(columns)          at the end of an extension or a search step
    with cache.branch():           what is appended inside is gone afterwards
        ...
    cache.truncate(length)         when the text changed after `length`

Knows nothing of pieces, of text, or of the network.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

import numpy as np

from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.runtime.interface import BoolArray, FloatArray, IntArray, KeyValues

BLOCK = 256  # positions by which the buffers grow


class Cache:
    """Keys and values (layers, heads, capacity, HEAD_DIM), the first `length` positions in use."""

    def __init__(self, config: ModelConfig) -> None:
        shape = (config.depth, config.n_heads, BLOCK, HEAD_DIM)
        self.keys: FloatArray = np.zeros(shape, np.float32)
        self.values: FloatArray = np.zeros(shape, np.float32)
        self.length = 0

    @property
    def capacity(self) -> int:
        return int(self.keys.shape[2])

    def append(self, columns: KeyValues) -> None:
        """Put new positions (layers, heads, n, HEAD_DIM) after those in use."""
        end = self.length + columns.keys.shape[2]
        if end > self.capacity:
            self._grow(end)
        self.keys[:, :, self.length : end] = columns.keys
        self.values[:, :, self.length : end] = columns.values
        self.length = end

    def truncate(self, length: int) -> None:
        """Forget the positions from `length` on."""
        assert 0 <= length <= self.length
        self.length = length

    def copied(self, length: int) -> "Cache":
        """A copy with the first `length` positions."""
        twin = copy(self)
        twin.keys, twin.values = self.keys[:, :, :0], self.values[:, :, :0]
        twin.length = 0
        twin._grow(max(1, length))
        twin.keys[:, :, :length] = self.keys[:, :, :length]
        twin.values[:, :, :length] = self.values[:, :, :length]
        twin.length = length
        return twin

    def keep(self, indices: list[int], base: int) -> None:
        """Of the positions from `base` on keep those at `indices`, in that order, at `base`."""
        end = base + len(indices)
        self.keys[:, :, base:end] = self.keys[:, :, indices]
        self.values[:, :, base:end] = self.values[:, :, indices]
        self.length = end

    @contextmanager
    def branch(self) -> Iterator["Cache"]:
        """A savepoint: positions appended inside are forgotten at the end."""
        length = self.length
        try:
            yield self
        finally:
            self.truncate(length)

    def _grow(self, length: int) -> None:
        capacity = -(-length // BLOCK) * BLOCK
        for name in ("keys", "values"):
            old: FloatArray = getattr(self, name)
            new = np.zeros((*old.shape[:2], capacity, HEAD_DIM), np.float32)
            new[:, :, : self.length] = old[:, :, : self.length]
            setattr(self, name, new)


def common_prefix(a: IntArray, b: IntArray) -> int:
    """Length of the longest common prefix of two rows of pieces."""
    n = min(len(a), len(b))
    different = np.flatnonzero(a[:n] != b[:n])
    return int(different[0]) if len(different) else n


def window_start(pieces: IntArray, is_layout: BoolArray, limit: int) -> int:
    """Where the window over a file's pieces begins, so that at most `limit` are in it.

    `is_layout` is the vocabulary's. The start stands still while a file grows, then hops to the
    first line start in the second half of the window, so that little is computed again. Each hop
    depends on pieces that every longer text has too: any two ways to a text give one start.
    """
    marks = is_layout[pieces]
    line_starts = np.flatnonzero(marks[1:] & ~marks[:-1]) + 1
    start = 0
    while len(pieces) - start > limit:
        low, high = start + limit // 2, start + limit
        following = int(np.searchsorted(line_starts, low))
        found = following < len(line_starts) and line_starts[following] < high
        start = int(line_starts[following]) if found else low
    return start
