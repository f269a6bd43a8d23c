"""`beamcoder evaluate`: the metrics of a model on any folder of Java files.

    beamcoder evaluate corpora/test                       a table, in about eight minutes
    beamcoder evaluate corpora/test --json --out new.json
    beamcoder evaluate new.json --compare old.json        a paired comparison of two results
    beamcoder evaluate corpora/test --baselines corpus --gru runs/gru --out ours.json
                                                          the baselines too, in one table

With --baselines and --out, the results of the baselines lie next to that of the model (`ours.ngram
.json`, ...), and the table as `ours.board.md` and `ours.board.json`. A run that was killed goes on
with --resume; with --workspace the model is measured twice, with and without its author's other
files. The page of figures is made of these files, see `quality`.

The model is called through the façade that the server uses, `beamcoder.model.completer`. What each
figure means stands in the modules of `metrics/`: next_token, line, replay, calibration, parses.
"""

import argparse
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from beamcoder.arguments import add_model_arguments
from beamcoder.errors import UsageError
from beamcoder.files import write_text
from beamcoder.training.evaluation.baselines.catalogue import openers
from beamcoder.training.evaluation.measure import (
    WORKSPACE,
    Keeping,
    evaluate,
    kept_or_measured,
    sibling,
)
from beamcoder.training.evaluation.metrics.query import CompletionEngine
from beamcoder.training.evaluation.results.comparison import ComparisonTable
from beamcoder.training.evaluation.results.estimates import differences
from beamcoder.training.evaluation.results.report import Result, table
from beamcoder.training.evaluation.results.verdict import CardVerdict, card_figures
from beamcoder.training.evaluation.runner import Opener, RunnerSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add, default = parser.add_argument, RunnerSettings()
    add("paths", nargs="+", type=Path, metavar="PATH", help="folders of Java files, one an author")
    add("--json", action="store_true", help="print one JSON object")
    add("--out", type=Path, metavar="FILE", help="write the result, with its files, as JSON")
    add("--compare", type=Path, metavar="FILE", help="say how this differs from a result of --out")
    add_model_arguments(parser)
    add("--seed", type=int, default=default.seed, help="chooses files and places")
    add("--files", type=int, default=default.n_files, metavar="N", help="files to ask")
    add("--positions", type=int, default=default.n_positions, metavar="N", help="tokens a file")
    add("--lines", type=int, default=0, metavar="N", help="further lines a file, for calibration")
    add(
        "--minutes", type=float, default=default.minutes, metavar="M", help="stop asking after this"
    )
    add("--right", action="store_true", help="also with the text after the line in view")
    add("--blocks", action="store_true", help="measure blocks of several lines, and nothing else")
    add("--workspace", action="store_true", help="with an author's other files in the workspace")
    add("--baselines", type=Path, metavar="CORPUS", help="baselines too, counted on this corpus")
    add("--gru", type=Path, metavar="DIR", help="the trained network of that baseline")
    add("--resume", action="store_true", help="take the results that lie next to --out as they are")
    add("--workers", type=int, default=default.n_workers, choices=(1, 2), help="processes")


def run(args: argparse.Namespace) -> int:
    if args.baselines:
        return _run_board(args)
    older = Result.load(args.compare) if args.compare else None
    result = _result(args)
    if args.out:
        result.save(args.out)
    changes = differences(result.files, older.files, args.seed) if older else {}
    verdict = CardVerdict.on(result.metrics, len(result.files), card_figures(_default_card()))
    if args.json:
        document = result.document(with_files=False)
        if verdict.figures:
            document["verdict"] = verdict.plain()
        if older:
            document["differences"] = {name: change.plain() for name, change in changes.items()}
        print(json.dumps(document))
        return 0
    print(_heading(result))
    print("\n".join(table(result.metrics)))
    if older:
        print(f"\nDifference from {args.compare}; * where its interval leaves out 0")
        print("\n".join(table(changes, signed=True)))
    print("\n".join(["", *verdict.lines()]) if verdict.figures else "")
    return 0


def _default_card() -> str:
    """The card of the default model; "" where it has none."""
    from beamcoder.model.artefact import CARD, DEFAULT

    try:
        return (DEFAULT / CARD).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _run_board(args: argparse.Namespace) -> int:
    """The model and all baselines, in one table."""
    if args.compare:
        raise UsageError("--baselines compares by itself; leave out --compare")
    if any(path.suffix == ".json" for path in args.paths):
        raise UsageError("--baselines asks files: name folders of them, not a result")
    if args.resume and not args.out:
        raise UsageError("--resume takes the results next to --out: name that too")
    settings = _settings(args)
    openers_by_key: dict[str, Opener] = {"": partial(_open, args.model, args.device)}
    if args.workspace:
        openers_by_key[WORKSPACE] = partial(
            _open_with_workspace, args.paths, args.model, args.device
        )
    openers_by_key |= openers(args.baselines, args.gru, args.paths)
    results = [
        kept_or_measured(opener, args.paths, settings, Keeping(args.out, key, args.resume))
        for key, opener in openers_by_key.items()
    ]
    board = ComparisonTable.of(results)
    document = json.dumps(board.document(), ensure_ascii=False, indent=1)
    if args.out:
        write_text(sibling(args.out, "board"), document + "\n")
        write_text(sibling(args.out, "board").with_suffix(".md"), board.markdown() + "\n")
    heading = f"{board.n_files} files that all models completed in"
    print(document if args.json else f"{heading}\n\n{board.markdown()}")
    return 0


def _result(args: argparse.Namespace) -> Result:
    """Measured now, or read if the only path is a result."""
    if len(args.paths) == 1 and args.paths[0].suffix == ".json":
        return Result.load(args.paths[0])
    settings = _settings(args)
    open_engine = partial(_open, args.model, args.device)
    if args.workspace:
        open_engine = partial(_open_with_workspace, args.paths, args.model, args.device)
    return evaluate(open_engine, args.paths, settings)[0]


def _settings(args: argparse.Namespace) -> RunnerSettings:
    for name, value in (("files", args.files), ("positions", args.positions)):
        if value < 1:
            raise UsageError(f"--{name} must be at least 1, not {value}")
    if args.minutes <= 0 or args.seed < 0 or args.lines < 0:
        raise UsageError("--minutes must be above 0, --seed and --lines not below 0")
    return RunnerSettings(
        seed=args.seed,
        n_files=args.files,
        n_positions=args.positions,
        minutes=args.minutes,
        with_right=args.right,
        n_workers=args.workers,
        n_lines=args.lines,
        with_blocks=args.blocks,
    )


def _open(model: Path | None, device: str) -> CompletionEngine:
    from beamcoder.model.completer import Completer

    return Completer.open(model, device)


def _open_with_workspace(
    paths: Sequence[Path], model: Path | None, device: str
) -> CompletionEngine:
    from beamcoder.training.evaluation.places.program import read_programs
    from beamcoder.training.evaluation.places.workspace import WorkspaceCompleter

    return WorkspaceCompleter.open(model, device).with_neighbours(read_programs(paths)[0])


def _heading(result: Result) -> str:
    model, settings = result.model, result.settings
    return (
        f"{model['name']}, {model['parameters']:,} parameters: "
        f"{settings['n_files_asked']} of {settings['n_files_found']} files"
    )
