"""Start-up time of the command `beamcoder serve`."""

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from beamcoder.bench.keys import Progress, percentiles
from beamcoder.bench.texts import SAMPLE
from beamcoder.bench.wire.editor import milliseconds_since
from beamcoder.bench.wire.host import Model
from beamcoder.errors import ServerError

LINE, COLUMN = 83, 9  # of the sample: the first statement of a method
N_WARM_UP: Final = 1  # the first start reads the disk, and is not counted


def place(path: Path = SAMPLE) -> str:
    """The position for `beamcoder complete`."""
    return f"{path}:{LINE}:{COLUMN}"


def cold_starts(model: Model, n_starts: int, progress: Progress) -> dict[str, Any]:
    """Wall-clock milliseconds of `beamcoder complete`, and of its own account the medians."""
    command = [sys.executable, "-m", "beamcoder", "complete", place(), "--json", *model.options()]
    spent: list[float] = []
    inside: dict[str, list[float]] = {}
    for i in progress(range(N_WARM_UP + n_starts), "cold starts"):
        began = perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        took_ms = milliseconds_since(began)
        if done.returncode:
            raise ServerError(f"beamcoder complete failed: {done.stderr.strip()}")
        if i < N_WARM_UP:
            continue
        spent.append(took_ms)
        for name, ms in json.loads(done.stdout)["timings_ms"].items():
            inside.setdefault(name, []).append(ms)
    parts = {name: percentiles(values)["p50"] for name, values in inside.items()}
    return {
        "p50": percentiles(spent)["p50"],
        "worst": round(max(spent), 2),
        "starts": n_starts,
        "parts": parts,
    }
