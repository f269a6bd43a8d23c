"""`beamcoder npi train`: learn, ask, prove and save.

    beamcoder npi train mytask.py --out my-model
    beamcoder npi train mytask.py --from traces.jsonl --out my-model --minutes 5

A task file without programs is taught by such lines alone, from which must follow what is done in
every situation that can arise. What was begun and stopped goes on where it was. Exit code 0 if all
is proved; else the network is saved as it is, and a sentence says what is wrong where.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch

from beamcoder.errors import ProofError, UsageError
from beamcoder.model.npi.catalogue import find_task
from beamcoder.model.npi.certificate import Check
from beamcoder.model.npi.task import Task
from beamcoder.training.npi.course import course_of
from beamcoder.training.npi.curriculum import TraceChoice
from beamcoder.training.npi.export import LearnedModel, export
from beamcoder.training.npi.loop import Outcome, School, SchoolOptions
from beamcoder.training.npi.state import TrainingState

INTERRUPTED: Final = 130  # what shells give for Ctrl-C


def run(args: argparse.Namespace) -> int:
    torch.set_num_threads(1)  # a step is smaller than waking another thread
    tasks = [find_task(name) for name in args.task]
    check_names(tasks)
    check_target(args.out)
    options = SchoolOptions(
        seed=args.seed, choice=TraceChoice(args.traces, args.size), minutes=args.minutes
    )
    course = course_of(tasks, args.traces_file)
    school = School(course.tasks, options, traces=course.frames, policies=course.policies)
    try:
        outcome = school.learn(args.out)
    except KeyboardInterrupt:
        print(f"beamcoder: {interruption(school, args.out)}", file=sys.stderr)
        return INTERRUPTED
    save(school, outcome, args.out, course.notes)
    if not outcome.is_proved:
        raise ProofError(f"not proved in {args.minutes:g} minutes: {fault(outcome)}")
    TrainingState(args.out, school.fingerprint()).remove()
    for check in outcome.checks:
        print(line(check, outcome, course.notes.get(check.task, "")))
    return 0


def interruption(school: School, out: Path) -> str:
    """What Ctrl-C leaves: the last round that was whole."""
    if TrainingState(out, school.fingerprint()).is_begun:
        return "stopped by Ctrl-C: the same command goes on after the last whole round"
    return "stopped by Ctrl-C in the first round: nothing was kept"


def save(
    school: School, outcome: Outcome, out: Path, notes: Mapping[str, str] | None = None
) -> str:
    """`notes` says of tasks without a program what was shown and what is extrapolated."""
    provenance: dict[str, Any] = {
        "seed": school.options.seed,
        "traces": outcome.traces,
        "questions": outcome.questions,
        "steps": outcome.n_steps,
    }
    if notes:
        provenance["shown"] = dict(notes)
    weights, situations = outcome.network.weights, school.situations
    learned = LearnedModel(
        out.name, school.alphabet, weights, situations, outcome.checks, provenance
    )
    return export(learned, out)


def line(check: Check, outcome: Outcome, note: str = "") -> str:
    """What is said of a task that was learned."""
    if note:
        return f"{check.task}: does what was shown, margin {check.margin:.1f}; {note}"
    n_traces, n_questions = outcome.traces.get(check.task), outcome.questions[check.task]
    shown = "traces of a file" if n_traces is None else _count(n_traces, "trace")
    return (
        f"{check.task}: proved for every input, {check.n_situations:,} situations, "
        f"margin {check.margin:.1f}, from {shown} and {_count(n_questions, 'question')}"
    )


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'s' * (n != 1)}"


def fault(outcome: Outcome) -> str:
    """The first thing that is wrong."""
    for check in outcome.checks:
        if check.wrong:
            n_wrong = f"{len(check.wrong):,} of {check.n_situations:,} situations of {check.task}"
            return f"{n_wrong} are wrong, such as {check.wrong[0]}"
    low = min(outcome.checks, key=lambda check: check.margin)
    return f"the margin of {low.task} is {low.margin:.2f}"


def check_names(tasks: list[Task]) -> None:
    names = [task.name for task in tasks]
    if len({*names}) < len(names):
        raise UsageError("a task is named twice")


def check_target(out: Path) -> None:
    """A folder that is no model is not overwritten."""
    if out.exists() and not (out / "certificate.json").exists():
        raise UsageError(f"{out} exists and is no model of learned programs")
    if not out.name:
        raise UsageError(f"{out} has no name of its own")
