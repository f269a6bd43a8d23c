"""`beamcoder bench`: options, output as lines, JSON or the page of speeds."""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from beamcoder.arguments import add_model_arguments
from beamcoder.errors import DeviceError, LimitError, UsageError
from beamcoder.files import write_text
from beamcoder.progress import tracked

PICTURES = "pictures"  # next to the page


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("folder", nargs="?", type=Path, help="type these Java files, not our own")
    add("--json", action="store_true", help="print one JSON object")
    add("--quick", action="store_true", help="about a minute: fewer of everything")
    add("--keys", type=int, metavar="N", help="key presses to measure in each way")
    add("--starts", type=int, metavar="N", help="cold starts to measure")
    add("--peers", action="store_true", help="other engines in turn, and the machine's limit")
    add_model_arguments(parser)
    add("--out", type=Path, metavar="FILE", help="save the figures as JSON, too")
    add("--results", type=Path, metavar="FILE", help="measure nothing: take what --out saved")
    add("--plots", type=Path, metavar="DIR", help="draw the figures")
    add("--write", type=Path, metavar="FILE", help="make a page of the figures, with its plots")


def run(args: argparse.Namespace) -> int:
    for name in ("keys", "starts"):
        value = getattr(args, name)
        if value is not None and value < 1:
            raise UsageError(f"--{name} must be at least 1, not {value}")
    if args.device == "cuda":
        require_cuda()
    found = read(args.results) if args.results else measured(args)
    if args.peers and not args.results:
        found |= with_peers(args.model)
    keep(found, args)
    if args.json:
        print(json.dumps(found))
    else:
        from beamcoder.bench.summary import lines_of

        lines = [*lines_of(found), *(peer_lines(found) if "peers" in found else [])]
        print("\n".join(lines))
    return 0


def require_cuda() -> None:
    """The server would go on with the CPU; a measurement of CUDA must not."""
    from beamcoder.model.artefact import cuda_seems_present

    if not cuda_seems_present():
        raise DeviceError("there is no CUDA device here, or no torch: nothing was measured")


def keep(found: dict[str, Any], args: argparse.Namespace) -> None:
    """Files of what was found, where they are wanted."""
    if args.out:
        write_text(args.out, json.dumps(found, indent=1) + "\n")
    if args.plots:
        from beamcoder.bench.plots import draw

        draw(found, args.plots)
    if args.write:
        from beamcoder.bench.page import page
        from beamcoder.bench.plots import draw

        draw(found, args.write.parent / PICTURES)
        write_text(args.write, page(found, PICTURES))


def measured(args: argparse.Namespace) -> dict[str, Any]:
    from dataclasses import replace

    from beamcoder.bench.measure import QUICK, BenchPlan, measure
    from beamcoder.bench.texts import read_texts
    from beamcoder.bench.wire.host import Model

    plan = QUICK if args.quick else BenchPlan()
    plan = replace(plan, n_keys=args.keys or plan.n_keys, n_starts=args.starts or plan.n_starts)
    model = Model(args.model, args.device)
    return measure(model, plan, read_texts(args.folder), progress) | {"command": typed(args)}


def typed(args: argparse.Namespace) -> str:
    """The command that was typed, as far as it says what is measured."""
    words = ["beamcoder bench"]
    words += [str(args.folder)] if args.folder else []
    words += [f"--{name}" for name in ("quick", "peers") if getattr(args, name)]
    for name in ("keys", "starts", "model", "write"):
        value = getattr(args, name)
        words += [f"--{name} {value}"] if value else []
    words += [f"--device {args.device}"] if args.device != "auto" else []
    return " ".join(words)


def with_peers(model: Path | None) -> dict[str, Any]:
    """Other engines, and the limit, as JSON; what could not be measured is a sentence."""
    from dataclasses import asdict

    from beamcoder.bench import limits, peers
    from beamcoder.model.artefact import open_folder

    folder = open_folder(model).path
    found: dict[str, Any] = {"peers": asdict(peers.compare(folder))}
    try:
        return found | {"limit": asdict(limits.measure(folder))}
    except LimitError as exc:
        return found | {"limit_missing": str(exc)}


def peer_lines(found: dict[str, Any]) -> list[str]:
    from beamcoder.bench import limits, peers

    lines = ["", *peers.lines_of(peers.Comparison.from_json(found["peers"])), ""]
    if "limit" in found:
        return lines + limits.lines_of(limits.Limits(**found["limit"]))
    return [*lines, found["limit_missing"]]


def read(path: Path) -> dict[str, Any]:
    """What `--out` saved. UsageError if it is something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise UsageError(f"{path} has no figures to read: {exc}") from exc
    if not isinstance(found, dict) or "stdio" not in found:
        raise UsageError(f"{path} has no figures to read: --out has not written it")
    return found


def progress(sequence: Iterable[Any], label: str) -> Iterable[Any]:
    """The same values, with a bar that counts them."""
    return tracked(sequence, "rounds", label=f"bench: {label}")
