"""Systems side by side on one evaluation set: words, meaning, a peer, and their fusions.

    systems = Systems(encoder, minilm, weight=1.5)
    results = ranked(pool_scores(chosen, systems), systems)
    results["fused"].reciprocal.mean()      of the same queries in all systems

A fusion adds standard scores within the pool: words + weight * meaning.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.search.encoder import Encoder
from beamcoder.training.search.bm25 import Bm25, unit_words
from beamcoder.training.search.metrics import ranks_in_pool
from beamcoder.training.search.minilm import MiniLm, spoken
from beamcoder.training.search.sets import EvaluationSet

Scores = NDArray[np.float32]
WORDS, MEANING, FUSED = "words", "meaning", "fused"
PEER, PEER_FUSED = "MiniLM", "words + MiniLM"
# Whole statements and programs are longer than what it reads.
PEER_SETS: Final = ("javadoc", "body only", "CONCODE")
PEER_QUERIES: Final = 2_000  # it takes milliseconds a text
WEIGHTS: Final = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)


@dataclass(frozen=True, slots=True)
class Systems:
    """`peer_weight` is to MiniLM what the weight of meaning is to ours: fitted on validation."""

    encoder: Encoder
    peer: MiniLm | None = None
    weight: float = 1.0
    peer_weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Ranks:
    """The rank of each query's answer, from 1; a peer knows the first queries alone."""

    ranks: NDArray[np.int64]

    @property
    def reciprocal(self) -> NDArray[np.float64]:
        return 1 / self.ranks

    def recall(self, count: int) -> float:
        return float((self.ranks <= count).mean())


def standard(scores: Scores) -> Scores:
    """Each query's scores less their mean, over their deviation; 0 where they are all alike."""
    exact = scores.astype(np.float64)  # in single precision equal scores seem to differ
    spread = exact.std(1, keepdims=True)
    is_flat = spread <= 1e-9 * np.abs(exact).max(1, keepdims=True)
    shown = (exact - exact.mean(1, keepdims=True)) / np.where(is_flat, 1, spread)
    return np.where(is_flat, 0, shown).astype(np.float32)


@dataclass(frozen=True, slots=True)
class PoolScores:
    """Scores of one pool: words, meaning and, where it is asked for, the peer."""

    words: Scores
    meaning: Scores
    peer: Scores | None

    def of(self, systems: Systems) -> dict[str, Scores]:
        words, meaning = standard(self.words), standard(self.meaning)
        scores = {WORDS: self.words, MEANING: self.meaning}
        scores[FUSED] = words + systems.weight * meaning
        if self.peer is not None:
            scores[PEER] = self.peer
            scores[PEER_FUSED] = words + systems.peer_weight * standard(self.peer)
        return scores


def pool_scores(chosen: EvaluationSet, systems: Systems) -> list[PoolScores]:
    """Of every pool; the peer's of the first ones, up to PEER_QUERIES."""
    texts = [pair.text for pair in chosen.pairs]
    units = [pair.unit for pair in chosen.pairs]
    queries, rows = systems.encoder.encode_queries(texts), systems.encoder.encode_units(units)
    counts = [unit_words(unit) for unit in units]
    result, n_peer = [], 0
    for pool in chosen.pools():
        words = Bm25.of([counts[i] for i in pool]).scores([texts[i] for i in pool])
        peer = None
        if systems.peer is not None and n_peer < PEER_QUERIES and chosen.name in PEER_SETS:
            n_peer += len(pool)
            spoken_units = systems.peer.encode([spoken(units[i]) for i in pool])
            peer = systems.peer.encode([texts[i] for i in pool]) @ spoken_units.T
        result.append(PoolScores(words, queries[pool] @ rows[pool].T, peer))
    return result


def ranked(pools: list[PoolScores], systems: Systems) -> dict[str, Ranks]:
    """System -> ranks of all pools, in one order."""
    ranks: dict[str, list[NDArray[np.int64]]] = {}
    for pool in pools:
        for name, scores in pool.of(systems).items():
            ranks.setdefault(name, []).append(ranks_in_pool(scores))
    return {name: Ranks(np.concatenate(parts)) for name, parts in ranks.items()}


def best_weight(
    sets: Mapping[str, list[PoolScores]], choose: Callable[[float], Systems], system: str
) -> float:
    """Of some weights, the one with the highest mean MRR over the sets."""

    def score(weight: float) -> float:
        figures = [
            ranked(pools, choose(weight))[system].reciprocal.mean() for pools in sets.values()
        ]
        return float(np.mean(figures))

    return max(WEIGHTS, key=score)
