"""Counts of what followed a run of pieces: built at once, or kept while a text is edited."""

import random

import numpy as np
import pytest

from beamcoder.model.decoding.cache_model.index import ORDERS, FixedIndex, LiveIndex
from tests.model.decoding.cache_model.counting import NOTHING, expected, known, pieces, tails_of


@pytest.mark.parametrize("seed", range(4))
def test_a_fixed_index_counts_what_followed(seed: int) -> None:
    draw = random.Random(seed)
    files = [pieces(draw, draw.randrange(1, 60)) or [1] for _ in range(4)]
    index = FixedIndex.build(np.array(file) for file in files)
    for tail in tails_of(draw, files):
        assert known(index, tail) == expected(files, tail)


def test_an_index_of_nothing_knows_nothing() -> None:
    for files in ([], [NOTHING], [np.array([3])]):
        groups, _ = FixedIndex.build(files).look([(3,), (1, 2, 3)])
        assert (groups == -1).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_live_index_after_edits_is_one_built_at_once(seed: int) -> None:
    draw = random.Random(seed)
    before, after = pieces(draw, 40), pieces(draw, 10)
    live = LiveIndex()
    for _ in range(30):
        cut = draw.randrange(len(before) + 1) if draw.random() < 0.3 else len(before)
        before = before[:cut] + pieces(draw, draw.randrange(6))
        if draw.random() < 0.2:
            after = pieces(draw, draw.randrange(12))
        live.follow(np.array(before, int), np.array(after, int))
        assert not live.follow(np.array(before, int), np.array(after, int))
        fresh = LiveIndex()
        fresh.follow(np.array(before, int), np.array(after, int))
        files = [file for file in (before, after) if file] or [[1]]
        for tail in tails_of(draw, files):
            assert known(live, tail) == known(fresh, tail) == expected([before, after], tail)


def test_a_live_index_does_not_grow_with_its_history() -> None:
    draw, live = random.Random(0), LiveIndex()
    for _ in range(300):
        live.follow(np.array([draw.randrange(10_000) for _ in range(30)]))
    assert len(live) < 20 * len(ORDERS) * 30
