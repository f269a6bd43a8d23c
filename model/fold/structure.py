"""Structure of a recorded program as arrays: which call reads which, without any constant.

    signatures = settled(recording.signatures)
    structure = Structure.read(recording, signatures)
    structure.digest()                  equal for programs that one plan can run

Knows the recording, and neither groups nor operations.
"""

from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import chain

import numpy as np
import numpy.typing as npt

from beamcoder.model.fold.node import MAX_OUTPUTS, OUTPUT_BITS
from beamcoder.model.fold.recording import (
    EMPTY,
    LIST,
    NODE,
    NUMBERS,
    WHOLE,
    Kind,
    Operation,
    Recording,
    Signature,
)

Integers = npt.NDArray[np.int64]


def nothing() -> Integers:
    return np.zeros(0, np.int64)


def settled(signatures: list[Signature]) -> list[Signature]:
    """The signatures that were called, those with empty lists joined to one of longer lists."""
    signatures = [each for each in signatures if each.calls]
    whole = [each for each in signatures if all(kind.name != EMPTY for kind in each.kinds)]
    by_operation: dict[Operation, list[int]] = {}
    for number, each in enumerate(whole):
        by_operation.setdefault(each.operation, []).append(number)
    for each in signatures:
        if any(kind.name == EMPTY for kind in each.kinds):
            others = by_operation.setdefault(each.operation, [])
            fitting = [number for number in others if fits(each, whole[number])]
            if fitting:
                whole[fitting[0]] = joined(whole[fitting[0]], each)
            else:
                others.append(len(whole))
                whole.append(each)
    return whole


def fits(each: Signature, other: Signature) -> bool:
    """Whether the kinds are the same but for lists that are empty."""
    if len(each.kinds) != len(other.kinds):
        return False
    pairs = zip(each.kinds, other.kinds, strict=True)
    lists = (LIST, NUMBERS, EMPTY)
    return all(a == b or (a.name == EMPTY and b.name in lists) for a, b in pairs)


def joined(whole: Signature, each: Signature) -> Signature:
    """One signature of the calls of two, in the order of recording."""
    pairs = [*zip(whole.nodes, whole.calls, strict=True), *zip(each.nodes, each.calls, strict=True)]
    pairs.sort(key=lambda pair: pair[0])
    return replace(whole, nodes=[node for node, _ in pairs], calls=[call for _, call in pairs])


@dataclass(frozen=True, slots=True)
class Column:
    """One argument of all calls of a signature."""

    kind: str
    references: Integers = field(default_factory=nothing)  # of nodes; lists one after another
    lengths: Integers | None = None  # of lists

    @classmethod
    def read(cls, signature: Signature, place: int, kind: Kind) -> "Column":
        arguments = [call[place] for call in signature.calls]
        if kind.name in (LIST, EMPTY):
            flat = [node.reference for node in chain.from_iterable(arguments)]
            return cls(LIST, integers(flat), integers([*map(len, arguments)]))
        if kind.name == NUMBERS:
            return cls(NUMBERS, lengths=integers([*map(len, arguments)]))
        if kind.name in (NODE, WHOLE):
            return cls(kind.name, integers([node.reference for node in arguments]))
        return cls(kind.name)

    @property
    def sources(self) -> Integers:
        """Numbers of the nodes."""
        return self.references >> OUTPUT_BITS

    @property
    def outputs(self) -> Integers:
        """Output + 1 of each node, 0 for all of them."""
        return self.references & MAX_OUTPUTS


def integers(values: list[int]) -> Integers:
    return np.array(values, np.int64)


@dataclass(frozen=True, slots=True)
class Structure:
    """A program without its operations and constants."""

    levels: Integers  # of each node
    nodes: list[Integers]  # of each signature
    columns: list[list[Column]]  # of each signature, one an argument
    is_batched: list[bool]  # of each signature
    alone: Integers  # nodes that may not be batched

    @classmethod
    def read(cls, recording: Recording, signatures: list[Signature]) -> "Structure":
        return cls(
            integers(recording.levels),
            [integers(each.nodes) for each in signatures],
            [[Column.read(s, i, kind) for i, kind in enumerate(s.kinds)] for s in signatures],
            [each.is_batched for each in signatures],
            integers(sorted(recording.owner.alone)),
        )

    def digest(self) -> bytes:
        """32 bytes that say which calls read which."""
        known = blake2b(digest_size=32)
        heads = [[(c.kind, c.lengths is None) for c in columns] for columns in self.columns]
        sizes = [(len(own), *(len(c.references) for c in cs)) for own, cs in self._both]
        known.update(repr((heads, sizes, self.is_batched)).encode())
        for array in (self.levels, self.alone, *self.nodes, *self._column_arrays):
            known.update(np.ascontiguousarray(array).data)
        return known.digest()

    @property
    def _both(self) -> list[tuple[Integers, list[Column]]]:
        return [*zip(self.nodes, self.columns, strict=True)]

    @property
    def _column_arrays(self) -> list[Integers]:
        columns = [column for columns in self.columns for column in columns]
        lengths = [column.lengths for column in columns if column.lengths is not None]
        return [column.references for column in columns] + lengths
