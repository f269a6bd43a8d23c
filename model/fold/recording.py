"""Recording of a program: its calls, sorted by what can be batched, equal calls kept once.

    recording = Recording()
    node = recording.add(operation, word, left, right)         nothing is computed

Calls of one operation whose arguments are of the same kinds have one signature; those of a
signature may run as one. Nodes are numbered as they are recorded, so an argument always has a
smaller number than the call: there are no cycles. Knows neither schedules nor arrays.
"""

import math
import operator
import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from beamcoder.model.fold.errors import FoldError, Origin
from beamcoder.model.fold.node import OUTPUT_BITS, FoldNode, Owner, WholeNode

Operation = Callable[..., Any]
T = TypeVar("T")
NODE, LIST, NUMBERS, WHOLE, NUMBER, TENSOR = "node", "list", "numbers", "whole", "number", "tensor"
EMPTY = "empty list"  # of nodes or of numbers: what the other lists of its place are


def stochastic(operation: T) -> T:
    """Marks an operation (function, method or module) whose equal calls may differ.

    Dropout, sampling: such calls are never shared.
    """
    operation.is_stochastic = True  # type: ignore[attr-defined]
    return operation


def name_of(operation: Operation) -> str:
    """How messages and explanations call an operation."""
    return getattr(operation, "__qualname__", None) or type(operation).__name__


class Kind(NamedTuple):
    """What is the same of an argument in all calls of a signature."""

    name: str
    detail: Hashable = None  # type of a number, shape and type of a tensor, reference of a whole


@dataclass(slots=True)
class Signature:
    """Calls that may run as one: the operation, the kinds of its arguments, a row a call."""

    operation: Operation
    kinds: tuple[Kind, ...]
    shares: bool
    calls: list[tuple[Any, ...]] = field(default_factory=list)  # arguments
    nodes: list[int] = field(default_factory=list)  # numbers of the calls
    memo: dict[tuple[Any, ...], FoldNode] = field(default_factory=dict)
    origins: dict[int, Origin] = field(default_factory=dict)  # of the first node of each level
    nodes_at: tuple[int, ...] = ()  # places of the arguments that are nodes, for speed
    lists_at: tuple[int, ...] = ()
    elements_at: tuple[tuple[int, set[type]], ...] = ()  # of lists, with what they hold

    def __post_init__(self) -> None:
        names = [kind.name for kind in self.kinds]
        self.nodes_at = tuple(i for i, name in enumerate(names) if name in (NODE, WHOLE))
        self.lists_at = tuple(i for i, name in enumerate(names) if name == LIST)
        types: dict[str, set[type]] = {LIST: {FoldNode}, NUMBERS: {int}}
        self.elements_at = tuple((i, types[n]) for i, n in enumerate(names) if n in types)

    def with_tuples(self, arguments: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The arguments with tuples for lists; None if these hold what they did not before."""
        kept = list(arguments)
        for place, types in self.elements_at:
            own = kept[place] = tuple(kept[place])
            if set(map(type, own)) != types:
                return None
        return tuple(kept)

    @property
    def name(self) -> str:
        return name_of(self.operation)

    @property
    def is_batched(self) -> bool:
        """Whether the number of calls can be read from an argument; else each runs alone."""
        return any(kind.name != WHOLE for kind in self.kinds)


class Recording:
    """All calls of a program in the order in which they were made."""

    def __init__(self) -> None:
        self.owner = Owner()
        self.signatures: list[Signature] = []
        self.levels: list[int] = []  # of each node: 1 + the highest of its arguments
        self.n_shared = 0  # calls that were known already
        self._by_kinds: dict[tuple[Operation, tuple[Kind, ...]], Signature] = {}
        self._plain: dict[tuple[Any, ...], Signature] = {}  # by operation and types

    def add(self, operation: Operation, *arguments: Any, share: bool = True) -> FoldNode:
        """Record a call: its node, or that of an equal call. FoldError for bad arguments.

        Not cut into smaller functions: it runs once a node, and takes about a microsecond.
        """
        try:
            signature = self._plain.get((operation, *map(type, arguments)))
        except TypeError as exc:
            raise no_operation(operation) from exc
        key = arguments
        if signature is None or signature.elements_at:
            signature, key, arguments = self._with_lists(signature, operation, arguments)
        node = signature.memo.get(key)
        if node is not None and share:
            self.n_shared += 1
            return node
        level, owner, levels = 0, self.owner, self.levels
        for place in signature.nodes_at:
            node = arguments[place]
            if node.owner is not owner:
                raise stranger(signature)
            if node.level >= level:
                level = node.level + 1
        if signature.lists_at:
            level = self._level_of_lists(signature, arguments, level)
        index = len(levels)
        signature.nodes.append(index)
        signature.calls.append(arguments)
        levels.append(level)
        if level not in signature.origins:
            frame = sys._getframe(1)
            signature.origins[level] = Origin(frame.f_code, frame.f_lasti)
        node = FoldNode(owner, index << OUTPUT_BITS, level)
        if share and signature.shares:
            signature.memo[key] = node
        return node

    def origin(self, node: int) -> Origin:
        """Where the first node of its signature and level was recorded."""
        own = (each for each in self.signatures if node in each.nodes)
        return next(own).origins[self.levels[node]]

    def _level_of_lists(self, signature: Signature, arguments: tuple[Any, ...], level: int) -> int:
        owner = self.owner
        for place in signature.lists_at:
            for node in arguments[place]:
                if node.owner is not owner:
                    raise stranger(signature)
                if node.level >= level:
                    level = node.level + 1
        return level

    def _with_lists(
        self, signature: Signature | None, operation: Operation, arguments: tuple[Any, ...]
    ) -> tuple[Signature, tuple[Any, ...], tuple[Any, ...]]:
        """The same as `_described`, for a signature that fits as long as its lists do."""
        kept = None if signature is None else signature.with_tuples(arguments)
        if signature is None or kept is None:
            return self._described(operation, arguments)
        return signature, kept, kept

    def _described(
        self, operation: Operation, arguments: tuple[Any, ...]
    ) -> tuple[Signature, tuple[Any, ...], tuple[Any, ...]]:
        """Signature of a call, what it is known by, and its arguments as they are kept."""
        parts = [described(argument, operation) for argument in arguments]
        kinds = tuple([kind for kind, _, _ in parts])
        signature = self._by_kinds.get((operation, kinds))
        if signature is None:
            signature = self._signature(operation, kinds)
            types = tuple(map(type, arguments))
            if _PLAIN.issuperset(types) and not any(kind.name == EMPTY for kind in kinds):
                self._plain.setdefault((operation, *types), signature)
        return signature, tuple([part[1] for part in parts]), tuple([part[2] for part in parts])

    def _signature(self, operation: Operation, kinds: tuple[Kind, ...]) -> Signature:
        if not callable(operation):
            raise no_operation(operation)
        shares = not getattr(operation, "is_stochastic", False)
        signature = Signature(operation, kinds, shares)
        self._by_kinds[operation, kinds] = signature
        self.signatures.append(signature)
        return signature


def no_operation(operation: object) -> FoldError:
    return FoldError(f"an operation is a function or a module, not {operation!r}")


def stranger(signature: Signature) -> FoldError:
    return FoldError(f"{signature.name} was called with a node of another Fold")


_PLAIN = frozenset({FoldNode, int, list, tuple})  # types whose arguments need no description
_NODE, _LIST, _NUMBERS, _EMPTY = Kind(NODE), Kind(LIST), Kind(NUMBERS, int), Kind(EMPTY)
_NUMBER = {cls: Kind(NUMBER, cls) for cls in (bool, int, float)}


def described(argument: Any, operation: Operation) -> tuple[Kind, Hashable, Any]:
    """Kind of an argument, what it is compared by, and what is kept of it."""
    cls = type(argument)
    if cls is FoldNode:
        return _NODE, argument, argument
    if cls is list or cls is tuple:
        return described_list(argument, operation)
    if cls is WholeNode:
        return Kind(WHOLE, argument.reference), argument, argument
    if cls is int or cls is bool:
        return _NUMBER[cls], argument, argument
    if cls is float:
        return _NUMBER[cls], (argument, math.copysign(1, argument)), argument
    return described_array(argument, operation)


def described_list(argument: Any, operation: Operation) -> tuple[Kind, Hashable, Any]:
    kept = tuple(argument)
    types = set(map(type, kept))
    if not types:
        return _EMPTY, kept, kept
    if types == {FoldNode}:
        return _LIST, kept, kept
    try:
        return _NUMBERS, (numbers := tuple(map(operator.index, kept))), numbers
    except TypeError as exc:
        names = ", ".join(sorted(cls.__name__ for cls in types))
        wanted = "a list of nodes or of whole numbers"
        raise FoldError(f"{name_of(operation)} takes {wanted}, not one of {names}") from exc


def described_array(argument: Any, operation: Operation) -> tuple[Kind, Hashable, Any]:
    """A number of a library, or an array of one row."""
    if isinstance(argument, int):  # an enumeration
        return described(int(argument), operation)
    shape = getattr(argument, "shape", None)
    if shape is None or not hasattr(argument, "dtype"):
        wanted = "nodes, numbers, lists and arrays"
        raise FoldError(f"{name_of(operation)} takes {wanted}, not a {type(argument).__name__}")
    if not len(shape) and hasattr(argument, "item"):
        return described(argument.item(), operation)
    if shape[0] != 1:
        advice = "an array is one row, of shape (1, ...)"
        raise FoldError(f"{name_of(operation)}: {advice}, not {tuple(shape)}")
    detail = (tuple(shape), argument.dtype, getattr(argument, "device", None))
    return Kind(TENSOR, detail), id(argument), argument
