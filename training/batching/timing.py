"""Processor time of several contenders in turn, in one process and on one thread.

medians(contest.contenders(), n_rounds=9)       name -> milliseconds
"""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

import torch


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds by contender, of what was computed."""

    title: str
    width: int
    times: dict[str, float]


SLOW_MS = 1000.0  # contenders that take longer have fewer rounds
SLOW_ROUNDS = 3


def medians(contenders: Mapping[str, Callable[[], Any]], n_rounds: int) -> dict[str, float]:
    """Milliseconds of processor time, medians over rounds in which each has its turn."""
    torch.set_num_threads(1)
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for run in contenders.values():
        run()
    gc.collect()
    gc.freeze()  # what was there before is not looked through again for anybody's objects
    try:
        for number in range(n_rounds):
            for name, run in contenders.items():
                if number < SLOW_ROUNDS or times[name][-1] < SLOW_MS:
                    start = process_time()
                    run()
                    times[name].append((process_time() - start) * 1000)
    finally:
        gc.unfreeze()
    return {name: median(own) for name, own in times.items()}
