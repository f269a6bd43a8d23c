"""Augmentation by renaming of a file's own variables.

    pieces, statement = Renaming.of(subword).renamed(pieces, statement, other, rng)

What a file declares takes, at random, names that another file declares after the same type, so
that they are names people use. It works on pieces (`tokenizer.subword`): a name is the pieces up to
the next one that starts a token; declared is what stands after a primitive type, `String` or `[]`,
and before `=`, `;`, `,`, `)` or `:`. A name after a dot is a member of another type and stays.

Where there is a problem statement, it is renamed too, and names that it does not speak of stay: so
what to call a variable is learned from the statement, and not by heart from the problem.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.tokenizer.subword import Subword

TYPES: Final = ("int", "long", "double", "char", "boolean", "String", "]")
ENDS: Final = ("=", ";", ",", ")", ":")

Pieces = NDArray[np.uint16]
Word = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Renaming:
    """`starts` and `is_named` (begins an identifier) over the vocabulary; words as pieces."""

    starts: NDArray[np.bool_]
    is_named: NDArray[np.bool_]
    types: frozenset[Word]
    ends: frozenset[Word]
    dot: Word

    @classmethod
    def of(cls, subword: Subword) -> "Renaming":
        texts = (text[:1] for text in subword.texts)
        named = np.fromiter((c.isalpha() or c in ("_", "$") for c in texts), np.bool_)
        is_named = named & subword.starts & ~subword.is_layout & ~subword.is_control
        types, ends = (frozenset(map(subword.encode, words)) for words in (TYPES, ENDS))
        return cls(np.asarray(subword.starts), is_named, types, ends, subword.encode("."))

    def renamed(
        self, pieces: Pieces, statement: Pieces, other: Pieces, rng: np.random.Generator
    ) -> tuple[Pieces, Pieces]:
        """Both with names that `other` declares; those that stand in them already are not taken."""
        words, said, theirs = (words_of(p, self.starts) for p in (pieces, statement, other))
        names = self._names(words, said, self._declared(theirs), rng)
        before = [self.dot, *words[:-1]]  # bos stays
        changed = [
            word if last == self.dot else names.get(word, word)
            for last, word in zip(before, words, strict=True)
        ]
        return joined(changed), joined([names.get(word, word) for word in said])

    def _names(
        self,
        words: list[Word],
        said: list[Word],
        theirs: dict[Word, Word],
        rng: np.random.Generator,
    ) -> dict[Word, Word]:
        """Which name becomes which."""
        spoken_of, used = set(said), {*words, *said}
        ours = {w: kind for w, kind in self._declared(words).items() if not said or w in spoken_of}
        names = dict[Word, Word]()
        for kind in sorted(self.types):
            free = [word for word, its in theirs.items() if its == kind and word not in used]
            old = [word for word, its in ours.items() if its == kind]
            order = rng.permutation(len(old)).tolist()
            names |= {old[i]: new for i, new in zip(order, free, strict=False)}
        return names

    def _declared(self, words: list[Word]) -> dict[Word, Word]:
        """The names that a file declares, each with the word before its last declaration."""
        return {
            word: before
            for before, word, after in zip(words, words[1:], words[2:], strict=False)
            if before in self.types and after in self.ends and self.is_named[word[0]]
        }


def words_of(pieces: Pieces, starts: NDArray[np.bool_]) -> list[Word]:
    """Pieces cut where a token or a layout mark starts; `starts` over the vocabulary."""
    if not len(pieces):
        return []
    bounds = [*np.flatnonzero(starts[pieces]).tolist(), len(pieces)]
    bounds[0] = 0  # a stretch of a file may begin anywhere
    flat = pieces.tolist()
    return [tuple(flat[begin:end]) for begin, end in pairwise(bounds)]


def joined(words: Iterable[Word]) -> Pieces:
    """The inverse of `words_of`."""
    return np.array([piece for word in words for piece in word], np.uint16)
