"""`beamcoder train`: from a built corpus and a recipe to checkpoints, resumable."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import torch

from beamcoder.errors import CheckpointError, CorpusError, DeviceError, UsageError
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.data.dataset import (
    STATEMENTS,
    Choice,
    PieceSet,
    keep_pieces,
    keep_vocabulary,
)
from beamcoder.training.run import checkpoint
from beamcoder.training.run.device import Placement, keep_freed_memory, leave, place, wait
from beamcoder.training.run.loop import Trainer
from beamcoder.training.run.recipe import Recipe
from beamcoder.training.run.warm_start import Start


def _recipe(args: argparse.Namespace) -> Recipe:
    """The recipe as the options change it."""
    recipe = Recipe.load(args.recipe)
    if args.pieces is not None and args.decay is not None:
        raise UsageError("--pieces and --decay both say how long to train: take one")
    if args.decay is not None and args.start is None:
        raise UsageError("--decay ends the training of a checkpoint: name it with --from")
    if args.pieces is not None:
        recipe = replace(recipe, run=replace(recipe.run, pieces=args.pieces))
        recipe.verify("--pieces")
    if args.decay is not None:
        recipe = recipe.decaying(args.decay)
        recipe.verify("--decay")
    return recipe


def run(args: argparse.Namespace) -> int:
    recipe = _recipe(args)
    if not args.max_minutes > 0:
        raise UsageError(f"--max-minutes must be positive, not {args.max_minutes}")
    start = Start.open(args.start) if args.start else None
    keep_freed_memory()
    where = place(recipe.run.precision)
    try:
        trainer = prepare(recipe, args.corpus, args.out, where, start)
        size = f"{trainer.model.n_parameters / 1e6:.1f} M parameters"
        _say(where, f"{size} on {where.device}, {str(where.dtype).removeprefix('torch.')}")
        if trainer.resume():
            _say(where, f"resumed at step {trainer.progress.step}")
        elif start is not None:
            trainer.begin(start)
            _say(where, f"begun with {args.start}")
        trainer.run(args.max_minutes)
        wait(where)  # for the first, which validates and saves: a group is left together
    except torch.cuda.OutOfMemoryError as exc:
        raise DeviceError(
            f"{where.device} is out of memory: take fewer rows in the recipe's phases"
        ) from exc
    finally:
        leave()
    return 0


def prepare(
    recipe: Recipe, corpus: Path, folder: Path, where: Placement, start: Start | None = None
) -> Trainer:
    """Vocabulary and pieces (made once, kept next to the corpus), and a trainer over them.

    A run that begins with `start` has the vocabulary of that.
    """
    if start is not None:
        start.verify(recipe.model)
    for name in ("train.jsonl", "validation.jsonl", STATEMENTS):
        if not (corpus / name).exists():
            raise CorpusError(f"{corpus} is no corpus, it lacks {name}: run beamcoder corpus build")
    if not where.is_first:
        wait(where)  # for what the first makes and keeps
    vocabulary = start.tokenizer if start else keep_vocabulary(corpus, recipe.model.n_pieces)
    data = recipe.data
    choice = Choice(data.styles, data.template_share, data.class_share)
    train, validation = keep_pieces(corpus, vocabulary, choice)
    if where.is_first:
        wait(where)
    styles = ", ".join(data.styles)
    _verify(train, where.world, f"{corpus}/train.jsonl", styles)
    _verify(validation, 1, f"{corpus}/validation.jsonl", styles)
    if where.is_first:
        _begin(recipe, vocabulary, folder)
    return Trainer(recipe, (train, validation), Subword.load(vocabulary), folder, where)


def _verify(pieces: PieceSet, n_parts: int, path: str, styles: str) -> None:
    if pieces.n_files < n_parts:
        raise CorpusError(
            f"{path} has {pieces.n_files} files of the styles {styles}, and training needs "
            f"{n_parts}: build the corpus from more files, on at least three different problems, "
            "or name more styles in the recipe"
        )


def _begin(recipe: Recipe, vocabulary: Path, folder: Path) -> None:
    """The run's folder, with the vocabulary and the recipe in it."""
    own, content = folder / "tokenizer.model", vocabulary.read_bytes()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if checkpoint.checkpoints(folder) and own.exists() and own.read_bytes() != content:
            raise CheckpointError(f"{folder} was trained on another vocabulary than {vocabulary}")
        own.write_bytes(content)
        text = json.dumps(recipe.to_json(), indent=2)
        (folder / "recipe.json").write_text(text, encoding="utf-8")
    except OSError as exc:
        raise UsageError(f"cannot write into {folder}: {exc.strerror}") from exc


def _say(where: Placement, line: str) -> None:
    if where.is_first:
        print(line, file=sys.stderr)
