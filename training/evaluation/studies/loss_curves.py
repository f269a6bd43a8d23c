"""Study: loss against minutes, our training and the GRU's.

    python -m beamcoder.training.evaluation.studies.loss_curves runs/gru2 \\
        --ours runs/default runs/second \\
        --section runs/quality/sections/40-racing.json --picture docs/pictures/racing.png

The runs of `--ours` are one training: each goes on from the one before. Nothing is trained here.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from beamcoder.errors import exit_code_of
from beamcoder.markdown import Cell, Section
from beamcoder.training.evaluation.page.pictures import COLOURS, legend, panels, save
from beamcoder.training.evaluation.studies.curves import (
    Curve,
    CurvePoint,
    continued,
    read_gru,
    read_run,
    write_section,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

TITLE: Final = "Equal time: our network and the GRU"
COLUMNS: Final = (
    "minutes of training",
    "GRU, million pieces",
    "GRU, loss",
    "ours, million pieces",
    "ours, loss",
    "ours ahead by",
)
INTRO: Final = """\
Loss in nats a piece on the same rows of the validation authors, against minutes of training on \
the same two cores, which did other work as well at times; the time of validation counts for \
neither. Between two measurements the line is straight."""
PESSIMISTIC: Final = """\
Only the last row compares at equal time: there the GRU's rate has fallen to nothing, in the rows \
above it has not. Ours is in the middle of a longer run at each of these minutes: its rate has not \
fallen yet, and a part of its steps went to the text after the cursor and to statements, which \
this loss does not show."""


def follow(runs: Sequence[Curve]) -> list[Curve]:
    """One training in its parts, none of which repeats the one before."""
    return [runs[0], *(continued(a, b) for a, b in pairwise(runs))]


def comparable(ours: Sequence[Curve], gru: Curve) -> Curve:
    """The parts that were validated on the GRU's rows as one curve, perhaps without a mark."""
    alike = [curve for curve in ours if curve.styles == gru.styles]
    marks = sorted({m for curve in alike for m in curve.marks}, key=lambda mark: mark.seconds)
    return Curve("ours", gru.styles, tuple(marks))


def rows(gru: Curve, ours: Curve) -> list[list[Cell]]:
    """One for each mark of the GRU."""
    return [_row(mark, ours) for mark in gru.marks]


def _row(mark: CurvePoint, ours: Curve) -> list[Cell]:
    loss = ours.at_second(mark.seconds)
    cells: list[Cell] = [f"{mark.seconds / 60:.1f}", f"{mark.pieces / 1e6:.1f}", f"{mark.loss:.3f}"]
    if loss is None:
        return [*cells, None, None, None]
    pieces = Curve("", (), tuple(CurvePoint(m.seconds, 0, m.pieces) for m in ours.marks))
    millions = f"{(pieces.at_second(mark.seconds) or 0) / 1e6:.1f}"
    return [*cells, millions, f"{loss:.3f}", f"{mark.loss - loss:+.3f}"]


def notes(gru: Curve, parts: Sequence[Curve], ours: Curve) -> str:
    """Which is ahead at the end of the GRU's time, and what to bear in mind."""
    end = gru.marks[-1]
    loss = ours.at_second(end.seconds)
    ending = f"When the GRU ends, after {end.seconds / 60:.1f} minutes, its loss is {end.loss:.3f}"
    if loss is not None:
        first = f"{ending}, ours at that minute {loss:.3f}: {_ahead(end.loss - loss)}."
    elif ours.marks:
        last = ours.marks[-1]
        first = f"{ending}; ours was last measured after {_minutes(last)}, {last.loss:.3f}."
    else:
        first = f"{ending}; ours was not validated on these rows."
    reached = [mark for mark in ours.marks if mark.loss <= end.loss]
    if reached:
        first += f" Ours is measured below the GRU's last loss from {_minutes(reached[0])} on."
    others = [c.name for c in parts if c.styles != gru.styles and c.marks]
    dashed = f"Validated on files of other styles, so dashed: {', '.join(others)}."
    return " ".join([first, PESSIMISTIC, *([dashed] if others else [])])


def _ahead(by: float) -> str:
    return f"{abs(by):.3f} {'ahead' if by >= 0 else 'behind'}"


def _minutes(mark: CurvePoint) -> str:
    return f"minute {mark.seconds / 60:.1f}"


def section(gru: Curve, runs: Sequence[Curve], picture: str = "") -> Section:
    """The table; `picture` is how the page names the one that `draw` makes, if it shows it."""
    parts = follow(runs)
    ours = comparable(parts, gru)
    shown = f"![{TITLE}]({picture})\n\n" if picture else ""
    return Section(TITLE, list(COLUMNS), rows(gru, ours), INTRO, shown + notes(gru, parts, ours))


def draw(gru: Curve, runs: Sequence[Curve]) -> "Drawing":
    """Loss against minutes; dashed where other rows were validated."""
    drawing, (axes,) = panels(1, 3.6)
    parts = follow(runs)
    alike = [comparable(parts, gru)] + [part for part in parts if part.styles != gru.styles]
    for curve, colour in [(gru, COLOURS[1]), *((part, COLOURS[0]) for part in alike)]:
        if curve.marks:
            x, y = [m.seconds / 60 for m in curve.marks], [m.loss for m in curve.marks]
            style = "-" if curve.styles == gru.styles else "--"
            label = "GRU" if curve is gru else f"ours{'' if style == '-' else ', other rows'}"
            label = "_" if label in axes.get_legend_handles_labels()[1] else label
            axes.plot(x, y, color=colour, linestyle=style, marker="o", ms=3, label=label)
    axes.set(xlabel="minutes of training", ylabel="validation loss, nats a piece")
    legend(drawing, axes)
    return drawing


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0, or the exit code of what went wrong."""
    parser = argparse.ArgumentParser(prog="racing", description="loss against time, ours and GRU")
    add = parser.add_argument
    add("gru", type=Path, metavar="GRU", help="a folder of `baselines.gru train`")
    add("--ours", nargs="+", required=True, type=Path, metavar="RUN", help="one training's runs")
    add("--section", type=Path, metavar="FILE", help="write a section of docs/quality.md")
    add("--picture", type=Path, metavar="FILE", help="draw it, into the page's pictures/")
    args = parser.parse_args(arguments)
    return exit_code_of("racing", lambda: run(args))


def run(args: argparse.Namespace) -> None:
    gru, runs = read_gru(args.gru), [read_run(run) for run in args.ours]
    picture = f"pictures/{args.picture.name}" if args.picture else ""
    table = section(gru, runs, picture)
    if args.picture:
        save(draw(gru, runs), args.picture)
    if args.section:
        write_section(args.section, table)
    print(table.markdown())


if __name__ == "__main__":
    sys.exit(main())
