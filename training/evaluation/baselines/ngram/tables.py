"""Count tables of a file, an author's files or a corpus."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from beamcoder.training.evaluation.baselines.ngram.counts import MAX_ID, PAD, Counts, Ids, Keys
from beamcoder.training.evaluation.baselines.ngram.lexicon import UNKNOWN


@dataclass(frozen=True, slots=True)
class Table:
    """Counts in which all numbers from `n_known` on are the UNKNOWN."""

    counts: Counts
    n_known: int

    def contexts(self, last: Ids) -> Keys:
        """The context of each order after `last` (..., order - 1)."""
        return self.counts.contexts(np.where(last < self.n_known, last, UNKNOWN))


def table_of(texts: Sequence[Ids], order: int) -> Table:
    """Counts of some stretches of symbols, none of which goes on in the next one."""
    pad = np.full(order - 1, PAD)
    stream = np.concatenate([part for text in texts for part in (pad, text)] or [pad])
    return Table(Counts.of(stream, order), MAX_ID + 1)


def last_of(ids: Ids, order: int) -> Ids:
    """The symbols that a model of this order looks at (order - 1,), PAD before the file."""
    n = order - 1
    return np.concatenate([np.full(n, PAD), ids])[len(ids) :]
