"""Frames of reference programs on problems, each one once; operations are checked at every step.

    recorder = Recorder(task)
    trace = recorder.record([3, 1, 2])
    trace.frames, trace.run.answer

A trace is a *set* of short sequences, not a long one: a call begins with an empty state, so equal
frames teach nothing new.
"""

from dataclasses import dataclass
from typing import Any, Final

from beamcoder.errors import EndlessRunError, TaskError
from beamcoder.model.npi.executor import Executor, Run, RunLimits
from beamcoder.model.npi.frame import Action, Call, CallFrame, Seen, TraceStep
from beamcoder.model.npi.policy import Policy, Reference, is_end
from beamcoder.model.npi.task import Task

MAX_TRACE_STEPS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Trace:
    """What was done on one problem; frames in the order in which their calls ended."""

    problem: Any
    run: Run
    frames: tuple[CallFrame, ...]


class FrameGatherer:
    """Watches a run, and puts the steps of each call together."""

    def __init__(self) -> None:
        self.frames: dict[CallFrame, None] = {}
        self._open: list[tuple[Call, list[TraceStep]]] = []

    def __call__(self, entry: Call, seen: Seen, action: Action, depth: int) -> None:
        if len(self._open) == depth:
            self._open.append((entry, []))
        steps = self._open[depth][1]
        steps.append(TraceStep(seen, action))
        if is_end(action):
            self.frames[CallFrame(entry, tuple(steps))] = None
            self._open.pop()


class Recorder:
    """Runs the reference of one task, or another policy in its place."""

    def __init__(self, task: Task, policy: Policy | None = None) -> None:
        self._task = task
        self._executor = Executor(task, policy or Reference(task), checks_all=True)

    def record(self, problem: Any, max_steps: int = MAX_TRACE_STEPS) -> Trace:
        """TaskError if the programs do not end, fail, or change what they do not declare."""
        gatherer = FrameGatherer()
        try:
            run = self._executor.run(problem, RunLimits(max_steps), gatherer)
        except EndlessRunError as exc:
            raise TaskError(f"{self._task.name} does not end on {problem!r:.200}: {exc}") from exc
        return Trace(problem, run, tuple(gatherer.frames))
