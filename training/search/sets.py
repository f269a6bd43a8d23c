"""Evaluation sets: a query and the one piece of code that it describes, among a pool of others.

    for chosen in evaluation_sets(Path("corpora/search"), "test"): chosen.name, chosen.pairs

The test sets are looked at when nothing is tuned any more; validation has sets of the same names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from beamcoder.errors import CorpusError
from beamcoder.model.search.units import Unit
from beamcoder.training.search.pairs import Pair, read_pairs

POOL: Final = 1_000
N_JAVADOC, N_FULL, N_VALIDATION = 9_000, 9_856, 3_000


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """`pool` codes stand beside each other; 0 means all of them."""

    name: str
    pairs: tuple[Pair, ...]
    pool: int = POOL

    def pools(self) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
        """A fixed shuffle, cut into whole pools; a smaller set is one pool."""
        order = np.random.default_rng(0).permutation(len(self.pairs))
        if self.pool == 0 or len(order) < self.pool:
            return [order]
        return [order[a : a + self.pool] for a in range(0, len(order) - self.pool + 1, self.pool)]


def body_only(pair: Pair) -> Pair:
    """The same without what names it: its body alone has to be found."""
    return replace(pair, unit=nameless(pair.unit))


def nameless(unit: Unit) -> Unit:
    return replace(unit, name="", owner="", signature="")


def evaluation_sets(folder: Path, split: str) -> Iterator[EvaluationSet]:
    """Raises CorpusError when the pairs of the split are not there."""
    methods = [p for p in _pairs(folder, f"{split}-javadoc") if p.unit.kind == "method"]
    if not methods:
        raise CorpusError(f"{folder} has no {split} pairs: see `collect`")
    chosen = _drawn(methods, N_FULL if split == "test" else N_VALIDATION)
    some = chosen[: N_JAVADOC if split == "test" else N_VALIDATION]
    yield EvaluationSet("javadoc", some)
    yield EvaluationSet("body only", tuple(map(body_only, some)))
    yield EvaluationSet("full pool", chosen, 0)
    concode = tuple(_pairs(folder, f"{split}-concode"))
    if concode:
        yield EvaluationSet("CONCODE", concode)
        yield EvaluationSet("CONCODE, all", concode, 0)
    if statements := tuple(_pairs(folder, f"{split}-statement")):
        yield EvaluationSet("statement", statements)


def _drawn(pairs: list[Pair], count: int) -> tuple[Pair, ...]:
    order = np.random.default_rng(1).permutation(len(pairs))
    return tuple(pairs[i] for i in order[:count])


def _pairs(folder: Path, name: str) -> list[Pair]:
    path = folder / f"{name}.jsonl"
    return list(read_pairs(path)) if path.is_file() else []
