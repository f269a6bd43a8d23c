"""Every runtime computes what `Seq2Seq` computes, however the pieces reach it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from beamcoder.model.artefact import WeightFile, open_folder, open_runtime
from beamcoder.model.cache import BLOCK, Cache
from beamcoder.model.config import ModelConfig
from beamcoder.model.runtime.interface import (
    BoolArray,
    Columns,
    FloatArray,
    IntArray,
    Memory,
    Runtime,
)
from beamcoder.model.runtime.onnx import CHUNK, OnnxRuntime
from beamcoder.model.runtime.reading import STATEMENT_TRUST, reading
from beamcoder.model.runtime.torch import TorchRuntime
from beamcoder.model.seq2seq import EncoderInput, Seq2Seq
from beamcoder.training.graph import WholeWeights
from beamcoder.training.network_graph import DecoderGraph, EncoderGraph

EXACT = 1e-4  # log-probability
SEEDS = range(3)
GIVEN = [(0, 0), (9, 0), (0, 7), (40, 30)]  # pieces after the cursor, of a statement

Runtimes = dict[str, Runtime]


@pytest.fixture(scope="module")
def runtimes(network: Seq2Seq, tmp_path_factory: pytest.TempPathFactory) -> Runtimes:
    """In single precision: the same numbers in all of them."""
    folder, config = tmp_path_factory.mktemp("graphs"), network.config
    matrices = {name: m.numpy() for name, m in network.state_dict().items()}
    for graph, name in ((DecoderGraph, "decoder"), (EncoderGraph, "encoder")):
        model = graph(config, WholeWeights(matrices)).build()
        (folder / name).write_bytes(model.SerializeToString())
    return {
        "onnx": OnnxRuntime(config, folder / "decoder", folder / "encoder"),
        "torch": TorchRuntime(config, matrices, "cpu"),
    }


@pytest.fixture(params=["onnx", "torch"])
def runtime(request: pytest.FixtureRequest, runtimes: Runtimes) -> Runtime:
    return runtimes[request.param]


def draw(n: int, seed: int, config: ModelConfig) -> IntArray:
    return np.random.default_rng([seed, n]).integers(0, config.n_pieces, n)


def causal(n: int, n_past: int = 0) -> BoolArray:
    return np.tri(n, n_past + n, n_past, dtype=np.bool_)


def prefill(runtime: Runtime, pieces: IntArray, memory: Memory | None = None) -> FloatArray:
    """Log-probabilities (n, n_pieces) after each piece, in one pass."""
    n = len(pieces)
    rows = np.arange(n)
    return runtime.forward(pieces, rows, Cache(runtime.config), causal(n), rows, memory)[0]


def in_parts(
    runtime: Runtime, pieces: IntArray, cuts: list[int], memory: Memory | None = None
) -> tuple[FloatArray, Cache]:
    """The same, part after part over a cache."""
    cache, found = Cache(runtime.config), []
    for part in np.split(pieces, cuts):
        n, past = len(part), cache.length
        asked = np.arange(n)
        rows, columns = runtime.forward(part, past + asked, cache, causal(n, past), asked, memory)
        cache.append(columns)
        found.append(rows)
    return np.concatenate(found), cache


@torch.inference_mode()
def reference(
    network: Seq2Seq, pieces: IntArray, after: IntArray, statement: IntArray
) -> FloatArray:
    """What training would compute: every row reads all that is given, its hole ending at 0."""
    given = reading(after, statement, network.config)
    n = len(pieces)
    mask = torch.from_numpy(causal(n))[None]
    if given is not None:
        parts = (given.pieces, given.positions, given.is_statement, given.mask)
        sent = [torch.from_numpy(part)[None] for part in parts]
        visible = torch.ones(1, n, len(given.pieces), dtype=torch.bool)
        cursor = torch.zeros(1, n, dtype=torch.int64)
        encoder_input = EncoderInput(sent[0], sent[1], sent[2], sent[3], cursor, visible)
        logits = network(torch.from_numpy(pieces)[None], mask, encoder_input)
    else:
        logits = network(torch.from_numpy(pieces)[None], mask)
    found: FloatArray = logits[0].log_softmax(-1).numpy()
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("n_after", "n_statement"), GIVEN)
def test_equals_the_network(
    runtime: Runtime,
    network: Seq2Seq,
    n_after: int,
    n_statement: int,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where all of what a statement says is believed, as in training."""
    monkeypatch.setattr("beamcoder.model.runtime.reading.STATEMENT_TRUST", np.float32(1))
    pieces = draw(50, seed, runtime.config)
    given = draw(n_after, seed + 10, runtime.config), draw(n_statement, seed + 20, runtime.config)
    found = prefill(runtime, pieces, runtime.encode(*given))
    np.testing.assert_allclose(found, reference(network, pieces, *given), atol=EXACT)


@pytest.mark.parametrize(("n_after", "n_statement"), [(7, 0), (0, 5), (7, 5)])
def test_a_part_of_what_a_statement_says_is_believed(
    runtime: Runtime, n_after: int, n_statement: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = draw(n_after, 1, runtime.config), draw(n_statement, 2, runtime.config)
    found = runtime.encode(*given)
    monkeypatch.setattr("beamcoder.model.runtime.reading.STATEMENT_TRUST", np.float32(1))
    whole = runtime.encode(*given)
    assert found is not None and whole is not None
    share = np.ones(whole.values.shape[2], np.float32)
    share[1 : 1 + n_statement] = STATEMENT_TRUST
    np.testing.assert_array_equal(found.keys, whole.keys)
    np.testing.assert_allclose(found.values, whole.values * share[:, None], rtol=1e-6)
    assert np.abs(whole.values[:, :, 1:]).min(axis=(0, 1, 3)).max() > 0


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
    found, columns = runtime.forward(rest, np.arange(40, len(pieces)), cache, mask, rows)
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
        found, columns = runtime.forward(pieces, positions, cache, seen, rows)
        cache.append(columns)
        for row, line in zip(found, lines, strict=True):
            straight = prefill(runtime, np.array([*prefix, *line]))[-1]
            np.testing.assert_allclose(row, straight, atol=EXACT)


@pytest.mark.parametrize("n_rows", [0, 1, 4])
def test_only_the_asked_rows_are_answered(runtime: Runtime, n_rows: int) -> None:
    pieces, rows = draw(6, 1, runtime.config), np.array([4, 0, 5, 4])[:n_rows]
    found, columns = runtime.forward(pieces, np.arange(6), Cache(runtime.config), causal(6), rows)
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
            mixed[keep:], np.arange(keep, 30), cache, causal(30 - keep, keep), np.array([29 - keep])
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
    found, columns = runtime.forward(pieces[n_past:], positions, cache, causal(n, n_past), rows)
    np.testing.assert_array_equal(cache.keys[:, :, :n_past], before[0])
    np.testing.assert_array_equal(cache.values[:, :, :n_past], before[1])
    assert cache.length == n_past and columns.keys.shape[2] == columns.values.shape[2] == n
    np.testing.assert_allclose(found, prefill(runtime, pieces)[n_past:], atol=EXACT)


def test_texts_and_memories_in_turn(runtime: Runtime) -> None:
    """What is bound to one text or memory is never used for another."""
    config = runtime.config
    memories = [None, *(runtime.encode(draw(9, i, config), draw(0, i, config)) for i in range(2))]
    texts = [draw(14, i, config) for i in range(3)]
    caches = [in_parts(runtime, text[:-2], [5])[1] for text in texts]
    mask, rows, positions = causal(2, 12), np.arange(2), np.arange(12, 14)
    for seed in range(4):
        for i in np.random.default_rng(seed).permutation(9).tolist():
            text, cache, memory = texts[i // 3], caches[i // 3], memories[i % 3]
            alone = Cache(config)
            alone.append(Columns(cache.keys[:, :, :12].copy(), cache.values[:, :, :12].copy()))
            found, _ = runtime.forward(text[-2:], positions, cache, mask, rows, memory)
            again, _ = runtime.forward(text[-2:], positions, alone, mask, rows, memory)
            np.testing.assert_allclose(found, again, atol=EXACT)


def test_what_is_given_is_cut_at_the_end(runtime: Runtime) -> None:
    config = runtime.config
    after, statement = draw(50, 1, config), draw(50, 2, config)
    whole = runtime.encode(after, statement)
    cut = runtime.encode(after[: config.after_context], statement[: config.statement_context])
    assert whole is not None and cut is not None
    n_slots = 1 + config.after_context + config.statement_context
    assert whole.keys.shape == (len(config.cross_layers), config.n_heads, n_slots, 64)
    np.testing.assert_array_equal(whole.keys, cut.keys)
    np.testing.assert_array_equal(whole.values, cut.values)


def test_nothing_given_is_no_memory(runtime: Runtime) -> None:
    nothing = np.zeros(0, np.int64)
    assert runtime.encode(nothing, nothing) is None


def test_nothing_given_is_an_empty_slot(runtime: Runtime) -> None:
    config, pieces = runtime.config, draw(20, 1, runtime.config)
    slot = np.zeros((len(config.cross_layers), config.n_heads, 1, 64), np.float32)
    found = prefill(runtime, pieces, Memory(slot, slot))
    np.testing.assert_allclose(found, prefill(runtime, pieces), atol=EXACT)


def test_memories_are_the_same_everywhere(runtimes: Runtimes, network: Seq2Seq) -> None:
    given = draw(14, 1, network.config), draw(9, 2, network.config)
    one, other = (runtime.encode(*given) for runtime in runtimes.values())
    assert one is not None and other is not None
    np.testing.assert_allclose(one.keys, other.keys, atol=EXACT)
    np.testing.assert_allclose(one.values, other.values, atol=EXACT)


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
        runtime.forward(pieces, positions, Cache(runtime.config), mask, rows)


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
