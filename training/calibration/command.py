"""`beamcoder calibrate`: fit of a model folder's calibration.json on validation files.

First the weights of the cache model, which change what the search finds; then the maps of
probabilities (tokens, lines, ghost text), without a workspace and with one. Each step is written
into the folder before the next one runs on it.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from beamcoder.model.artefact import open_folder, open_runtime
from beamcoder.model.completer import Completer
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.calibration import cache_model
from beamcoder.training.evaluation.measure import evaluate
from beamcoder.training.evaluation.metrics.query import CompletionEngine, with_author_of
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.metrics.typing_in_editor import type_in_editor
from beamcoder.training.evaluation.places.program import read_programs
from beamcoder.training.evaluation.places.sampling import choose, plan
from beamcoder.training.evaluation.places.template import template_lines
from beamcoder.training.evaluation.places.workspace import WorkspaceCompleter
from beamcoder.training.evaluation.results.calibration import GHOSTS, refitted
from beamcoder.training.evaluation.runner import RunnerSettings
from beamcoder.training.export.command import set_calibration

GHOST_POSITIONS = 240  # of a file of mean size, a twelfth of them as lines that are typed
CACHE_FILES = 60  # more change the weights by less than their rounding


def calibrate(model: Path, paths: Sequence[Path], settings: RunnerSettings) -> dict[str, Any]:
    """Fit all of it, into the folder -> what stands there now. ArtefactError, UsageError."""
    fields: dict[str, Any] = {"recall": cache_weights(model, paths, settings.n_files)}
    set_calibration(model, fields)
    for has_workspace in (False, True):
        opener = partial(open_engine, model, paths, has_workspace=has_workspace)
        _, records = evaluate(opener, paths, settings)
        fields = refitted(records, fields, has_workspace=has_workspace)
        set_calibration(model, fields)
    return fields


def calibrate_ghost(model: Path, paths: Sequence[Path], settings: RunnerSettings) -> dict[str, Any]:
    """Fit ghost text alone, while more lines are typed; all else stays as it is in the folder."""
    fields = dict(open_folder(model).calibration)
    for has_workspace in (False, True):
        engine = open_engine(model, paths, has_workspace=has_workspace)
        records = typed_records(engine, paths, settings)
        fields = refitted(records, fields, has_workspace=has_workspace, kinds=tuple(GHOSTS))
        set_calibration(model, fields)
    return fields


def typed_records(
    engine: CompletionEngine, paths: Sequence[Path], settings: RunnerSettings
) -> list[FileCounts]:
    """What is counted while lines of files are typed into an editor, until the minutes are over."""
    programs, _ = read_programs(paths)
    chosen = choose(programs, settings.n_files, settings.seed)
    records, deadline = list[FileCounts](), monotonic() + 60 * settings.minutes
    for case in plan(chosen, template_lines(programs), GHOST_POSITIONS, settings.seed):
        record = FileCounts(case.program.id)
        type_in_editor(with_author_of(engine, case.program), case, record)
        records.append(record)
        if monotonic() > deadline:
            break
    return records


def cache_weights(model: Path, paths: Sequence[Path], n_files: int) -> dict[str, Any]:
    """The cache model's weights, fitted on every file chosen."""
    folder = open_folder(model)
    subword, runtime = Subword.load(folder.tokenizer_path), open_runtime(folder, "cpu")
    programs, _ = read_programs(paths)
    files = cache_model.read_files(runtime, subword, programs, min(n_files, CACHE_FILES))
    return cache_model.fit(
        cache_model.Places.join([cache_model.places(file) for file in files])
    ).plain()


def open_engine(model: Path, paths: Sequence[Path], *, has_workspace: bool) -> CompletionEngine:
    """The folder's completer, with each author's other files in the workspace if it has one."""
    if not has_workspace:
        return Completer.open(model, "cpu")
    return WorkspaceCompleter.open(model, "cpu").with_neighbours(read_programs(paths)[0])


def run(args: argparse.Namespace) -> int:
    settings = RunnerSettings(
        n_files=args.files, minutes=args.minutes, n_workers=args.workers, n_lines=args.lines
    )
    fit = calibrate_ghost if args.ghost else calibrate
    fields = fit(args.model, args.paths, settings)
    print(f"fitted into {args.model}: {', '.join(fields)}", file=sys.stderr)
    return 0
