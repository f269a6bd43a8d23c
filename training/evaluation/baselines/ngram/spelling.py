"""Character model for tokens that the lexicon does not know.

An n-gram over tokens gives its unknown ones one probability together. This model shares it out:
interpolated counts of characters, learned from the tokens that training holds once. So every text
has a probability above 0, and bits per token compare with those of a model of sub-word pieces.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from beamcoder.training.evaluation.baselines.ngram.counts import MAX_ID, PAD, Counts, Ids, places
from beamcoder.training.evaluation.baselines.ngram.interpolation import (
    Evidence,
    Floats,
    blend,
    bucket,
    in_order,
)
from beamcoder.training.evaluation.baselines.ngram.tables import Table

ORDER: Final = 6
END: Final = PAD + 1
FIRST_CHARACTER: Final = END + 1
FIT_EVERY: Final = 20  # of the tokens to learn from, one of so many is kept to fit the weights
MAX_CHARACTERS: Final = 400  # of a token that are learned from: some are tables of data
N_SYMBOLS: Final = MAX_ID + 1


class SpellingModel:
    """Probabilities of whole tokens and of beginnings."""

    def __init__(self, counts: Counts, weights: Floats) -> None:
        self.counts, self.weights = counts, weights
        self._table = Table(counts, N_SYMBOLS)

    @classmethod
    def learn(cls, tokens: Sequence[str]) -> "SpellingModel":
        """Count most of the tokens, fit the weights on the others."""
        counts = Counts.of(_stream(t for i, t in enumerate(tokens) if i % FIT_EVERY), ORDER)
        kept = _stream(t for i, t in enumerate(tokens) if i % FIT_EVERY == 0)
        last, ids = places(kept, ORDER)
        contexts = counts.contexts(last)
        spans = counts.spans(contexts)
        total = in_order([spans.total])
        seen = counts.count(contexts, ids[:, None])
        likelihood = in_order([seen]) / np.maximum(total, 1)
        buckets = bucket(total, in_order([spans.high - spans.low]))
        floor = np.full(len(ids), 1 / N_SYMBOLS)
        return cls(counts, Evidence(likelihood, buckets, total > 0, floor).fit())

    def log_p(self, text: str) -> float:
        """The natural logarithm of the probability of exactly this token."""
        return float(np.log(self._each(text)).sum())

    def log_p_beginning(self, prefix: str) -> float:
        """That of all tokens that begin so."""
        return float(np.log(self._each(prefix)[:-1]).sum())

    def _each(self, text: str) -> Floats:
        """The probability of each character and of the end."""
        last, ids = places(_padded(text), ORDER)
        found = blend([self._table], self.weights, last, N_SYMBOLS)
        return found.probability(ids[:, None])[:, 0]


def _stream(texts: Iterable[str]) -> Ids:
    return np.concatenate([_padded(text[:MAX_CHARACTERS]) for text in texts] or [_padded("")])


def _padded(text: str) -> Ids:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    ids = np.minimum(points.astype(np.int64) + FIRST_CHARACTER, MAX_ID)
    return np.concatenate([np.full(ORDER - 1, PAD), ids, [END]])
