"""Book-keeping of a way back through a plan: what each group needs, and what its readers said.

    gradients_of(step, kept, wholes)        of each output of a group, or None
    sums.add(id(parameter), gradient)       sums over the groups

Gradients of rows are summed in their tables. Imports no library of arrays.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beamcoder.model.fold.execution import GroupValues, RowTable
from beamcoder.model.fold.plan import Group
from beamcoder.model.fold.ragged import Array


@dataclass(slots=True)
class TapeStep:
    """What the way back needs of a group: its little graph's ends, and where its inputs stand."""

    group: Group | None  # None: the end of the program
    number: int
    inputs: list[tuple[Array, RowTable, Any]]  # rows that were read, of which table, which ones
    outputs: list[Array]  # none when they are to be made again
    leaves: list[Array]  # parameters
    state: Any = None  # circumstances in which to make it again


class Sums:
    """Gradients of parameters, summed over the groups."""

    def __init__(self) -> None:
        self.of: dict[int, Array] = {}
        self._own: set[int] = set()

    def add(self, key: int, gradient: Array) -> None:
        """Add to the sum of a key."""
        if key in self._own:
            self.of[key] += gradient
        elif key in self.of:  # the first one may be shared with another parameter
            self.of[key] = self.of[key] + gradient
            self._own.add(key)
        else:
            self.of[key] = gradient


def tables_of(
    kept: Sequence[GroupValues | None], wholes: Mapping[int, GroupValues]
) -> Iterator[RowTable]:
    """All tables of a run, some of them several times."""
    for each in (*kept, *wholes.values()):
        if each is not None:
            yield from each.tables


def gradients_of(
    step: TapeStep, kept: Sequence[GroupValues | None], wholes: Mapping[int, GroupValues]
) -> list[Array | None]:
    """What the readers of a group have said of each of its outputs."""
    group, own = step.group, kept[step.number]
    assert group is not None and own is not None
    whole = wholes.get(group.node)
    if whole is own:
        return [table.gradient for table in own.tables]
    found = [rows_of(table, group) for table in own.tables]
    if whole is None:
        return found
    others = [table.gradient for table in whole.tables]
    return [added(rows, other) for rows, other in zip(found, others, strict=True)]


def rows_of(table: RowTable, group: Group) -> Array | None:
    """A group's part of a table's gradient."""
    if table.gradient is None or len(table.gradient) == group.size:
        return table.gradient
    return table.gradient[group.row : group.row + group.size]


def added(one: Array | None, other: Array | None) -> Array | None:
    if one is None or other is None:
        return one if other is None else other
    return one + other


def add_rows(table: RowTable, where: Any, gradient: Array) -> None:
    """Add gradients to those of the rows that were read: a slice, or an index."""
    if table.gradient is None:
        table.gradient = table.values.new_zeros(table.values.shape)
    if isinstance(where, slice):
        table.gradient[where] += gradient
    else:
        table.gradient.index_add_(0, where, gradient)
