"""Arguments of `beamcoder train`, readable without torch.

beamcoder train --recipe cpu --corpus corpus --out runs/mine
beamcoder train --recipe long --corpus corpus --out runs/next --from my-model
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--recipe", required=True, metavar="FILE", help="a TOML file, or tiny, cpu, long, gpu")
    add("--corpus", required=True, type=Path, metavar="DIR", help="what `corpus build` made")
    add("--out", required=True, type=Path, metavar="DIR", help="the run; resumed if it exists")
    add("--max-minutes", type=float, default=float("inf"), metavar="M", help="stop after so long")
    add(
        "--from", dest="start", type=Path, metavar="DIR", help="a model or checkpoint to begin with"
    )
    add("--pieces", type=int, metavar="N", help="train on so many pieces, not the recipe's")

    add("--decay", type=int, metavar="N", help="so many pieces, the rate falling to zero over them")
