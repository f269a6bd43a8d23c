"""`beamcoder npi bench`: steps a second, the time of a proof, and long inputs.

    beamcoder npi bench --json

Reads the network of a model folder, without torch. Every answer is judged by other means than the
programs. With `--long` come a million digits and lists of a thousand: minutes.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

import numpy as np

from beamcoder.model.npi.artefact import NpiFolder, open_npi
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.executor import Executor
from beamcoder.model.npi.network import Network
from beamcoder.model.npi.session import verify
from beamcoder.progress import tracked

Json = dict[str, Any]
SORTS: Final = ("bubble_sort", "quicksort", "topological_sort")
# Task, size, problems: those of the papers and beyond.
LENGTHS: Final = (
    *(("addition", size, 30) for size in (10, 100, 1_000, 5_000)),
    *(("multiplication", size, 30) for size in (10, 100)),
    *((task, size, 30) for task in SORTS for size in (20, 90, 300)),
    *((task, 1_000, 30) for task in ("maximum", "binary_search", "brackets")),
)
LONG: Final = (("addition", 1_000_000, 3), *((task, 1_000, 30) for task in SORTS))
BATCHES: Final = (1, 32, 256)
MIN_S: Final = 0.5  # of a measurement


def run(args: argparse.Namespace) -> int:
    folder = open_npi(args.model)
    results = measure(folder, has_long=args.long)
    print(json.dumps(results) if args.json else "\n".join(lines(results)))
    return 0


def measure(
    folder: NpiFolder, *, has_long: bool, has_speed: bool = True, has_lengths: bool = True
) -> Json:
    """Whatever is wanted of it, as one JSON object."""
    network = folder.network()
    known = {task.name for task in folder.alphabet.tasks} & set(BUILT_IN)
    wanted = (*(LENGTHS if has_lengths else ()), *(LONG if has_long else ()))
    cases = [case for case in wanted if case[0] in known]
    return {
        "model": {"name": folder.name, "parameters": network.n_parameters},
        "verify_s": seconds(lambda: list(verify(folder))),
        "steps_per_s": speeds(folder, network) if has_speed and "addition" in known else {},
        "lengths": [row(network, *case) for case in tracked(cases, "lengths", label="long inputs")],
    }


def speeds(folder: NpiFolder, network: Network) -> Json:
    """Steps a CPU second of addition: one by one, from the memo, and the graph in batches."""
    task = find_task("addition")
    problem = task.draw(1_000, Random(1))
    plain, memo = Executor(task, network, has_memo=False), Executor(task, network)
    return {
        "one by one, numpy": rate(lambda: plain.run(problem).n_steps),
        **{f"graph, batches of {n}": graph_rate(folder, network, n) for n in BATCHES},
        "with the memo, first run": rate(lambda: memo.run(problem).n_steps, n_times=1),
        "with the memo": rate(lambda: memo.run(problem).n_steps),
    }


def graph_rate(folder: NpiFolder, network: Network, n: int) -> float:
    graph, slots = folder.graph(network), folder.alphabet.n_slots
    rows, calls = np.zeros((n, slots), np.int64), np.zeros(n, np.int64)
    state = np.zeros((n, network.size), np.float32)

    def step() -> int:
        graph.forward(rows, calls, state, state)
        return n

    return rate(step)


def rate(job: Callable[[], int], n_times: int = 0) -> float:
    """What a job counts, a CPU second, until the measurement is long enough."""
    total, start_s = 0, time.process_time()
    while True:
        total += job()
        n_times -= 1
        passed_s = max(time.process_time() - start_s, 1e-6)  # the clock ticks
        if n_times == 0 or (n_times < 0 and passed_s > MIN_S):
            return round(total / passed_s, 1)


def row(network: Network, name: str, size: int, n_problems: int) -> Json:
    """One line of the table of lengths; problems of exactly this size."""
    task, rng = find_task(name), Random(f"{name} {size}")
    executor = Executor(task, network)
    n_right = n_steps = depth = 0
    passed_s = 0.0
    for _ in range(n_problems):
        problem = task.draw(size, rng)
        start_s = time.process_time()
        run = executor.run(problem)
        passed_s += time.process_time() - start_s
        n_right += task.is_right(problem, run.answer)
        n_steps, depth = n_steps + run.n_steps, max(depth, run.depth)
    case = {"task": name, "size": size, "problems": n_problems, "right": n_right}
    return {**case, "steps": n_steps, "depth": depth, "cpu_s": round(passed_s, 2)}


def seconds(job: Callable[[], object]) -> float:
    start_s = time.process_time()
    job()
    return round(time.process_time() - start_s, 3)


def lines(results: Json) -> Iterator[str]:
    """For people."""
    model = results["model"]
    yield f"{model['name']}, {model['parameters']:,} parameters"
    yield f"proof of all tasks checked anew in {results['verify_s']:.2f} CPU s"
    for what, steps in results["steps_per_s"].items():
        yield f"{steps:>14,.0f} steps/s  {what}"
    for each in results["lengths"]:
        yield (
            f"{each['task']:>17} {each['size']:>9,}  {each['right']}/{each['problems']} right, "
            f"{each['steps']:>13,} steps, {each['depth']} calls waiting, {each['cpu_s']:.1f} s"
        )
