"""Command-line arguments that several commands share."""

import argparse
from pathlib import Path
from typing import Final

DEVICES: Final = ("auto", "cpu", "cuda")


def add_model_arguments(parser: argparse.ArgumentParser, *, has_device: bool = True) -> None:
    """`--model DIR`, and `--device` where the caller may choose it."""
    parser.add_argument("--model", type=Path, metavar="DIR", help="a model folder, not the default")
    if has_device:
        parser.add_argument(
            "--device", choices=DEVICES, default="auto", help="where the network is computed"
        )
