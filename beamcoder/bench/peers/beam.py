"""Beam search that every compared engine runs.

Step 1 reads the last piece of the prompt, after the cached ones; each of the following steps reads
one piece for each beam. The beams of a step are the best continuations of all before it, so beams
fork and die as in any real search. Nothing ends early: that keeps the work the same for all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.runtime.interface import FloatArray, IntArray

BLOCK = 64  # numbers whose maximum is looked at first

Rows = NDArray[np.float32]
# Parents' indices, pieces -> log-probabilities, a row a beam.
Step = Callable[[IntArray, IntArray], Rows | Sequence[Rows]]


@dataclass(frozen=True, slots=True)
class BeamTask:
    """What is searched, and how large a decoder searches it."""

    config: ModelConfig
    n_cached: int = 512  # pieces
    width: int = 6  # beams
    n_steps: int = 12
    n_threads: int = 1
    seed: int = 1

    @property
    def prompt(self) -> list[int]:
        """n_cached + 1 pieces; the last one is read by the first step. No special ones."""
        rng = np.random.default_rng(self.seed)
        return [int(piece) for piece in rng.integers(8, self.config.n_pieces, self.n_cached + 1)]

    def matrix(self, n_rows: int, n_columns: int) -> FloatArray:
        """Random weights, for engines that cannot compute our network: speed does not see them."""
        rng = np.random.default_rng([self.seed, n_rows, n_columns])
        scale = np.float32(n_columns**-0.5)
        return rng.standard_normal((n_rows, n_columns), np.float32) * scale


class PeerEngine(Protocol):
    """One peer, opened, its prompt cached. `search` may be called again and again."""

    version: str
    note: str  # what it computes, in a few words

    def search(self) -> list[list[int]]:
        """The hypotheses, best first: `width` lists of `n_steps` pieces."""
        ...

    def close(self) -> None: ...


def follow(task: BeamTask, first: Rows, step: Step) -> list[list[int]]:
    """The search, over whatever computes log-probabilities.

    `first` (1, n_pieces) is the row after the prompt; `step` takes each new beam's parent, as its
    index in the step before, and its piece.
    """
    scores = np.zeros(1, np.float32)
    rows: Rows | Sequence[Rows] = first
    paths: list[list[int]] = [[]]
    for left in reversed(range(task.n_steps)):
        totals = added(scores, rows)
        top = best(totals, task.width)
        parents, pieces = np.divmod(top, len(rows[0]))
        scores = totals[top]
        paths = [[*paths[p], int(piece)] for p, piece in zip(parents, pieces, strict=True)]
        if left:
            rows = step(parents, pieces)
    return paths


def added(scores: Rows, rows: Rows | Sequence[Rows]) -> Rows:
    """The score of each row, added to all of it; one row after the other."""
    totals = np.empty((len(rows), len(rows[0])), np.float32)
    for row, score, total in zip(rows, scores, totals, strict=True):
        np.add(row, score, out=total)
    return totals.ravel()


def best(totals: Rows, n: int) -> IntArray:
    """Indices of the n largest, largest first, of equal ones the first; looks at few: those above
    the n-th best block.

    The numbers of a block stand apart, so that the maxima of many blocks are found at once.
    """
    n_blocks = totals.size // BLOCK
    if n_blocks < n:
        return np.argsort(-totals, kind="stable")[:n]
    blocks = totals[: n_blocks * BLOCK].reshape(BLOCK, n_blocks)
    most = blocks.max(0)
    floor = np.partition(most, -n)[-n]
    columns = np.flatnonzero(most >= floor)
    rows, which = np.nonzero(blocks[:, columns] >= floor)
    after = np.flatnonzero(totals[n_blocks * BLOCK :] >= floor) + n_blocks * BLOCK
    found = np.concatenate((rows * n_blocks + columns[which], after))  # in order
    return found[np.argsort(-totals[found], kind="stable")[:n]]


def log_softmax(logits: Rows) -> Rows:
    shifted = logits - logits.max(-1, keepdims=True)
    found: Rows = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return found


def shape_of(config: ModelConfig) -> str:
    return f"{config.depth} layers of width {config.width}, {config.width // HEAD_DIM} heads"
