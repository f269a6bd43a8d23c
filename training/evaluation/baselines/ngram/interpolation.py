"""Interpolation of context lengths after Jelinek and Mercer (1980).

A level is a table of counts and a length of context. At each place the levels are tried in order:
from the longest context to the shortest and, of one length, from the nearest text to the farthest
(this file, the author's other files, the training corpus: Hellendoorn and Devanbu 2017). A level
that has seen its context keeps the share `weight` of what is left, and gives it to the symbols as
often as they followed; the rest goes to the next level, and in the end to all symbols alike.

Weights depend on how often a context was seen, and on whether the same symbol always followed:
those are the buckets. They are fitted by expectation maximisation on validation files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.training.evaluation.baselines.ngram.counts import Ids, Keys, Spans
from beamcoder.training.evaluation.baselines.ngram.tables import Table

N_SIZES: Final = 12  # contexts seen once, 2-3 times, 4-7 times, ... 2048 times or more
N_BUCKETS: Final = 2 * N_SIZES
N_EM_STEPS: Final = 40
PRIOR: Final = 2.0  # places that each bucket is taken to have seen beforehand, with the weight 1/2

Floats = NDArray[np.float64]


def bucket(total: Ids, n_different: Ids) -> Ids:
    """The bucket of contexts by occurrences and by the number of symbols that followed."""
    size = np.log2(np.maximum(total, 1)).astype(np.int64)
    numbers: Ids = 2 * np.minimum(size, N_SIZES - 1) + (n_different == 1)
    return numbers


def shares(weights: Floats, buckets: Ids, is_seen: NDArray[np.bool_]) -> Floats:
    """What each level gets of the whole, and in the last column the rest.

    weights (levels, N_BUCKETS); buckets, is_seen (..., levels) -> (..., levels + 1).
    """
    kept = np.where(is_seen, weights[np.arange(len(weights)), buckets], 0.0)
    left = np.cumprod(1 - kept, axis=-1)
    before = np.concatenate([np.ones_like(left[..., :1]), left[..., :-1]], axis=-1)
    return np.concatenate([before * kept, left[..., -1:]], axis=-1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the levels say of symbols that came: all (places, levels), levels in their order.

    `likelihood` is the share of the symbol among those that followed the context; `floor`
    (places,) what each symbol gets where nothing is known.
    """

    likelihood: Floats
    buckets: Ids
    is_seen: NDArray[np.bool_]
    floor: Floats

    def probability(self, weights: Floats) -> Floats:
        """(places,)"""
        p: Floats = (shares(weights, self.buckets, self.is_seen) * self._all()).sum(axis=-1)
        return p

    def levels(self, chosen: Sequence[int]) -> "Evidence":
        """The same with some of the levels only."""
        at = list(chosen)
        kept = self.likelihood[:, at], self.buckets[:, at], self.is_seen[:, at]
        return Evidence(*kept, self.floor)

    def _all(self) -> Floats:
        return np.concatenate([self.likelihood, self.floor[:, None]], axis=-1)

    def fit(self) -> Floats:
        """Weights (levels, N_BUCKETS) of greatest likelihood, by expectation maximisation."""
        n_levels = self.likelihood.shape[1]
        weights = np.full((n_levels, N_BUCKETS), 0.5)
        rows = np.arange(n_levels) * N_BUCKETS + self.buckets  # of the flat weights
        for _ in range(N_EM_STEPS):
            mass = shares(weights, self.buckets, self.is_seen) * self._all()
            mass /= mass.sum(axis=-1, keepdims=True)
            reached = np.cumsum(mass[:, ::-1], axis=-1)[:, ::-1][
                :, :-1
            ]  # this level or a later one
            kept, all_ = (
                np.bincount(
                    rows[self.is_seen], part[self.is_seen], minlength=n_levels * N_BUCKETS
                ).reshape(weights.shape)
                for part in (mass[:, :-1], reached)
            )
            weights = (kept + PRIOR / 2) / (all_ + PRIOR)
        return weights


@dataclass(frozen=True, slots=True)
class Blend:
    """Several tables at some places, a row a place.

    contexts and scale: one array (rows, orders) a table; `scale` is share / occurrences. `rest`
    (rows,) goes to the numbers below `n_symbols` alike.
    """

    tables: Sequence[Table]
    contexts: Sequence[Keys]
    spans: Sequence[Spans]
    scale: Sequence[Floats]
    rest: Floats
    n_symbols: int

    def probability(self, ids: Ids) -> Floats:
        """(rows, n) ids -> (rows, n)"""
        p = np.where(ids < self.n_symbols, self.rest[:, None] / self.n_symbols, 0.0)
        for table, contexts, scale in zip(self.tables, self.contexts, self.scale, strict=True):
            n = table.counts.count(contexts[..., None], ids[:, None, :])  # (rows, orders, n)
            p += np.einsum("ro,ron->rn", scale, n)
        return p

    def between(self, first: int, stop: int) -> Floats:
        """(rows,) the probability of all ids first:stop together."""
        p = self.rest * (min(stop, self.n_symbols) - first) / self.n_symbols
        for table, contexts, scale in zip(self.tables, self.contexts, self.scale, strict=True):
            p += (scale * table.counts.count_between(contexts, first, stop)).sum(axis=-1)
        return p

    def likely(self, row: int, n: int, span: tuple[int, int] | None = None) -> Ids:
        """The `n` most frequent symbols of each level, of the ids first:stop if there are
        bounds."""
        found = []
        for i, table in enumerate(self.tables):
            for order in np.flatnonzero(self.scale[i][row]):
                low, high = int(self.spans[i].low[row, order]), int(self.spans[i].high[row, order])
                if span is not None:
                    low, high = table.counts.between(self.contexts[i][row, order], *span)
                found.append(table.counts.top(low, high, n))
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def blend(tables: Sequence[Table], weights: Floats, last: Ids, n_symbols: int) -> Blend:
    """Tables, nearest first, at the places after `last` (rows, order - 1)."""
    contexts = [table.contexts(last) for table in tables]
    spans = [table.counts.spans(c) for table, c in zip(tables, contexts, strict=True)]
    total = in_order([span.total for span in spans])
    n_different = in_order([span.high - span.low for span in spans])
    parts = shares(weights, bucket(total, n_different), total > 0)
    scale = parts[:, :-1] / np.maximum(total, 1)
    n = len(tables)
    by_table = [scale[:, i::n][:, ::-1] for i in range(n)]
    return Blend(tables, contexts, spans, by_table, parts[:, -1], n_symbols)


def in_order(of_tables: Sequence[NDArray[np.int64]]) -> Ids:
    """(rows, orders) of each table -> (rows, levels): long contexts first, the nearest table first.

    All tables have the same orders.
    """
    stacked = np.stack(of_tables, axis=-1)[:, ::-1, :]  # (rows, orders, tables)
    return stacked.reshape(len(stacked), -1)
