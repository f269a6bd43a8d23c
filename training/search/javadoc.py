"""Pairs of a comment's first sentence and the declaration below it.

    documented(extract(text), "owner/name", "src/G.java")     pairs of one file

Takes what a reader would search for: sentences of three words and more, on declarations of three
lines and more; no tests, and none of the methods that every class has.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from beamcoder.model.search.units import Extraction, Unit, extract
from beamcoder.training.corpus.reading import open_tree
from beamcoder.training.search.pairs import Pair, undocumented

MIN_WORDS, MAX_WORDS, MIN_LINES = 3, 60, 3
MAX_FILE_BYTES: Final = 400_000  # longer ones are generated
ORIGIN: Final = "javadoc"
_EVERY_CLASS: Final = frozenset(
    {"toString", "equals", "hashCode", "clone", "finalize", "main", "compareTo", "setUp"}
)
_TEST_PATH: Final = re.compile(
    r"(?:^|/)(?:test|tests|Test|Tests|jmh|it)/|Tests?\.java$|(?:^|/)Test[A-Z]\w*\.java$"
)
_TAG: Final = re.compile(r"(?:^|\s)@\w+.*", re.DOTALL)
_SENTENCE: Final = re.compile(r".*?[.!?](?=\s|$)", re.DOTALL)
_EMPTY: Final = re.compile(
    r"inheritDoc|non-Javadoc|^TODO|^Copyright|^Licen[cs]ed|^\W*$|^see\b", re.I
)
_WORD: Final = re.compile(r"[A-Za-z]{2,}")


def is_test_path(path: str) -> bool:
    return _TEST_PATH.search(path) is not None


def first_sentence(comment: str) -> tuple[str, str]:
    """-> the first sentence of a plain comment, and what follows it.

    >>> first_sentence("Adds one. Then two. @param x a number")
    ('Adds one.', 'Then two. @param x a number')
    """
    prose = _TAG.sub("", comment, count=1).strip()
    match = _SENTENCE.match(prose)
    sentence = match[0] if match else prose
    return sentence, comment[comment.find(sentence) + len(sentence) :].strip()


def documented(extraction: Extraction, source: str, path: str) -> Iterator[Pair]:
    for unit in extraction.units:
        if not _is_worth_it(unit):
            continue
        text, rest = first_sentence(unit.comment)
        n_words = len(_WORD.findall(text))
        if MIN_WORDS <= n_words <= MAX_WORDS and not _EMPTY.search(text):
            yield Pair(text, undocumented(unit), rest[:600], ORIGIN, source, path)


def _is_worth_it(unit: Unit) -> bool:
    long_enough = unit.body.count("\n") + 2 >= MIN_LINES and bool(unit.body)
    return bool(unit.comment) and long_enough and unit.name not in _EVERY_CLASS


def repository_pairs(place: Path, source: str) -> Iterator[Pair]:
    """All pairs of a folder, zip file or git repository, in the order of its paths."""
    with open_tree(place) as tree:
        entries = [
            entry
            for entry in tree.entries(history=False)
            if entry.path.endswith(".java") and not is_test_path(entry.path)
        ]
        for entry, data in tree.read(entries):
            if data is not None and len(data) <= MAX_FILE_BYTES:
                text = data.decode("utf-8", "replace")
                yield from documented(extract(text), source, entry.path)
