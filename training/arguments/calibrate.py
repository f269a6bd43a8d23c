"""Arguments of `beamcoder calibrate`, readable without torch.

beamcoder calibrate my-model validation-files
"""

import argparse
from pathlib import Path
from typing import Final

# With them some 4,000 lines of 200 files say what a probability is worth.
N_LINES: Final = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, help="a folder that `beamcoder export` has written")
    parser.add_argument("paths", type=Path, nargs="+", help="folders of validation authors")
    parser.add_argument("--files", type=int, default=200, metavar="N", help="files to complete in")
    parser.add_argument("--lines", type=int, default=N_LINES, metavar="N", help="lines a file")
    parser.add_argument(
        "--minutes", type=float, default=4.0, metavar="M", help="of completing, without and with"
    )
    parser.add_argument("--ghost", action="store_true", help="fit ghost text alone")
    parser.add_argument("--workers", type=int, default=1, choices=(1, 2), help="processes")
