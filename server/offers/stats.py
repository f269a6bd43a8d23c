"""`beamcoder stats`: counts of shown and accepted items on this machine.

Reads what the servers wrote; see `statistics`. Knows nothing of how it is counted.
"""

import argparse
import json
import sqlite3
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import StatisticsError
from beamcoder.server.offers.statistics import (
    SURFACES,
    OfferEvent,
    default_path,
    read,
    summary,
    wipe,
)

NAMES: Final = {"partlyAccepted": "accepted in part", "kept": "kept after 30 s"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--wipe", action="store_true", help="delete everything that was counted")


def run(args: argparse.Namespace) -> int:
    path = default_path()
    if path is None:
        raise StatisticsError("no home folder is known, so nothing is counted: set HOME")
    try:
        if args.wipe:
            wipe(path)
        found = summary(read(path))
    except (OSError, sqlite3.Error) as exc:
        raise StatisticsError(
            f"{path} cannot be read: {exc}; beamcoder stats --wipe deletes it"
        ) from exc
    if args.json:
        del found["isOn"]  # an editor's setting, unknown here
        print(json.dumps({"path": str(path), **found}))
    else:
        print(table(found, path))
    return 0


def table(found: dict[str, Any], path: Path) -> str:
    """What is shown to people."""
    if found["since"] is None:
        return f"nothing has been counted yet in {path}"
    lines = [f"counted since {found['since']} in {path}", ""]
    lines.append(f"{'':18}{'list':>8}{'ghost text':>12}")
    for event in OfferEvent:
        list_, ghost = (found[surface][event] for surface in SURFACES)
        lines.append(f"{NAMES.get(event, event):18}{list_:>8}{ghost:>12}")
    saved, typed = found["keysSaved"], found["keysTyped"]
    share = f", {100 * saved / (saved + typed):.0f} % of all" if saved + typed else ""
    lines += ["", f"keys saved {saved}, typed {typed}{share}", latency(found["latencyMs"])]
    return "\n".join(lines)


def latency(found: dict[str, Any]) -> str:
    if not found["answers"]:
        return "no answer has been timed"
    middle, most, nearly_all = (found[name] for name in ("p50", "p90", "p99"))
    return f"{found['answers']} answers: {middle} ms p50, {most} ms p90, {nearly_all} ms p99"
