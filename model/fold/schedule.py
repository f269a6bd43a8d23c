"""Schedules: the step at which each node of a program runs; equal steps and signatures are groups.

    steps(structure, "depth")      1 + the latest step of the arguments
    steps(structure, "agenda")     of the signatures that are ready, that with the least mean depth

By depth, calls of one operation that stand at many depths of different programs are batched only
where their depths agree; the agenda (DyNet's; Neubig et al., 2017) waits for them. For trees the
two are much the same, and depth costs nothing: it was counted while recording.
"""

from typing import Final

import numpy as np

from beamcoder.model.fold.errors import FoldError
from beamcoder.model.fold.structure import Integers, Structure

SCHEDULES: Final = ("depth", "agenda")


def steps(structure: Structure, schedule: str) -> Integers:
    """TapeStep of each node. FoldError for a schedule that does not exist."""
    if schedule not in SCHEDULES:
        raise FoldError(f"there is no schedule {schedule!r}: {' or '.join(SCHEDULES)}")
    return structure.levels if schedule == "depth" else agenda(structure)


def agenda(structure: Structure) -> Integers:
    """TapeStep of each node by the agenda: one signature a step."""
    n_nodes = len(structure.levels)
    signature_of = np.zeros(n_nodes, np.int64)
    for signature, nodes in enumerate(structure.nodes):
        signature_of[nodes] = signature
    mean_depth = [float(structure.levels[nodes].mean()) for nodes in structure.nodes]
    readers, starts, n_missing = edges(structure, n_nodes)
    of = signature_of.tolist()
    ready: dict[int, list[int]] = {}
    for node in np.flatnonzero(np.array(n_missing) == 0).tolist():
        ready.setdefault(of[node], []).append(node)
    found, step = [0] * n_nodes, 0
    while ready:
        running = ready.pop(min(ready, key=mean_depth.__getitem__))
        for node in running:
            found[node] = step
            for reader in readers[starts[node] : starts[node + 1]]:
                n_missing[reader] -= 1
                if not n_missing[reader]:
                    ready.setdefault(of[reader], []).append(reader)
        step += 1
    return np.array(found, np.int64)


def edges(structure: Structure, n_nodes: int) -> tuple[list[int], list[int], list[int]]:
    """Readers of each node, one node after the other; where each's start; arguments of each."""
    sources, readers = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for nodes, columns in zip(structure.nodes, structure.columns, strict=True):
        for column in columns:
            n_each = 1 if column.lengths is None else column.lengths
            if len(column.references):
                sources.append(column.sources)
                readers.append(np.repeat(nodes, n_each))
    source, reader = np.concatenate(sources), np.concatenate(readers)
    starts = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=n_nodes))])
    n_missing = np.bincount(reader, minlength=n_nodes)
    return reader[np.argsort(source, kind="stable")].tolist(), starts.tolist(), n_missing.tolist()
