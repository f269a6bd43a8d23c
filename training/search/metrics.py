"""Metrics of a search: ranks in a pool, reciprocal ranks, NDCG, and bootstrap intervals."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
POOL = 1_000
N_DRAWS = 1_000


def ranks_in_pool(scores: Floats) -> NDArray[np.int64]:
    """(n, n) scores, whose diagonal is right -> the rank of each, from 1; ties count against.

    >>> ranks_in_pool(np.array([[2, 1], [3, 3]], np.float32)).tolist()
    [1, 2]
    """
    own = np.diagonal(scores)[:, None]
    return (scores >= own).sum(1)


def pools(n: int, pool: int = POOL, seed: int = 0) -> list[NDArray[np.int64]]:
    """Numbers of a fixed shuffle, `pool` each; the rest is left out unless it is all there is."""
    order = np.random.default_rng(seed).permutation(n)
    whole = [order[a : a + pool] for a in range(0, n - pool + 1, pool)]
    return whole or [order]


def reciprocal_ranks(texts: Floats, codes: Floats, pool: int = POOL) -> NDArray[np.float64]:
    """Of each text among the codes of its pool, all pools one after the other."""
    parts = pools(len(texts), pool)
    ranks = np.concatenate([ranks_in_pool(texts[part] @ codes[part].T) for part in parts])
    return 1 / np.maximum(ranks, 1)  # a score that is no number has rank 0


def ndcg(ranked: Sequence[str], relevant: Sequence[str], count: int = 10) -> float:
    """Normalised discounted gain of the first `count`, each relevant one worth 1.

    >>> ndcg(["a", "b"], ["a"]), round(ndcg(["b", "a"], ["a"]), 3)
    (1.0, 0.631)
    """
    wanted = set(relevant)
    gain = sum(1 / math.log2(i + 2) for i, each in enumerate(ranked[:count]) if each in wanted)
    best = sum(1 / math.log2(i + 2) for i in range(min(count, len(wanted))))
    return gain / best if best else 0.0


def interval(values: NDArray[np.float64], seed: int = 0) -> tuple[float, float]:
    """95 % percentile bootstrap of the mean; of paired differences, give those."""
    rng = np.random.default_rng(seed)
    n = len(values)
    means = [values[rng.integers(0, n, n)].mean() for _ in range(N_DRAWS)]
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)
