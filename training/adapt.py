"""`beamcoder adapt`: the default model, fine-tuned on one's own files in minutes.

    beamcoder adapt solutions --out my-model

The files become a corpus of their own, of which some problems are held out; the model goes on with
the rest for a few epochs. The weights that are written are those between before and after with the
lowest loss on the validation files (weight interpolation: Wortsman et al. 2022, arXiv 2109.01903),
so that few files do no harm. Both models then complete the test files, which neither has seen.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from beamcoder.errors import CorpusError, UsageError
from beamcoder.model.artefact import ModelFolder, WeightFile, open_folder
from beamcoder.model.completer import Completer
from beamcoder.training.command import prepare
from beamcoder.training.corpus.build import BuildOptions, build
from beamcoder.training.corpus.command import advice
from beamcoder.training.corpus.files import write_files
from beamcoder.training.corpus.progress import Reporter
from beamcoder.training.corpus.splits import Split, Splits
from beamcoder.training.evaluation.measure import evaluate
from beamcoder.training.evaluation.results.estimates import MIN_FILES, differences
from beamcoder.training.evaluation.results.report import Result
from beamcoder.training.evaluation.runner import RunnerSettings
from beamcoder.training.export.command import Checkpoint, Matrices, export, set_calibration
from beamcoder.training.run.checkpoint import put_weights
from beamcoder.training.run.device import keep_freed_memory, place
from beamcoder.training.run.loop import Trainer
from beamcoder.training.run.recipe import Recipe
from beamcoder.training.run.warm_start import Start

HELD_OUT: Final = 0.15  # of the problems, for validation and as much for test
EPOCHS: Final = 4
PIECES_A_TOKEN: Final = 1.2
MIN_PIECES, MAX_PIECES = 40_000, 2_000_000
SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the weights after, in the mean that is written
TEST_FILES: Final = 12
# What is shown, of what `beamcoder evaluate` measures.
ROWS: Final = {
    "next_token.left.all.accuracy@1": "next token right, %",
    "next_token.left.all.bits": "bits a token",
    "next_token.left.identifiers.accuracy@1": "identifiers right, %",
    "line.start.left.all.exact": "lines right from their start, %",
    "keystrokes_saved.left.all": "keystrokes saved, %",
}


def run(args: argparse.Namespace) -> int:
    if not args.minutes > 0:
        raise UsageError(f"--minutes must be positive, not {args.minutes}")
    work = args.work or args.out.with_name(f".{args.out.name}.work")
    if not args.work and work.exists():
        shutil.rmtree(work)
    try:
        adapted = adapt(Adaptation(tuple(args.places), args.out, args.model, args.minutes, work))
    finally:
        if not args.work:
            shutil.rmtree(work, ignore_errors=True)
    print(json.dumps(adapted.plain()) if args.json else adapted.table())
    return 0


@dataclass(frozen=True, slots=True)
class Adaptation:
    """Options; `work` is a folder for the corpus, the run and the held-out files."""

    places: tuple[Path, ...]
    out: Path
    base: Path
    minutes: float
    work: Path


@dataclass(frozen=True, slots=True)
class Adapted:
    """The model folder, the share of the new weights in it, and what both models get right."""

    out: Path
    n_files: int
    share: float
    before: Result
    after: Result

    @property
    def has_intervals(self) -> bool:
        """Whether there are files enough that drawing them anew says something."""
        return len(self.after.files) >= MIN_FILES

    def plain(self) -> dict[str, Any]:
        changes = differences(self.after.files, self.before.files, 0)
        return {
            "model": str(self.out),
            "training_files": self.n_files,
            "test_files": len(self.after.files),
            "share": self.share,
            "figures": {
                name: {
                    "before": self.before.metrics[name].value,
                    "after": self.after.metrics[name].value,
                    "difference": changes[name].plain() if self.has_intervals else None,
                }
                for name in ROWS
                if name in changes
            },
        }

    def table(self) -> str:
        plain = self.plain()
        n_tests = _files(plain["test_files"])
        lines = [
            f"{self.out}: trained on {_files(self.n_files)}, tried on {n_tests} not seen",
            f"{'':<34}{'before':>9}{'after':>9}" + "   difference, 95 %" * self.has_intervals,
        ]
        for name, figures in plain["figures"].items():
            lines.append(_row(ROWS[name], figures))
        if not self.has_intervals:
            lines.append(
                f"{n_tests} held out: too few to say how sure these figures are; that takes "
                f"{MIN_FILES}, of some {round(MIN_FILES / HELD_OUT)} files of yours"
            )
        if not self.share:
            lines.append("Nothing of these files helped with the others: the weights are as before")
        return "\n".join(lines)


def _files(n: int) -> str:
    return f"{n} file" if n == 1 else f"{n} files"


def _row(title: str, figures: dict[str, Any]) -> str:
    factor = 100.0 if title.endswith("%") else 1.0
    before, after = (factor * figures[name] for name in ("before", "after"))
    row, change = f"{title:<34}{before:>9.2f}{after:>9.2f}", figures["difference"]
    if change is None:
        return row
    return f"{row}   [{factor * change['low']:+.2f}, {factor * change['high']:+.2f}]"


def adapt(task: Adaptation) -> Adapted:
    """Build, train, export, measure. CorpusError if the files are too few."""
    base = open_folder(task.base)
    n_files, n_tokens = _build(task)
    share, matrices = _train(task, base, n_tokens)
    checkpoint = Checkpoint(base.config, matrices, base.tokenizer_path)
    out = task.out.resolve()
    export(checkpoint, out, out.name, _card(base, task, n_files, share), base.statement_trust)
    set_calibration(out, base.calibration)
    test = task.work / "test"
    shutil.rmtree(test, ignore_errors=True)
    write_files(task.work / "corpus", Split.TEST, test)
    before, after = (_measure(folder, test) for folder in (task.base, out))
    return Adapted(task.out, n_files, share, before, after)


def _build(task: Adaptation) -> tuple[int, int]:
    """The corpus of the files; how many files and lexical tokens are trained on."""
    options = BuildOptions(task.work / "corpus", task.places, splits=Splits(share=HELD_OUT))
    reporter = Reporter()
    try:
        splits = build(options, reporter).report()["splits"]
    finally:
        reporter.close()
    if sentence := advice(splits):
        raise CorpusError(sentence)
    train = splits[str(Split.TRAIN)]
    return train["files"], train["tokens"]


def _train(task: Adaptation, base: ModelFolder, n_tokens: int) -> tuple[float, Matrices]:
    """The best mean of the weights before and after, and the share of those after in it."""
    keep_freed_memory()
    start = Start.open(task.base)
    recipe = _recipe(base, n_tokens)
    where = place(recipe.run.precision)
    trainer = prepare(recipe, task.work / "corpus", task.work / "run", where, start)
    if not trainer.resume():
        trainer.begin(start)
        trainer.run(task.minutes)
    before = WeightFile(base.weights_path).matrices()
    after = {n: p.detach().float().cpu().numpy() for n, p in trainer.model.state_dict().items()}
    losses = {}
    for share in SHARES:
        print(f"with {share:.0%} of the new weights:", file=sys.stderr)
        losses[share] = _loss(trainer, _mean(before, after, share))
    best = min(losses, key=losses.__getitem__)
    return best, _mean(before, after, best)


def _recipe(base: ModelFolder, n_tokens: int) -> Recipe:
    """The recipe `adapt` for a network of this shape and files of so many tokens."""
    recipe = Recipe.load("adapt")
    n_pieces = min(max(round(EPOCHS * PIECES_A_TOKEN * n_tokens), MIN_PIECES), MAX_PIECES)
    phases = tuple(
        replace(phase, length=min(phase.length, base.config.context)) for phase in recipe.phase
    )
    run = replace(recipe.run, pieces=n_pieces)
    return replace(recipe, model=base.config, run=run, phase=phases)


def _mean(before: Matrices, after: Matrices, share: float) -> Matrices:
    return {
        name: ((1 - share) * matrix + share * after[name]).astype(np.float32)
        for name, matrix in before.items()
    }


def _loss(trainer: Trainer, matrices: Matrices) -> float:
    """Loss a piece on the validation files, with these weights."""
    weights = {name: torch.from_numpy(matrix) for name, matrix in matrices.items()}
    put_weights(trainer.model, weights)
    return trainer.validate()["plain"]


def _measure(model: Path, test: Path) -> Result:
    print(f"asking {model.name}", file=sys.stderr, flush=True)
    settings = RunnerSettings(n_files=TEST_FILES, n_workers=1)
    result, _ = evaluate(partial(Completer.open, model, "cpu"), _authors(test), settings)
    return result


def _authors(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) or [folder]


def _card(base: ModelFolder, task: Adaptation, n_files: int, share: float) -> str:
    sources = ", ".join(place.name for place in task.places)
    return f"""# {task.out.resolve().name}

{base.name} ({base.info.sha256[:16]}), fine-tuned by `beamcoder adapt` on {n_files} files of
{sources}: {share:.0%} of the weights are those after training, the rest those before. The card of
{base.name} says what that one was trained on, and under which licences; of these files only their
owner knows. Calibration is that of {base.name}.
"""
