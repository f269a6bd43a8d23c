"""The whole benchmark, one measurement after the other, as one JSON object.

    found = measure(Model(None, "auto"), PLAN, texts, progress)

Which figures there are is said by `page`, which makes a page of them.
"""

import asyncio
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from beamcoder.bench import runtimes
from beamcoder.bench.crowd import crowded
from beamcoder.bench.keys import Progress, typed
from beamcoder.bench.leaving import flooded
from beamcoder.bench.places import by_length, by_line_length, moved
from beamcoder.bench.shares import typed_again
from beamcoder.bench.starts import cold_starts
from beamcoder.bench.texts import Text, stretches
from beamcoder.bench.widths import by_width
from beamcoder.bench.wire.host import Model, hosted
from beamcoder.model.artefact import open_folder
from beamcoder.model.completer import Completer

CPU_INFO: Final = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """How much is measured."""

    n_keys: int = 320  # typed in each way, on each transport
    n_starts: int = 7
    n_rounds: int = 30  # of moving about
    keys_of_client: int = 25
    keys_of_length: int = 264  # the median of few jumps between what is known and what is not
    lengths: tuple[int, ...] = (100, 1_000, 5_000, 20_000)
    keys_of_width: int = 39
    sizes: tuple[int, ...] = (200, 20_000, 1_000_000)  # characters of one line
    keys_of_size: int = 100
    flood_s: float = 20.0  # that one client types, alone and beside one that floods


QUICK: Final = BenchPlan(60, 2, 5, 4, 8, (100, 2_000), 8, (200, 1_000_000), 30, 8.0)


def measure(
    model: Model, plan: BenchPlan, texts: Sequence[Text], progress: Progress
) -> dict[str, Any]:
    folder = open_folder(model.folder)
    found: dict[str, Any] = {
        "machine": machine(),
        "model": asdict(folder.info),
        "device": model.device,
    }
    found |= {"plan": asdict(plan), "texts": len(texts)}
    found |= asyncio.run(through_the_server(model, plan, texts, progress))
    completer = Completer.open(model.folder, model.device)
    typing = stretches(texts, plan.n_keys)
    found["shares"] = typed_again(completer, progress(typing, "what answers")).plain()
    found["widths"] = by_width(completer, typing, plan.keys_of_width, progress)
    found["cold_start_ms"] = cold_starts(model, plan.n_starts, progress)
    return found | runtimes.measure_apart(folder.path)


async def through_the_server(
    model: Model, plan: BenchPlan, texts: Sequence[Text], progress: Progress
) -> dict[str, Any]:
    """Key presses on both transports, moves, lengths, crowds."""
    found: dict[str, Any] = {}
    typing = stretches(texts, plan.n_keys)
    for transport in ("stdio", "tcp"):
        async with hosted(model, tcp=transport == "tcp") as host:
            editor = await host.connect()
            spent = await typed(host, editor, typing, progress, f"keys over {transport}")
            found[transport] = spent.summary() | {"memory_mb": host.memory_mb()}
    async with hosted(model) as host:
        found["moves"] = await moved(host, texts, plan.n_rounds, progress)
    async with hosted(model) as host:
        found["lengths"] = await by_length(host, plan.lengths, plan.keys_of_length, progress)
    async with hosted(model) as host:
        sizes = plan.sizes, plan.keys_of_size
        found["long_lines"] = await by_line_length(host, *sizes, progress)
    found["flood"] = await flooded(model, typing, plan.flood_s)
    found["clients"] = await crowded(model, typing, plan.keys_of_client, progress)
    return found


def machine() -> dict[str, Any]:
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else "not noted",
        "python": platform.python_version(),
    }


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = CPU_INFO.read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
