"""Unfold: the face of a Fold that computes at once, one call after the other, for debugging.

    unfold = Unfold()
    state = unfold.add(model.step, 3, unfold.add(start))
    (states,) = unfold.apply([[state]])

Operations get arguments of one row. Errors come from the line that is wrong, and autograd sees
every call. Nothing is shared, batched or planned.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from beamcoder.model.fold.arrays import Arrays
from beamcoder.model.fold.backend import arrays_of
from beamcoder.model.fold.errors import FoldError
from beamcoder.model.fold.ragged import Ragged
from beamcoder.model.fold.recording import NUMBER, NUMBERS, Operation, described


class UnfoldNode:
    """A value that has been computed."""

    def __init__(self, value: Any, arrays: Arrays) -> None:
        self.value, self._arrays = value, arrays

    def split(self, n: int) -> tuple["UnfoldNode", ...]:
        """The first `n` outputs, each as a node. FoldError if there are fewer."""
        if not isinstance(self.value, tuple | list) or len(self.value) < n:
            raise FoldError(f"what was computed has no {n} outputs")
        return tuple(UnfoldNode(each, self._arrays) for each in self.value[:n])

    def nobatch(self) -> "UnfoldNode":
        return self

    def __repr__(self) -> str:
        return f"UnfoldNode({self.value!r})"


class Unfold:
    """Computes each call when it is added; the same face as a Fold's."""

    def __init__(self, back_end: str = "torch", *, device: Any = None) -> None:
        self._arrays = arrays_of(back_end, device)

    def add(self, operation: Operation, *arguments: Any, share: bool = True) -> UnfoldNode:
        """Compute a call; `share` means nothing here. FoldError for what no argument can be."""
        return UnfoldNode(
            operation(*(self._value(each, operation) for each in arguments)), self._arrays
        )

    def apply(self, lists: Sequence[Sequence[UnfoldNode]]) -> list[Any]:
        """Of each list of n nodes an array (n, ...), or a tuple of them for all outputs."""
        return [self._joined(nodes) for nodes in lists]

    def _value(self, argument: Any, operation: Operation) -> Any:
        if isinstance(argument, UnfoldNode):
            return argument.value
        if isinstance(argument, list | tuple) and any(isinstance(e, UnfoldNode) for e in argument):
            return self._ragged(argument)
        kind, _, kept = described(argument, operation)
        if kind.name == NUMBER:
            detail: Any = kind.detail
            return self._arrays.numbers([kept], detail)
        if isinstance(kept, tuple):
            values = self._arrays.numbers(kept, int) if kind.name == NUMBERS else None
            return self._one_list(values, len(kept))
        return kept

    def _ragged(self, nodes: Sequence[UnfoldNode]) -> Ragged | tuple[Ragged, ...]:
        values = self._joined(nodes)
        if isinstance(values, tuple):
            return tuple(self._one_list(each, len(nodes)) for each in values)
        return self._one_list(values, len(nodes))

    def _one_list(self, values: Any, length: int) -> Ragged:
        lengths = np.array([length], np.int64)
        return Ragged(values, lengths, self._arrays.segments(lengths))

    def _joined(self, nodes: Sequence[UnfoldNode]) -> Any:
        if not nodes or not all(isinstance(node, UnfoldNode) for node in nodes):
            raise FoldError("a list is to be nodes of this Unfold, one at least")
        values = [node.value for node in nodes]
        if isinstance(values[0], tuple | list):
            return tuple(self._arrays.joined(each) for each in zip(*values, strict=True))
        return self._arrays.joined(values)
