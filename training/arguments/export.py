"""Arguments of `beamcoder export`, readable without torch.

beamcoder export runs/mine --out my-model
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", type=Path, help="folder of a checkpoint, or of a run")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--name", help="the model's name; by default that of the folder")
    parser.add_argument(
        "--statement-trust",
        type=float,
        default=1.0,
        metavar="SHARE",
        help="how much of what a problem's statement says is believed, 0 to 1",
    )
    parser.add_argument("--card", type=Path, help="text of MODEL_CARD.md")
    parser.add_argument(
        "--calibration",
        type=Path,
        metavar="FILE",
        help="calibration.json of another model folder",
    )
