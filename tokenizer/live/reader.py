"""A document as it is read at its cursor: what a key press asks of a text, and no more.

    reader = Reader(cutter)                 one a document, kept between calls
    here = reader.read(text, offset)        costs the lines that changed, and those new in sight
    reader.left(here), reader.right(here, 256), reader.sight(here)

A new reader gives the same answers, after reading all lines above the cursor once. `cursor.look`
says the same of a whole text at once, in symbols. One thread at a time.
"""

import numpy as np

from beamcoder.tokenizer.cursor import AFTER_CHARACTERS
from beamcoder.tokenizer.live.buffer import Buffer, LineStart
from beamcoder.tokenizer.live.cursor_line import Here, find_here
from beamcoder.tokenizer.live.cut import Cutter, PieceArray
from beamcoder.tokenizer.live.excerpt import REACH_BELOW, Sides, Sight
from beamcoder.tokenizer.live.lines import Around
from beamcoder.tokenizer.token import Token


class Reader:
    """Reads one document, again and again."""

    def __init__(self, cutter: Cutter) -> None:
        self.buffer = Buffer(cutter)
        self._sides = Sides(self.buffer)

    @property
    def n_bytes(self) -> int:
        """What it holds, within a tenth or so."""
        return self.buffer.n_bytes

    def read(self, text: str, offset: int, around: Around | None = None) -> Here:
        """Follow the text; the line of an offset, 0 to len(text). `around` as in `LiveText`."""
        self.buffer.follow(text, around)
        self.buffer.settle(offset, REACH_BELOW)
        return find_here(self.buffer, offset)

    def left(self, here: Here) -> PieceArray:
        """The pieces of the cursor's line left of the fragment, layout marks first."""
        _, marks = self.buffer.begin(here.before, here.width)
        return np.concatenate((marks, self.buffer.cutter.pieces(here.tokens)))

    def right(self, here: Here, most: int) -> PieceArray:
        """The first pieces right of the cursor and below it, those of AFTER_CHARACTERS at most.

        Brackets and the like on the rest of the line are left out: editors put them there by
        themselves, and models have learned from text that begins at a line.
        """
        buffer, lines = self.buffer, self.buffer.live.lines
        widths, _ = buffer.begin(here.before, here.width)
        state, n_left = LineStart(here.after, widths), AFTER_CHARACTERS - len(here.right)
        parts = [buffer.cutter.pieces(here.tokens_behind)] if _has_content(here) else []
        line, n_pieces = here.line, sum(map(len, parts))
        while n_left > 0 and n_pieces < most and (line := line + 1) < len(lines):
            cut = buffer.cutter.cut(lines[line][:n_left], state.lexer)
            widths, marks = buffer.begin(state, cut.width)
            state = LineStart(cut.after, widths)
            parts += (marks, cut.pieces)
            n_pieces += len(marks) + len(cut.pieces)
            n_left -= len(lines[line])
        return np.concatenate(parts)[:most] if parts else buffer.pieces[:0]

    def sight(self, here: Here) -> Sight:
        """What is in sight of the cursor."""
        return self._sides.around(here)


def _has_content(here: Here) -> bool:
    return any(_is_content(token) for token in here.tokens_behind)


def _is_content(token: Token) -> bool:
    return token.text[0].isalnum() or token.text[0] in "\"'_$"
