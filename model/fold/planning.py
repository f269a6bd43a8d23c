"""Planning: from the structure of a program to its groups, rows and reads; plans are kept.

    plan = PLANS.get(structure, "depth")     made anew only for a structure that is new

All by arrays, a few passes over each signature: nothing here runs once a node. Plans know no
constants and no operations, so batches of one structure share theirs, whatever the model.
"""

from collections import OrderedDict
from dataclasses import replace
from threading import Lock
from typing import Final

import numpy as np

from beamcoder.model.fold.plan import Group, Plan, Reads, References
from beamcoder.model.fold.recording import LIST, NODE, NUMBERS, WHOLE
from beamcoder.model.fold.schedule import steps
from beamcoder.model.fold.structure import Column, Integers, Structure

MAX_NODES_KEPT: Final = 2_000_000  # in all plans that are kept, some 100 bytes each


class Plans:
    """The plans last used, by structure; safe to share between threads."""

    def __init__(self, max_nodes: int = MAX_NODES_KEPT) -> None:
        self._max_nodes, self._n_nodes = max_nodes, 0
        self._kept: OrderedDict[tuple[bytes, str], Plan] = OrderedDict()
        self._lock = Lock()
        self.n_made = 0

    def get(self, structure: Structure, schedule: str) -> Plan:
        """The plan of a structure. FoldError for a schedule that does not exist."""
        key = structure.digest(), schedule
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        plan = make(structure, schedule)
        with self._lock:
            self.n_made += 1
            if key not in self._kept:
                self._kept[key] = plan
                self._n_nodes += len(plan.row_of)
            while self._n_nodes > self._max_nodes and self._kept:
                _, old = self._kept.popitem(last=False)
                self._n_nodes -= len(old.row_of)
        return plan


PLANS: Final = Plans()


def make(structure: Structure, schedule: str) -> Plan:
    """The plan of a structure."""
    signature_of = signatures_of(structure)
    family_of = families(structure, signature_of)
    orders, groups = grouped(structure, steps(structure, schedule))
    groups, n_rows = in_tables(groups, family_of)
    own = of_signatures(groups, len(orders))
    row_of, group_of = numbered(structure, orders, groups, own)
    columns = [column for columns in structure.columns for column in columns]
    family_of = family_of[signature_of]
    is_read = np.zeros(len(row_of), np.bool_)
    for column in columns:
        if column.kind != WHOLE:
            is_read[column.sources] = True
    wholes = [column.sources[:1].tolist() for column in columns if column.kind == WHOLE]
    reads = [
        [read(c, order, [groups[g] for g in numbers], row_of, family_of) for c in cs]
        for cs, order, numbers in zip(structure.columns, orders, own, strict=True)
    ]
    handed_on = frozenset(structure.alone.tolist()).union(*wholes)
    return Plan(groups, orders, reads, n_rows, row_of, group_of, is_read, handed_on)


def signatures_of(structure: Structure) -> Integers:
    """Signature of each node."""
    found = np.zeros(len(structure.levels), np.int64)
    for signature, nodes in enumerate(structure.nodes):
        found[nodes] = signature
    return found


def families(structure: Structure, signature_of: Integers) -> Integers:
    """Family of each signature: those that meet in an argument are of one."""
    above = list(range(len(structure.nodes)))

    def head(signature: int) -> int:
        while above[signature] != signature:
            above[signature] = signature = above[above[signature]]
        return signature

    for columns in structure.columns:
        for column in columns:
            if column.kind != WHOLE and len(column.references):
                first, *others = np.unique(signature_of[column.sources]).tolist()
                for other in others:
                    above[head(other)] = head(first)
    return np.array([head(signature) for signature in range(len(above))], np.int64)


def grouped(structure: Structure, step_of: Integers) -> tuple[list[Integers], list[Group]]:
    """Order of each signature's calls, and its groups, as slices of them; rows are not known."""
    orders, groups = [], []
    for signature, nodes in enumerate(structure.nodes):
        alone = np.arange(1, len(nodes) + 1)
        if structure.is_batched[signature]:
            alone = np.where(np.isin(nodes, structure.alone), alone, 0)
        own = step_of[nodes]
        order = np.lexsort((alone, own))
        sorted_steps, sorted_alone = own[order], alone[order]
        is_new = (np.diff(sorted_steps) != 0) | (np.diff(sorted_alone) != 0)
        starts = [0, *(np.flatnonzero(is_new) + 1).tolist()]
        ends, firsts = [*starts[1:], len(nodes)], nodes[order[starts]].tolist()
        its_steps = sorted_steps[starts].tolist()
        groups += [
            Group(signature, start, end, step, 0, 0, first)
            for start, end, step, first in zip(starts, ends, its_steps, firsts, strict=True)
        ]
        orders.append(order)
    return orders, sorted(groups, key=lambda group: (group.step, group.signature, group.start))


def in_tables(groups: list[Group], family_of: Integers) -> tuple[list[Group], dict[int, int]]:
    """The groups with their places in their families' tables, and the sizes of those."""
    families_, n_rows, placed = family_of.tolist(), dict[int, int](), []
    for signature, start, stop, step, _, _, node in groups:
        family = families_[signature]
        row = n_rows.get(family, 0)
        placed.append(Group(signature, start, stop, step, family, row, node))
        n_rows[family] = row + stop - start
    return placed, n_rows


def of_signatures(groups: list[Group], n_signatures: int) -> list[list[int]]:
    """Numbers of the groups of each signature, in the order in which they run."""
    own: list[list[int]] = [[] for _ in range(n_signatures)]
    for number, group in enumerate(groups):
        own[group.signature].append(number)
    return own


def numbered(
    structure: Structure, orders: list[Integers], groups: list[Group], own: list[list[int]]
) -> tuple[Integers, Integers]:
    """Row and group of each node."""
    row_of = np.zeros(len(structure.levels), np.int64)
    group_of = np.zeros(len(structure.levels), np.int64)
    for nodes, order, numbers in zip(structure.nodes, orders, own, strict=True):
        sizes = [groups[number].size for number in numbers]
        shifts = [groups[number].row - groups[number].start for number in numbers]
        row_of[nodes[order]] = np.arange(len(nodes)) + np.repeat(shifts, sizes)
        group_of[nodes[order]] = np.repeat(numbers, sizes)
    return row_of, group_of


def read(
    column: Column, order: Integers, groups: list[Group], row_of: Integers, family_of: Integers
) -> Reads:
    """An argument in the plan's order."""
    if column.kind == WHOLE:
        return Reads(WHOLE, nodes=column.sources[:1], outputs=column.outputs[:1])
    bounds = np.array([*(group.start for group in groups), len(order)])
    if column.kind == NODE:
        family = int(family_of[column.sources[0]])
        found = References(column.sources[order], column.outputs[order], family, bounds)
        return found.read(NODE, row_of)
    if column.lengths is None:
        return Reads(column.kind)
    lengths = column.lengths[order]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    if column.kind == NUMBERS or not offsets[-1]:
        return Reads(column.kind, lengths=lengths, offsets=offsets.tolist())
    starts = np.concatenate([[0], np.cumsum(column.lengths)])[:-1][order]
    element = np.repeat(starts - offsets[:-1], lengths) + np.arange(offsets[-1])
    family = int(family_of[column.sources[0]])
    nodes, outputs = column.sources[element], column.outputs[element]
    found = References(nodes, outputs, family, offsets[bounds])
    return replace(found.read(LIST, row_of), lengths=lengths, offsets=offsets.tolist())
