"""Repositories without the sentences that are their questions.

    repository = read_repository(place, "jhy/jsoup", encoder)
    repository.index.snapshot               all files, tests too, comments less their first sentence
    for question in repository.questions: question.text, question.path, question.line

A question is the first sentence of a method's or a type's comment, asked of its whole repository,
in which no comment has its first sentence any more, but has the rest. One that two comments begin
with is not asked.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.records import SourcePlace, api_unit, make_record
from beamcoder.model.search.snapshot import directions
from beamcoder.model.search.units import Extraction, extract
from beamcoder.training.corpus.reading import open_tree
from beamcoder.training.search.javadoc import (
    MAX_FILE_BYTES,
    documented,
    first_sentence,
    is_test_path,
)

METHODS, TYPES = "methods", "types"
N_METHODS: Final = 60  # questions of a repository
N_TYPES: Final = 25


@dataclass(frozen=True, slots=True)
class RepositoryQuestion:
    """`group` is METHODS, answered by the unit in `line`, or TYPES, answered by the file."""

    text: str
    group: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class QuestionedRepository:
    name: str
    index: SearchIndex
    questions: tuple[RepositoryQuestion, ...]


def without_sentences(extraction: Extraction) -> Extraction:
    """The same, each comment less its first sentence."""
    units = (replace(u, comment=first_sentence(u.comment)[1]) for u in extraction.units)
    return replace(extraction, units=tuple(units))


def read_repository(place: Path, name: str, encoder: Encoder) -> QuestionedRepository:
    """Reads and encodes all of it: seconds to a minute."""
    index, questions = SearchIndex(), list[RepositoryQuestion]()
    for path, extraction in _extractions(place):
        if not is_test_path(path):
            questions.extend(_questions(extraction, name, path))
        _put(index, path, without_sentences(extraction), encoder)
    numbers = index.unencoded_apis(len(index.apis))
    if numbers:
        names = list(index.apis)
        units = [api_unit(names[n]) for n in numbers]
        index.put_api_vectors(numbers, directions(encoder.encode_units(units)))
    index.settle()
    return QuestionedRepository(name, index, tuple(drawn(questions)))


def _extractions(place: Path) -> Iterator[tuple[str, Extraction]]:
    with open_tree(place) as tree:
        entries = [each for each in tree.entries(history=False) if each.path.endswith(".java")]
        for entry, data in tree.read(entries):
            if data is not None and len(data) <= MAX_FILE_BYTES:
                yield entry.path, extract(data.decode("utf-8", "replace"))


def _put(index: SearchIndex, path: str, extraction: Extraction, encoder: Encoder) -> None:
    place = SourcePlace(path, path, 0, 0)
    index.load([make_record(place, extraction, index.words, index.apis)])
    if extraction.units:
        index.put_vectors({path: directions(encoder.encode_units(extraction.units))})


def _questions(extraction: Extraction, name: str, path: str) -> Iterator[RepositoryQuestion]:
    for pair in documented(extraction, name, path):
        if pair.unit.kind != "constructor":
            group = METHODS if pair.unit.kind == "method" else TYPES
            yield RepositoryQuestion(pair.text, group, path, pair.unit.line)


def drawn(questions: Iterable[RepositoryQuestion]) -> Iterator[RepositoryQuestion]:
    """The same ones each time, of each group so many."""
    every = list(questions)
    counts = Counter(question.text.lower() for question in every)
    once = [question for question in every if counts[question.text.lower()] == 1]
    once.sort(key=lambda question: zlib.crc32(f"{question.path}:{question.line}".encode()))
    for group, n in ((METHODS, N_METHODS), (TYPES, N_TYPES)):
        yield from [question for question in once if question.group == group][:n]
