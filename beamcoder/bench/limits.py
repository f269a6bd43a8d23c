"""Lower bounds of one decoder step on this machine, next to ours.

    found = measure(Path("model/weights/default"))

A step of one sequence must read the decoder's weights and the cached keys and values once, and do
its multiplications. Neither can be faster than this machine reads and multiplies, both measured
here, in turn with the step itself: reading by a dot product over as many bytes as a step reads, so
that they come from the same level of the memory; multiplying by one large eight-bit product of
ONNX Runtime. One thread each, in a process of its own.

    python -m beamcoder.bench.limits MODEL_FOLDER     prints JSON
"""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import numpy as np
import onnxruntime

from beamcoder.bench.runtimes import THREADS
from beamcoder.errors import LimitError
from beamcoder.model.artefact import ModelFolder, WeightFile, open_folder, open_runtime
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.runtime.workload import N_CACHED, Workload

N_REPEATS: Final = 40
GEMM_SIZE: Final = 1024  # rows and columns of both factors: 2 G operations
GOAL: Final = 2.5  # times the limit
NEEDS_ONNX: Final = 'the limit needs onnx to be installed: pip install "beamcoder[peers]"'


@dataclass(frozen=True, slots=True)
class Limits:
    """A single-sequence step after `n_cached` pieces; times are medians."""

    n_cached: int
    weight_bytes: int
    cache_bytes: int
    operations: int  # two for each multiplication with its addition
    read_gb_s: float  # 10^9 bytes a second
    int8_gop_s: float  # 10^9 operations a second
    limit_ms: float  # the longer of reading and multiplying
    step_ms: float
    ratio: float  # step over limit
    goal: float = GOAL


def measure(folder: Path) -> Limits:
    """LimitError when it cannot be measured."""
    if importlib.util.find_spec("onnx") is None:
        raise LimitError(NEEDS_ONNX)
    done = subprocess.run(
        [sys.executable, "-m", "beamcoder.bench.limits", str(folder)],
        capture_output=True,
        text=True,
        env=os.environ | dict.fromkeys(THREADS, "1"),
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["nothing said"])[-1]
        raise LimitError(f"the limit could not be measured: {last}")
    return Limits(**json.loads(done.stdout))


def measure_here(folder: ModelFolder, n_repeats: int = N_REPEATS) -> Limits:
    """Step, read and multiply in turn, `n_repeats` times."""
    weight_bytes = bytes_of_weights(WeightFile(folder.weights_path))
    cache_bytes = N_CACHED * bytes_of_column(folder.config)
    n_bytes, operations = weight_bytes + cache_bytes, operations_of_step(folder.config)
    step = Workload(open_runtime(folder, "cpu")).step
    work = (step, read_of(n_bytes), gemm_of(GEMM_SIZE))
    spent: list[list[float]] = [[], [], []]
    for _ in range(n_repeats + 3):
        for job, times in zip(work, spent, strict=True):
            job()  # once for the caches: the job before has filled them
            times.append(seconds(job))
    step_s, read_s, gemm_s = (median(times[3:]) for times in spent)
    read_rate, gemm_rate = n_bytes / read_s, 2 * GEMM_SIZE**3 / gemm_s
    limit_s = max(n_bytes / read_rate, operations / gemm_rate)
    return Limits(
        N_CACHED,
        weight_bytes,
        cache_bytes,
        operations,
        round(read_rate / 1e9, 1),
        round(gemm_rate / 1e9, 1),
        round(1000 * limit_s, 3),
        round(1000 * step_s, 3),
        round(step_s / limit_s, 2),
    )


def bytes_of_weights(file: WeightFile) -> int:
    return sum(file.place(name)[1] for name in file.entries if is_read(name))


def is_read(name: str) -> bool:
    """A step reads the decoder and the output layer, but makes no keys of the encoder's output."""
    return name.startswith(("decoder.", "head.")) and ".kv." not in name


def bytes_of_column(config: ModelConfig) -> int:
    """Keys and values of one piece, as the cache holds them."""
    return 2 * config.depth * config.width * np.dtype(np.float32).itemsize


def operations_of_step(config: ModelConfig) -> int:
    width, n_cross = config.width, len(config.cross_layers)
    layers = config.depth * (4 * width**2 + 2 * width * config.hidden) + n_cross * 2 * width**2
    attention = config.depth * 2 * N_CACHED * width
    return 2 * (layers + attention + config.n_pieces * width)


def read_of(n_bytes: int) -> Callable[[], Any]:
    numbers = np.ones(n_bytes // 4, np.float32)
    return lambda: np.dot(numbers, numbers)


def gemm_of(size: int) -> Callable[[], Any]:
    """A product of unsigned and signed bytes, (size, size) each; the second one is a weight."""
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(1)
    weight = rng.integers(-127, 128, (size, size), np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["x", "weight"], ["y"])],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, [size, size])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [size, size])],
        [numpy_helper.from_array(weight, "weight")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    feed = {"x": rng.integers(0, 256, (size, size), np.uint8)}
    return lambda: session.run(None, feed)


def seconds(job: Callable[[], Any]) -> float:
    began = perf_counter()
    job()
    return perf_counter() - began


def lines_of(found: Limits) -> list[str]:
    """The limit as text."""
    megabytes = (found.weight_bytes + found.cache_bytes) / 1e6
    return [
        f"one step of one sequence after {found.n_cached} cached pieces, one thread",
        f"  reads {megabytes:.1f} MB at {found.read_gb_s:.1f} GB/s, and does "
        f"{found.operations / 1e6:.1f} M operations at {found.int8_gop_s:.0f} G/s",
        f"  at best {found.limit_ms:.2f} ms; measured {found.step_ms:.2f} ms, "
        f"{found.ratio:.2f} times that (goal {found.goal:g})",
    ]


if __name__ == "__main__":
    print(json.dumps(asdict(measure_here(open_folder(Path(sys.argv[1]))))))
