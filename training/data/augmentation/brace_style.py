"""Augmentation by brace style: `{` on a line of its own, or not.

    other = BraceStyle.of(subword).turned(pieces)

Nearly all of the corpus is written in one style (97 % of the files put `{` after the head that it
belongs to), half of the validation authors write the other one, and what a token means is the same
in both. So a share of the training files is read in the style that it is not written in. It needs
no lexer: layout stands between the pieces (`tokenizer.layout`), and only `{` at a line's end is
moved. What holds no statements stays: array initialisers, lambdas, blocks in a `case`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beamcoder.tokenizer.subword import Subword

INLINE_BEFORE = ("=", "->", "]", ",", "(", "{", "[", ":", ";", "}")  # `{` stays after these
CHAINED = ("else", "catch", "finally")  # what goes on after a `}`

Pieces = NDArray[np.uint16]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class BraceStyle:
    """The pieces that matter; `is_layout`, `is_inline_before`, `is_chained` over the vocabulary."""

    newline: int
    opening: int
    closing: int
    is_layout: BoolArray
    is_inline_before: BoolArray
    is_chained: BoolArray

    @classmethod
    def of(cls, subword: Subword) -> "BraceStyle":
        def first_pieces(*tokens: str) -> BoolArray:
            flags = np.zeros(subword.n_pieces, np.bool_)
            flags[[subword.encode(token)[0] for token in tokens]] = True
            return flags

        (opening,), (closing,) = subword.encode("{"), subword.encode("}")
        is_layout = np.asarray(subword.is_layout)
        before, chained = first_pieces(*INLINE_BEFORE), first_pieces(*CHAINED)
        return cls(subword.newline, opening, closing, is_layout, before, chained)

    def turned(self, pieces: Pieces) -> Pieces:
        """The file in the other style: that of its fewer blocks; as it is if it has no block."""
        if len(pieces) < 3:
            return pieces
        apart, joined = self._apart(pieces), self._joined(pieces)
        if apart.sum() > joined.sum():
            return self._join(pieces)
        return self._part(pieces, joined)

    def _joined(self, pieces: Pieces) -> BoolArray:
        """Each `{` that ends the line of its head."""
        before, here, after = pieces[:-2], pieces[1:-1], pieces[2:]
        found = (here == self.opening) & self.is_layout[after] & ~self.is_layout[before]
        return np.pad(found & ~self.is_inline_before[before], 1)

    def _apart(self, pieces: Pieces) -> BoolArray:
        """Each `{` that stands on a line of its own, no deeper than its head."""
        before, here, after = pieces[:-2], pieces[1:-1], pieces[2:]
        found = (here == self.opening) & self.is_layout[after] & (before == self.newline)
        found[1:] &= ~self.is_inline_before[pieces[: len(found) - 1]]
        found[:1] = False
        return np.pad(found, 1)

    def _part(self, pieces: Pieces, joined: BoolArray) -> Pieces:
        """A line of their own for these `{`, and for what goes on after a `}`."""
        begins = joined.copy()
        begins[1:] |= self.is_chained[pieces[1:]] & (pieces[:-1] == self.closing)
        return np.insert(pieces, np.flatnonzero(begins), self.newline)

    def _join(self, pieces: Pieces) -> Pieces:
        """Each `{` after its head again, and what goes on after a `}` after it."""
        goes = np.zeros(len(pieces), np.bool_)
        goes[:-1] = self._apart(pieces)[1:]
        chained = self.is_chained[pieces[2:]] & (pieces[1:-1] == self.newline)
        goes[1:-1] |= chained & (pieces[:-2] == self.closing)
        return pieces[~goes]
