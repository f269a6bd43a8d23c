"""Fit of the weights of all n-gram models on validation files.

Places are drawn at random from the files; what stands before each is the cache, the author's
files of other problems are the nest, exactly as when a model completes. One walk serves the three
models: the levels of the smaller ones are among those of the largest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np

from beamcoder.training.evaluation.baselines.ngram.counts import Counts, Ids
from beamcoder.training.evaluation.baselines.ngram.interpolation import (
    Evidence,
    Floats,
    bucket,
    in_order,
)
from beamcoder.training.evaluation.baselines.ngram.lexicon import UNKNOWN, Lexicon, NameTable
from beamcoder.training.evaluation.baselines.ngram.neighbours import Neighbours
from beamcoder.training.evaluation.baselines.ngram.spelling import SpellingModel
from beamcoder.training.evaluation.baselines.ngram.tables import Table, last_of, table_of
from beamcoder.training.evaluation.places.program import Program
from beamcoder.training.evaluation.places.sampling import choose

N_FILES: Final = 300
N_PLACES: Final = 60  # a file
SEED: Final = 0
# Which of the tables file, author, corpus a model has.
TABLES: Final = {"plain": (2,), "cached": (0, 2), "nested": (0, 1, 2)}


@dataclass(frozen=True, slots=True)
class Learned:
    """What has been counted before weights are fitted."""

    lexicon: Lexicon
    counts: Counts
    spelling: SpellingModel


@dataclass(frozen=True, slots=True)
class FittingPass:
    """A file, and the tables and names that stay the same in it."""

    learned: Learned
    names: NameTable
    far: tuple[Table, ...]  # author, corpus


Row = tuple[Ids, float]  # (3, tables, orders) occurrences, different, this symbol; its spelling


def fit(learned: Learned, programs: Sequence[Program], neighbours: Neighbours) -> dict[str, Floats]:
    """The weights of each model."""
    evidence = gather(learned, programs, neighbours)
    return {name: chosen_levels(evidence, tables).fit() for name, tables in TABLES.items()}


def chosen_levels(evidence: Evidence, tables: Sequence[int]) -> Evidence:
    """The levels of some of the three tables."""
    n_levels = evidence.likelihood.shape[1]
    return evidence.levels([i for i in range(n_levels) if i % 3 in tables])


def gather(learned: Learned, programs: Sequence[Program], neighbours: Neighbours) -> Evidence:
    """What the levels of all three tables say at places of some of the programs."""
    rows: list[Row] = []
    rng = np.random.default_rng(SEED)
    for program in choose(programs, N_FILES, SEED):
        names = NameTable(learned.lexicon)
        others = [names.ids(neighbours.symbols(other)) for other in neighbours.of(program)]
        order = learned.counts.order
        far = (table_of(others, order), Table(learned.counts, len(learned.lexicon)))
        symbols = neighbours.symbols(program)
        places = sorted(rng.permutation(len(symbols))[:N_PLACES].tolist())
        rows += _rows(FittingPass(learned, names, far), symbols, places)
    return _evidence(rows, len(learned.lexicon))


def _rows(walk: FittingPass, symbols: Sequence[str], places: Sequence[int]) -> Iterator[Row]:
    lexicon, order = walk.learned.lexicon, walk.learned.counts.order
    for place in places:
        before = walk.names.ids(symbols[:place])
        tables = (table_of([before], order), *walk.far)
        text = symbols[place]
        id = walk.names.find(text)
        is_rare = lexicon.id(text) == UNKNOWN
        last = last_of(before, order)
        spelt = exp(walk.learned.spelling.log_p(text)) if is_rare else 1.0
        wanted = [
            np.array([UNKNOWN if table is walk.far[1] and is_rare else id]) for table in tables
        ]
        contexts = [table.contexts(last) for table in tables]
        spans = [t.counts.spans(c) for t, c in zip(tables, contexts, strict=True)]
        seen = [t.counts.count(c, w) for t, c, w in zip(tables, contexts, wanted, strict=True)]
        totals = [span.total for span in spans]
        yield np.array([totals, [span.high - span.low for span in spans], seen]), spelt


def _evidence(rows: Sequence[Row], n_known: int) -> Evidence:
    """What was found at each place, as levels."""
    found = np.array([row for row, _ in rows])  # (places, 3, tables, orders)
    total, different, seen = (in_order(list(found[:, i].swapaxes(0, 1))) for i in range(3))
    spelt = np.array([p for _, p in rows])
    factor = np.ones(total.shape)
    factor[:, 2::3] = spelt[:, None]  # the corpus knows a rare token by its spelling only
    likelihood = factor * seen / np.maximum(total, 1)
    return Evidence(likelihood, bucket(total, different), total > 0, spelt / n_known)
