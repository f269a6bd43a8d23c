"""Situations of one program to a block: the smallest decisions that tell its actions apart.

    blocks = read_blocks(task.interface, enumerate_situations(task.interface, network))

Situations are grouped by the calls made so far. In a group with different actions, the test that
tells most is asked (information gain, as in ID3), of what is seen now.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log2
from typing import Any

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import Call
from beamcoder.model.npi.policy import is_end
from beamcoder.model.npi.situations import Situation
from beamcoder.model.npi.source.blocks import (
    Argument,
    CodeBlock,
    Continue,
    Decide,
    Invocation,
    Leave,
    conditions,
    simplified,
)
from beamcoder.model.npi.source.conditions import Joined, Test, View, formula, tests
from beamcoder.model.npi.task import Interface

Shape = tuple[str, bool]  # the name of what is called, "" for a return; whether in the tail


def read_blocks(interface: Interface, situations: Sequence[Situation]) -> dict[Call, CodeBlock]:
    """A block for each call that can happen. TaskError if the grammar cannot say it."""
    readers = [_BlockReader(interface, situations, has) for has in (False, True)]
    roots = defaultdict[Call, list[int]](list)
    for at, situation in enumerate(situations):
        if situation.parent < 0:
            roots[situation.entry].append(at)
    return {
        entry: min((simplified(reader.block(group)) for reader in readers), key=n_decisions)
        for entry, group in roots.items()
    }


def n_decisions(block: CodeBlock) -> int:
    """How many tests stand in it; of equally many, plain values are read more easily than sums."""
    return sum(n_tests(test) for test in conditions(block))


def n_tests(test: Test) -> int:
    return n_tests(test.left) + n_tests(test.right) if isinstance(test, Joined) else 1


class _BlockReader:
    def __init__(
        self, interface: Interface, situations: Sequence[Situation], has_sums: bool
    ) -> None:
        self._has_sums = has_sums
        self._situations = situations
        self._children = defaultdict[int, list[int]](list)
        for at, situation in enumerate(situations):
            self._children[situation.parent].append(at)
        self._views: list[View] = [
            dict(zip(interface.sees[s.entry.name], s.seen, strict=True)) for s in situations
        ]

    def block(self, group: Sequence[int]) -> CodeBlock:
        """What is done in these situations, which have made the same calls so far."""
        shapes = {self._shape(at) for at in group}
        if len(shapes) > 1 or not self._has_arguments(group):
            test = self._best_test(group)
            yes = [at for at in group if test.holds(self._views[at])]
            no = [at for at in group if not test.holds(self._views[at])]
            return CodeBlock((), Decide(test, self.block(yes), self.block(no)))
        (name, is_tail) = shapes.pop()
        if not name:
            return CodeBlock((), Leave())
        made = Invocation(name, self._arguments(group))
        if is_tail:
            return CodeBlock((), Continue(made))
        after = self.block([child for at in group for child in self._children[at]])
        return CodeBlock((made, *after.calls), after.end)

    def _shape(self, at: int) -> Shape:
        action = self._situations[at].answer
        return ("", False) if action.call is None else (action.call.name, action.is_tail)

    def _has_arguments(self, group: Sequence[int]) -> bool:
        """Whether the arguments of the group's one call can be written."""
        return is_end(self._situations[group[0]].answer) or self._try_arguments(group) is not None

    def _arguments(self, group: Sequence[int]) -> tuple[Argument, ...]:
        found = self._try_arguments(group)
        assert found is not None
        return found

    def _try_arguments(self, group: Sequence[int]) -> tuple[Argument, ...] | None:
        calls = [self._situations[at].answer.call for at in group]
        columns = list(zip(*(call.arguments for call in calls if call is not None), strict=True))
        written = list[Argument]()
        for column in columns:
            views = [self._views[at] for at in group]
            one = column[0] if len({*column}) == 1 else formula(views, column)
            if one is None:
                return None
            written.append(one)
        return tuple(written)

    def _best_test(self, group: Sequence[int]) -> Test:
        labels = [self._situations[at].answer for at in group]
        has_shapes = len({self._shape(at) for at in group}) > 1
        keys = [self._shape(at) for at in group] if has_shapes else labels
        best: tuple[float, Test] | None = None
        for test in tests([self._views[at] for at in group], self._has_sums):
            holds = [test.holds(self._views[at]) for at in group]
            rest = _entropy(Counter(zip(holds, keys, strict=True))) - _entropy(Counter(holds))
            if best is None or rest < best[0] - 1e-9:
                best = rest, test
        if best is None:
            entry = self._situations[group[0]].entry
            raise TaskError(f"{entry} decides by what it saw before, which is not written yet")
        return best[1]


def _entropy(counts: Counter[Any]) -> float:
    total = sum(counts.values())
    return -sum(n / total * log2(n / total) for n in counts.values())
