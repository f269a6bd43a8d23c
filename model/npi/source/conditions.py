"""Tests and expressions over what is seen: a small grammar for any task.

A test compares one field with a value, or a sum of fields with a number. An expression is a field
as it is, or such a sum: alone, with a number added, divided by one or the remainder of that. In
sums, texts count as 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from beamcoder.model.npi.frame import Value

View = Mapping[str, Value]  # what is seen now, by field
MAX_TERMS: Final = 4
MAX_DIVISOR: Final = 16


@dataclass(frozen=True, slots=True)
class SumOf:
    """A sum of fields, as a number."""

    fields: tuple[str, ...]

    def of(self, view: View) -> int:
        return sum(int(view[f]) for f in self.fields if not isinstance(view[f], str))


@dataclass(frozen=True, slots=True)
class Formula:
    """`sum`, `sum + operand`, `sum % operand` or `sum / operand`."""

    sum: SumOf
    operator: str = ""  # "", "+", "%" or "/"
    operand: int = 1

    def of(self, view: View) -> int:
        total = self.sum.of(view)
        if self.operator == "+":
            return total + self.operand
        return total % self.operand if self.operator == "%" else total // self.operand


@dataclass(frozen=True, slots=True)
class Copy:
    """A field as it is."""

    field: str


@dataclass(frozen=True, slots=True)
class Equals:
    """A field has a value; of a truth value, it is true."""

    field: str
    value: Value

    def holds(self, view: View) -> bool:
        return view[self.field] == self.value


@dataclass(frozen=True, slots=True)
class Exceeds:
    """A sum is larger than a number."""

    sum: SumOf
    bound: int

    def holds(self, view: View) -> bool:
        return self.sum.of(view) > self.bound


@dataclass(frozen=True, slots=True)
class Not:
    test: "Test"

    def holds(self, view: View) -> bool:
        return not self.test.holds(view)


@dataclass(frozen=True, slots=True)
class Joined:
    """Two tests, of which both (and) or one (or) must hold."""

    left: "Test"
    word: str  # "and" or "or"
    right: "Test"

    def holds(self, view: View) -> bool:
        sides = (self.left.holds(view), self.right.holds(view))
        return all(sides) if self.word == "and" else any(sides)


Test = Equals | Exceeds | Not | Joined


def negated(test: Test) -> Test:
    """The opposite, without a double negation."""
    match test:
        case Not(inner):
            return inner
        case Joined(left, word, right):
            return Joined(negated(left), "or" if word == "and" else "and", negated(right))
        case _:
            return Not(test)


def tests(views: Sequence[View], has_sums: bool) -> Iterator[Test]:
    """Every test that divides these views, simple ones first; those of sums if wanted."""
    fields = list(views[0])
    for field in fields:
        values = list(dict.fromkeys(view[field] for view in views))
        if len(values) > 1:
            if all(isinstance(value, bool) for value in values):
                yield Equals(field, True)
            else:
                yield from (Equals(field, value) for value in values)
    for total in sums(views) if has_sums else ():
        reached = sorted({total.of(view) for view in views})
        yield from (Exceeds(total, bound) for bound in reached[:-1])


def sums(views: Sequence[View]) -> Iterator[SumOf]:
    """Sums of fields that have numbers, the shortest first."""
    numeric = [
        field
        for field in views[0]
        if any(isinstance(view[field], int) and view[field] is not True for view in views)
        and not all(isinstance(view[field], bool) for view in views)
    ]
    for n in range(1, min(len(numeric), MAX_TERMS) + 1):
        yield from map(SumOf, combinations(numeric, n))


def formula(views: Sequence[View], wanted: Sequence[Value]) -> Formula | None:
    """The simplest expression that has these values on these views."""
    if not all(type(value) is int for value in wanted):
        return None
    for total in sums(views):
        distance = int(wanted[0]) - total.of(views[0])
        for operator, operand in _operators(distance):
            found = Formula(total, operator, operand)
            if all(found.of(v) == value for v, value in zip(views, wanted, strict=True)):
                return found
    return None


def _operators(distance: int) -> Iterator[tuple[str, int]]:
    yield "", 1
    yield "+", distance
    yield from (("%", divisor) for divisor in range(2, MAX_DIVISOR + 1))
    yield from (("/", divisor) for divisor in range(2, MAX_DIVISOR + 1))
