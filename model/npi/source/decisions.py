"""Situations of one program to a block: the smallest decisions that tell its actions apart.

    blocks = read_blocks(with_parameters(task.interface, situations), situations)

Situations are grouped by the calls made so far. In a group with different actions, the test that
tells most is asked (information gain, as in ID3), of what is seen now.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log2
from typing import Any

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import Call, Value
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
from beamcoder.model.npi.source.conditions import (
    Copy,
    Formula,
    Joined,
    SumOf,
    Test,
    View,
    formula,
    tests,
)
from beamcoder.model.npi.source.parameters import is_parameter, parameters_of, view_of
from beamcoder.model.npi.task import Interface

Shape = tuple[str, bool]  # the name of what is called, "" for a return; whether in the tail


def read_blocks(interface: Interface, situations: Sequence[Situation]) -> dict[Call, CodeBlock]:
    """A block for each program that can be called, by its name and its parameters.

    TaskError if the grammar cannot say it.
    """
    readers = [_BlockReader(interface, situations, has) for has in (False, True)]
    roots = defaultdict[Call, list[int]](list)
    for at, situation in enumerate(situations):
        if situation.parent < 0:
            entry = situation.entry
            roots[Call(entry.name, parameters_of(entry))].append(at)
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
        self._views: list[View] = [view_of(interface, each) for each in situations]

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
        return self._try_arguments(group) is not None

    def _arguments(self, group: Sequence[int]) -> tuple[Argument, ...]:
        found = self._try_arguments(group)
        assert found is not None
        return found

    def _try_arguments(self, group: Sequence[int]) -> tuple[Argument, ...] | None:
        calls = [self._situations[at].answer.call for at in group]
        made = [call for call in calls if call is not None]
        columns = list(zip(*(call.arguments for call in made), strict=True))
        views = [self._views[at] for at in group]
        own = self._situations[group[0]].entry
        kept = parameters_of(own) if made and made[0].name == own.name else ()
        written = list[Argument]()
        for n, column in enumerate(columns):
            one = written_argument(views, column, kept[n : n + 1])
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


def written_argument(
    views: Sequence[View], column: Sequence[Value], kept: Sequence[str]
) -> Argument | None:
    """One argument over several situations, the simplest first; `kept` is the same parameter."""
    if kept and _is_copy(kept[0], views, column):
        return Copy(kept[0])
    if kept and (counted := counting(kept[0], views, column)) is not None:
        return counted
    if len({*column}) == 1:
        return column[0]
    for field in views[0]:
        # A text that is seen has a type of its own in Java, which is no parameter's.
        is_enum = not is_parameter(field) and any(isinstance(view[field], str) for view in views)
        if not is_enum and _is_copy(field, views, column):
            return Copy(field)
    return formula(views, column)


def counting(field: str, views: Sequence[View], column: Sequence[Value]) -> Formula | None:
    """One more or one less than the parameter, which says more than the one number that it is."""
    for operand in (-1, 1):
        found = Formula(SumOf((field,)), "+", operand)
        pairs = [(view[field], value, view) for view, value in zip(views, column, strict=True)]
        if all(type(old) is int is type(new) and found.of(v) == new for old, new, v in pairs):
            return found
    return None


def _is_copy(field: str, views: Sequence[View], column: Sequence[Value]) -> bool:
    pairs = [(view[field], value) for view, value in zip(views, column, strict=True)]
    return all(seen == value and type(seen) is type(value) for seen, value in pairs)


def _entropy(counts: Counter[Any]) -> float:
    total = sum(counts.values())
    return -sum(n / total * log2(n / total) for n in counts.values())
