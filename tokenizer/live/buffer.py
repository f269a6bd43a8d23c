"""Pieces and layout of a text under edit, kept line by line.

    buffer = Buffer(Cutter(subword))
    buffer.follow(text)                     costs the lines that are other than before
    line = buffer.settle(offset)            the cursor's line; all above it is known now
    buffer.pieces[: buffer.ends[line]]      the pieces of the lines above

Of each line is kept what it adds and the state it was read in: the lexer's, and the widths of
the open indentations. Where two states do not meet is a *seam*; the lines below it are read again
when they are needed, as far as they are, until the states meet. So what is known is a
function of the text alone, and an edit that changes all that follows (a `/*`) costs no more than
what is looked at. Some 130 bytes a line are kept, its text included.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from beamcoder.tokenizer.layout import Widths, follow_width
from beamcoder.tokenizer.lexer import TEXT_START, LineState
from beamcoder.tokenizer.live.cut import Cut, Cutter, PieceArray
from beamcoder.tokenizer.live.line_starts import IntArray
from beamcoder.tokenizer.live.lines import LineBuffer, LinesChanged, UnchangedEnds

# Rows of the table, a column a line, or a row of a long one: how many pieces, layout marks, lexical
# tokens and more "{" than "}" it has, whether it declares a class, and whether it goes on with a
# long line.
N_PIECES, N_MARKS, N_TOKENS, DEPTH, IS_CLASS, IS_INSIDE = range(6)


@dataclass(frozen=True, slots=True)
class LineStart:
    """What the lines above say about a line."""

    lexer: LineState = TEXT_START
    widths: Widths = (0,)


START: Final = LineStart()
_ALL: Final = 1 << 62  # lines
CHUNK: Final = 256  # lines read between two looks at whether to stop
REACH_BELOW: Final = 400  # lines below the cursor that are looked at
REACH_CHARACTERS: Final = 40_000  # code points below it that are: as many as such lines have
LINE_BYTES: Final = 145  # kept of a line apart from its text, as measured on 5,000 lines
_line_start = lru_cache(maxsize=1024)(LineStart)  # equal ones are one object, quickly compared


class ReadingCancelledError(Exception):
    """What is read is not needed any more; what was read so far is kept."""


def never() -> bool:
    """Nothing ends before its end."""
    return False


class Buffer:
    """The lines of one document, and what has been read of them."""

    def __init__(self, cutter: Cutter) -> None:
        self.cutter = cutter
        self.live = LineBuffer()
        self.table = np.zeros((IS_INSIDE + 1, 1), np.int32)
        self.pieces: PieceArray = np.empty(0, np.uint16)
        self.n_read = 0  # lines so far
        self._befores: list[LineStart | None] = [None]  # in which a line was read; None: it was not
        self._afters: list[LineStart | None] = [None]
        self._seams = [0]  # lines whose state is not the one after the line above, sorted
        self._touched = 0, 1  # the lines that changed, from the first to after the last one
        self._ends: IntArray | None = None
        self._hops, self._limit = [0], 0

    @property
    def ends(self) -> IntArray:
        """Where the pieces of line i begin, and after the last one end: (n_lines + 1,)."""
        if self._ends is None:
            self._ends = np.zeros(self.table.shape[1] + 1, np.int64)
            np.cumsum(self.table[N_PIECES], out=self._ends[1:])
        return self._ends

    @property
    def n_bytes(self) -> int:
        """What is kept, within a tenth or so."""
        return len(self.live.text) + LINE_BYTES * self.live.n_lines

    def before(self, line: int) -> LineStart:
        """The state at a line that is settled, or after the last one that is."""
        state = self._afters[line - 1] if line else START
        assert state is not None
        return state

    def cut(self, line: int) -> Cut:
        """A settled line's cut."""
        return self.cutter.cut(self.live.lines[line], self.before(line).lexer)

    # Change

    def take_touched(self) -> tuple[int, int]:
        """First line read or moved since the last call, and the one after the last such line."""
        touched, self._touched = self._touched, (self.live.n_lines, 0)
        return touched

    def _touch(self, first: int, stop: int) -> None:
        self._touched = min(first, self._touched[0]), max(stop, self._touched[1])

    def follow(self, text: str, around: UnchangedEnds | None = None) -> None:
        """Hold this text; `around` as in `LineBuffer`."""
        change = self.live.follow(text, around)
        if change.n_new:
            self._make_room(change)

    def _make_room(self, change: LinesChanged) -> None:
        """Lines of which nothing is known in the place of those that are gone."""
        first, stop = change.first, change.first + change.n_old
        is_moved = change.n_old != change.n_new
        self._touch(first, _ALL if is_moved else stop)
        if is_moved:
            a, b = int(self.ends[first]), int(self.ends[stop])
            room = np.zeros((len(self.table), change.n_new), np.int32)
            self.table = np.concatenate((self.table[:, :first], room, self.table[:, stop:]), axis=1)
            self._ends = None
            self._put_pieces(a, b, self.pieces[:0])
        self._befores[first:stop] = [None] * change.n_new
        self._afters[first:stop] = [None] * change.n_new
        shift, end = change.n_new - change.n_old, first + change.n_new
        after = [seam + shift for seam in self._seams if seam >= stop and seam + shift != end]
        self._seams = [seam for seam in self._seams if seam < first] + [first, end] + after
        if end == self.live.n_lines:
            self._seams.remove(end)

    def settle(self, stop: int, is_over: Callable[[], bool] = never) -> None:
        """Make sure of all lines above one. ReadingCancelledError once `is_over`; what was read
        until then is kept, so that repeated calls come to an end."""
        begun = self.n_read
        while self._seams and self._seams[0] < stop:
            if self.n_read - begun >= CHUNK and is_over():
                raise ReadingCancelledError
            seam = self._seams.pop(0)
            self._mend(seam, min(stop, seam + CHUNK))

    def reach_below(self, line: int) -> int:
        """Down to which line one looks from a line: REACH_BELOW of them, the last left out, if so
        many are within REACH_CHARACTERS."""
        live, end = self.live, self.live.starts[line + 1] + REACH_CHARACTERS
        stop = min(line + 1 + REACH_BELOW, live.n_lines)
        return stop if live.starts[stop] <= end else live.starts.line_at(end)

    def _mend(self, first: int, stop: int) -> None:
        """Read on from a seam until the states meet, or up to line `stop`."""
        state, at = self.before(first), first
        rows, pieces = list[tuple[int, ...]](), list[PieceArray]()
        while at < stop and self._befores[at] != state:
            cut = self.cutter.cut(self.live.lines[at], state.lexer)
            goes_on = state.lexer.is_inside
            widths, marks = self.begin(state, cut.width)
            self._befores[at] = state
            self._afters[at] = state = _line_start(cut.after, widths)
            pieces += (marks, cut.pieces)
            n_pieces = len(marks) + len(cut.pieces)
            counts = n_pieces, len(marks), len(cut.tokens), cut.depth
            rows.append((*counts, cut.opens_class, goes_on))
            at += 1
        if at < self.live.n_lines and self._befores[at] != state and at not in self._seams:
            insort(self._seams, at)
        if rows:
            a, b = int(self.ends[first]), int(self.ends[at])
            self.table[:, first:at] = np.array(rows).T
            if len(rows) == 1:
                self.ends[at:] += rows[0][N_PIECES] - (b - a)  # quicker than to sum all up again
            else:
                self._ends = None
            self._put_pieces(a, b, np.concatenate(pieces))
            self._touch(first, at)
            self.n_read += len(rows)

    def begin(self, state: LineStart, width: int) -> tuple[Widths, PieceArray]:
        """The open indentations when a line so wide has begun, and the pieces of its marks."""
        if width < 0:
            return state.widths, self.pieces[:0]
        widths, marks = follow_width(state.widths, width)
        return widths, self.cutter.marks(marks)

    def _put_pieces(self, a: int, b: int, new: PieceArray) -> None:
        """These in the place of the pieces a to b; the table has been changed already."""
        if len(new) == b - a:
            self.pieces[a:b] = new
        else:
            self.pieces = np.concatenate((self.pieces[:a], new, self.pieces[b:]))
        del self._hops[bisect_right(self._hops, a + 1 - self._limit) + 1 :]

    # Where a window over the pieces begins

    def window_start(self, line: int, n_pieces: int, limit: int, *, has_marks: bool) -> int:
        """What `model.runtime.cache.window_start` finds over `n_pieces` that end in a settled line.

        The file's first piece, BOS, counts. `has_marks`: the line begins with layout marks. The
        hops are kept; one that was decided by pieces above the line needs no second look.
        """
        if limit != self._limit:
            self._hops, self._limit = [0], limit
        hops, known = self._hops, 1 + int(self.ends[line])
        k = bisect_left(hops, n_pieces - limit)
        k = min(k, bisect_right(hops, known - limit), len(hops) - 1)
        start = hops[k]
        while n_pieces - start > limit:
            following = self._hop(start, line, has_marks=has_marks)
            if start + limit <= known:
                hops.append(following)
            start = following
        return start

    def _hop(self, start: int, line: int, *, has_marks: bool) -> int:
        low, high = start + self._limit // 2, start + self._limit
        at = int(np.searchsorted(self.ends[:line], low - 1))
        while at < line and not self.table[N_MARKS, at]:
            at += 1
        following = 1 + int(self.ends[at])
        is_start = at < line or (has_marks and following >= low)
        return following if is_start and following < high else low
