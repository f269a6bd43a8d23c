"""A policy on an environment, step by step, until it ends or does not know what comes next.

    stage = perform(task, [3, 1, 2], Script(actions))
    stage.waits, stage.environment, stage.steps

A demonstration is a list of actions, performed from its beginning each time: nothing has to be
taken back, and nothing is kept in between.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from beamcoder.errors import TaskError
from beamcoder.model.npi.executor import Executor, RunLimits
from beamcoder.model.npi.frame import Action, Call, Seen, TraceStep
from beamcoder.model.npi.policy import MAX_STEPS_IN_CALL, Policy, State
from beamcoder.model.npi.task import Task

MAX_STEPS: Final = 20_000


class PauseError(BaseException):
    """Raised by a policy that does not know what comes next; nobody takes it for a fault."""


class Moment(NamedTuple):
    """A call that is about to act: what it has done so far, what it sees, how many wait for it."""

    entry: Call
    before: tuple[TraceStep, ...]
    seen: Seen
    depth: int = 0


class PerformedStep(NamedTuple):
    """A step, and the moment before it."""

    moment: Moment
    action: Action


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a performance stands; `waits` is None when it has ended."""

    environment: Any
    steps: tuple[PerformedStep, ...]
    waits: Moment | None


class Script:
    """A policy that does what a list says, and pauses at its end."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self.rest = list(actions)[::-1]

    def begin(self, entry: Call) -> State:
        return None

    def step(self, state: State, seen: Seen) -> tuple[Action, State]:
        if not self.rest:
            raise PauseError
        return self.rest.pop(), None


class Performer:
    """A policy around another one, which writes down what that does."""

    def __init__(self, policy: Policy, programs: Iterable[str], look: Callable[[], object]) -> None:
        self._policy, self._programs, self._look = policy, frozenset(programs), look
        self.steps: list[PerformedStep] = []
        self.waits: Moment | None = None
        self._depth = 0

    def begin(self, entry: Call) -> State:
        return entry, (), self._policy.begin(entry)

    def step(self, state: State, seen: Seen) -> tuple[Action, State]:
        entry, before, inner = state
        self.waits = Moment(entry, before, seen, self._depth)
        if len(before) >= MAX_STEPS_IN_CALL:
            raise TaskError(
                f"{entry} makes more than {MAX_STEPS_IN_CALL} steps in one call: call it again "
                "in place of going on"
            )
        self._look()
        action, inner = self._policy.step(inner, seen)
        self.steps.append(PerformedStep(self.waits, action))
        self.waits = None
        if action.call is None:
            self._depth -= 1
        elif action.call.name in self._programs and not action.is_tail:
            self._depth += 1
        return action, (entry, (*before, TraceStep(seen, action)), inner)


def perform(
    task: Task,
    problem: Any,
    policy: Policy,
    n_steps: int = MAX_STEPS,
    look: Callable[[Any], object] = id,
) -> Stage:
    """As far as the policy knows; `look` is called with the environment before each step.

    EndlessRunError beyond so many steps; TaskError if an operation is unknown, fails, or changes
    what it does not declare.
    """
    environment = task.environment(problem)
    here = copy(task)
    here.environment = lambda problem: environment
    performer = Performer(policy, task.interface.sees, lambda: look(environment))
    executor = Executor(here, performer, has_memo=False, checks_all=True)
    with suppress(PauseError):
        executor.run(problem, RunLimits(n_steps))
    return Stage(environment, tuple(performer.steps), performer.waits)


def named(sees: Sequence[str], seen: Seen) -> dict[str, Any]:
    """What is seen, by the names of the fields."""
    return dict(zip(sees, seen, strict=True))
