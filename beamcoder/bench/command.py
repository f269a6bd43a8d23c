"""`beamcoder bench`: key presses through the real server, crowds, starts, memory, runtimes."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from beamcoder.errors import BeamcoderError, UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("folder", nargs="?", type=Path, help="type these Java files, not our own")
    add("--json", action="store_true", help="print one JSON object")
    add("--quick", action="store_true", help="about a minute: fewer of everything")
    add("--keys", type=int, metavar="N", help="key presses to measure in each way")
    add("--starts", type=int, metavar="N", help="cold starts to measure")
    add("--model", type=Path, metavar="DIR", help="a model folder, not the default")
    add("--peers", action="store_true", help="other engines in turn, and the machine's limit")
    add("--device", choices=("auto", "cpu", "cuda"), default="auto")
    add("--out", type=Path, metavar="FILE", help="save the figures as JSON, too")


def run(args: argparse.Namespace) -> int:
    for name in ("keys", "starts"):
        value = getattr(args, name)
        if value is not None and value < 1:
            raise UsageError(f"--{name} must be at least 1, not {value}")
    found = measured(args)
    if args.peers:
        found |= beside_others(args.model)
    if args.out:
        write(args.out, json.dumps(found, indent=1) + "\n")
    if args.json:
        print(json.dumps(found))
    else:
        from beamcoder.bench.summary import lines_of

        lines = [*lines_of(found), *(told_beside_others(found) if args.peers else [])]
        print("\n".join(lines))
    return 0


def measured(args: argparse.Namespace) -> dict[str, Any]:
    from dataclasses import replace

    from beamcoder.bench.host import Model
    from beamcoder.bench.measure import QUICK, Plan, measure
    from beamcoder.bench.texts import read_texts

    plan = QUICK if args.quick else Plan()
    plan = replace(plan, n_keys=args.keys or plan.n_keys, n_starts=args.starts or plan.n_starts)
    return measure(Model(args.model, args.device), plan, read_texts(args.folder), progress)


def beside_others(model: Path | None) -> dict[str, Any]:
    """Other engines, and the limit, as JSON; what could not be measured is a sentence."""
    from dataclasses import asdict

    from beamcoder.bench import limits, peers
    from beamcoder.model.artefact import open_folder

    folder = open_folder(model).path
    found: dict[str, Any] = {"peers": asdict(peers.compare(folder))}
    try:
        return found | {"limit": asdict(limits.measure(folder))}
    except limits.LimitError as exc:
        return found | {"limit_missing": str(exc)}


def told_beside_others(found: dict[str, Any]) -> list[str]:
    from beamcoder.bench import limits, peers

    lines = ["", *peers.lines_of(peers.Comparison.from_json(found["peers"])), ""]
    if "limit" in found:
        return lines + limits.lines_of(limits.Limits(**found["limit"]))
    return [*lines, found["limit_missing"]]


def progress(sequence: Iterable[Any], label: str) -> Iterable[Any]:
    """A bar on a terminal, a line elsewhere; on standard error."""
    if not sys.stderr.isatty():
        print(f"bench: {label}", file=sys.stderr, flush=True)
    yield from tqdm(sequence, label, disable=None, leave=False)


def write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise BeamcoderError(f"cannot write {path}: {exc.strerror}") from exc
