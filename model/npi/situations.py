"""Every situation that can arise, as a fixpoint over programs and what operations may change.

    situations = enumerate_situations(task.interface, Reference(task))
    len(situations), situations[0].answer

A situation is a call together with all that it has seen so far. After an operation, each field
that it may change has any of its values; after a call of a program, each that anything called
from there may change. What a caller does not see has any value for the callee. This only ever adds
situations, so whoever is right in all of them is right for every input.

They form a forest, parents before children: a child is its parent one step later.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import RETURN, Action, Call, CallFrame, Seen, TraceStep, Value
from beamcoder.model.npi.policy import Policy, State, is_end
from beamcoder.model.npi.task import Interface

MAX_SITUATIONS: Final = 2_000_000
Known = Mapping[str, Value]  # fields whose value is known; all others may have any


@dataclass(frozen=True, slots=True)
class Situation:
    """`parent` is an index, or -1 at the beginning of a call; `before` the parent's answer."""

    entry: Call
    parent: int
    before: Action
    seen: Seen
    answer: Action


def enumerate_situations(
    interface: Interface, policy: Policy, limit: int = MAX_SITUATIONS
) -> list[Situation]:
    """TaskError beyond the limit, or if the policy's programs do not fit the interface."""
    changes: dict[str, frozenset[str]] = dict.fromkeys(interface.sees, frozenset())
    while True:
        search = _Enumeration(interface, policy, changes, limit)
        search.go()
        if search.changes() == changes:
            return search.situations
        changes = search.changes()


def path(situations: list[Situation], index: int) -> list[Situation]:
    """The situations of the same call up to this one."""
    steps: list[Situation] = []
    while index >= 0:
        steps.append(situations[index])
        index = situations[index].parent
    return steps[::-1]


def frames(situations: list[Situation]) -> Iterator[CallFrame]:
    """Every call that can happen, each as a frame: the program as a table."""
    for index, situation in enumerate(situations):
        if is_end(situation.answer):
            steps = [TraceStep(each.seen, each.answer) for each in path(situations, index)]
            yield CallFrame(situation.entry, tuple(steps))


class _Enumeration:
    """One pass, given what each program may change as far as is known."""

    def __init__(
        self,
        interface: Interface,
        policy: Policy,
        changes: Mapping[str, frozenset[str]],
        limit: int,
    ) -> None:
        self._interface, self._policy, self._known_changes = interface, policy, changes
        self._limit = limit
        self.situations: list[Situation] = []
        self._begun: set[tuple[Call, Seen]] = set()
        self._waiting: deque[tuple[Call, Seen]] = deque()
        self._calls: dict[str, set[str]] = {name: set() for name in interface.sees}

    def go(self) -> None:
        self._begin(self._interface.start, {})
        while self._waiting:
            entry, seen = self._waiting.popleft()
            self._follow(entry, self._policy.begin(entry), -1, RETURN, seen)

    def changes(self) -> dict[str, frozenset[str]]:
        """Program -> the fields that anything which it calls, or they call, may change."""
        found = {name: frozenset[str]() for name in self._calls}
        while True:
            wider = {
                name: frozenset[str]().union(
                    *(found.get(c) or self._interface.changes.get(c, ()) for c in called)
                )
                for name, called in self._calls.items()
            }
            if wider == found:
                return found
            found = wider

    def _begin(self, entry: Call, known: Known) -> None:
        """Take up a call in every way that it can begin."""
        if entry.name not in self._interface.sees:
            raise TaskError(f"{self._interface.name} has no program or operation {entry.name}")
        sees = self._interface.sees[entry.name]
        choices = [
            (known[name],) if name in known else self._interface.fields[name] for name in sees
        ]
        for seen in product(*choices):
            if (entry, seen) not in self._begun:
                self._begun.add((entry, seen))
                self._waiting.append((entry, seen))

    def _follow(self, entry: Call, state: State, parent: int, before: Action, seen: Seen) -> None:
        """The situation, and all that can come after it in the same call."""
        action, state = self._policy.step(state, seen)
        index = len(self.situations)
        if index >= self._limit:
            raise TaskError(f"{self._interface.name} has more than {index:,} situations: see less")
        self.situations.append(Situation(entry, parent, before, seen, action))
        if action.call is None:
            return
        sees = self._interface.sees[entry.name]
        self._calls[entry.name].add(action.call.name)
        if action.call.name not in self._interface.changes:
            self._begin(action.call, dict(zip(sees, seen, strict=True)))
        if not action.is_tail:
            for after in self._afterwards(sees, seen, action.call.name):
                self._follow(entry, state, index, action, after)

    def _afterwards(self, sees: tuple[str, ...], seen: Seen, name: str) -> Iterator[Seen]:
        """What may be seen after a call."""
        changed = self._interface.changes.get(name)
        if changed is None:
            changed = tuple(self._known_changes[name])
        fields = self._interface.fields
        return product(
            *(fields[f] if f in changed else (old,) for f, old in zip(sees, seen, strict=True))
        )
