"""Steps of many texts in one padded pass equal each text alone; on the CPU, what graphs record."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.model.runtime.batching import SHORT, Batching
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import EncoderMemory, Step
from beamcoder.model.runtime.torch import TorchRuntime
from beamcoder.model.runtime.torch_batch import TorchDevice

EXACT = 1e-4
NOTHING = np.empty(0, np.int64)


@pytest.fixture(scope="module")
def runtime(network: Seq2Seq) -> TorchRuntime:
    matrices = {name: m.numpy() for name, m in network.state_dict().items()}
    return TorchRuntime(network.config, matrices, "cpu")


class Text:
    """A cache that grows by random nodes, each of which reads some of the columns before."""

    def __init__(self, runtime: TorchRuntime, rng: np.random.Generator) -> None:
        self.runtime, self.rng = runtime, rng
        self.cache = Cache(runtime.config)
        self.memory: EncoderMemory | None = None
        if rng.random() < 0.6:
            after = rng.integers(0, runtime.config.n_pieces, rng.integers(1, 9))
            self.memory = runtime.encode(after, NOTHING)

    def call(self) -> Step:
        """The next step, of up to SHORT nodes; sometimes something was taken back before."""
        if self.cache.length and self.rng.random() < 0.3:
            self.cache.truncate(int(self.rng.integers(0, self.cache.length)))
        n, length = int(self.rng.integers(1, SHORT + 1)), self.cache.length
        mask = self.rng.random((n, length + n)) < 0.7
        mask &= np.tri(n, length + n, length, dtype=np.bool_)
        mask[np.arange(n), length + np.arange(n)] = True
        pieces = self.rng.integers(0, self.runtime.config.n_pieces, n)
        rows = self.rng.integers(0, n, self.rng.integers(1, n + 1))
        return Step(pieces, length + np.arange(n), self.cache, mask, rows, self.memory)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_a_batch_is_what_its_calls_are_alone(
    runtime: TorchRuntime, seed: int, n_slots: int
) -> None:
    """Texts come and go over fewer slots than there are texts; long ones go alone."""
    rng = np.random.default_rng(seed)
    device = TorchDevice(runtime, n_slots)
    texts = [Text(runtime, rng) for _ in range(6)]
    for _ in range(5):
        chosen = rng.permutation(6)[: rng.integers(1, n_slots + 1)]
        calls = [texts[i].call() for i in chosen]
        for call, (rows, columns) in zip(calls, device.forward_many(calls), strict=True):
            wanted, wanted_columns = runtime.forward(call)
            np.testing.assert_allclose(rows, wanted, atol=EXACT)
            np.testing.assert_allclose(columns.keys, wanted_columns.keys, atol=EXACT)
            np.testing.assert_allclose(columns.values, wanted_columns.values, atol=EXACT)
            assert isinstance(call.past, Cache)
            call.past.append(columns)


def test_more_calls_than_slots_are_computed_all_the_same(runtime: TorchRuntime) -> None:
    rng = np.random.default_rng(1)
    calls = [Text(runtime, rng).call() for _ in range(3)]
    for call, (rows, _) in zip(calls, TorchDevice(runtime, 2).forward_many(calls), strict=True):
        np.testing.assert_allclose(rows, runtime.forward(call)[0], atol=EXACT)


def test_under_batching_it_is_a_runtime(runtime: TorchRuntime) -> None:
    batching = Batching(TorchDevice(runtime, 2), lambda: runtime)
    call = Text(runtime, np.random.default_rng(2)).call()
    np.testing.assert_allclose(batching.forward(call)[0], runtime.forward(call)[0], atol=EXACT)
    assert batching.device == "cpu" and batching.count.n_steps == 1


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_recorded_step_is_what_it_was_recorded_from(network: Seq2Seq) -> None:
    matrices = {name: m.numpy() for name, m in network.state_dict().items()}
    runtime = TorchRuntime(network.config, matrices, "cuda")
    device, rng = TorchDevice(runtime, 4), np.random.default_rng(3)
    for _ in range(3):
        calls = [Text(runtime, rng).call() for _ in range(4)]
        for call, (rows, _) in zip(calls, device.forward_many(calls), strict=True):
            np.testing.assert_allclose(rows, runtime.forward(call)[0], atol=0.1)  # bf16
