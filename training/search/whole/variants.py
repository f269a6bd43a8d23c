"""Variants of the search on the same questions, and the differences between them.

    gains = measure(repositories, encoder, Variant())
    difference(gains, measure(repositories, encoder, Variant(ranking=without("copy"))))

Of a method its reciprocal rank counts, of a type the NDCG of its file, both within the first ten.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.search.answers.answer import Hit
from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.fusion import RULES, Ranking
from beamcoder.model.search.queries.query import parse_query
from beamcoder.model.search.searcher import Searcher, Wanted
from beamcoder.model.search.snapshot import K1, B
from beamcoder.training.search.metrics import interval
from beamcoder.training.search.whole.repositories import (
    METHODS,
    TYPES,
    QuestionedRepository,
    RepositoryQuestion,
)

COUNT: Final = 10
GROUPS: Final = (METHODS, TYPES)
Gains = dict[str, NDArray[np.float64]]
"""Group -> what each of its questions gains, in one order for all variants."""


@dataclass(frozen=True, slots=True)
class Variant:
    ranking: Ranking = field(default_factory=Ranking)
    k1: float = K1
    b: float = B


def without(*rules: str) -> Ranking:
    return Ranking(rules={name: rule for name, rule in RULES.items() if name not in rules})


def measure(
    repositories: Sequence[QuestionedRepository], encoder: Encoder, variant: Variant
) -> Gains:
    gains: dict[str, list[float]] = {group: [] for group in GROUPS}
    for repository in repositories:
        searcher = Searcher(encoder, variant.ranking)
        snapshot = replace(repository.index.snapshot, k1=variant.k1, b=variant.b)
        for question in repository.questions:
            query = parse_query(question.text)
            hits = searcher.search(snapshot, repository.index.words, query, Wanted(COUNT))
            gains[question.group].append(gain(question, hits))
    return {group: np.array(values) for group, values in gains.items()}


def gain(question: RepositoryQuestion, hits: Sequence[Hit]) -> float:
    """Of a method 1 / rank, of a type 1 / log2(rank + 1) of the first hit in its file; else 0."""
    for rank, hit in enumerate(hits, 1):
        if hit.path == question.path:
            if question.group == TYPES:
                return 1 / math.log2(rank + 1)
            if hit.line == question.line:
                return 1 / rank
    return 0.0


def difference(one: Gains, other: Gains) -> dict[str, tuple[float, tuple[float, float]]]:
    """Group -> how much `other` gains over `one`, and the 95 % interval of it."""
    result = {}
    for group in GROUPS:
        gained = other[group] - one[group]
        result[group] = float(gained.mean()), interval(gained)
    return result
