"""Annotated questions over whole repositories: those of semble, MIT, with files as answers.

    for questions in read_questions(Path("corpora/search/semble")): questions.folder, questions.all
    figures = measure_questions(Path("corpora/search/semble"), encoder)
    figures["both"]["ndcg"]                 of the whole search, rules included

Beside each `name.json` of its benchmark stands a checkout `name/`. A hit covers an answer when it
lies in its file and, where the answer names lines, meets them; NDCG@10 as its benchmark computes
it: primary and secondary answers count alike, an answer that is not there does not count.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from beamcoder.errors import CorpusError
from beamcoder.markdown import markdown_table
from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.encoding import encode_some
from beamcoder.model.search.files.sources import find_sources
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.queries.query import parse_query
from beamcoder.model.search.searcher import Halves, Searcher, Wanted
from beamcoder.training.search.metrics import interval

HALVES: Final[tuple[Halves, ...]] = ("words", "meaning", "both")
COUNT: Final = 10
Figures = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class AnnotatedAnswer:
    """`first` and `last` line are 0 where the whole file is the answer."""

    path: str
    first: int = 0
    last: int = 0

    def is_covered_by(self, path: str, line: int, end_line: int) -> bool:
        same = path == self.path or path.endswith(f"/{self.path}") or self.path.endswith(f"/{path}")
        return same and (not self.first or not (end_line < self.first or line > self.last))


@dataclass(frozen=True, slots=True)
class Question:
    query: str
    category: str
    answers: tuple[AnnotatedAnswer, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    name: str
    folder: Path
    all: tuple[Question, ...]


Place = tuple[str, int, int]
"""Path, first line and last line of a hit."""


def read_questions(folder: Path) -> Iterator[Questions]:
    """Of every repository whose checkout is there."""
    for file in sorted(folder.glob("*.json")):
        place = folder / file.stem
        if place.is_dir():
            yield Questions(file.stem, place, tuple(_questions(file, place)))


def _questions(file: Path, place: Path) -> Iterator[Question]:
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        for row in rows:
            answers = map(_answer, [*row["relevant"], *row["secondary"]])
            there = tuple(each for each in answers if (place / each.path).is_file())
            yield Question(row["query"], row["category"], there)
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise CorpusError(f"{file} has no questions of semble's form") from exc


def _answer(row: str | dict[str, Any]) -> AnnotatedAnswer:
    if isinstance(row, str):
        return AnnotatedAnswer(row)
    return AnnotatedAnswer(row["path"], row.get("start_line", 0), row.get("end_line", 0))


def question_ndcg(
    hits: Sequence[Place], answers: Sequence[AnnotatedAnswer], count: int = 10
) -> float:
    """NDCG of the first `count` hits; two answers may be covered by one hit, which counts once.

    >>> question_ndcg([("B.java", 1, 2), ("a/A.java", 5, 9)], [AnnotatedAnswer("A.java")])
    0.6309297535714575
    """
    ranks = {
        rank for answer in answers for rank in [_first(hits[:count], answer)] if rank is not None
    }
    best = sum(1 / math.log2(i + 2) for i in range(min(count, len(answers))))
    return sum(1 / math.log2(rank + 2) for rank in ranks) / best if best else 0.0


def _first(hits: Sequence[Place], answer: AnnotatedAnswer) -> int | None:
    covered = (rank for rank, hit in enumerate(hits) if answer.is_covered_by(*hit))
    return next(covered, None)


def measure_questions(folder: Path, encoder: Encoder) -> Figures:
    """Halves -> NDCG@10 with its interval, and means by kind of question and by repository."""
    values: dict[str, list[tuple[str, str, float]]] = {halves: [] for halves in HALVES}
    for questions in read_questions(folder):
        index, searcher = _indexed(questions, encoder), Searcher(encoder)
        for halves in HALVES:
            for question in questions.all:
                hits = searcher.search(
                    index.snapshot, index.words, parse_query(question.query), Wanted(COUNT, halves)
                )
                places = [(hit.path, hit.line, hit.end_line) for hit in hits]
                gain = question_ndcg(places, question.answers, COUNT)
                values[halves].append((question.category, questions.name, gain))
    return {halves: _figures(rows) for halves, rows in values.items() if rows}


def _indexed(questions: Questions, encoder: Encoder) -> SearchIndex:
    index = SearchIndex()
    index.follow(find_sources([questions.folder]).places)
    while encode_some(index, encoder):
        pass
    return index


def _figures(rows: list[tuple[str, str, float]]) -> dict[str, Any]:
    gains = np.array([gain for _, _, gain in rows])
    groups = sorted({name for row in rows for name in row[:2]})
    means = {
        group: float(np.mean([gain for *names, gain in rows if group in names])) for group in groups
    }
    return {"ndcg": float(gains.mean()), "interval": interval(gains), "n": len(rows), "by": means}


def question_table(figures: Figures) -> str:
    groups = list(next(iter(figures.values()))["by"]) if figures else []
    rows = []
    for halves, row in figures.items():
        low, high = row["interval"]
        means = [f"{row['by'][group]:.3f}" for group in groups]
        rows.append((halves, f"{row['ndcg']:.3f} ({low:.3f}-{high:.3f})", *means, f"{row['n']}"))
    return markdown_table(("halves", "NDCG@10 (95 %)", *groups, "n"), rows)
