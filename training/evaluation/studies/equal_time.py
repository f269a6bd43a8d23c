"""Study: our network and the GRU, each trained for the same time.

    beamcoder evaluate test --files 190 --model runs/short --out short.json
    beamcoder evaluate test --files 190 --baselines CORPUS --gru runs/gru --out ours.json
    python -m beamcoder.training.evaluation.studies.equal_time short.json ours.gru.json \\
        --ours runs/equal --gru runs/gru --section runs/quality/sections/45-equal-time.json

The scoreboard's first column has been trained for hours, and has a cache model of the buffer.
Here the networks alone are compared, below the same search and rules. Export ours without a
calibration: there is no cache model then. Time is that of training steps, times the threads that
they ran on.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from beamcoder.errors import exit_code_of
from beamcoder.markdown import Cell, Section
from beamcoder.training.evaluation.results.comparison import ROWS, ComparisonTable, written
from beamcoder.training.evaluation.results.report import Result
from beamcoder.training.evaluation.studies.curves import Curve, read_gru, read_run, write_section

TITLE: Final = "After the same time of training, on the test authors"
COLUMNS: Final = ("", "ours", "GRU", "ours ahead by")
METRICS: Final = (
    "next_token.left.all.accuracy@1",
    "next_token.left.all.mrr@10",
    "next_token.left.all.bits",
    "next_token.left.body.accuracy@1",
    "next_token.left.identifiers.accuracy@1",
    "typed.left.1.recall@1",
    "line.start.left.all.exact",
    "line.random.left.all.exact",
    "keystrokes_saved.left.all",
)


def rows(board: ComparisonTable) -> list[list[Cell]]:
    """A row for each metric that was measured of both."""
    ours, gru = board.figures
    return [
        [
            ROWS[metric],
            written(metric, ours[metric]),
            written(metric, gru[metric]),
            written(metric, board.against[0][metric], signed=True),
        ]
        for metric in METRICS
        if metric in ours and metric in gru
    ]


def intro(board: ComparisonTable, ours: Curve, gru: Curve, threads: tuple[int, int]) -> str:
    """Training time of each, and the extent of the measurement."""
    parts = [
        f"{name} for {n * curve.marks[-1].seconds / 60:.0f} minutes of one thread, "
        f"{curve.marks[-1].pieces / 1e6:.1f} M pieces"
        for name, curve, n in zip(("ours", "the GRU"), (ours, gru), threads, strict=True)
    ]
    return (
        f"{board.n_files} files, the same places. Both trained from nothing on the same pieces "
        f"until their rates had fallen to nothing: {'; '.join(parts)}. The networks alone, below "
        "the same search and rules; without cache model and calibration."
    )


def section(board: ComparisonTable, ours: Curve, gru: Curve, threads: tuple[int, int]) -> Section:
    return Section(TITLE, list(COLUMNS), rows(board), intro(board, ours, gru, threads))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0, or the exit code of what went wrong."""
    parser = argparse.ArgumentParser(prog="equal_time", description="ours and the GRU, equal time")
    add = parser.add_argument
    add("results", nargs=2, type=Path, metavar="FILE", help="of `evaluate --out`: ours, the GRU's")
    add("--ours", required=True, type=Path, metavar="RUN", help="a folder of `beamcoder train`")
    add("--gru", required=True, type=Path, metavar="GRU", help="a folder of `baselines.gru train`")
    add("--threads", nargs=2, type=int, default=(2, 2), metavar="N", help="that each trained on")
    add("--section", type=Path, metavar="FILE", help="write a section of docs/quality.md")
    args = parser.parse_args(arguments)
    return exit_code_of("equal_time", lambda: run(args))


def run(args: argparse.Namespace) -> None:
    board = ComparisonTable.of([Result.load(path) for path in args.results])
    table = section(board, read_run(args.ours), read_gru(args.gru), tuple(args.threads))
    if args.section:
        write_section(args.section, table)
    print(table.markdown())


if __name__ == "__main__":
    sys.exit(main())
