"""Baselines by name, each with a function that opens it."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from beamcoder.training.evaluation.metrics.query import CompletionEngine

KEYS: Final = ("recency", "ngram", "cached", "nested", "gru")
Opener = Callable[[], CompletionEngine]


def openers(corpus: Path, gru: Path | None, paths: Sequence[Path]) -> dict[str, Opener]:
    """Every baseline; the first n-gram that is opened counts the corpus, unless that is kept.

    `paths` are the evaluated files: the author's other ones are among them. Without `gru`, the
    folder of a trained network, that baseline is left out with a line on standard error.
    """
    made = (
        _recency,
        partial(_ngram, corpus),
        partial(_cached, corpus),
        partial(_nested, corpus, tuple(paths)),
    )
    found: dict[str, Opener] = dict(zip(KEYS, made, strict=False))
    if gru is None:
        print("no GRU without --gru, left out", file=sys.stderr)
        return found
    return found | {KEYS[-1]: partial(_gru, gru)}


def _recency() -> CompletionEngine:
    from beamcoder.training.evaluation.baselines.recency import Recency

    return Recency()


def _ngram(corpus: Path) -> CompletionEngine:
    from beamcoder.training.evaluation.baselines.ngram.engine import Ngram
    from beamcoder.training.evaluation.baselines.ngram.learning import open_knowledge

    return Ngram(open_knowledge(corpus))


def _cached(corpus: Path) -> CompletionEngine:
    from beamcoder.training.evaluation.baselines.ngram.learning import open_knowledge
    from beamcoder.training.evaluation.baselines.ngram.nested import Cached

    return Cached(open_knowledge(corpus))


def _nested(corpus: Path, paths: Sequence[Path]) -> CompletionEngine:
    from beamcoder.training.evaluation.baselines.ngram.learning import open_knowledge
    from beamcoder.training.evaluation.baselines.ngram.neighbours import Neighbours, known_problems
    from beamcoder.training.evaluation.baselines.ngram.nested import Nested
    from beamcoder.training.evaluation.places.program import read_programs

    neighbours = Neighbours(read_programs(paths)[0], known_problems(corpus))
    return Nested(open_knowledge(corpus), neighbours)


def _gru(folder: Path) -> CompletionEngine:
    from beamcoder.training.evaluation.baselines.gru.engine import open_gru

    return open_gru(folder)
