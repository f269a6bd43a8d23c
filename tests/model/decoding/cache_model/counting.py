"""Runs of random pieces, and what followed each of them, counted in the plainest way."""

import random
from collections import Counter
from collections.abc import Sequence

import numpy as np

from beamcoder.model.decoding.cache_model.index import LONGEST, ORDERS, Index, Tail

NOTHING = np.empty(0, np.int64)


def followers(files: Sequence[Sequence[int]], run: Tail) -> Counter[int]:
    """What followed a run, counted the slow way."""
    n = len(run)
    return Counter(
        file[i]
        for file in files
        for i in range(max(1, n), len(file))
        if tuple(file[i - n : i]) == run
    )


def known(index: Index, tail: Tail) -> list[tuple[dict[int, int], list[int]]]:
    """What an index says of each order: what followed, and the counts of it."""
    groups, counts = index.look([tail])
    found = []
    for group, row in zip(groups[0].tolist(), counts[0].tolist(), strict=True):
        if group >= 0:
            found.append((dict(zip(*index.continuations(group), strict=True)), row))
    return found


def expected(files: Sequence[Sequence[int]], tail: Tail) -> list[tuple[dict[int, int], list[int]]]:
    counted = [followers(files, tail[-n:]) for n in ORDERS if n <= len(tail)]
    return [(dict(c), [c.total(), max(c.values()), len(c)]) for c in counted if c]


def pieces(draw: random.Random, n: int) -> list[int]:
    """Few kinds and copied stretches, so that long runs come back."""
    found = [draw.randrange(1, 5) for _ in range(n // 2)]
    start = draw.randrange(max(1, n // 4))
    return [*found, *found[start : start + n - n // 2]]


def tails_of(draw: random.Random, files: Sequence[list[int]]) -> list[Tail]:
    tails = [tuple(pieces(draw, draw.randrange(1, 30))[-LONGEST:]) for _ in range(5)]
    for file in files:
        i = draw.randrange(1, len(file) + 1)
        tails.append(tuple(file[max(0, i - LONGEST) : i]))
    return tails
