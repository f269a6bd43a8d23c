"""`beamcoder study`: long trials of this installation.

beamcoder study fuzz --seconds 60
beamcoder study fuzz --inputs 1000000 --seconds 36000 lexer live
beamcoder study fuzz --seed 7 --first 1234 --inputs 1 zips
"""

import argparse
import json
from dataclasses import asdict
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

from beamcoder.errors import UsageError
from beamcoder.study.fuzz import FuzzPlan, Trial, fuzz
from beamcoder.study.targets import TARGETS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    studies = parser.add_subparsers(dest="study", metavar="STUDY", required=True)
    fuzzing = studies.add_parser("fuzz", help="random inputs for all that reads strangers' input")
    add = fuzzing.add_argument
    add("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)} (default: all)")
    add("--seconds", type=float, default=60.0, metavar="S", help="default %(default)g")
    add("--inputs", type=float, default=inf, metavar="N", help="at most, of each target")
    add("--seed", type=int, default=0, metavar="N", help="what the inputs are made from")
    add("--first", type=int, default=0, metavar="N", help="number of the first input")
    add("--json", action="store_true", help="print one JSON array")


def run(args: argparse.Namespace) -> int:
    """0 where nothing was found."""
    if unknown := [name for name in args.targets if name not in TARGETS]:
        raise UsageError(f"there is no target {unknown[0]}: there are {', '.join(TARGETS)}")
    if not (args.seconds > 0 and args.inputs > 0 and args.first >= 0):
        raise UsageError("--seconds and --inputs must be above 0, --first not below")
    targets = tuple(args.targets) or tuple(TARGETS)
    plan = FuzzPlan(args.seconds, args.inputs, args.seed, args.first, targets)
    with TemporaryDirectory() as folder:
        found = fuzz(plan, Path(folder))
    if args.json:
        print(json.dumps([asdict(trial) for trial in found]))
    else:
        print("\n".join(line for trial in found for line in lines_of(trial)))
    return int(any(trial.n_faults for trial in found))


def lines_of(trial: Trial) -> list[str]:
    longest = f"longest {1000 * trial.longest_s:.0f} ms"
    first = f"{trial.target:10}{trial.n_inputs:9,} inputs {trial.n_faults:5} faults   {longest}"
    return [first, *(f"  {fault}" for fault in trial.faults)]
