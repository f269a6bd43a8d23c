"""Ragged argument of an operation: the lists of all calls of a batch, one after the other.

    def node(word, children):                   (n, d) and the children of n nodes
        gate = sigmoid(children.spread(word) + children.values)       one row a child
        return word + children.sum(gate * children.values)            one row a node

No padding, no masks: `values` has as many rows as there are elements in all the lists, `owners`
says whose each is. Where every list of a batch is empty there are no values, and no width to sum
to: calls without children had better be an operation of their own.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from beamcoder.model.fold.errors import FoldError
from beamcoder.model.fold.structure import Integers

Array = Any  # of numpy or torch


class Segments(Protocol):
    """Lists side by side: whose each row is, and sums over each list's rows."""

    owners: Array  # of each row: the number of its list

    def sum(self, values: Array) -> Array: ...

    def spread(self, rows: Array) -> Array: ...

    def column(self, like: Array) -> Array:
        """Lengths as numbers of the type of `like`, of a shape that divides its rows."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Lists of rows, or of whole numbers: (elements, ...) with their lengths, one a call."""

    values: Array
    lengths: Integers
    segments: Segments

    @property
    def owners(self) -> Array:
        """Of each row of the values, the number of its call in the batch."""
        return self.segments.owners

    def sum(self, values: Array = None) -> Array:
        """(calls, ...): sums over each list's rows, of these values or of its own; 0 if empty."""
        return self.segments.sum(self._known(values))

    def mean(self, values: Array = None) -> Array:
        """(calls, ...): means over each list's rows; 0 if empty."""
        total = self.sum(values)
        return total / self.segments.column(total)

    def spread(self, rows: Array) -> Array:
        """(elements, ...): of each element, the row of its call."""
        return self.segments.spread(rows)

    def _known(self, values: Array) -> Array:
        values = self.values if values is None else values
        if values is None:
            raise FoldError(
                "all lists of this batch are empty, so their width is unknown: "
                "give calls without elements an operation of their own"
            )
        return values
