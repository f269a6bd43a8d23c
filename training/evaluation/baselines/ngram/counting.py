"""Lexicon, counts and spelling model from the train split of a corpus.

Files are lexed by two processes; what they send back is numbers, with the symbols they stand for.
Every style of the corpus is counted: an n-gram is only helped by more text.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.errors import CorpusError
from beamcoder.training.evaluation.baselines.ngram.counts import PAD, Counts
from beamcoder.training.evaluation.baselines.ngram.lexicon import (
    LINE_ENDS,
    Lexicon,
    symbols_of,
)
from beamcoder.training.evaluation.baselines.ngram.spelling import SpellingModel

MIN_COUNT: Final = 2  # of a known token
BATCH: Final = 256  # files sent to a process at a time
N_PROCESSES: Final = 2
MAX_SPELT: Final = 200_000  # tokens that spelling is learned from

Numbers = NDArray[np.int32]


def count(train: Path, order: int) -> tuple[Lexicon, Counts, SpellingModel]:
    """Read `train`, JSON lines with a `text` each. CorpusError if it cannot be read."""
    parts, symbols = [], {"": PAD}
    with get_context("spawn").Pool(N_PROCESSES) as pool:
        batches = ((lines, order) for lines in _batches(train))
        for found, numbers in pool.imap(_read, batches):
            shared = np.fromiter((symbols.setdefault(s, len(symbols)) for s in found), np.int32)
            parts.append(shared[numbers])
    if not parts:
        raise CorpusError(f"{train} holds no file")
    return _learned(np.concatenate(parts), list(symbols), order)


def _learned(
    stream: Numbers, symbols: Sequence[str], order: int
) -> tuple[Lexicon, Counts, SpellingModel]:
    """`stream` has numbers of `symbols`, in the order of their first appearance."""
    n = np.bincount(stream, minlength=len(symbols))
    marks = {"", *LINE_ENDS}
    known = sorted(
        s for s, times in zip(symbols, n, strict=True) if times >= MIN_COUNT and s not in marks
    )
    lexicon = Lexicon(known[: (1 << 19)])
    rare = [s for s, times in zip(symbols, n, strict=True) if times < MIN_COUNT and s not in marks]
    number = lexicon.ids(symbols)
    number[0] = PAD
    return (
        lexicon,
        Counts.of(number[stream], order),
        SpellingModel.learn(rare[:: 1 + len(rare) // MAX_SPELT]),
    )


def _batches(train: Path) -> Iterator[list[str]]:
    try:
        with train.open(encoding="utf-8") as lines:
            while batch := list(islice(lines, BATCH)):
                yield batch
    except OSError as exc:
        raise CorpusError(f"cannot read {train}: {exc.strerror}") from exc


def _read(job: tuple[list[str], int]) -> tuple[list[str], Numbers]:
    """The symbols of some files, each once, and all files in numbers of those."""
    lines, order = job
    symbols = {"": PAD}
    numbers: list[int] = []
    for line in lines:
        numbers += [PAD] * (order - 1)
        numbers += (
            symbols.setdefault(s, len(symbols)) for s in symbols_of(json.loads(line)["text"])
        )
    return list(symbols), np.array(numbers, np.int32)
