"""Situations as arrays: a forest in which each step finds its parent's state.

    forest = Forest.of(alphabet, situations)
    logits = evaluate(forest, network.forward, network.size)

Levels are computed one after the other, each as one batch; equal beginnings are computed once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.npi.alphabet import Alphabet
from beamcoder.model.npi.situations import Situation

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
# rows (n, slots), calls (n,), hidden and cell state (n, size) -> logits (n, actions), both states
Forward = Callable[[Ints, Ints, Floats, Floats], tuple[Floats, Floats, Floats]]


@dataclass(frozen=True)
class Forest:
    """`rows` (n, slots), filled up with the row of nothing; `levels` are indices, roots first."""

    rows: Ints
    calls: Ints
    parents: Ints
    answers: Ints
    levels: tuple[Ints, ...]

    @classmethod
    def of(cls, alphabet: Alphabet, situations: Sequence[Situation]) -> "Forest":
        """TaskError if the alphabet lacks what a situation has."""
        n, depth = len(situations), [0] * len(situations)
        rows = np.full((n, alphabet.n_slots), alphabet.n_rows, np.int64)
        for at, each in enumerate(situations):
            own = alphabet.rows(each.entry, each.before, each.seen)
            rows[at, : len(own)] = own
            depth[at] = depth[each.parent] + 1 if each.parent >= 0 else 0
        calls = np.array([alphabet.entry_ids[each.entry] for each in situations], np.int64)
        answers = np.array([alphabet.action_ids.get(e.answer, -1) for e in situations], np.int64)
        parents = np.array([each.parent for each in situations], np.int64)
        by_level = np.array(depth, np.int64)
        levels = tuple(np.flatnonzero(by_level == k) for k in range(max(depth, default=-1) + 1))
        return cls(rows, calls, parents, answers, levels)


def evaluate(forest: Forest, forward: Forward, size: int) -> Floats:
    """(situations, actions): the logits in every situation."""
    n = len(forest.calls)
    hidden, cell = np.zeros((n + 1, size), np.float32), np.zeros((n + 1, size), np.float32)
    parts = [
        _level(forest, level, forward, (hidden, cell)) for level in forest.levels
    ]  # a root's parent is -1: the last row, which stays empty
    if not parts:
        return np.zeros((0, 0), np.float32)
    logits = np.empty((n, parts[0].shape[1]), np.float32)
    for level, part in zip(forest.levels, parts, strict=True):
        logits[level] = part
    return logits


def _level(forest: Forest, level: Ints, forward: Forward, states: tuple[Floats, Floats]) -> Floats:
    hidden, cell = states
    parents = forest.parents[level]
    logits, hidden[level], cell[level] = forward(
        forest.rows[level], forest.calls[level], hidden[parents], cell[parents]
    )
    return logits
