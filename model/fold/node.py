"""Handles of what a Fold has recorded: a number, and which output of it is meant.

    node = fold.add(cell, word, state)
    hidden, memory = node.split(2)       one handle an output; the same ones at every call
    fold.add(score, query, memories.nobatch())     handed on whole, to every node of a batch

A handle that is not split stands for all outputs: an operation that is called with it gets an
array, or a tuple of arrays if what made it returned several. Knows nothing of arrays.
"""

from typing import NoReturn

from beamcoder.model.fold.errors import FoldError

MAX_OUTPUTS = 255
OUTPUT_BITS = 8  # of a reference: index << OUTPUT_BITS | output + 1, and output 0 for all of them


class Owner:
    """Identity of one recording, what was split, and which nodes may not be batched with others."""

    __slots__ = ("alone", "outputs")

    def __init__(self) -> None:
        self.alone: set[int] = set()
        self.outputs: dict[int, list[FoldNode]] = {}  # by reference


class FoldNode:
    """A recorded call, or one of its outputs; compared by identity."""

    __slots__ = ("level", "owner", "reference")

    def __init__(self, owner: Owner, reference: int, level: int) -> None:
        self.owner = owner
        self.reference = reference
        self.level = level

    @property
    def index(self) -> int:
        return self.reference >> OUTPUT_BITS

    def split(self, n: int) -> tuple["FoldNode", ...]:
        """The first `n` outputs, each as a node. FoldError for an output of an output."""
        if self.reference & MAX_OUTPUTS:
            raise FoldError("an output of a node has no outputs of its own: split the node itself")
        if not 1 <= n < MAX_OUTPUTS:
            raise FoldError(f"a node has 1 to {MAX_OUTPUTS - 1} outputs, not {n}")
        known = self.owner.outputs.setdefault(self.reference, [])
        known += [
            FoldNode(self.owner, self.reference | output + 1, self.level)
            for output in range(len(known), n)
        ]
        return tuple(known[:n])

    def nobatch(self) -> "WholeNode":
        """The same value, passed on whole: called alone, of any number of rows."""
        self.owner.alone.add(self.index)
        return WholeNode(self.owner, self.reference, self.level)

    def __iter__(self) -> NoReturn:
        raise TypeError("a node does not know its number of outputs: use split(n)")

    def __repr__(self) -> str:
        output = self.reference & MAX_OUTPUTS
        return f"{type(self).__name__}({self.index}{f', output {output - 1}' if output else ''})"


class WholeNode(FoldNode):
    """A node whose value goes whole to every node of a batch; equal to others of its value."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        same = isinstance(other, WholeNode) and self.owner is other.owner
        return same and self.reference == other.reference  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash(self.reference)

    def nobatch(self) -> "WholeNode":
        return self
