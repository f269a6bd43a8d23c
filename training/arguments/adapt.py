"""Arguments of `beamcoder adapt`, readable without torch.

beamcoder adapt solutions --out my-model
"""

import argparse
from pathlib import Path

from beamcoder.model.artefact import DEFAULT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("places", nargs="+", type=Path, metavar="PATH", help="folders, zip files, git repositories")
    add("--out", type=Path, required=True, metavar="DIR", help="the model folder to write")
    add("--model", type=Path, default=DEFAULT, metavar="DIR", help="begin with this model folder")
    add("--minutes", type=float, default=10.0, metavar="M", help="train no longer")
    add("--work", type=Path, metavar="DIR", help="keep the corpus and the run here, not nowhere")
    add("--json", action="store_true", help="print the figures as one JSON object")
