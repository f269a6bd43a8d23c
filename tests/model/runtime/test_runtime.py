"""Every runtime computes what `Seq2Seq` computes, however the pieces reach it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from beamcoder.model.artefact import WeightFile, open_folder, open_runtime
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.model.runtime.cache import BLOCK, Cache
from beamcoder.model.runtime.interface import (
    BoolArray,
    IntArray,
    Runtime,
    Step,
)
from beamcoder.model.runtime.onnx import CHUNK
from beamcoder.model.runtime.torch import TorchRuntime
from tests.model.forwarding import (
    EXACT,
    GIVEN,
    SEEDS,
    causal,
    draw,
    in_parts,
    prefill,
    reference,
)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("n_after", "n_statement"), GIVEN)
def test_equals_the_network(
    runtime: Runtime, network: Seq2Seq, n_after: int, n_statement: int, seed: int
) -> None:
    """Where all of what a statement says is believed, as in training."""
    pieces = draw(50, seed, runtime.config)
    given = draw(n_after, seed + 10, runtime.config), draw(n_statement, seed + 20, runtime.config)
    found = prefill(runtime, pieces, runtime.encode(*given))
    np.testing.assert_allclose(found, reference(network, pieces, *given), atol=EXACT)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("n_after", "n_statement"), GIVEN)
def test_a_prefix_in_parts_equals_all_at_once(
    runtime: Runtime, n_after: int, n_statement: int, seed: int
) -> None:
    config = runtime.config
    pieces = draw(60, seed, config)
    cuts = sorted(np.random.default_rng(seed).choice(np.arange(1, 60), 5, replace=False).tolist())
    memory = runtime.encode(draw(n_after, 1, config), draw(n_statement, 2, config))
    found, _ = in_parts(runtime, pieces, cuts, memory)
    np.testing.assert_allclose(found, prefill(runtime, pieces, memory), atol=EXACT)


def test_a_long_prefix_is_read_in_chunks(runtime: Runtime, network: Seq2Seq) -> None:
    pieces, nothing = draw(CHUNK + 90, 1, runtime.config), np.zeros(0, np.int64)
    wanted = reference(network, pieces, nothing, nothing)
    np.testing.assert_allclose(prefill(runtime, pieces), wanted, atol=EXACT)
    _, cache = in_parts(runtime, pieces[:40], [10])
    rest = pieces[40:]
    mask, rows = causal(len(rest), 40), np.array([len(rest) - 1, 3, 3])
    found, columns = runtime.forward(Step(rest, np.arange(40, len(pieces)), cache, mask, rows))
    np.testing.assert_allclose(found, wanted[40 + rows], atol=EXACT)
    assert columns.keys.shape[2] == columns.values.shape[2] == len(rest)


@pytest.mark.parametrize("seed", SEEDS)
def test_nodes_of_a_tree_equal_their_branches(runtime: Runtime, seed: int) -> None:
    """Random trees over a prefix, a level at a time, each node against its own straight line."""
    rng = np.random.default_rng(seed)
    config, n_levels, n_nodes = runtime.config, 4, 5
    prefix = draw(20, seed, config)
    _, cache = in_parts(runtime, prefix, [7])
    lines: list[list[int]] = [[]]  # pieces on the way to each node of the last level
    seen = np.ones((1, len(prefix)), np.bool_)  # columns that each of them reads
    for level in range(n_levels):
        parents = rng.integers(0, len(lines), n_nodes)
        pieces = rng.integers(0, config.n_pieces, n_nodes)
        lines = [[*lines[p], int(piece)] for p, piece in zip(parents, pieces, strict=True)]
        seen = np.concatenate((seen[parents], np.eye(n_nodes, dtype=np.bool_)), axis=1)
        positions, rows = np.full(n_nodes, len(prefix) + level), np.arange(n_nodes)
        found, columns = runtime.forward(Step(pieces, positions, cache, seen, rows))
        cache.append(columns)
        for row, line in zip(found, lines, strict=True):
            straight = prefill(runtime, np.array([*prefix, *line]))[-1]
            np.testing.assert_allclose(row, straight, atol=EXACT)


@pytest.mark.parametrize("n_rows", [0, 1, 4])
def test_only_the_asked_rows_are_answered(runtime: Runtime, n_rows: int) -> None:
    pieces, rows = draw(6, 1, runtime.config), np.array([4, 0, 5, 4])[:n_rows]
    found, columns = runtime.forward(
        Step(pieces, np.arange(6), Cache(runtime.config), causal(6), rows)
    )
    assert found.shape == (n_rows, runtime.config.n_pieces)
    np.testing.assert_allclose(found, prefill(runtime, pieces)[rows], atol=EXACT)
    config = runtime.config
    assert columns.keys.shape == columns.values.shape == (config.depth, config.n_heads, 6, 64)


def test_a_text_that_changes_under_the_same_buffer(runtime: Runtime) -> None:
    """What a runtime keeps of a buffer must not outlive it."""
    first, second = draw(30, 1, runtime.config), draw(30, 2, runtime.config)
    _, cache = in_parts(runtime, first, [])
    for keep in (12, 25, 0):
        cache.truncate(keep)
        mixed = np.concatenate((first[:keep], second[keep:]))
        found, columns = runtime.forward(
            Step(
                mixed[keep:],
                np.arange(keep, 30),
                cache,
                causal(30 - keep, keep),
                np.array([29 - keep]),
            )
        )
        np.testing.assert_allclose(found[0], prefill(runtime, mixed)[-1], atol=EXACT)
        cache.append(columns)
        first = mixed


@pytest.mark.parametrize("n_past", [1, BLOCK - 3, BLOCK, BLOCK + 1])
def test_columns_in_use_are_left_alone(runtime: Runtime, n_past: int) -> None:
    """Whether the buffer has room for the new ones or not."""
    pieces, n = draw(n_past + 5, 1, runtime.config), 5
    _, cache = in_parts(runtime, pieces[:n_past], [])
    before = cache.keys[:, :, :n_past].copy(), cache.values[:, :, :n_past].copy()
    positions, rows = np.arange(n_past, n_past + n), np.arange(n)
    found, columns = runtime.forward(
        Step(pieces[n_past:], positions, cache, causal(n, n_past), rows)
    )
    np.testing.assert_array_equal(cache.keys[:, :, :n_past], before[0])
    np.testing.assert_array_equal(cache.values[:, :, :n_past], before[1])
    assert cache.length == n_past and columns.keys.shape[2] == columns.values.shape[2] == n
    np.testing.assert_allclose(found, prefill(runtime, pieces)[n_past:], atol=EXACT)


Change = Callable[[IntArray, BoolArray], tuple[IntArray, BoolArray]]


@pytest.mark.parametrize(
    "change",
    [
        lambda positions, mask: (positions[:-1], mask),
        lambda positions, mask: (positions, mask[:, :-1]),
        lambda positions, mask: (positions, mask[:-1]),
    ],
)
def test_shapes_that_do_not_fit_are_a_bug_of_the_caller(runtime: Runtime, change: Change) -> None:
    pieces, rows = draw(4, 1, runtime.config), np.array([3])
    positions, mask = change(np.arange(4), causal(4))
    with pytest.raises(AssertionError):
        runtime.forward(Step(pieces, positions, Cache(runtime.config), mask, rows))


def test_eight_bits_stay_close(model_path: Path, network: Seq2Seq) -> None:
    """To the network, and closer to the network with the same rounded weights."""
    folder = open_folder(model_path)
    packed = open_runtime(folder, "cpu")
    rounded = TorchRuntime(folder.config, WeightFile(folder.weights_path).matrices(), "cpu")
    pieces, config = draw(60, 1, folder.config), folder.config
    given = draw(12, 1, config), draw(9, 2, config)
    found = prefill(packed, pieces, packed.encode(*given))
    exact = reference(network, pieces, *given)
    assert np.abs(found - exact).mean() < 0.05
    same_weights = prefill(rounded, pieces, rounded.encode(*given))
    assert np.abs(found - same_weights).mean() <= np.abs(found - exact).mean()


def test_eight_bits_do_not_depend_on_company(model_path: Path) -> None:
    """A piece gets the same numbers alone and beside others: caches stay true in eight bits."""
    runtime = open_runtime(open_folder(model_path), "cpu")
    pieces = draw(40, 1, runtime.config)
    found, _ = in_parts(runtime, pieces, [1, 2, 9, 30])
    np.testing.assert_allclose(found, prefill(runtime, pieces), atol=0.05)
