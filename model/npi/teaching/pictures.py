"""Environments of the built-in tasks as rows of cells with pointers, for the page.

picture(SortRow([3, 1, 2]))[0]     Row("numbers", ("3", "1", "2"), {"at": 0, "next": 1})
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from beamcoder.model.npi.environments.graphs import Dag
from beamcoder.model.npi.environments.lists import Ranges, Shelf, SortRow, Walk
from beamcoder.model.npi.environments.pads import LongPad, Pad
from beamcoder.model.npi.environments.texts import BracketText


@dataclass(frozen=True, slots=True)
class PictureRow:
    """Cells from left to right; a pointer may stand one cell beside them."""

    name: str
    cells: tuple[str, ...]
    pointers: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        pointers = [{"name": name, "at": at} for name, at in self.pointers.items()]
        return {"name": self.name, "cells": list(self.cells), "pointers": pointers}


def picture(environment: Any) -> list[PictureRow]:
    """What a person sees of an environment; nothing of one that is not built in."""
    match environment:
        case SortRow(answer=numbers, at=at, sweeps=sweeps):
            here = {"at": at, "next": at + 1}
            return [_row("numbers", numbers, here), _row("sweeps left", [sweeps])]
        case Ranges():
            return _ranges(environment)
        case Walk(numbers=numbers, at=at, answer=best):
            return [_row("numbers", numbers, {"at": at}), _row("best so far", [best])]
        case Shelf(numbers=numbers, low=low, middle=middle, high=high, value=value):
            ends = {"low": low, "middle": middle, "high": high}
            return [_row("sorted", numbers, ends), _row("looked for", [value])]
        case BracketText(text=text, at=at, wanted=wanted):
            return [_row("text", text, {"at": at}), _row("to be closed", wanted)]
        case Dag():
            return _dag(environment)
        case Pad():
            return _pad(environment)
    return []


def _ranges(ranges: Ranges) -> list[PictureRow]:
    pointers = {
        "low": ranges.low,
        "high": ranges.high,
        "border": ranges.border,
        "scan": ranges.scan,
    }
    waiting = [f"{low}–{high}" for low, high in ranges.waiting]
    return [_row("numbers", ranges.answer, pointers), _row("ranges that wait", waiting)]


def _dag(dag: Dag) -> list[PictureRow]:
    top = dag.children[dag.stack[-1]] if dag.stack else []
    vertices = range(dag.n_vertices)
    return [
        _row("vertices", vertices, {"at": dag.vertex}),
        _row("seen", ["" if dag.is_new[each] else "✓" for each in vertices]),
        _row("stack", dag.stack),
        _row("edges of its top", top),
        _row("placed", dag.placed),
    ]


def _pad(pad: Pad) -> list[PictureRow]:
    """Columns from the right, as on paper."""
    columns = {"a": pad.at_a, "b": pad.at_b, "carry": pad.at_c, "sum": pad.at_out}
    lengths = [
        len(pad.rows[0]),
        len(pad.rows[1]),
        len(pad.out),
        *(at + 1 for at in columns.values()),
    ]
    width = max(lengths)
    carries = [digit or "" for digit in pad.carries[:width]]
    rows: dict[str, Sequence[Any]] = {
        "carry": carries,
        "a": pad.rows[0],
        "b": pad.rows[1],
        "sum": pad.out,
    }
    found = [
        _row(name, _from_the_right(digits, width), {name: width - 1 - columns[name]})
        for name, digits in rows.items()
    ]
    if isinstance(pad, LongPad):
        found.insert(0, _row("factor", pad.factor, {"y": len(pad.factor) - 1}))
    return found


def _from_the_right(digits: Sequence[Any], width: int) -> list[Any]:
    return [*[""] * (width - len(digits)), *reversed(digits)]


def _row(name: str, cells: Sequence[Any], pointers: Mapping[str, int] | None = None) -> PictureRow:
    return PictureRow(name, tuple(map(str, cells)), pointers or {})
