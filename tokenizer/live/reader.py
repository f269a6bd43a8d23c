"""Reader of a document at its cursor, for the parts that one key press needs.

    reader = Reader(cutter)                 one a document, kept between calls
    cursor = reader.read(text, offset)      costs the changed lines, and new ones in the excerpt
    reader.left(cursor), reader.right(cursor, 256), reader.excerpt(cursor)

A new reader gives the same answers, after reading all lines above the cursor once. `cursor.look`
says the same of a whole text at once, in symbols. One thread at a time.
"""

from collections.abc import Callable

import numpy as np

from beamcoder.tokenizer.cursor import AFTER_CHARACTERS
from beamcoder.tokenizer.live.buffer import Buffer, LineStart, never
from beamcoder.tokenizer.live.cursor_line import CursorLine, line_at_cursor
from beamcoder.tokenizer.live.cut import Cutter, PieceArray
from beamcoder.tokenizer.live.excerpt import Excerpt, ExcerptReader
from beamcoder.tokenizer.live.lines import UnchangedEnds


class Reader:
    """Reads one document, again and again."""

    def __init__(self, cutter: Cutter) -> None:
        self.buffer = Buffer(cutter)
        self._halves = ExcerptReader(self.buffer)

    @property
    def n_bytes(self) -> int:
        """What it holds, within a tenth or so."""
        return self.buffer.n_bytes

    def read(
        self,
        text: str,
        offset: int,
        around: UnchangedEnds | None = None,
        is_over: Callable[[], bool] = never,
    ) -> CursorLine:
        """Follow the text; the line of an offset, 0 to len(text). `around` as in `LineBuffer`.

        ReadingCancelledError once `is_over`; to ask again goes on with what was read until then.
        """
        buffer = self.buffer
        buffer.follow(text, around)
        line, _ = buffer.live.position(offset)
        buffer.settle(buffer.reach_below(min(line + 1, buffer.live.n_lines - 1)), is_over)
        return line_at_cursor(buffer, offset)

    def left(self, cursor: CursorLine) -> PieceArray:
        """The pieces of the cursor's line left of the fragment, layout marks first."""
        _, marks = self.buffer.begin(cursor.before, cursor.width)
        return np.concatenate((marks, self.buffer.cutter.pieces(cursor.tokens)))

    def right(self, cursor: CursorLine, most: int) -> PieceArray:
        """The first pieces right of the cursor and below it, those of AFTER_CHARACTERS at most.

        Brackets and the like on the rest of the line are left out: editors put them there by
        themselves, and models have learned from text that begins at a line. So are they below,
        where nothing else stands: they say no more than the brackets that are open. A model that
        reads them takes them for the end of a hole which has to be filled.
        """
        buffer, lines = self.buffer, self.buffer.live.lines
        widths, _ = buffer.begin(cursor.before, cursor.width)
        state, n_left = (
            LineStart(cursor.after, widths),
            AFTER_CHARACTERS - len(cursor.right),
        )
        has_content = any(token.is_content for token in cursor.tokens_after)
        parts = [buffer.cutter.pieces(cursor.tokens_after)] if has_content else []
        line, n_pieces = cursor.last, sum(map(len, parts))
        while n_left > 0 and n_pieces < most and (line := line + 1) < len(lines):
            cut = buffer.cutter.cut(lines[line][:n_left], state.lexer)
            widths, marks = buffer.begin(state, cut.width)
            state = LineStart(cut.after, widths)
            parts += (marks, cut.pieces)
            has_content = has_content or any(token.is_content for token in cut.tokens)
            n_pieces += len(marks) + len(cut.pieces)
            n_left -= len(lines[line])
        return np.concatenate(parts)[:most] if has_content else buffer.pieces[:0]

    def excerpt(self, cursor: CursorLine) -> Excerpt:
        """The excerpt around the cursor."""
        return self._halves.around(cursor)
