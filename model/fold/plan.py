"""Plan of a program: groups of calls that run as one, and the rows in which their values stand.

    for group in plan.groups: ...            in the order in which they run

Signatures whose outputs meet in one argument of another are a family. A family has one table an
output; nodes are numbered so that a group's rows in it lie side by side: writing is one slice, and
reading an argument of a whole group one selection of rows, or a slice where they are in order.
Nothing is padded. A plan knows neither operations nor constants, nor what computes it.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beamcoder.model.fold.structure import Integers, nothing

MIXED = -1  # of `Reads.output`: not the same for all


class Group(NamedTuple):
    """Calls that run as one: `start` to `stop` of its signature's, in the plan's order."""

    signature: int
    start: int
    stop: int
    step: int
    family: int
    row: int  # the first of its rows in the family's tables
    node: int  # the first of its nodes

    @property
    def size(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Reads:
    """An argument of all calls of a signature, in the plan's order."""

    kind: str
    rows: Integers = field(default_factory=nothing)  # in the family's tables, of each element
    nodes: Integers = field(default_factory=nothing)  # each element
    outputs: Integers = field(default_factory=nothing)  # output + 1 of each, 0 for all of them
    output: int = MIXED
    family: int = 0
    lengths: Integers = field(default_factory=nothing)  # of lists
    offsets: list[int] = field(default_factory=list)  # of lists: each call's first element
    in_order: frozenset[int] = frozenset()  # first elements of groups whose rows are a slice


@dataclass(frozen=True, slots=True)
class Plan:
    """What is computed when, from where, to where."""

    groups: list[Group]
    orders: list[Integers]  # of each signature: where its calls stood when recorded
    reads: list[list[Reads]]  # of each signature, one an argument
    n_rows: dict[int, int]  # of each family's tables
    row_of: Integers  # of each node
    group_of: Integers  # of each node
    is_read: npt.NDArray[np.bool_]  # of each node: as one row of a batch
    wholes: frozenset[int]  # nodes that are handed on whole

    @property
    def n_steps(self) -> int:
        return self.groups[-1].step + 1 if self.groups else 0


@dataclass(frozen=True, slots=True)
class References:
    """Nodes and outputs that one argument is made of, and where the groups begin in it."""

    nodes: Integers
    outputs: Integers
    family: int
    bounds: Integers  # first element of each group, and their number

    def read(self, kind: str, row_of: Integers) -> Reads:
        rows, outputs = row_of[self.nodes], self.outputs
        is_one = len(outputs) and (outputs == outputs[0]).all()
        return Reads(
            kind,
            rows,
            self.nodes,
            outputs,
            int(outputs[0]) if is_one else MIXED,
            self.family,
            in_order=in_order(rows, self.bounds),
        )


def in_order(rows: Integers, bounds: Integers) -> frozenset[int]:
    """First elements of the groups whose rows are one slice of a table."""
    if not len(rows):
        return frozenset()
    breaks = np.concatenate([[0], np.cumsum(np.diff(rows) != 1)])
    firsts, lasts = bounds[:-1], bounds[1:] - 1
    some = lasts >= firsts
    firsts, lasts = firsts[some], lasts[some]
    return frozenset(firsts[breaks[lasts] == breaks[firsts]].tolist())
