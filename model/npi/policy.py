"""Policies: whatever says what a program does next, from what its call has seen.

    policy = Reference(task)
    state = policy.begin(Call("add"))
    action, state = policy.step(state, (1, 2, 0))

States are values: they may be kept and used again. The learned network is a policy, too.
"""

from collections.abc import Iterable
from typing import Any, Final, Protocol

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import RETURN, Action, Call, CallFrame, Seen
from beamcoder.model.npi.replay import replay
from beamcoder.model.npi.task import Interface, Task

State = Any
MAX_STEPS_IN_CALL: Final = 64  # what is longer is a loop that ought to be a tail call


class Policy(Protocol):
    """One step at a time; a call begins with an empty state."""

    def begin(self, entry: Call) -> State: ...

    def step(self, state: State, seen: Seen) -> tuple[Action, State]: ...


class Reference:
    """The programs of a task file; one whose call makes more steps than `max_steps` is an error."""

    def __init__(
        self,
        task: Task,
        interface: Interface | None = None,
        *,
        max_steps: int = MAX_STEPS_IN_CALL,
    ) -> None:
        self._task, self._interface = task, interface or task.interface
        self._max_steps = max_steps

    def begin(self, entry: Call) -> State:
        if entry.name not in self._task.programs:
            raise TaskError(f"the task {self._task.name} has no program {entry.name}")
        return entry, ()

    def step(self, state: State, seen: Seen) -> tuple[Action, State]:
        entry, before = state
        if len(before) >= self._max_steps:
            raise TaskError(
                f"the program {entry.name} makes more than {self._max_steps} steps in one call: "
                "write its loop as a tail call, return f()"
            )
        sees = self._interface.sees[entry.name]
        after = (*before, dict(zip(sees, seen, strict=True)))
        action = replay(self._task.programs[entry.name], entry, after)
        if action.call is not None and not self._is_known(action.call.name):
            raise TaskError(f"{entry.name} calls {action.call.name}, which is of another task")
        return action, (entry, after)

    def _is_known(self, name: str) -> bool:
        return name in self._task.programs or name in self._task.operations


class FrameTable:
    """What frames say, word by word: a program that was shown, or one that was written down."""

    def __init__(self, task: str, frames: Iterable[CallFrame]) -> None:
        self._task = task
        self._roots: dict[Call, dict[Seen, Any]] = {}
        for frame in frames:
            self._add(frame)

    def begin(self, entry: Call) -> State:
        return entry, self._roots.get(entry, {})

    def step(self, state: State, seen: Seen) -> tuple[Action, State]:
        entry, node = state
        if seen not in node:
            raise TaskError(f"nothing shows what {entry} of {self._task} does when it sees {seen}")
        action, after = node[seen]
        return action, (entry, after)

    def _add(self, frame: CallFrame) -> None:
        node = self._roots.setdefault(frame.entry, {})
        for step in frame.steps:
            action, after = node.setdefault(step.seen, (step.action, {}))
            if action != step.action:
                raise TaskError(f"two traces of {frame.entry} do {action} and {step.action}")
            node = after


def is_end(action: Action) -> bool:
    """Whether a call has nothing to do after this step."""
    return action is RETURN or action.call is None or action.is_tail
