"""Inputs of the network in numpy, the same for every runtime.

To the encoder: first the pieces of the statement, which read each other both ways, then those
after the cursor, each of which reads itself and what follows it. Neither part reads the other.
"""

from dataclasses import dataclass

import numpy as np

from beamcoder.model.network.config import HEAD_DIM, ROTARY_BASE, ModelConfig
from beamcoder.model.runtime.interface import (
    BoolArray,
    EncoderMemory,
    FloatArray,
    IntArray,
    Step,
)

MASKED = np.float32(-1e9)  # added to a score that must not count; finite, so that no row is NaN


@dataclass(frozen=True, slots=True)
class Reading:
    """pieces, positions, is_statement (m,); mask (m, m) is True where row i reads piece j."""

    pieces: IntArray
    positions: IntArray
    is_statement: BoolArray
    mask: BoolArray


def reading(after: IntArray, statement: IntArray, config: ModelConfig) -> Reading | None:
    """The encoder's input, each part cut at its end; None where there is nothing to read."""
    statement = statement[: config.statement_context]
    after = after[: config.after_context]
    if not (after.size or statement.size) or not config.cross_layers:
        return None
    positions = np.concatenate((np.arange(statement.size), np.arange(after.size)))
    is_statement = np.arange(positions.size) < statement.size
    same_part = is_statement[:, None] == is_statement[None]
    forward = positions[None] >= positions[:, None]
    return Reading(
        np.concatenate((statement, after)).astype(np.int64),
        positions.astype(np.int64),
        is_statement,
        same_part & (is_statement[:, None] | forward),
    )


def trusted(memory: EncoderMemory, given: Reading, statement_trust: float) -> EncoderMemory:
    """The encoder memory with smaller values for the statement, whose slots come after the empty
    one.

    In training a statement is always the right one, of a problem that others solved too, so a
    network may believe too much of it: how much of it is right for new problems, a model's folder
    says (training/LOG.md has the measurement).
    """
    if statement_trust == 1:
        return memory
    values = memory.values.copy()
    values[:, :, 1 : 1 + int(given.is_statement.sum())] *= np.float32(statement_trust)
    return EncoderMemory(memory.keys, values)


def rotary_tables(positions: IntArray, rotary_dim: int = HEAD_DIM) -> tuple[FloatArray, FloatArray]:
    """Cosine and sine (n, rotary_dim / 2), as `model.network.layers.rotary_angles`."""
    steps = np.arange(0, rotary_dim, 2, dtype=np.float32)
    rates = np.float32(ROTARY_BASE) ** (-steps / np.float32(rotary_dim))
    angles = positions[:, None].astype(np.float32) * rates
    return np.cos(angles), np.sin(angles)


def verify(step: Step, config: ModelConfig) -> None:
    """Checks a step; a failure is a fault of the caller."""
    pieces, positions, past, mask = step.pieces, step.positions, step.past, step.mask
    n = len(pieces)
    assert n > 0, "nothing to compute"
    assert 0 <= pieces.min() <= pieces.max() < config.n_pieces, pieces
    assert positions.shape == (n,), positions.shape
    assert mask.shape == (n, past.length + n), mask.shape
    shape = past.keys.shape
    assert shape == past.values.shape, (shape, past.values.shape)
    assert shape[:2] == (config.depth, config.n_heads) and shape[2] >= past.length, shape


def additive(mask: BoolArray) -> FloatArray:
    """True -> 0, False -> MASKED."""
    return np.where(mask, np.float32(0), MASKED)
