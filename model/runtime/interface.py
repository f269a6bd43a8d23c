"""Interface between the search and the network: encode, then forward.

Everything above it is numpy and does not know which runtime answers. `forward` serves prefill,
extension by typed pieces and every step of the beam: a batch of new positions ("nodes") reads the
cached positions that its mask names, and itself.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.network.config import ModelConfig

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncoderMemory:
    """What the encoder read, as keys and values of each cross-attention layer.

    keys, values: (cross layers, heads, slots, HEAD_DIM). Slot 0 is the empty slot. With nothing
    to read there is no EncoderMemory (None), and cross-attention is left out altogether.
    """

    keys: FloatArray
    values: FloatArray


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Keys and values of n decoder positions: (layers, heads, n, HEAD_DIM) each."""

    keys: FloatArray
    values: FloatArray


class PastKeyValues(Protocol):
    """A key/value buffer as the runtime reads it; `model.runtime.cache.Cache` is the one we have.

    keys, values: (layers, heads, capacity, HEAD_DIM), C-contiguous; positions from `length` on hold
    anything finite, are masked, and may be written to. A runtime may keep device copies keyed by
    identity.
    """

    keys: FloatArray
    values: FloatArray
    length: int


@dataclass(frozen=True, slots=True)
class Step:
    """One forward pass: n new nodes after the cached positions.

    pieces: (n,), the nodes' pieces; positions: (n,), rotary: index in a prefix, prefix + depth in
    a tree. mask: (n, past.length + n), True where a node reads a position or an earlier node.
    rows: (r,), the nodes whose next piece is predicted.
    """

    pieces: IntArray
    positions: IntArray
    past: PastKeyValues
    mask: BoolArray
    rows: IntArray
    memory: EncoderMemory | None = None


class Runtime(Protocol):
    """Computes the network. Raises DeviceError when its device is lost or full."""

    config: ModelConfig

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        """Read the pieces after the cursor (nearest first, in reading order) and a statement.

        Both may be empty; both empty gives None. Longer inputs than the configuration's contexts
        are cut at their ends.
        """
        ...

    def forward(self, step: Step) -> tuple[FloatArray, KeyValues]:
        """-> log-probabilities (r, n_pieces) of the next piece, and keys and values of the n nodes.

        Leaves the positions in use alone: the caller appends those that it keeps, before the next
        call, since they may lie in the room after them.
        """
        ...
