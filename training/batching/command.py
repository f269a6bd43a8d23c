"""`python -m beamcoder.training.batching`: dynamic batching measured, as lines or a page.

    python -m beamcoder.training.batching --rounds 5
    python -m beamcoder.training.batching --write docs/fold.md

Everything runs in turn in one process on one thread, forward and backward; results are compared
before anything is timed.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from beamcoder.errors import BenchError
from beamcoder.training.batching.binary import Contest
from beamcoder.training.batching.page import table, write
from beamcoder.training.batching.peer import open_peer
from beamcoder.training.batching.timing import Measured, medians

WIDTHS = (64, 256)
BATCH, SEED = 128, 0
NEAR = 1e-5  # largest difference between two contenders' results


def main(argv: Sequence[str] | None = None) -> None:
    args = parsed(argv)
    found = [binary(width, args.rounds) for width in args.width or WIDTHS]
    if args.write:
        write(args.write, found)
    print(table(found))


def parsed(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m beamcoder.training.batching", description=__doc__)
    add = parser.add_argument
    add("--rounds", type=int, default=9, metavar="N", help="turns of each contender")
    add("--width", type=int, action="append", metavar="N", help="width of the states")
    add("--write", type=Path, metavar="FILE", help="put the table into this page")
    return parser.parse_args(argv)


def binary(width: int, n_rounds: int) -> Measured:
    """Random binary trees. BenchError if two contenders disagree."""
    contenders = Contest.drawn(width, BATCH, SEED).contenders(open_peer())
    verify(contenders)
    return Measured(f"binary trees, width {width}", width, medians(contenders, n_rounds))


def verify(contenders: Mapping[str, Callable[[], Any]]) -> None:
    """BenchError unless all that return something return the same."""
    results = {name: run() for name, run in contenders.items()}
    known = {name: each for name, each in results.items() if isinstance(each, torch.Tensor)}
    name, first = next(iter(known.items()))
    for other, rows in known.items():
        if not torch.allclose(first, rows, atol=NEAR):
            raise BenchError(f"{name} and {other} differ by {(first - rows).abs().max():.1e}")
