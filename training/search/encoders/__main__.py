"""Encoders of code in one table: quality on validation, and functions a second of one core.

    python -m beamcoder.training.search.encoders --pairs corpora/search --kept runs/encoders \
        --page docs/search.md

Trains what `--kept` has not got: some twelve CPU minutes. Without --page the table is printed
alone.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from beamcoder.errors import exit_code_of
from beamcoder.markdown import markdown_table, write_between
from beamcoder.training.search.encoders.rivals import Budgets, RivalRow, rows, validation_pool

MARK, DEFAULTS = "encoders", Budgets()


def table(found: Sequence[RivalRow]) -> str:
    cells = [
        (row.name, row.training, f"{row.javadoc:.3f}", f"{row.body:.3f}", f"{row.per_second:,.0f}")
        for row in found
    ]
    head = ("code encoder", "training", "javadoc, MRR", "body only, MRR", "functions a CPU second")
    return markdown_table(head, cells)


def run(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.search.encoders")
    parser.add_argument("--pairs", type=Path, required=True, help="folder of `collect`")
    parser.add_argument("--kept", type=Path, required=True, help="what was trained and computed")
    parser.add_argument("--tree-s", type=float, default=DEFAULTS.tree_s, help="CPU s for the trees")
    parser.add_argument("--head-s", type=float, default=DEFAULTS.head_s, help="CPU s for a head")
    parser.add_argument("--states", type=int, default=DEFAULTS.n_states, help="pairs for the heads")
    parser.add_argument("--page", type=Path, help="write the table into this page")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    budgets = Budgets(args.tree_s, args.head_s, args.states)
    text = table(list(rows(args.pairs, args.kept, validation_pool(args.pairs), budgets)))
    print(text)
    if args.page:
        write_between(args.page, MARK, text)


if __name__ == "__main__":
    sys.exit(exit_code_of("search.encoders", run))
