"""Fuzzing: random inputs for each target until the time is over, faults with their seeds.

    found = fuzz(FuzzPlan(seconds=60, seed=1), folder)
    found[0].faults                     ["lexer 17: AssertionError: a gap at 3"]

Input number i of a target is a function of seed, target and i: a fault comes back by
`--seed S --first i --inputs 1 TARGET`. One that hangs is not waited for: its stack is printed, and
the process ends.
"""

import faulthandler
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from random import Random
from time import monotonic, process_time
from typing import Final

from beamcoder.study.targets import TARGETS

SLOW_S: Final = 1.0  # of processor time for one input
HANG_S: Final = 60
MAX_FAULTS: Final = 10  # told of a target
TURN: Final = 32  # inputs of a target before the next one has its turn


@dataclass(frozen=True, slots=True)
class FuzzPlan:
    """`seconds` and `n_inputs` end it, whichever comes first; `first` is the first input's number.
    `slow_s` is more than any input may take of the processor."""

    seconds: float = 60.0
    n_inputs: float = inf
    seed: int = 0
    first: int = 0
    targets: Sequence[str] = tuple(TARGETS)
    slow_s: float = SLOW_S


@dataclass(slots=True)
class Trial:
    """What became of one target's inputs."""

    target: str
    n_inputs: int = 0
    n_faults: int = 0
    longest_s: float = 0.0
    faults: list[str] = field(default_factory=list)

    def fail(self, number: int, what: str) -> None:
        self.n_faults += 1
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(f"{self.target} {number}: {' '.join(what.split())[:300]}")


def fuzz(plan: FuzzPlan, folder: Path, tell: Callable[[int], None] = lambda n: None) -> list[Trial]:
    """Each target in turn; `tell` hears how many inputs there have been."""
    until, trials = monotonic() + plan.seconds, [Trial(name) for name in plan.targets]
    logging.disable(logging.CRITICAL)  # what is refused is no news here
    try:
        while monotonic() < until and trials[-1].n_inputs < plan.n_inputs:
            for trial in trials:
                for _ in range(int(min(TURN, plan.n_inputs - trial.n_inputs))):
                    attempt(trial, plan, folder)
            tell(sum(trial.n_inputs for trial in trials))
    finally:
        faulthandler.cancel_dump_traceback_later()
        logging.disable(logging.NOTSET)
    return trials


def attempt(trial: Trial, plan: FuzzPlan, folder: Path) -> None:
    """One input."""
    number = plan.first + trial.n_inputs
    draw = Random(f"{plan.seed}:{trial.target}:{number}")
    with suppress(AttributeError, OSError, RuntimeError, ValueError):  # no standard error
        faulthandler.dump_traceback_later(HANG_S, exit=True, file=sys.__stderr__ or sys.stderr)
    began = process_time()
    try:
        TARGETS[trial.target](draw, folder)
    except Exception as exc:  # noqa: BLE001  # whatever comes out is what is looked for
        trial.fail(number, f"{type(exc).__name__}: {exc}")
    took_s = process_time() - began
    if took_s > plan.slow_s:
        trial.fail(number, f"took {took_s:.1f} s of the processor")
    trial.longest_s = max(trial.longest_s, took_s)
    trial.n_inputs += 1
