"""Fit of everything in a model folder's calibration.json, in its order.

    python -m beamcoder.training.calibration.command MODEL VALIDATION... \\
        [--files N] [--lines N] [--workers 2]

First the shares of recall, which change what the search finds; then the maps of probabilities
(tokens, lines, ghost text) without other files beside, and with them. Each step is written into
the folder before the next one asks it.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from beamcoder.errors import exit_code_of
from beamcoder.model.artefact import open_folder, open_runtime
from beamcoder.model.completer import Completer
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.calibration import cache_model as recall
from beamcoder.training.evaluation.measure import evaluate
from beamcoder.training.evaluation.metrics.query import CompletionEngine
from beamcoder.training.evaluation.places.program import read_programs
from beamcoder.training.evaluation.places.workspace import WorkspaceCompleter
from beamcoder.training.evaluation.results.calibration import refitted
from beamcoder.training.evaluation.runner import RunnerSettings
from beamcoder.training.export.command import set_calibration

N_LINES = 10  # with them some 4,000 lines of 200 files say what a line's probability is worth
RECALL_FILES = 60  # more change the shares by less than their rounding


def calibrate(model: Path, paths: Sequence[Path], settings: RunnerSettings) -> dict[str, Any]:
    """Fit all of it, into the folder -> what stands there now. ArtefactError, UsageError."""
    fields: dict[str, Any] = {"recall": fitted_recall(model, paths, settings.n_files)}
    set_calibration(model, fields)
    for has_workspace in (False, True):
        asked = partial(open_engine, model, paths, has_workspace=has_workspace)
        _, records = evaluate(asked, paths, settings)
        fields = refitted(records, fields, has_workspace=has_workspace)
        set_calibration(model, fields)
    return fields


def fitted_recall(model: Path, paths: Sequence[Path], n_files: int) -> dict[str, Any]:
    """The shares, fitted on every file chosen; `recall`'s own command also reports on them."""
    folder = open_folder(model)
    subword, runtime = Subword.load(folder.tokenizer_path), open_runtime(folder, "cpu")
    programs, _ = read_programs(paths)
    files = recall.read_files(runtime, subword, programs, min(n_files, RECALL_FILES))
    return recall.fit(recall.Places.join([recall.places(file) for file in files])).plain()


def open_engine(model: Path, paths: Sequence[Path], *, has_workspace: bool) -> CompletionEngine:
    """The folder's completer; beside each file its author's others, if it is asked for."""
    if not has_workspace:
        return Completer.open(model, "cpu")
    return WorkspaceCompleter.open(model, "cpu").with_neighbours(read_programs(paths)[0])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.calibration.command")
    parser.add_argument("model", type=Path, help="a folder that `beamcoder export` has written")
    parser.add_argument("paths", type=Path, nargs="+", help="folders of validation authors")
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--lines", type=int, default=N_LINES, help="further lines a file")
    parser.add_argument("--minutes", type=float, default=4.0, help="of asking, each time")
    parser.add_argument("--workers", type=int, default=1, choices=(1, 2))
    args = parser.parse_args()
    return exit_code_of("calibrate", lambda: run(args))


def run(args: argparse.Namespace) -> None:
    settings = RunnerSettings(
        n_files=args.files, minutes=args.minutes, n_workers=args.workers, n_lines=args.lines
    )
    fields = calibrate(args.model, args.paths, settings)
    print(f"{args.model} shows what it holds likely: {', '.join(fields)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
