"""Command-line arguments that several commands share."""

import argparse
from pathlib import Path
from typing import Final

DEVICES: Final = ("auto", "cpu", "cuda")
LOG_LEVELS: Final = ("error", "warning", "info", "debug")


def add_model_arguments(
    parser: argparse.ArgumentParser, *, has_device: bool = True, when: str = ""
) -> None:
    """`--model DIR`, and `--device` where the caller may choose it; `when` ends their help."""
    add = parser.add_argument
    add("--model", type=Path, metavar="DIR", help=f"a model folder, not the default{when}")
    if has_device:
        where = f"where the network is computed{when}"
        add("--device", choices=DEVICES, default="auto", help=where)
