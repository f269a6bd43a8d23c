"""`beamcoder evaluate`: the scoreboard of a model on any folder of Java files.

    beamcoder evaluate corpora/test                       a table, in about eight minutes
    beamcoder evaluate corpora/test --json --out new.json
    beamcoder evaluate new.json --compare old.json        a paired comparison of two results
    beamcoder evaluate corpora/validation --fit-calibration calibration.json

The model is asked through the same door as by the server, `beamcoder.model.completer`. What each
figure means stands in the modules beside this one: next_token, line, replay, calibration, parses.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from beamcoder.errors import BeamcoderError, UsageError
from beamcoder.model.decoding.ranking import Calibration
from beamcoder.training.evaluation.asking import Engine
from beamcoder.training.evaluation.calibration import Line, compose, expected_errors, fit_all
from beamcoder.training.evaluation.examine import Opener, Settings, examine_all
from beamcoder.training.evaluation.figures import differences, figures, sums_by_file
from beamcoder.training.evaluation.program import read_programs
from beamcoder.training.evaluation.record import Record
from beamcoder.training.evaluation.report import Result, describe, table
from beamcoder.training.evaluation.sampling import choose, plan
from beamcoder.training.evaluation.template import template_lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add, default = parser.add_argument, Settings()
    add("paths", nargs="+", type=Path, metavar="PATH", help="folders of Java files, one an author")
    add("--json", action="store_true", help="print one JSON object")
    add("--out", type=Path, metavar="FILE", help="write the result, with its files, as JSON")
    add("--compare", type=Path, metavar="FILE", help="say how this differs from a result of --out")
    add("--model", type=Path, metavar="DIR", help="a model folder, not the default")
    add("--device", choices=("auto", "cpu", "cuda"), default="auto")
    add("--seed", type=int, default=default.seed, help="chooses files and places")
    add("--files", type=int, default=default.n_files, metavar="N", help="files to ask")
    add("--positions", type=int, default=default.n_positions, metavar="N", help="tokens a file")
    add(
        "--minutes", type=float, default=default.minutes, metavar="M", help="stop asking after this"
    )
    add("--right", action="store_true", help="also with the text after the line in view")
    add("--workers", type=int, default=default.n_workers, choices=(1, 2), help="processes")
    add(
        "--fit-calibration",
        type=Path,
        metavar="FILE",
        help="fit a model folder's calibration to PATH (validation authors!) and write it",
    )


def run(args: argparse.Namespace) -> int:
    older = Result.load(args.compare) if args.compare else None
    result = _result(args)
    if args.out:
        result.save(args.out)
    changes = differences(result.files, older.files, args.seed) if older else {}
    if args.json:
        document = result.document(with_files=False)
        if older:
            document["differences"] = {name: change.plain() for name, change in changes.items()}
        print(json.dumps(document))
        return 0
    print(_heading(result))
    print("\n".join(table(result.metrics)))
    if older:
        print(f"\nDifference from {args.compare}; * where its interval leaves out 0")
        print("\n".join(table(changes, signed=True)))
    return 0


def _result(args: argparse.Namespace) -> Result:
    """Measured now, or read if the only path is a result."""
    if len(args.paths) == 1 and args.paths[0].suffix == ".json":
        return Result.load(args.paths[0])
    settings = _settings(args)
    open_engine = partial(_open, args.model, args.device)
    result, records = evaluate(open_engine, args.paths, settings)
    if args.fit_calibration:
        _write_calibration(args.fit_calibration, _fitted(records, _own_calibration(args.model)))
    return result


def evaluate(
    open_engine: Opener, paths: Sequence[Path], settings: Settings
) -> tuple[Result, list[Record]]:
    """Ask a model; the result, and the records that it was made of."""
    engine = open_engine()
    programs, n_unreadable = read_programs(paths)
    if n_unreadable:
        print(f"{n_unreadable} files are not readable Java text, left out", file=sys.stderr)
    chosen = choose(programs, settings.n_files, settings.seed)
    cases = plan(chosen, template_lines(programs), settings.n_positions, settings.seed)
    one = settings.n_workers == 1
    records = examine_all((lambda: engine) if one else open_engine, cases, settings)
    sums = sums_by_file(records)
    metrics = figures(sums, settings.seed) | expected_errors(records, settings.seed)
    told = asdict(settings) | {
        "paths": [path.name for path in paths],
        "n_files_found": len(programs),
        "n_files_asked": len(records),
        "n_files_unreadable": n_unreadable,
    }
    return Result(describe(engine.info), told, metrics, sums), records


def _settings(args: argparse.Namespace) -> Settings:
    for name, value in (("files", args.files), ("positions", args.positions)):
        if value < 1:
            raise UsageError(f"--{name} must be at least 1, not {value}")
    if args.minutes <= 0 or args.seed < 0:
        raise UsageError("--minutes must be above 0 and --seed not below 0")
    return Settings(
        seed=args.seed,
        n_files=args.files,
        n_positions=args.positions,
        minutes=args.minutes,
        with_right=args.right,
        n_workers=args.workers,
    )


def _open(model: Path | None, device: str) -> Engine:
    from beamcoder.model.completer import Completer

    return Completer.open(model, device)


def _fitted(records: Sequence[Record], own: Mapping[str, Any]) -> dict[str, Line]:
    """The calibration that makes what was shown right, on top of the model's own."""
    fitted = {}
    for kind, line in fit_all(records).items():
        inner = Calibration.read(own, kind)
        fitted[kind] = compose(line, {"a": inner.a, "b": inner.b})
    return fitted


def _own_calibration(model: Path | None) -> Mapping[str, Any]:
    from beamcoder.model.artefact import open_folder

    return open_folder(model).calibration


def _write_calibration(path: Path, calibration: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(calibration, indent=1) + "\n", encoding="utf-8")
    except OSError as exc:
        raise BeamcoderError(f"cannot write {path}: {exc.strerror}") from exc
    print(f"calibration written to {path}", file=sys.stderr)


def _heading(result: Result) -> str:
    model, settings = result.model, result.settings
    return (
        f"{model['name']}, {model['parameters']:,} parameters: "
        f"{settings['n_files_asked']} of {settings['n_files_found']} files asked"
    )
