"""Half of the search that goes by words: scores of all units, and how far the words are met.

    half = WordHalf()
    found = half.look_up(snapshot, index.words, query)
    found.scores, found.limit               of all units (n), and what no unit can reach
    found.share, found.missing              what the best unit has, and words that stand nowhere

A word that nobody has written is guessed by its spelling; a guess brings candidates, and proves
nothing. Names are looked up elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.search.block import NameLines
from beamcoder.model.search.queries.query import SearchQuery
from beamcoder.model.search.queries.symbols import slips
from beamcoder.model.search.snapshot import K1, Scores, Snapshot
from beamcoder.model.search.words import WordNumbers

SLIP_WORTH: Final = 0.5  # of a word one slip away from one that nobody has written
MAX_GUESSED: Final = 5  # words of a query that are unknown and are guessed
Weighed = tuple[int, float]  # number of a word, and what it is worth


@dataclass(frozen=True, eq=False, slots=True)
class FoundByWords:
    """`share` from 0 to 1: of the query's words, weighed by rarity, those of the best unit."""

    scores: Scores
    limit: float
    share: float
    missing: tuple[str, ...]  # as in the query: stems
    is_guessed: bool


class WordHalf:
    """Keeps a table for guessing misspelt words."""

    def __init__(self) -> None:
        self._spellings: NameLines | None = None
        self._n_spelled = -1

    def look_up(self, snapshot: Snapshot, words: WordNumbers, query: SearchQuery) -> FoundByWords:
        numbers = [words.number(word) for word in query.words]
        known = [(number, 1.0) for number in numbers if number is not None]
        met = snapshot.word_scores(known)
        counts = iter(met.n_units)
        n_units = [0 if number is None else next(counts) for number in numbers]
        whole = sum(map(snapshot.rarity, n_units)) * (K1 + 1)
        share = float(met.scores.max(initial=0.0)) / whole if whole else 0.0
        missing = tuple(word for word, n in zip(query.words, n_units, strict=True) if not n)
        unknown = [word for word, n in zip(query.words, numbers, strict=True) if n is None]
        guesses = list(self._guesses(words, unknown[:MAX_GUESSED]))
        scores, limit = met.scores, met.limit
        if guesses:
            guessed = snapshot.word_scores(guesses)
            scores, limit = scores + guessed.scores, limit + guessed.limit
        return FoundByWords(scores, limit, min(1.0, share), missing, bool(guesses))

    def _guesses(self, words: WordNumbers, unknown: list[str]) -> Iterator[Weighed]:
        for word in unknown:
            for near in slips(self._table(words), word.encode()):
                yield near, SLIP_WORTH

    def _table(self, words: WordNumbers) -> NameLines:
        if self._spellings is None or self._n_spelled != len(words):
            self._n_spelled = len(words)
            self._spellings = NameLines(word.encode("utf-8", "replace") for word in words)
        return self._spellings


def words_met(
    snapshot: Snapshot, words: WordNumbers, query: SearchQuery, units: NDArray[np.int64]
) -> list[tuple[str, ...]]:
    """Of each unit, the words of the query that it has, as they were typed."""
    met = [set[str]() for _ in units]
    for word in query.words:
        if (number := words.number(word)) is not None:
            have = snapshot.have_word(number, units)
            for own in compress(met, have):
                own.add(word)
    return [query.spelled(own, whole=False) for own in met]
