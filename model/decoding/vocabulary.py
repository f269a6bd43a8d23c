"""The vocabulary as masks: pieces that may open, continue or end a token.

`Vocabulary` is made once for a Subword and shared. It also finds the pieces that fit what has
been typed of a word: sorted surface texts stand in for a trie.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from beamcoder.model.runtime.interface import BoolArray, FloatArray, IntArray
from beamcoder.tokenizer.lexer import OPERATORS, SEPARATORS
from beamcoder.tokenizer.subword import Subword

HALF_CHARACTER: Final = "\ufffd"  # what bytes that are no character are decoded to
_SHORTEST_NAME: Final = 4
_LAST: Final = "\U0010ffff"


class Vocabulary:
    """Sets of pieces, as index arrays and masks over the vocabulary."""

    def __init__(self, subword: Subword) -> None:
        self.subword = subword
        self.spellings, texts = subword.spellings, subword.texts
        layout, control, starts = subword.is_layout, subword.is_control, subword.starts
        self.opening: IntArray = np.flatnonzero(starts & ~layout & ~control)
        self.continuing: IntArray = np.flatnonzero(~starts)
        self.layout: IntArray = np.flatnonzero(layout)
        self.line_ends: IntArray = np.append(self.layout, subword.eos)
        self.ends_token: FloatArray = starts.astype(np.float32)
        signs = [subword.encode(sign) for sign in (*OPERATORS, *SEPARATORS)]
        self.begun_signs = {sign[:n] for sign in signs for n in range(1, len(sign))}
        self.never: BoolArray = layout | control  # never part of a line
        self.not_opening: BoolArray = np.ones(subword.n_pieces, np.bool_)
        self.not_opening[self.opening] = False
        self._sorted = tuple(self._sort(ids) for ids in (self.continuing, self.opening))
        self._names: dict[str, list[str]] = {}
        for i in self.opening.tolist():
            if len(texts[i]) >= _SHORTEST_NAME and texts[i].isidentifier():
                self._names.setdefault(texts[i][0].lower(), []).append(texts[i])
        self.compatible = lru_cache(maxsize=4096)(self._compatible)

    def text(self, pieces: Sequence[int]) -> str:
        """The token that pieces spell; "" for none, or if they end inside of a character."""
        text = self.subword.decode(pieces)[0] if pieces else ""
        return "" if HALF_CHARACTER in text else text

    def names(self, fragment: str) -> list[str]:
        """Pieces that are names by themselves and begin with the fragment's letter, in any case."""
        return self._names.get(fragment[0].lower(), []) if len(fragment) > 1 else []

    def _sort(self, ids: IntArray) -> tuple[list[str], IntArray]:
        order = sorted(ids.tolist(), key=lambda i: self.spellings[i])
        return [self.spellings[i] for i in order], np.array(order, np.int64)

    def _compatible(self, rest: str, *, opening: bool) -> tuple[IntArray, int]:
        """Pieces that fit a typed `rest`, and how many of them, the first ones, cover it; as it is
        spelt, so that a piece may be a byte of a character.

        A piece covers `rest` if it begins with it; the others are a beginning of it.
        """
        texts, ids = self._sorted[opening]
        covering = ids[bisect_left(texts, rest) : bisect_right(texts, rest + _LAST)]
        shorter = [self._equal(rest[:n], opening) for n in range(len(rest))]
        return np.concatenate([covering, *shorter]), len(covering)

    def _equal(self, text: str, opening: bool) -> IntArray:
        texts, ids = self._sorted[opening]
        return ids[bisect_left(texts, text) : bisect_right(texts, text)]
