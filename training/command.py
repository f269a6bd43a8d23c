"""`beamcoder train`: from a built corpus and a recipe to checkpoints, resumable."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from beamcoder.errors import CorpusError, UsageError
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.dataset import PieceSet, learn_vocabulary, tokenise
from beamcoder.training.device import Placement, leave, place
from beamcoder.training.loop import Trainer
from beamcoder.training.recipe import Recipe


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--recipe", required=True, metavar="FILE", help="a TOML file, or tiny, cpu, gpu")
    parser.add_argument("--corpus", required=True, type=Path, metavar="DIR", help="made by `beamcoder corpus build`")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="the run's folder; resumed if it exists")
    parser.add_argument("--max-minutes", type=float, default=float("inf"), metavar="M", help="stop after so long")
    parser.add_argument("--pieces", type=int, metavar="N", help="train on so many pieces instead of the recipe's")


def run(args: argparse.Namespace) -> int:
    recipe = Recipe.load(args.recipe)
    if args.pieces is not None:
        recipe = replace(recipe, run=replace(recipe.run, pieces=args.pieces))
        recipe.verify("--pieces")
    if args.max_minutes <= 0:
        raise UsageError(f"--max-minutes must be positive, not {args.max_minutes}")
    where = place(recipe.run.precision)
    try:
        trainer = prepare(recipe, args.corpus, args.out, where)
        _say(where, f"{trainer.model.n_parameters / 1e6:.1f} M parameters on {where.device}, {where.dtype}")
        if trainer.resume():
            _say(where, f"resumed at step {trainer.progress.step}")
        trainer.run(args.max_minutes)
    finally:
        leave()
    return 0


def prepare(recipe: Recipe, corpus: Path, folder: Path, where: Placement) -> Trainer:
    """Vocabulary and pieces (made once, kept beside the corpus), and a trainer over them."""
    if not (corpus / "train.jsonl").exists():
        raise CorpusError(f"{corpus} holds no corpus: train.jsonl is missing; run `beamcoder corpus build`")
    _create(folder)
    kept = corpus / f"pieces-{recipe.model.n_pieces}-{'-'.join(recipe.data.styles)}"
    vocabulary = corpus / f"tokenizer-{recipe.model.n_pieces}.model"
    if where.is_first:
        if not vocabulary.exists():
            learn_vocabulary(corpus, recipe.model.n_pieces, vocabulary)
        _tokenise_missing(recipe, corpus, kept, Subword.load(vocabulary))
        (folder / "tokenizer.model").write_bytes(vocabulary.read_bytes())
        (folder / "recipe.json").write_text(json.dumps(recipe.to_json(), indent=2), encoding="utf-8")
    if where.world > 1:
        import torch.distributed as dist

        dist.barrier()
    splits = PieceSet.open(kept / "train"), PieceSet.open(kept / "validation")
    return Trainer(recipe, splits, Subword.load(vocabulary), folder, where)


def _tokenise_missing(recipe: Recipe, corpus: Path, kept: Path, subword: Subword) -> None:
    for split in ("train", "validation"):
        if not (kept / split / "done").exists():
            tokenise(corpus, split, subword, frozenset(recipe.data.styles)).save(kept / split)
            (kept / split / "done").touch()


def _create(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise UsageError(f"cannot make the folder {folder}: {exc.strerror}") from exc


def _say(where: Placement, line: str) -> None:
    if where.is_first:
        print(line, file=sys.stderr)
