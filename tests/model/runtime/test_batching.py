"""Continuous batching: nobody waits for the longest, nothing is lost, whatever the device does.

The device is simulated: it computes with a real runtime, counts, can be full, slow or lost.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest

from beamcoder.errors import DeviceError, DeviceFullError
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.model.runtime.batching import CHUNK, SHORT, Batching, Found
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import (
    BoolArray,
    EncoderMemory,
    FloatArray,
    IntArray,
    Runtime,
    Step,
)
from beamcoder.model.runtime.torch import TorchRuntime

PATIENCE_S = 60.0
EXACT = 1e-5
N_CLIENTS = 6


@pytest.fixture(scope="module")
def runtime(network: Seq2Seq) -> Runtime:
    matrices = {name: m.numpy() for name, m in network.state_dict().items()}
    return TorchRuntime(network.config, matrices, "cpu")


@dataclass
class Simulated:
    """A device of a few tricks; `gate` holds each batch until it is opened."""

    runtime: Runtime
    room: int = 100  # calls in a batch
    lost_after: int = 10**9  # batches
    gate: threading.Event | None = None
    batches: list[list[int]] = field(default_factory=list)  # first pieces of the calls
    running: threading.Event = field(default_factory=threading.Event)

    config: ModelConfig = field(init=False)

    def __post_init__(self) -> None:
        self.config = self.runtime.config

    @property
    def device(self) -> str:
        return "simulated"

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        if len(self.batches) >= self.lost_after:
            raise DeviceError("the device is lost")
        return self.runtime.encode(after, statement)

    def forward_many(self, calls: Sequence[Step]) -> list[Found]:
        self.batches.append([int(call.pieces[0]) for call in calls])
        self.running.set()
        if self.gate is not None:
            assert self.gate.wait(PATIENCE_S)
        if len(self.batches) > self.lost_after:
            raise DeviceError("the device is lost")
        if len(calls) > self.room:
            raise DeviceFullError("the device is full")
        return [self.runtime.forward(call) for call in calls]


def causal(n: int, n_past: int = 0) -> BoolArray:
    return np.tri(n, n_past + n, n_past, dtype=np.bool_)


def search(runtime: Runtime, seed: int, n_steps: int = 5, n_prefix: int = 12) -> FloatArray:
    """A prefix, then steps of two nodes, greedily; all log-probabilities on the way."""
    rng = np.random.default_rng(seed)
    memory = runtime.encode(
        rng.integers(0, runtime.config.n_pieces, seed % 3), np.empty(0, np.int64)
    )
    cache, found = Cache(runtime.config), []
    pieces = rng.integers(0, runtime.config.n_pieces, n_prefix)
    positions = np.arange(n_prefix)
    for _ in range(n_steps):
        n, past = len(pieces), cache.length
        problem = np.array([n - 1])
        rows, columns = runtime.forward(
            Step(pieces, positions, cache, causal(n, past), problem, memory)
        )
        cache.append(columns)
        found.append(rows[0])
        pieces = np.argsort(-rows[0])[:2]
        positions = cache.length + np.arange(2)
    return np.stack(found)


def together(runtime: Runtime) -> list[FloatArray]:
    with ThreadPoolExecutor(N_CLIENTS) as threads:
        return list(threads.map(lambda seed: search(runtime, seed), range(N_CLIENTS)))


def equal(found: Sequence[FloatArray], runtime: Runtime) -> None:
    for seed, each in enumerate(found):
        np.testing.assert_allclose(each, search(runtime, seed), atol=EXACT)


@pytest.mark.parametrize("max_batch", [1, 2, 32])
def test_together_as_alone(runtime: Runtime, max_batch: int) -> None:
    device = Simulated(runtime)
    equal(together(Batching(device, lambda: runtime, max_batch)), runtime)
    assert max(map(len, device.batches)) <= max_batch


def test_full_device_gets_smaller_batches_and_stays(runtime: Runtime) -> None:
    device, batching = held(runtime, room=2)
    found = ask_while_held(batching, device, N_CLIENTS)
    assert max(map(len, device.batches)) > 2  # it was full
    assert batching.count.n_spare == 0
    assert all(len(batch) <= 2 for batch in device.batches[-3:])
    assert [answer.shape for answer in found] == [(1, runtime.config.n_pieces)] * N_CLIENTS


@pytest.mark.parametrize("room", [0, 1])
def test_what_does_not_fit_alone_goes_to_the_cpu(
    runtime: Runtime, room: int, caplog: pytest.LogCaptureFixture
) -> None:
    batching = Batching(Simulated(runtime, room=room), lambda: runtime)
    equal(together(batching), runtime)
    assert (batching.count.n_spare > 0) == (room == 0)
    assert len(caplog.messages) == (room == 0)


@pytest.mark.parametrize("lost_after", [0, 1, 7])
def test_a_lost_device_loses_no_request(
    runtime: Runtime, lost_after: int, caplog: pytest.LogCaptureFixture
) -> None:
    opened: list[Runtime] = []

    def open_spare() -> Runtime:
        opened.append(runtime)
        return runtime

    batching = Batching(Simulated(runtime, lost_after=lost_after), open_spare)
    equal(together(batching), runtime)
    assert opened == [runtime] and batching.device == "cpu"
    assert caplog.messages == ["the device is lost; going on with the CPU"]


def test_an_error_of_the_spare_reaches_who_asked(runtime: Runtime) -> None:
    class Broken:
        config = runtime.config
        device = "broken"

        def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
            return None

        def forward(self, *call: object) -> Found:
            raise DeviceError("this one too")

    batching = Batching(Simulated(runtime, lost_after=0), lambda: Broken())
    with pytest.raises(DeviceError, match="this one too"):
        search(batching, 1)


def held(runtime: Runtime, room: int = 100) -> tuple[Simulated, Batching]:
    device = Simulated(runtime, room, gate=threading.Event())
    return device, Batching(device, lambda: runtime)


def one_step(batching: Batching, piece: int, n: int = 1) -> FloatArray:
    pieces = np.full(n, piece)
    rows = np.array([n - 1])
    return batching.forward(Step(pieces, np.arange(n), Cache(batching.config), causal(n), rows))[0]


def ask_while_held(batching: Batching, device: Simulated, n: int) -> list[FloatArray]:
    """One call holds the device; `n` others come meanwhile, then it is let go."""
    with ThreadPoolExecutor(n + 1) as threads:
        first = threads.submit(one_step, batching, 0)
        assert device.running.wait(PATIENCE_S)
        problem = [threads.submit(one_step, batching, piece) for piece in range(1, n + 1)]
        wait_until(lambda: batching.n_waiting == n)
        assert device.gate is not None
        device.gate.set()
        first.result(PATIENCE_S)
        return [each.result(PATIENCE_S) for each in problem]


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE_S * 1000)):
        if condition():
            return
        threading.Event().wait(0.001)
    raise AssertionError("it never came")


def test_who_comes_during_a_step_joins_the_next(runtime: Runtime) -> None:
    device, batching = held(runtime)
    ask_while_held(batching, device, 5)
    assert device.batches[0] == [0]
    assert sorted(device.batches[1]) == [1, 2, 3, 4, 5] and len(device.batches) == 2


def test_a_long_prefix_lets_short_steps_pass(runtime: Runtime) -> None:
    """Between two chunks of a prefix those that wait have their step; the result is the same."""
    n = 3 * CHUNK + 5
    pieces = np.random.default_rng(3).integers(1, runtime.config.n_pieces, n)
    rows = np.array([0, CHUNK, n - 1])
    device, batching = held(runtime)

    def prefill(by: Runtime) -> Found:
        return by.forward(Step(pieces, np.arange(n), Cache(runtime.config), causal(n), rows))

    with ThreadPoolExecutor(2) as threads:
        long = threads.submit(prefill, batching)
        assert device.running.wait(PATIENCE_S)
        short = threads.submit(one_step, batching, 0)
        wait_until(lambda: batching.n_waiting == 1)
        assert device.gate is not None
        device.gate.set()
        short.result(PATIENCE_S)
        found, columns = long.result(PATIENCE_S)
    wanted, wanted_columns = prefill(runtime)
    np.testing.assert_allclose(found, wanted, atol=EXACT)
    np.testing.assert_allclose(columns.keys, wanted_columns.keys, atol=EXACT)
    np.testing.assert_allclose(columns.values, wanted_columns.values, atol=EXACT)
    assert len(device.batches) == 5 and [0] in device.batches[1:3]


def test_long_and_short_are_never_in_one_batch(runtime: Runtime) -> None:
    device, batching = held(runtime)
    with ThreadPoolExecutor(6) as threads:
        first = threads.submit(one_step, batching, 0)
        assert device.running.wait(PATIENCE_S)
        sizes = [1, SHORT + 1, SHORT, SHORT + 1, 2]
        problem = [threads.submit(one_step, batching, 10 + i, n) for i, n in enumerate(sizes)]
        wait_until(lambda: batching.n_waiting == len(sizes))
        assert device.gate is not None
        device.gate.set()
        for each in (first, *problem):
            each.result(PATIENCE_S)
    assert sorted(map(sorted, device.batches)) == [[0], [10, 12, 14], [11], [13]]
