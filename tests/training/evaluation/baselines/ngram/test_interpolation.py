"""Interpolation against its definition, written out for one place at a time."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.training.evaluation.baselines.ngram.counts import Counts
from beamcoder.training.evaluation.baselines.ngram.interpolation import (
    N_BUCKETS,
    Evidence,
    Floats,
    blend,
    bucket,
    shares,
)
from beamcoder.training.evaluation.baselines.ngram.lexicon import FIRST_TOKEN
from beamcoder.training.evaluation.baselines.ngram.spelling import SpellingModel
from beamcoder.training.evaluation.baselines.ngram.tables import Table, last_of, table_of

ORDER = 3
N = FIRST_TOKEN + 4  # numbers given for good
TEXTS = st.lists(st.lists(st.integers(1, N - 1), min_size=1, max_size=15), min_size=1, max_size=3)


def some_weights(n_tables: int, seed: int) -> Floats:
    return np.random.default_rng(seed).uniform(0.05, 0.95, (n_tables * ORDER, N_BUCKETS))


def tables_of(texts: list[list[list[int]]]) -> list[Table]:
    made = [table_of([np.array(text) for text in table], ORDER) for table in texts]
    return [Table(table.counts, N) for table in made]


def naive(texts: list[list[list[int]]], weights: Floats, behind: list[int], id: int) -> float:
    """Probability of `id`: levels in order, dictionaries of what followed."""
    p, left = 0.0, 1.0
    for level, (n, table) in enumerate(product(range(ORDER - 1, -1, -1), texts)):
        context = behind[len(behind) - n :]
        followed = [
            padded[i]
            for text in table
            if (padded := [0] * (ORDER - 1) + text)
            for i in range(ORDER - 1, len(padded))
            if padded[i - n : i] == context
        ]
        if followed:
            of = bucket(np.array(len(followed)), np.array(len(set(followed))))
            weight = float(weights[level, int(of)])
            p += left * weight * followed.count(id) / len(followed)
            left *= 1 - weight
    return p + left / N


@settings(deadline=None, max_examples=40)
@given(
    st.lists(TEXTS, min_size=1, max_size=3),
    st.lists(st.integers(0, N - 1), min_size=2),
    st.integers(0, 99),
)
def test_a_blend_is_the_definition(
    texts: list[list[list[int]]], before: list[int], seed: int
) -> None:
    weights, last = some_weights(len(texts), seed), last_of(np.array(before), ORDER)
    here = blend(tables_of(texts), weights, last[None], N)
    p = here.probability(np.arange(N)[None])[0]
    assert p == pytest.approx([naive(texts, weights, last.tolist(), id) for id in range(N)])
    assert p.sum() == pytest.approx(1)
    assert here.between(3, 7)[0] == pytest.approx(p[3:7].sum())


@settings(deadline=None, max_examples=20)
@given(TEXTS, st.integers(0, 99))
def test_rows_do_not_disturb_each_other(texts: list[list[int]], seed: int) -> None:
    tables, weights = tables_of([texts, texts[:1]]), some_weights(2, seed)
    last = np.array([[0, 0], [1, 2], texts[0][:2] if len(texts[0]) > 1 else [3, 3]])
    ids = np.tile(np.arange(N), (3, 1))
    together = blend(tables, weights, last, N).probability(ids)
    alone = [blend(tables, weights, row[None], N).probability(ids[:1])[0] for row in last]
    assert together == pytest.approx(np.array(alone))


def test_what_is_likely_is_what_followed() -> None:
    here = blend(tables_of([[[5, 6, 5, 7, 5, 6]]]), some_weights(1, 0), np.array([[6, 5]]), N)
    assert {6, 7} <= set(here.likely(0, 2).tolist())
    assert here.likely(0, 9, (6, 7)).tolist() == [6]


def test_shares_are_shared_out_in_full() -> None:
    weights = np.full((3, N_BUCKETS), 0.5)
    seen = np.array([[True, False, True]])
    assert shares(weights, np.zeros((1, 3), int), seen).tolist() == [[0.5, 0, 0.25, 0.25]]


@pytest.mark.parametrize(
    ("total", "different", "number"), [(1, 1, 1), (2, 1, 3), (3, 2, 2), (1 << 30, 9, 22)]
)
def test_buckets(total: int, different: int, number: int) -> None:
    assert bucket(np.array([total]), np.array([different])).tolist() == [number]


def test_fitted_weights_are_better_than_any_other_tried() -> None:
    rng = np.random.default_rng(1)
    n, levels = 400, 4
    evidence = Evidence(
        likelihood=rng.random((n, levels)) * (rng.random((n, levels)) < 0.7),
        buckets=rng.integers(0, 3, (n, levels)),
        is_seen=rng.random((n, levels)) < 0.8,
        floor=np.full(n, 0.01),
    )
    evidence.likelihood[~evidence.is_seen] = 0

    def bits(weights: Floats) -> float:
        return -float(np.log2(evidence.probability(weights)).mean())

    fitted = evidence.fit()
    assert ((fitted > 0) & (fitted < 1)).all()
    others = [np.clip(fitted + rng.normal(0, 0.1, fitted.shape), 0.01, 0.99) for _ in range(20)]
    assert bits(fitted) < min(bits(other) for other in others)
    part = evidence.levels([1, 3])
    assert part.likelihood.tolist() == evidence.likelihood[:, [1, 3]].tolist()


def test_spelling_shares_its_probability_out() -> None:
    spelling = SpellingModel.learn(["aba", "abb", "ab", "b", "bab"] * 20)
    whole = [
        math.exp(spelling.log_p("".join(t))) for n in range(9) for t in product("ab", repeat=n)
    ]
    assert 0.95 < sum(whole) <= 1
    begins = sum(math.exp(spelling.log_p_beginning(x)) for x in ("aa", "ab", "ac"))
    ends = math.exp(spelling.log_p("a"))
    assert 0.95 < (begins + ends) / math.exp(spelling.log_p_beginning("a")) <= 1
    assert spelling.log_p("ab") > spelling.log_p("ba") > spelling.log_p("\U0010ffff") > -math.inf


def test_an_empty_table_says_nothing() -> None:
    empty = Counts.of(np.zeros(2, np.int64), ORDER)
    contexts = empty.contexts(np.array([1, 2]))
    assert empty.spans(contexts).total.tolist() == [0] * ORDER
    assert empty.count(contexts, np.array([5])).tolist() == [0] * ORDER
