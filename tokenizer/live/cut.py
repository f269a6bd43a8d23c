"""One line as tokens and pieces, independent of the other lines.

    cutter = Cutter(subword)
    cut = cutter.cut("    int n = 0;\\n", TEXT_START)
    cut.tokens, cut.pieces, cut.width           lexical tokens, their pieces, 4 columns deep

A cut is a function of the line and of the lexer's state before it, so the cuts of the lines used
last are kept for all documents together. Layout marks are not part of a cut: `buffer` knows them.
A token that goes on over several lines, a text block, is cut into one part a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.tokenizer.layout import indent_width
from beamcoder.tokenizer.lexer import TEXT_START, LineState, Mode, lex_line
from beamcoder.tokenizer.subword import Subword
from beamcoder.tokenizer.token import Token, TokenKind

PieceArray = NDArray[np.uint16]

MAX_CUTS: Final = 4096  # kept: some 5 MB
MAX_LONG_CUTS: Final = 512  # of long lines' rows, and of lines inside of a comment: up to 12 MB
LONG_LINE: Final = 160  # code points: longer ones have a place among the latter
NO_TOKEN: Final = -1  # in place of a width: nothing stands on the line
GOES_ON: Final = -2  # in place of a width: the line, or a token, has begun before
_CLASSES: Final = frozenset({"class", "interface", "enum"})


@dataclass(frozen=True, slots=True)
class Cut:
    """`tokens` are lexical, their starts are columns; `pieces` (n,) are theirs.

    `width` is how many columns the line is indented, or NO_TOKEN or GOES_ON; `depth` how many
    more "{" than "}" it has; `opens_class` whether it declares a class; `after` the lexer's state
    after it.
    """

    tokens: tuple[Token, ...]
    pieces: PieceArray
    width: int
    depth: int
    opens_class: bool
    after: LineState


class Cutter:
    """Cuts lines; one for all documents of an engine, from several threads.

    Without a vocabulary it cuts them into tokens alone.
    """

    def __init__(self, subword: Subword | None = None) -> None:
        self._encode = subword.encode if subword else lambda _: ()
        self._cut_code = lru_cache(maxsize=MAX_CUTS)(self._of_code)
        self._cut_other = lru_cache(maxsize=MAX_LONG_CUTS)(self._cut)
        self.marks = lru_cache(maxsize=256)(self._marks)

    def cut(self, line: str, state: LineState) -> Cut:
        if state is TEXT_START and len(line) <= LONG_LINE:
            return self._cut_code(line)
        return self._cut_other(line, state)

    def _of_code(self, line: str) -> Cut:
        return self._cut(line, TEXT_START)

    def _cut(self, line: str, state: LineState) -> Cut:
        found, after = lex_line(line, state)
        tokens = tuple(token for token in found if token.is_lexical)
        return Cut(
            tokens,
            self.pieces(tokens),
            _width(found, tokens, state),
            sum((token.text == "{") - (token.text == "}") for token in tokens),
            _opens_class(tokens),
            after,
        )

    def _marks(self, marks: tuple[str, ...]) -> PieceArray:
        return np.array([piece for mark in marks for piece in self._encode(mark)], np.uint16)

    def pieces(self, tokens: Sequence[Token]) -> PieceArray:
        encode = self._encode
        return np.array([piece for token in tokens for piece in encode(token.text)], np.uint16)


def _width(found: list[Token], tokens: tuple[Token, ...], state: LineState) -> int:
    """Columns before the line's code: those of the white space that it begins with."""
    if goes_on(state):
        return GOES_ON
    if not tokens:
        return NO_TOKEN
    return leading_width(found, state)


def goes_on(state: LineState) -> bool:
    """Whether what begins in this state stands on a line, or inside of a token, begun before."""
    return state.is_inside or state.mode is Mode.TEXT_BLOCK


def leading_width(found: Sequence[Token], state: LineState) -> int:
    """The columns that a line's first tokens give to its code, if there comes any."""
    is_space = bool(found) and found[0].kind is TokenKind.SPACE and state.mode is Mode.CODE
    return indent_width(found[0].text.rstrip("\r\n")) if is_space else 0


def _opens_class(tokens: tuple[Token, ...]) -> bool:
    texts = [token.text for token in tokens]
    for i in range(len(texts) - 1):
        is_name = tokens[i + 1].kind is TokenKind.IDENTIFIER
        if is_name and (texts[i] in _CLASSES or texts[i : i + 3 : 2] == ["record", "("]):
            return i == 0 or texts[i - 1] != "."
    return False
