"""`beamcoder replay`: a recorded session against a server of now, and what differs.

Examples:
    beamcoder replay session.jsonl
    beamcoder replay session.jsonl --model runs/mine --json
"""

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

from beamcoder.arguments import add_model_arguments
from beamcoder.errors import RecordingError
from beamcoder.sessions.comparison import COMPLETIONS, Report, compare
from beamcoder.sessions.player import PlayOptions, play
from beamcoder.sessions.session import read_session

N_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="what beamcoder record wrote")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--pace", action="store_true", help="keep the pauses between messages")
    parser.add_argument("--partial", action="store_true", help="play what is there of a cut file")
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    session = read_session(args.file, is_partial=args.partial)
    methods = [entry.message.get("method") for entry in session.entries]
    if "initialize" not in methods:
        raise RecordingError(f"{args.file} has no beginning: no editor said initialize in it")
    model = str(args.model.resolve()) if args.model else None
    played = asyncio.run(play(session, PlayOptions(args.device, model, args.pace)))
    report = compare(session, played)
    if args.json:
        print(json.dumps({"path": str(args.file), **report}, ensure_ascii=False))
    else:
        print(text(report))
    return 0


def text(report: Report) -> str:
    """What is shown to people."""
    was, now = report["was"], report["now"]
    lines = [f"{name}  {of(each)}" for name, each in (("was", was), ("now", now))]
    lines += ["", f"{'':32}{'p50':>9}{'p90':>9}{'p99':>9}"]
    for method in COMPLETIONS:
        for when, found in report["latency_ms"][method].items():
            if found:
                figures = "".join(f"{found[name]:9.1f}" for name in ("p50", "p90", "p99"))
                lines.append(f"{method.split('/')[1]:20}{when}, ms     {figures}")
    different = report["different"]
    lines += ["", f"{len(different)} of {report['answers']} answers differ"]
    for each in different[:N_SHOWN]:
        lines += ["", place(each), f"  was  {shown(each['was'])}", f"  now  {shown(each['now'])}"]
    if len(different) > N_SHOWN:
        lines += ["", f"... and {len(different) - N_SHOWN} more: --json has all"]
    return "\n".join(lines)


def of(side: dict[str, Any]) -> str:
    model = side["model"] or {}
    return f"beamcoder {side['version']}, model {model.get('name', 'unknown')}"


def place(each: Report) -> str:
    where = f" at {each['line'] + 1}:{each['character'] + 1}" if "line" in each else ""
    return f"{each['method']}{where}"


def shown(answer: Any) -> str:
    if isinstance(answer, list):
        return " | ".join(str(item["text"]) for item in answer) or "nothing"
    return json.dumps(answer)
