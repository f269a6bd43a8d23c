"""Prediction of the next symbols by an interpolated n-gram model.

Tokens come with exact probabilities, lines by a small beam. A line is over where a symbol comes
that begins another one; its probability is that of its tokens and of that end.
"""

from dataclasses import dataclass
from math import exp, log
from typing import Final

import numpy as np

from beamcoder.training.evaluation.baselines.ngram.counts import PAD, Ids
from beamcoder.training.evaluation.baselines.ngram.interpolation import Blend, Floats, blend
from beamcoder.training.evaluation.baselines.ngram.lexicon import (
    FIRST_TOKEN,
    LINE_END_IDS,
    UNKNOWN,
    NameTable,
)
from beamcoder.training.evaluation.baselines.ngram.spelling import SpellingModel
from beamcoder.training.evaluation.baselines.ngram.tables import Table

CANDIDATES: Final = 48  # of each level that are looked at: the ten best are among them
LINE_CANDIDATES: Final = 8
WIDTH: Final = 5  # hypotheses of the beam, and lines offered
MAX_TOKENS: Final = 40  # of a line
SMALLEST: Final = 1e-300

Hypothesis = tuple[tuple[int, ...], float]  # numbers of tokens, log-probability


@dataclass(frozen=True, slots=True)
class Prediction:
    """`tables`, the nearest first, after the symbols `last` (order - 1 numbers)."""

    names: NameTable
    tables: tuple[Table, ...]
    weights: Floats
    spelling: SpellingModel
    last: Ids

    def log_p(self, text: str) -> float:
        """The natural logarithm of the probability of a token; finite for any text."""
        here, id = self.blend([()]), self.names.find(text)
        p = 0.0 if id == UNKNOWN else float(here.probability(np.array([[id]]))[0, 0])
        if id == UNKNOWN or id >= len(self.names.lexicon):
            p += _unknown(here) * exp(self.spelling.log_p(text))
        return log(max(p, SMALLEST))

    def tokens(self, fragment: str, n: int) -> list[tuple[int, float]]:
        """The `n` likeliest tokens that begin with `fragment`, on condition that the next one
        does."""
        here = self.blend([()])
        if not fragment:
            ids = here.likely(0, CANDIDATES)
            ids, mass = ids[ids >= FIRST_TOKEN], 1.0
            p = here.probability(ids[None])[0]
        else:
            span = self.names.lexicon.beginning(fragment)
            new = self.names.beginning(fragment)
            ids = np.union1d(here.likely(0, CANDIDATES, span), new)
            p = here.probability(ids[None])[0]
            unknown = _unknown(here) * exp(self.spelling.log_p_beginning(fragment))
            mass = float(here.between(*span)[0] + p[ids >= len(self.names.lexicon)].sum() + unknown)
        best = np.argsort(-p, kind="stable")[:n]
        return [(int(ids[i]), float(p[i] / mass)) for i in best if p[i] > 0]

    def lines(self, fragment: str) -> list[Hypothesis]:
        """Whole lines, the likeliest first."""
        live: list[Hypothesis] = [((id,), log(p)) for id, p in self.tokens(fragment, WIDTH)]
        done: list[Hypothesis] = []
        while live and len(live[0][0]) < MAX_TOKENS:
            grown: list[Hypothesis] = []
            for is_over, hypothesis in self._grow(live):
                (done if is_over else grown).append(hypothesis)
            done = sorted(done, key=_goodness)[:WIDTH]
            floor = done[-1][1] if len(done) == WIDTH else -np.inf
            live = [h for h in sorted(grown, key=_goodness)[:WIDTH] if h[1] > floor]
        return done

    def _grow(self, live: list[Hypothesis]) -> list[tuple[bool, Hypothesis]]:
        """Each hypothesis over, and each one a token longer in a few ways."""
        here = self.blend([ids for ids, _ in live])
        found = [here.likely(row, LINE_CANDIDATES) for row in range(len(live))]
        n = max(len(ids) for ids in found) + len(LINE_END_IDS)
        table = np.full((len(live), n), PAD)
        for row, ids in enumerate(found):
            tokens = ids[ids >= FIRST_TOKEN]
            table[row, : len(LINE_END_IDS)] = LINE_END_IDS
            table[row, len(LINE_END_IDS) : len(LINE_END_IDS) + len(tokens)] = tokens
        p = np.where(table == PAD, 0.0, here.probability(table))
        grown = []
        for row, (spoken, log_p) in enumerate(live):
            over = float(p[row, : len(LINE_END_IDS)].sum())
            grown.append((True, (spoken, log_p + log(max(over, SMALLEST)))))
            for i in range(len(LINE_END_IDS), n):
                if p[row, i] > 0:
                    longer = (*spoken, int(table[row, i]))
                    grown.append((False, (longer, log_p + log(p[row, i]))))
        return grown

    def blend(self, continuations: list[tuple[int, ...]]) -> Blend:
        """The tables after `last` and what a hypothesis has added, a row each."""
        n = len(self.last)
        rows = np.array([(*self.last, *ids)[len(ids) :] for ids in continuations], np.int64)
        return blend(self.tables, self.weights, rows.reshape(-1, n), len(self.names.lexicon))


def _unknown(here: Blend) -> float:
    """What the first row leaves to unknown tokens."""
    return float(here.probability(np.array([[UNKNOWN]]))[0, 0])


def _goodness(hypothesis: Hypothesis) -> float:
    return -hypothesis[1]
