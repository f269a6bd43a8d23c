"""Counts and weights of the n-gram models, made or opened."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Final

from beamcoder.errors import CorpusError
from beamcoder.training.evaluation.baselines.ngram.counting import count
from beamcoder.training.evaluation.baselines.ngram.fitting import Learned, fit
from beamcoder.training.evaluation.baselines.ngram.knowledge import Knowledge
from beamcoder.training.evaluation.baselines.ngram.neighbours import Neighbours, known_problems
from beamcoder.training.evaluation.places.program import Program

# One of seven symbols in a row is, as a rule, the beginning of a line; the others are six tokens.
ORDER: Final = 7


def open_knowledge(corpus: Path) -> Knowledge:
    """What n-grams know of a corpus folder; counted (some minutes) unless it is kept next to it.

    CorpusError if the folder cannot be read or written.
    """
    path = corpus / f"ngram-{ORDER}.npz"
    digest = _digest(corpus / "train.jsonl")
    if path.exists():
        known = Knowledge.load(path)
        if known.digest == digest:
            return known
    knowledge = learn(corpus, digest)
    knowledge.save(path)
    return knowledge


def learn(corpus: Path, digest: str) -> Knowledge:
    """Count the train split, fit on the validation split."""
    print(f"counting {corpus.name} for the n-grams", file=sys.stderr, flush=True)
    learned = Learned(*count(corpus / "train.jsonl", ORDER))
    programs = held_out(corpus / "validation.jsonl")
    weights = fit(learned, programs, Neighbours(programs, known_problems(corpus)))
    return Knowledge(learned.lexicon, learned.counts, learned.spelling, weights, digest)


def held_out(split: Path) -> list[Program]:
    """The files of a split of the corpus as programs. CorpusError if it cannot be read."""
    programs = []
    try:
        with split.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                item = json.loads(line)
                name = f"{item['author']}/{number:05d}_{item['path']}"
                programs.append(Program.parse(item["text"], name, item["author"]))
    except (OSError, ValueError, KeyError) as exc:
        raise CorpusError(f"{split} cannot be read: {exc}") from exc
    return programs


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as exc:
        raise CorpusError(f"cannot read {path}: {exc.strerror}") from exc
