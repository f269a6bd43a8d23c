"""The cache as a value, and where windows begin."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.runtime.cache import BLOCK, Cache, window_start
from beamcoder.model.runtime.interface import KeyValues

CONFIG = ModelConfig(depth=2)
IS_LAYOUT = np.array([True, False, False])  # a vocabulary of three: piece 0 begins a line


def columns(*numbers: float) -> KeyValues:
    shape = (CONFIG.depth, CONFIG.n_heads, len(numbers), HEAD_DIM)
    keys = np.broadcast_to(np.array(numbers, np.float32)[:, None], shape)
    return KeyValues(keys, -keys)


def content(cache: Cache) -> list[float]:
    assert np.array_equal(cache.keys, -cache.values)
    found: list[float] = cache.keys[-1, -1, : cache.length, 0].tolist()
    return found


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 300), max_size=6), st.data())
def test_holds_what_was_appended_last(sizes: list[int], data: st.DataObject) -> None:
    cache, expected = Cache(CONFIG), list[float]()
    for size in sizes:
        length = data.draw(st.integers(0, len(expected)))
        cache.truncate(length)
        numbers = np.random.default_rng(size).integers(0, 999, size).tolist()
        cache.append(columns(*numbers))
        expected = expected[:length] + numbers
        assert content(cache) == expected
        assert cache.capacity % BLOCK == 0 and cache.keys.flags.c_contiguous


def test_a_branch_leaves_nothing_behind() -> None:
    cache = Cache(CONFIG)
    cache.append(columns(1, 2))
    with cache.branch():
        cache.append(columns(*range(BLOCK)))
    assert content(cache) == [1, 2]


def test_keep_puts_chosen_columns_behind_the_base() -> None:
    cache = Cache(CONFIG)
    cache.append(columns(1, 2, 3, 4, 5, 6))
    cache.keep([3, 5], 2)
    assert content(cache) == [1, 2, 4, 6]


pieces_lists = st.lists(st.sampled_from([0, 1, 1, 1, 2]), min_size=1, max_size=300)


@given(pieces_lists, st.integers(8, 64))
def test_a_window_fits_and_is_never_nearly_empty(pieces: list[int], limit: int) -> None:
    start = window_start(np.array(pieces), IS_LAYOUT, limit)
    n_left = len(pieces) - start
    assert n_left <= limit and n_left >= min(len(pieces), 1)
    assert start == 0 or len(pieces) > limit


@given(pieces_lists, st.integers(8, 64))
def test_a_growing_file_hops_seldom_and_the_same_way_from_anywhere(
    pieces: list[int], limit: int
) -> None:
    starts = [
        window_start(np.array(pieces[:n]), IS_LAYOUT, limit) for n in range(1, len(pieces) + 1)
    ]
    assert starts == sorted(starts)
    hops = [b - a for a, b in pairwise(starts) if b != a]
    assert all(hop >= limit // 2 for hop in hops)


def test_a_window_begins_at_a_line_if_there_is_one() -> None:
    pieces = np.array([1] * 10 + [0] + [1] * 10)
    assert window_start(pieces, IS_LAYOUT, 16) == 10
    assert window_start(np.ones(21, np.int64), IS_LAYOUT, 16) == 8
