"""Execution of a plan: group by group, arguments selected, the operation called, its rows kept.

    execution = Execution(plan, signatures, NumpyArrays(), recording.origin)
    execution.run([final])              one value, or a tuple of values, for each argument read

What a group returns is written into its family's tables, of which there is one an output and a
form (width, type, device): in all but strange programs one an output, so that an argument is read
by one selection. Knows no gradients: `torch` adds them.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from beamcoder.model.fold.arrays import Arrays
from beamcoder.model.fold.errors import FoldError, Origin
from beamcoder.model.fold.plan import Group, Plan, Reads
from beamcoder.model.fold.ragged import Array, Ragged
from beamcoder.model.fold.recording import LIST, NODE, NUMBER, NUMBERS, WHOLE, Signature
from beamcoder.model.fold.structure import Integers


@dataclass(slots=True)
class RowTable:
    """Rows of values of one form; with gradients, where something wants those."""

    values: Array
    key: Hashable = None
    wants_gradient: bool = False
    gradient: Array = None


@dataclass(frozen=True, slots=True)
class GroupValues:
    """What a group returned: the tables that have it, one an output."""

    tables: list[RowTable]
    is_tuple: bool


def listed(returned: Any) -> list[Any]:
    """Outputs of an operation, of which there is mostly one."""
    return list(returned) if isinstance(returned, tuple | list) else [returned]


def article(value: object) -> str:
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


class Execution:
    """One run of a plan; its values live as long as it does."""

    def __init__(
        self,
        plan: Plan,
        signatures: Sequence[Signature],
        arrays: Arrays,
        origin: Callable[[int], Origin],
    ) -> None:
        self.plan, self.signatures, self.arrays, self._origin = plan, signatures, arrays, origin
        self.kept: list[GroupValues | None] = [None] * len(plan.groups)  # by group
        self.is_read = plan.is_read.copy()
        self.wholes: dict[int, GroupValues] = {}  # by node
        self._tables: dict[int, list[list[RowTable]]] = {}  # family -> output -> forms
        self._regular: dict[int, bool | None] = {}  # family -> returns tuples; None if it varies
        self._indices: dict[int, Array] = {}
        self._constants: dict[tuple[int, int], Any] = {}

    def run(self, finals: Sequence[Reads]) -> list[Any]:
        """The values of the arguments read at the end. FoldError names the operation that fails."""
        for final in finals:
            if final.kind != WHOLE:
                self.is_read[final.nodes] = True
        for number, group in enumerate(self.plan.groups):
            try:
                self.run_group(number, group)
            except Exception as exc:
                raise self.failure(group, exc) from exc
        return self.read_finals(finals)

    def read_finals(self, finals: Sequence[Reads]) -> list[Any]:
        return [self.nodes(final, 0, len(final.nodes)) for final in finals]

    def run_group(self, number: int, group: Group) -> None:
        operation = self.signatures[group.signature].operation
        self.keep(number, group, operation(*self.arguments(group)))

    def failure(self, group: Group, exc: Exception) -> FoldError:
        """One sentence: the operation, its group, where its first node was recorded, and why."""
        name = self.signatures[group.signature].name
        calls = "one call" if group.size == 1 else f"{group.size} calls"
        reason = " ".join(str(exc).split()) or "it gives no reason"
        kind = "" if isinstance(exc, FoldError) else f"{type(exc).__name__}: "
        place = f"step {group.step}, {calls}, the first recorded at {self._origin(group.node)}"
        return FoldError(f"{name} failed ({place}): {kind}{reason}")

    # What a group reads

    def arguments(self, group: Group) -> list[Any]:
        reads = self.plan.reads[group.signature]
        return [self._argument(group, place, read) for place, read in enumerate(reads)]

    def _argument(self, group: Group, place: int, read: Reads) -> Any:
        if read.kind == NODE:
            return self.nodes(read, group.start, group.stop)
        if read.kind == WHOLE:
            return self.nodes(read, 0, 1)
        if read.kind in (LIST, NUMBERS):
            return self._ragged(group, place, read)
        constant = self.constant(group.signature, place, read)
        if isinstance(constant, RowTable):
            return self.fetch(constant, slice(group.start, group.stop))
        return constant[group.start : group.stop]

    def _ragged(self, group: Group, place: int, read: Reads) -> Ragged | tuple[Ragged, ...]:
        start, stop = read.offsets[group.start], read.offsets[group.stop]
        lengths = read.lengths[group.start : group.stop]
        segments = self.arrays.segments(lengths)
        if read.kind == NUMBERS:
            constant = self.constant(group.signature, place, read)
            return Ragged(constant[start:stop], lengths, segments)
        values = self.nodes(read, start, stop) if stop > start else None
        if isinstance(values, tuple):
            return tuple(Ragged(each, lengths, segments) for each in values)
        return Ragged(values, lengths, segments)

    def nodes(self, read: Reads, start: int, stop: int) -> Any:
        """Values of the elements `start` to `stop` of an argument: an array, or a tuple."""
        if read.kind == WHOLE:
            return self._whole(int(read.nodes[0]), int(read.outputs[0]))
        tables = self._tables.get(read.family, [])
        if read.output > 0 and len(tables) >= read.output and len(tables[read.output - 1]) == 1:
            return self.fetch(tables[read.output - 1][0], self._where(read, start, stop))
        is_tuple = self._regular.get(read.family)
        if read.output == 0 and is_tuple is not None:
            where = self._where(read, start, stop)
            values = tuple(self.fetch(table, where) for (table,) in tables)
            return values if is_tuple else values[0]
        return self._mixed(read, start, stop)

    def _whole(self, node: int, output: int) -> Any:
        kept = self.wholes[node]
        if output > len(kept.tables):
            raise FoldError(f"it wants output {output - 1} of what has {len(kept.tables)}")
        values = tuple(self.fetch(table, slice(None)) for table in kept.tables)
        return values[output - 1] if output else values if kept.is_tuple else values[0]

    def _where(self, read: Reads, start: int, stop: int) -> Any:
        if start in read.in_order:
            row = int(read.rows[start])
            return slice(row, row + stop - start)
        index = self._indices.get(id(read))
        if index is None:
            index = self._indices[id(read)] = self.arrays.index(read.rows)
        return index[start:stop]

    def _mixed(self, read: Reads, start: int, stop: int) -> Any:
        """Values that stand in several tables, or are outputs of several numbers."""
        rows, outputs = read.rows[start:stop], read.outputs[start:stop]
        numbers = self.plan.group_of[read.nodes[start:stop]]
        kept = {number: self._kept(number) for number in np.unique(numbers).tolist()}
        forms = {(len(each.tables), each.is_tuple) for each in kept.values()}
        if not outputs.any() and forms != {(1, False)}:
            if len(forms) > 1:
                raise FoldError("one argument joins nodes of different numbers of outputs")
            ((n_outputs, _),) = forms
            each = [np.full(len(rows), output + 1) for output in range(n_outputs)]
            return tuple(self._joined(rows, output, numbers, kept) for output in each)
        if any(kept[number].is_tuple for number in numbers[outputs == 0].tolist()):
            raise FoldError("one argument joins all outputs of a node with one of another")
        return self._joined(rows, np.maximum(outputs, 1), numbers, kept)

    def _kept(self, number: int) -> GroupValues:
        kept = self.kept[number]
        assert kept is not None, "a group runs after those that it reads"
        return kept

    def _joined(
        self, rows: Integers, outputs: Integers, numbers: Integers, kept: dict[int, GroupValues]
    ) -> Array:
        """(n, ...): one output of each element, from wherever it stands."""
        found: dict[int, tuple[RowTable, list[int]]] = {}
        for place, pair in enumerate(zip(numbers.tolist(), outputs.tolist(), strict=True)):
            tables = kept[pair[0]].tables
            if pair[1] > len(tables):
                raise FoldError(f"it wants output {pair[1] - 1} of what has {len(tables)}")
            table = tables[pair[1] - 1]
            found.setdefault(id(table), (table, []))[1].append(place)
        forms = {table.key: table for table, _ in found.values()}
        if len(forms) > 1:
            raise FoldError(f"one argument joins rows of {' and '.join(map(str, forms))}")
        parts = [self.fetch(t, self.arrays.index(rows[places])) for t, places in found.values()]
        if len(parts) == 1:
            return parts[0]
        order = np.argsort(np.array([*chain.from_iterable(p for _, p in found.values())]))
        return self.arrays.take(self.arrays.joined(parts), self.arrays.index(order))

    def fetch(self, table: RowTable, where: Any) -> Array:
        """Rows of a table."""
        return self.arrays.take(table.values, where)

    def constant(self, signature: int, place: int, read: Reads) -> Any:
        """Constants of all calls of a signature, in the plan's order."""
        found = self._constants.get((signature, place))
        if found is None:
            own, order = self.signatures[signature], self.plan.orders[signature].tolist()
            values = [own.calls[call][place] for call in order]
            kind: Any = own.kinds[place].detail
            if read.kind == NUMBERS:
                found = self.arrays.numbers([*chain.from_iterable(values)], int)
            elif read.kind == NUMBER:
                found = self.arrays.numbers(values, kind)
            else:
                found = self.table_of(values)
            self._constants[signature, place] = found
        return found

    def table_of(self, rows: list[Array]) -> RowTable:
        return RowTable(self.arrays.joined(rows))

    # What a group returns

    def keep(self, number: int, group: Group, returned: Any) -> None:
        """Write the outputs of a group into its family's tables."""
        is_tuple = isinstance(returned, tuple | list)
        outputs = listed(returned)
        for output in outputs:
            if not self.arrays.holds(output):
                raise FoldError(f"it returned {article(output)}, not rows of an array")
        if group.node in self.plan.wholes:
            tables = [self.table_like(output) for output in outputs]
            kept = self.wholes[group.node] = GroupValues(tables, is_tuple)
            if not self.is_read[group.node]:
                self.kept[number] = kept
                return
        tables = [self._written(group, place, output) for place, output in enumerate(outputs)]
        self.kept[number] = GroupValues(tables, is_tuple)
        own = self._tables[group.family]
        known = self._regular.setdefault(group.family, is_tuple)
        if known != is_tuple or len(own) != len(outputs) or any(len(forms) > 1 for forms in own):
            self._regular[group.family] = None

    def table_like(self, values: Array) -> RowTable:
        """A table of these values alone."""
        return RowTable(values, self.arrays.key(values))

    def _written(self, group: Group, place: int, values: Array) -> RowTable:
        if values.shape[0] != group.size:
            advice = ": hand it on by nobatch()" if group.node in self.plan.wholes else ""
            calls = "one call" if group.size == 1 else f"{group.size} calls"
            raise FoldError(f"it returned {values.shape[0]} rows for {calls}{advice}")
        outputs = self._tables.setdefault(group.family, [])
        while len(outputs) <= place:
            outputs.append([])
        n_rows = self.plan.n_rows[group.family]
        if n_rows == group.size:
            outputs[place].append(table := self.table_like(values))
            return table
        key = self.arrays.key(values)
        known = [each for each in outputs[place] if each.key == key]
        table = known[0] if known else RowTable(self.arrays.table(n_rows, values), key)
        if not known:
            outputs[place].append(table)
        self.write(table, group, values)
        return table

    def write(self, table: RowTable, group: Group, values: Array) -> None:
        table.values[group.row : group.row + group.size] = values
