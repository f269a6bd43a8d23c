"""`python -m beamcoder.training.batching`: dynamic batching measured, as lines or a page.

    python -m beamcoder.training.batching --rounds 5
    python -m beamcoder.training.batching --write docs/fold.md

Everything runs in turn in one process on one thread, forward and backward; results are compared
before anything is timed.
"""

import argparse
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from beamcoder.errors import BenchError
from beamcoder.training.batching.binary import Contest
from beamcoder.training.batching.java import JavaContest, methods_of
from beamcoder.training.batching.page import table, write
from beamcoder.training.batching.peer import open_peer
from beamcoder.training.batching.timing import Measured, medians

WIDTHS = (64, 256)
JAVA_WIDTHS = (128, 256)
BATCH, SEED = 128, 0
NEAR = 1e-5  # largest difference between two contenders' results


def main(argv: Sequence[str] | None = None) -> None:
    args = parsed(argv)
    found = [binary(width, args.rounds) for width in args.width or WIDTHS]
    methods = random.Random(SEED).sample(known := methods_of(args.java), min(BATCH, len(known)))
    found += [java(methods, width, args.rounds) for width in args.width or JAVA_WIDTHS]
    if args.write:
        write(args.write, found)
    print(table(found))


def parsed(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m beamcoder.training.batching", description=__doc__)
    add = parser.add_argument
    add("--java", type=Path, default=Path("examples"), metavar="DIR", help="methods of its files")
    add("--rounds", type=int, default=9, metavar="N", help="turns of each contender")
    add("--width", type=int, action="append", metavar="N", help="width of the states")
    add("--write", type=Path, metavar="FILE", help="put the table into this page")
    return parser.parse_args(argv)


def binary(width: int, n_rounds: int) -> Measured:
    """Random binary trees. BenchError if two contenders disagree."""
    contenders = Contest.drawn(width, BATCH, SEED).contenders(open_peer())
    verify(contenders)
    return Measured(f"binary trees, width {width}", width, medians(contenders, n_rounds))


def java(methods: Sequence[str], width: int, n_rounds: int) -> Measured:
    """Syntax trees of methods. BenchError if two contenders disagree."""
    contest = JavaContest.drawn(methods, width, SEED)
    contenders = contest.contenders()
    verify(contenders)
    title = f"{len(methods)} Java methods ({contest.n_nodes:,} nodes), width {width}"
    return Measured(title, width, medians(contenders, n_rounds))


def verify(contenders: Mapping[str, Callable[[], Any]]) -> None:
    """BenchError unless all that return something return the same."""
    results = {name: run() for name, run in contenders.items()}
    known = {name: each for name, each in results.items() if isinstance(each, torch.Tensor)}
    name, first = next(iter(known.items()))
    for other, rows in known.items():
        if not torch.allclose(first, rows, atol=NEAR):
            raise BenchError(f"{name} and {other} differ by {(first - rows).abs().max():.1e}")
