"""What a back end can do with arrays, and numpy's: inference without torch.

    NumpyArrays().take(values, where)

Values have one row a node: (n, ...). Knows neither plans nor operations.
"""

from collections.abc import Hashable, Sequence
from typing import Any, Protocol

import numpy as np

from beamcoder.model.fold.ragged import Array, Segments
from beamcoder.model.fold.structure import Integers


class Arrays(Protocol):
    """A library of arrays."""

    def holds(self, value: object) -> bool:
        """Whether this is an array of the library with at least one dimension."""

    def numbers(self, values: Sequence[Any], kind: type) -> Array:
        """(n,) of int, float (in single precision, or what the library's default is) or bool."""

    def joined(self, parts: Sequence[Array]) -> Array:
        """Rows one after the other."""

    def index(self, places: Integers) -> Array:
        """Places as `take` wants them."""

    def take(self, values: Array, where: Any) -> Array:
        """Rows of `values`: a slice, or an index."""

    def table(self, n_rows: int, like: Array) -> Array:
        """(n_rows, ...), not filled, of rows like those of `like`."""

    def key(self, values: Array) -> Hashable:
        """What two arrays have in common that can stand in one table."""

    def segments(self, lengths: Integers) -> Segments:
        """Lists of these lengths."""


class NumpyArrays:
    """numpy as a back end."""

    def holds(self, value: object) -> bool:
        return isinstance(value, np.ndarray) and value.ndim > 0

    def numbers(self, values: Sequence[Any], kind: type) -> Array:
        return np.array(values, {int: np.int64, float: np.float32, bool: np.bool_}[kind])

    def joined(self, parts: Sequence[Array]) -> Array:
        return np.concatenate(parts)

    def index(self, places: Integers) -> Array:
        return places

    def take(self, values: Array, where: Any) -> Array:
        return values[where] if isinstance(where, slice) else values.take(where, 0)

    def table(self, n_rows: int, like: Array) -> Array:
        return np.empty((n_rows, *like.shape[1:]), like.dtype)

    def key(self, values: Array) -> Hashable:
        return values.shape[1:], values.dtype

    def segments(self, lengths: Integers) -> Segments:
        return NumpySegments(lengths)


class NumpySegments:
    """Lists side by side, in numpy."""

    def __init__(self, lengths: Integers) -> None:
        self._lengths = lengths
        self._starts = np.cumsum(lengths) - lengths
        self.owners: Array = np.repeat(np.arange(len(lengths)), lengths)

    def sum(self, values: Array) -> Array:
        """By the first elements of all lists, then the second: `add.reduceat` takes 5 times."""
        total = np.zeros((len(self._lengths), *values.shape[1:]), values.dtype)
        longer = np.flatnonzero(self._lengths)
        place = 0
        while len(longer):
            total[longer] += values[self._starts[longer] + place]
            place += 1
            longer = longer[self._lengths[longer] > place]
        return total

    def spread(self, rows: Array) -> Array:
        return rows.take(self.owners, 0)

    def column(self, like: Array) -> Array:
        shape = (-1, *[1] * (like.ndim - 1))
        return np.maximum(self._lengths, 1).astype(like.dtype).reshape(shape)
