"""Measurement of an engine on files, with results kept by an earlier run."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.places.program import read_programs
from beamcoder.training.evaluation.places.sampling import choose, plan
from beamcoder.training.evaluation.places.template import template_lines
from beamcoder.training.evaluation.results.calibration import expected_errors, reliability
from beamcoder.training.evaluation.results.estimates import Sums, figures, sums_by_file
from beamcoder.training.evaluation.results.report import Result, describe
from beamcoder.training.evaluation.runner import Opener, RunnerSettings, examine_all

WORKSPACE: Final = "workspace"  # the key of our model's result with the author's other files
SAME: Final = ("seed", "n_files", "n_positions", "with_right")  # settings that choose the places


def evaluate(
    open_engine: Opener, paths: Sequence[Path], settings: RunnerSettings
) -> tuple[Result, list[FileCounts]]:
    """Ask a model; the result, and the records that it was made of."""
    engine = open_engine()
    programs, n_unreadable = read_programs(paths)
    if n_unreadable:
        print(f"{n_unreadable} files are not readable Java text, left out", file=sys.stderr)
    chosen = choose(programs, settings.n_files, settings.seed)
    meant = getattr(engine, "metrics", None)
    sizes = settings.n_positions, settings.seed, settings.n_lines if meant is None else 0
    cases = plan(chosen, template_lines(programs), *sizes)
    one = settings.n_workers == 1
    records = examine_all((lambda: engine) if one else open_engine, cases, settings)
    sums = sums_by_file(records) if meant is None else chosen_metrics(records, meant)
    calibrated = records if meant is None else []
    metrics = figures(sums, settings.seed) | expected_errors(calibrated, settings.seed)
    settings_used = asdict(settings) | {
        "paths": [path.name for path in paths],
        "n_files_found": len(programs),
        "n_files_asked": len(records),
        "n_files_unreadable": n_unreadable,
    }
    curves = reliability(calibrated, settings.seed)
    return Result(describe(engine.info), settings_used, metrics, sums, curves), records


def chosen_metrics(records: Sequence[FileCounts], beginnings: Sequence[str]) -> Sums:
    """The sums of the metrics that begin with one of `beginnings`."""
    return {
        record.id: {n: s for n, s in record.sums.items() if n.startswith(tuple(beginnings))}
        for record in records
    }


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where the result called `key` is kept, next to `out`; nowhere if that is None."""

    out: Path | None
    key: str
    resume: bool

    @property
    def path(self) -> Path | None:
        return None if self.out is None else sibling(self.out, self.key)


def sibling(out: Path, key: str) -> Path:
    """`ours.json`, "ngram" -> `ours.ngram.json`; `out` itself without a key."""
    return out.with_name(f"{out.stem}.{key}{out.suffix}") if key else out


def kept_or_measured(
    open_engine: Opener, paths: Sequence[Path], settings: RunnerSettings, keeping: Keeping
) -> Result:
    """What an earlier run has kept of the same model, files and places; else measured and kept.

    A kept result may be one that the clock has cut short.
    """
    path = keeping.path
    if keeping.resume and path is not None and path.exists():
        kept = Result.load(path)
        model = describe(open_engine().info)
        wanted = {name: getattr(settings, name) for name in SAME}
        if settings.n_lines and keeping.key in ("", WORKSPACE):  # a baseline's lines will do
            wanted["n_lines"] = settings.n_lines
        wanted["paths"] = [part.name for part in paths]
        if kept.model == model and wanted.items() <= kept.settings.items():
            return kept
    print(f"asking {keeping.key or 'the model'}", file=sys.stderr, flush=True)
    result, _ = evaluate(open_engine, paths, settings)
    if path is not None:
        result.save(path)
    return result
