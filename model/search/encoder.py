"""Interface of the two halves that place text and code in one space of vectors.

    rows = encoder.encode_units(units)      (n, dimensions), each of length 1
    rows @ encoder.encode_queries(["shortest path"])[0]     how near each unit is in meaning

The index knows encoders by this face alone. Vectors are kept with the encoder's `sum`, and those
of another encoder are never compared with its own.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.search.units import Unit


class Encoder(Protocol):
    """Both halves of one model; all rows are float32 and of length 1, or 0 where nothing is known
    of a text."""

    @property
    def sum(self) -> str:
        """SHA-256 of the model folder's sums: names the model."""
        ...

    @property
    def dimensions(self) -> int: ...

    def encode_queries(self, queries: Sequence[str]) -> NDArray[np.float32]:
        """-> (len(queries), dimensions)"""
        ...

    def encode_units(self, units: Sequence[Unit]) -> NDArray[np.float32]:
        """-> (len(units), dimensions)"""
        ...
