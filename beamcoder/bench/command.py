"""`beamcoder bench`: a key press through the real server, a cold start, memory, the runtimes."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from beamcoder.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--keys", type=int, default=200, help="key presses to measure")
    parser.add_argument("--starts", type=int, default=5, help="cold starts to measure")
    parser.add_argument("--model", type=Path, metavar="DIR", help="a model folder, not the default")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")


def run(args: argparse.Namespace) -> int:
    for name in ("keys", "starts"):
        if getattr(args, name) < 1:
            raise UsageError(f"--{name} must be at least 1, not {getattr(args, name)}")
    found = measure(args)
    if args.json:
        print(json.dumps(found))
    else:
        show(found)
    return 0


def measure(args: argparse.Namespace) -> dict[str, Any]:
    from beamcoder.bench import keys, runtimes
    from beamcoder.model.artefact import open_folder
    from beamcoder.tokenizer.subword import Subword

    folder = open_folder(args.model)
    scene = keys.set_scene(Subword.load(folder.tokenizer_path), args.keys)
    options = ["--device", args.device, *(["--model", str(args.model)] if args.model else [])]
    found = {"machine": machine(), "model": asdict(folder.info), "pieces_before": scene.n_pieces}
    found |= keys.through_the_server(scene, args.model, args.device, progress)
    found["cold_start_ms"] = keys.cold_starts(scene, options, args.starts, progress)
    say("the runtimes")
    return found | runtimes.measure_apart(folder.path)


def machine() -> dict[str, Any]:
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def progress(sequence: Sequence[str], label: str) -> Iterator[str]:
    """A bar on a terminal, a line elsewhere; on standard error."""
    if not sys.stderr.isatty():
        say(label)
    yield from tqdm(sequence, label, disable=None, leave=False)


def say(label: str) -> None:
    print(f"bench: {label}", file=sys.stderr, flush=True)


def show(found: dict[str, Any]) -> None:
    model, system = found["model"], found["machine"]
    print(f"{model['name']}, {model['parameters']:,} parameters")
    print(f"{system['system']}, {system['cores']} cores, Python {system['python']}")
    print(f"\nkey press, {found['pieces_before']} pieces before the cursor, in milliseconds")
    for name in ("tokens", "lines"):
        row = found[f"{name}_ms"]
        spent = "".join(f"   {q} {row[q]:7.1f}" for q in ("p50", "p90", "p99"))
        print(f"  to {name:6}{spent}   ({row['answered']} of {row['asked']} answered)")
    start = found["cold_start_ms"]
    print(
        f"\ncold start of `beamcoder complete`   {start['p50']:.0f} ms (p50 of {start['starts']})"
    )
    print(f"resident memory of the server        {found['memory_mb']:.0f} MB")
    print("\none search, 6 beams, 12 steps, one thread, in milliseconds")
    for name, spent_ms in found["search_ms"].items():
        ratio = found["times_as_fast_as"].get(name)
        print(f"  {name:17} {spent_ms:8.1f}" + (f"   {ratio:.1f} times as slow" if ratio else ""))
    for sentence in found["skipped"]:
        print(f"  left out: {sentence}")
