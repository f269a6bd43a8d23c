"""Latency of one fixed beam search on each runtime.

    python -m beamcoder.bench.runtimes MODEL_FOLDER     prints JSON

A process of its own, because libraries read how many threads they may have when imported.
"""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from beamcoder.bench.plain import NumpyRuntime
from beamcoder.bench.wire.editor import milliseconds_since
from beamcoder.errors import BenchError, DeviceError
from beamcoder.model.artefact import ModelFolder, WeightFile, open_folder, open_runtime
from beamcoder.model.runtime.interface import Runtime
from beamcoder.model.runtime.workload import Workload

N_REPEATS: Final = 5
THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
ONNX: Final = "onnxruntime int8"


def measure_apart(folder: Path) -> dict[str, Any]:
    """`measure` in a process with one thread."""
    command = [sys.executable, "-m", "beamcoder.bench.runtimes", str(folder)]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | dict.fromkeys(THREADS, "1"),
        check=False,
    )
    if done.returncode:
        raise BenchError("the runtimes could not be compared")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(folder: ModelFolder) -> dict[str, Any]:
    """Milliseconds of a search by each runtime that can be had, and ratios to ours."""
    found, skipped = {}, []
    for name, opener in openers(folder):
        try:
            found[name] = round(search_ms(opener()), 2)
        except DeviceError as exc:
            skipped.append(f"{name}: {exc}")
    if importlib.util.find_spec("torch") is None:
        skipped.append('torch eager: torch is not installed; pip install "beamcoder[gpu]"')
    ratios = {name: round(ms / found[ONNX], 2) for name, ms in found.items() if name != ONNX}
    return {"search_ms": found, "times_as_fast_as": ratios, "skipped": skipped}


def openers(folder: ModelFolder) -> Iterator[tuple[str, Callable[[], Runtime]]]:
    yield ONNX, lambda: open_runtime(folder, "cpu")
    matrices = WeightFile(folder.weights_path).matrices()
    yield "plain numpy", lambda: NumpyRuntime(folder.config, matrices)
    if importlib.util.find_spec("torch") is not None:
        from beamcoder.model.runtime.torch import TorchRuntime

        yield "torch eager", lambda: TorchRuntime(folder.config, matrices, "cpu")


def search_ms(runtime: Runtime) -> float:
    """Median time of the workload's search."""
    work = Workload(runtime)
    return median(_milliseconds(work.search) for _ in range(N_REPEATS))


def _milliseconds(job: Callable[[], None]) -> float:
    began = perf_counter()
    job()
    return milliseconds_since(began)


if __name__ == "__main__":
    print(json.dumps(measure(open_folder(Path(sys.argv[1])))))
