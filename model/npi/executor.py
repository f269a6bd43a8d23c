"""The machine: runs a policy on an environment, with an explicit stack and an exact memo.

    executor = Executor(task, Reference(task))
    run = executor.run([3, 1, 2])
    run.answer, run.n_steps, run.depth

Tail calls take no stack. The memo is a tree of what calls have seen, each node with the policy's
state: a step that was made before is one look-up. The first time that a step is made, what its
operation changes is compared with what the operation declares; with `checks_all`, every time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from beamcoder.errors import BeamcoderError, EndlessRunError, TaskError
from beamcoder.model.npi.frame import Action, Call, Seen
from beamcoder.model.npi.policy import Policy, State, is_end
from beamcoder.model.npi.task import Task, looker

MAX_STEPS: Final = 1_000_000_000
MAX_DEPTH: Final = 1_000_000  # calls that wait at once
Operation = Callable[[Any], object]
Watch = Callable[[Call, Seen, Action, int], None]  # the call, what it sees and does, its depth


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What a run may take: steps, and calls that wait at once."""

    n_steps: int = MAX_STEPS
    depth: int = MAX_DEPTH


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has ended. `depth` is how many calls waited at once, at most."""

    answer: Any
    n_steps: int
    depth: int


class MemoNode:
    """A call as far as it has come: its program, the policy's state, what was seen next before."""

    __slots__ = ("branches", "entry", "look", "state")

    def __init__(self, entry: Call, look: Callable[[Any], Seen], state: State) -> None:
        self.entry, self.look, self.state = entry, look, state
        self.branches: dict[Seen, MemoBranch] = {}


class MemoBranch(NamedTuple):
    """What a step does: an operation, or a call, or a return; and where the call stands then."""

    operation: Operation | None
    after: MemoNode | None  # None after a return or a tail call
    callee: MemoNode | None
    action: Action


class Executor:
    """Runs one task by one policy; keeps its memo from run to run."""

    def __init__(
        self, task: Task, policy: Policy, *, has_memo: bool = True, checks_all: bool = False
    ) -> None:
        self._task, self._policy = task, policy
        self._has_memo, self._checks_all = has_memo, checks_all
        self._roots: dict[Call, MemoNode] = {}
        self._lookers = {name: looker(sees) for name, sees in task.interface.sees.items()}
        self._look_at_all = looker(tuple(task.interface.fields))
        self._operations: dict[Call, Operation] = {}

    def run(self, problem: Any, limits: RunLimits | None = None, watch: Watch | None = None) -> Run:
        """The answer to a problem.

        EndlessRunError beyond the limits; TaskError if an operation, the environment or its answer
        fails, or something changes that is not declared.
        """
        part = "environment"
        try:
            environment = self._task.environment(problem)
            part = "run"
            n_steps, depth = self._go(environment, limits or RunLimits(), watch)
            part = "answer"
            return Run(self._task.read_answer(environment), n_steps, depth)
        except BeamcoderError:
            raise
        except (
            Exception,
            SystemExit,
        ) as exc:  # of a task file, or where a network does what no program does
            what = f"the {part} of {self._task.name} fails on {problem!r:.200}"
            raise TaskError(f"{what}: {type(exc).__name__}: {exc}") from exc

    def _go(self, environment: Any, limits: RunLimits, watch: Watch | None) -> tuple[int, int]:
        """The loop that everything waits for: little is called in it, and nothing twice."""
        node, stack = self._root(self._task.interface.start), list[MemoNode]()
        n_steps = depth = 0
        max_steps, max_depth = limits.n_steps, limits.depth
        while True:
            if n_steps == max_steps:
                raise EndlessRunError(f"{node.entry.name} had not ended after {n_steps:,} steps")
            n_steps += 1
            seen = node.look(environment)
            operation, after, callee, action = node.branches.get(seen) or self._first(node, seen)
            if watch is not None:
                watch(node.entry, seen, action, len(stack))
            if operation is not None:
                operation(environment)
            if callee is not None:
                if after is not None:
                    stack.append(after)
                    if len(stack) > depth:
                        depth = _deeper(len(stack), max_depth)
                node = callee
            elif after is not None:
                node = after
            elif stack:
                node = stack.pop()
            else:
                return n_steps, depth

    def _root(self, entry: Call) -> MemoNode:
        found = self._roots.get(entry)
        if found is None:
            look = self._lookers[entry.name]
            found = self._roots[entry] = MemoNode(entry, look, self._policy.begin(entry))
        return found

    def _first(self, node: MemoNode, seen: Seen) -> MemoBranch:
        """Ask the policy; with a memo, this time the operation checks what it changes."""
        action, state = self._policy.step(node.state, seen)
        call, operation, callee = action.call, None, None
        after = None if is_end(action) else MemoNode(node.entry, node.look, state)
        if call is not None and call.name in self._lookers:
            callee = self._root(call)
        elif call is not None:
            operation = self._operation(call)
        branch = MemoBranch(operation, after, callee, action)
        if not self._has_memo:
            return branch
        node.branches[seen] = branch
        if operation is None or call is None:
            return branch
        return branch._replace(operation=partial(self._run_checked, call, operation))

    def _operation(self, call: Call) -> Operation:
        """The operation with its arguments; it checks what it changes where all steps do."""
        found = self._operations.get(call)
        if found is None:
            if call.name not in self._task.operations:
                raise TaskError(f"{self._task.name} has no program or operation {call.name}")
            run, arguments = self._task.operations[call.name], call.arguments
            plain = (lambda environment: run(environment, *arguments)) if arguments else run
            checked = partial(self._run_checked, call, plain)
            found = self._operations[call] = checked if self._checks_all else plain
        return found

    def _run_checked(self, call: Call, operation: Operation, environment: Any) -> None:
        """TaskError if the operation fails, or a field changes that it does not declare."""
        interface = self._task.interface
        before = self._look_at_all(environment)
        try:
            operation(environment)
            now = self._look_at_all(environment)
        except TaskError:
            raise
        except (Exception, SystemExit) as exc:
            raise TaskError(f"the operation {call} fails: {type(exc).__name__}: {exc}") from exc
        for name, old, new in zip(interface.fields, before, now, strict=True):
            if new != old and name not in interface.changes[call.name]:
                raise TaskError(
                    f"the operation {call} of {interface.name} changed the field {name} from "
                    f"{old!r} to {new!r}, and does not declare it"
                )
            if new not in interface.fields[name]:
                raise TaskError(f"{new!r} is no value of the field {name} of {interface.name}")


def _deeper(depth: int, max_depth: int) -> int:
    if depth > max_depth:
        raise EndlessRunError(f"more than {max_depth:,} calls wait at once")
    return depth
