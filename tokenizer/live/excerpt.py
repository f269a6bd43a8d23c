"""Excerpt of a file for name and type checks, about 150 lines at most.

    excerpt = ExcerptReader(buffer).around(cursor)      or, of a text by itself,
    excerpt = excerpt_of(text, offset)
    excerpt.text, excerpt.offset                Java, as well-formed as the file
    excerpt.tokens[: excerpt.n_tokens_before]   its lexical tokens left of the cursor

The excerpt holds the lines around the cursor, and all other lines outside closed blocks: what
encloses the cursor, members, statements of the open blocks. The body of another method says nothing
about this place. Bodies of classes count as open, for their members can be called, but only those
of the MAX_CLASSES nearest classes; of other classes the names are known. Where that is too much,
the nearest lines stay, and the first ones of each enclosing block: fields stand there. Balanced
brackets stand in for the lines that are left out.

Bounded, whatever the file: a few array operations over its lines, then some 150 lines at most. What
stands above and below the cursor's line is gathered once and kept while only that line changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.tokenizer.lexer import Mode
from beamcoder.tokenizer.live.buffer import DEPTH, IS_CLASS, N_TOKENS, Buffer
from beamcoder.tokenizer.live.cursor_line import CursorLine, line_at_cursor
from beamcoder.tokenizer.live.cut import Cutter
from beamcoder.tokenizer.token import Token, TokenKind

NEAR_ABOVE: Final = 24  # lines that are kept whole
NEAR_BELOW: Final = 16
MAX_ABOVE: Final = 48  # lines of the excerpt
MAX_BELOW: Final = 32
HEAD: Final = 24  # lines at the file's beginning: imports
TOP: Final = 24  # lines after the beginning of an enclosing block
DEEPEST: Final = 6  # enclosing blocks whose first lines count
MAX_CLASSES: Final = 4  # looked into, on either side
STYLE_ABOVE: Final = 96  # lines from which habits of spacing are learned
STYLE_BELOW: Final = 48
REACH_BELOW: Final = 400  # lines below the cursor that are looked at

Lines = NDArray[np.int64]
Flags = NDArray[np.bool_]
_OPENER: Final = Token(TokenKind.SEPARATOR, "{", 0)
_CLOSER: Final = Token(TokenKind.SEPARATOR, "}", 0)
_OPENED: Final = {Mode.CODE: "", Mode.COMMENT: "/*", Mode.TEXT_BLOCK: '"""\n'}
_CLOSED: Final = {Mode.CODE: "", Mode.COMMENT: "*/\n", Mode.TEXT_BLOCK: '"""\n'}


@dataclass(frozen=True, slots=True)
class Half:
    """The excerpt's lines above or below the cursor's line; `depth` is how many blocks it opens.

    `nearest` are the lines next to the cursor as they are, to learn from how they are written.
    """

    text: str
    tokens: tuple[Token, ...]
    depth: int
    nearest: str = ""
    is_cut: bool = False  # there is more of the file beyond


@dataclass(frozen=True)
class Excerpt:
    """`text` and `tokens` are without the word that has been typed, which belongs at `offset`.

    Starts of tokens are columns, not offsets. `n_before` counts the file's tokens left of
    the cursor, in the excerpt or not; `next_line` are those of the first line below that has any.
    """

    cursor: CursorLine
    above: Half
    below: Half
    n_before: int
    next_line: tuple[str, ...]

    @property
    def fragment(self) -> str:
        return self.cursor.fragment

    @property
    def rest_of_line(self) -> str:
        return self.cursor.rest

    @cached_property
    def text(self) -> str:
        closed = _CLOSED[self.cursor.after.mode]
        ending = "}" * len(self._unclosed)
        return f"{self._left}{self.cursor.right}{closed}{self.below.text}{ending}"

    @property
    def nearest(self) -> str:
        """The lines around the cursor, the word that has been typed left out."""
        return f"{self.above.nearest}{self.cursor.left}{self.cursor.right}{self.below.nearest}"

    @cached_property
    def offset(self) -> int:
        return len(self._left)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        cursor, unclosed = self.cursor, self._unclosed
        return (
            *self.above.tokens, *cursor.tokens, *cursor.tokens_after, *self.below.tokens, *unclosed
        )  # fmt: skip

    @property
    def n_tokens_before(self) -> int:
        return len(self.above.tokens) + len(self.cursor.tokens)

    @property
    def _left(self) -> str:
        return f"{self.above.text}{_OPENED[self.cursor.before.lexer.mode]}{self.cursor.left}"

    @property
    def _unclosed(self) -> tuple[Token, ...]:
        """Closers of the blocks that the file closes outside the excerpt."""
        depth = self.above.depth + self.below.depth + _depth(self.cursor.tokens)
        return (_CLOSER,) * (self.below.is_cut * (depth + _depth(self.cursor.tokens_after)))

    def differs_in_word(self, other: "Excerpt") -> bool:
        """Whether two excerpts are equal but for the word typed."""
        a, b = self.cursor, other.cursor
        return (
            self.above is other.above
            and self.below is other.below
            and (a.left, a.right, a.before) == (b.left, b.right, b.before)
        )


def excerpt_of(text: str, offset: int) -> Excerpt:
    """The excerpt at an offset of a text by itself, without a buffer kept for it."""
    buffer = Buffer(Cutter())
    buffer.follow(text)
    buffer.settle(offset, REACH_BELOW)
    return ExcerptReader(buffer).around(line_at_cursor(buffer, offset))


class ExcerptReader:
    """What was last seen above and below a line, kept while nothing changes there."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._line = -1
        self._above = self._below = Half("", (), 0)
        self._n_above, self._next_line = 0, tuple[str, ...]()

    def around(self, cursor: CursorLine) -> Excerpt:
        """The excerpt at a cursor; REACH_BELOW lines below it must be settled."""
        buffer, line = self._buffer, cursor.line
        first, stop = buffer.take_touched()
        if line != self._line or first < line:
            self._above = _look_up(buffer, line)
            self._n_above = int(buffer.table[N_TOKENS, :line].sum())
        if line != self._line or stop > line + 1:
            self._below, self._next_line = _look_down(buffer, line)
        self._line = line
        n_before = self._n_above + len(cursor.tokens)
        return Excerpt(cursor, self._above, self._below, n_before, self._next_line)


def _look_up(buffer: Buffer, line: int) -> Half:
    lines, depths = _above(buffer, line)
    writer = _Writer(buffer)
    for at in lines.tolist():
        writer.write(at, int(depths[at]))
    writer.level(int(depths[line]))
    nearest = "".join(buffer.live.lines[max(0, line - STYLE_ABOVE) : line])
    return writer.side(nearest, is_cut=False)


def _look_down(buffer: Buffer, line: int) -> tuple[Half, tuple[str, ...]]:
    """The half below a line, and the texts of the first tokens there."""
    lines, depths = _below(buffer, line)
    writer = _Writer(buffer)
    for at in lines.tolist():
        writer.write(at, int(depths[at - line - 1]))
    stop, last = line + 1 + REACH_BELOW, int(lines[-1]) if len(lines) else line
    is_cut = stop < buffer.live.n_lines or bool(buffer.table[N_TOKENS, last + 1 : stop].any())
    first = buffer.cut(int(lines[0])).tokens if len(lines) else ()
    nearest = "".join(buffer.live.lines[line + 1 : line + 1 + STYLE_BELOW])
    return writer.side(nearest, is_cut=is_cut), tuple(token.text for token in first)


class _Writer:
    """Lines one after the other, with brackets in the place of what was left out."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._texts: list[str] = []
        self._tokens: list[Token] = []
        self._depth, self._indent = 0, ""

    def write(self, line: int, depth: int) -> None:
        """A line that is so deep in the file."""
        text, cut = self._buffer.live.lines[line], self._buffer.cut(line)
        self.level(depth)
        before = _OPENED[self._buffer.before(line).lexer.mode]
        self._texts += (before, text, _CLOSED[cut.after.mode])
        self._tokens += cut.tokens
        self._depth += cut.depth
        self._indent = text[: len(text) - len(text.lstrip(" \t"))]

    def level(self, depth: int) -> None:
        """Open or close blocks up to a depth."""
        n = depth - self._depth
        if n:
            token = _OPENER if n > 0 else _CLOSER
            self._texts.append(f"{self._indent}{token.text * abs(n)}\n")
            self._tokens += [token] * abs(n)
            self._depth = depth

    def side(self, nearest: str, *, is_cut: bool) -> Half:
        return Half("".join(self._texts), tuple(self._tokens), self._depth, nearest, is_cut)


def _depth(tokens: Sequence[Token]) -> int:
    return sum((token.text == "{") - (token.text == "}") for token in tokens)


def _above(buffer: Buffer, line: int) -> tuple[Lines, Lines]:
    """The lines above in the excerpt; and how deep each begins, the cursor's line too."""
    table = buffer.table[:, :line]
    depths = _starts(table[DEPTH])
    heads = np.flatnonzero(table[IS_CLASS])[-MAX_CLASSES:]
    levels = _through_classes(depths, heads)
    has_tokens = table[N_TOKENS] > 0
    visible = (levels[:-1] <= _least_after(levels)[1:]) & has_tokens
    openers = np.flatnonzero(depths[:-1] < _least_after(depths)[1:])
    found = np.flatnonzero(visible)
    keep = np.zeros(line, np.bool_)
    keep[max(0, line - NEAR_ABOVE) :] = True
    keep[found[-MAX_ABOVE:]] = True
    keep[found[:HEAD]] = True
    for at in (*openers[:2].tolist(), *openers[-DEEPEST:].tolist()):
        keep[max(0, at - 1) : at + 1] = True  # its "{" may stand on a line of its own
        keep[at + 1 : at + 1 + TOP] |= visible[at + 1 : at + 1 + TOP]
    return _with_ends(keep, has_tokens, depths), depths


def _below(buffer: Buffer, line: int) -> tuple[Lines, Lines]:
    """The lines below in the excerpt; how deep each line there begins, the first one 0."""
    table = buffer.table[:, line + 1 : line + 1 + REACH_BELOW]
    depths = _starts(table[DEPTH])
    heads = np.flatnonzero(table[IS_CLASS])[:MAX_CLASSES]
    levels = _through_classes(depths, heads)
    has_tokens = table[N_TOKENS] > 0
    visible = (levels[:-1] <= np.minimum.accumulate(levels[:-1])) & has_tokens
    keep = np.zeros(table.shape[1], np.bool_)
    keep[:NEAR_BELOW] = True
    keep[np.flatnonzero(visible)[:MAX_BELOW]] = True
    return _with_ends(keep, has_tokens, depths) + line + 1, depths


def _starts(changes: NDArray[np.int32]) -> Lines:
    """How deep each line begins, and what is after the last one."""
    starts = np.zeros(len(changes) + 1, np.int64)
    np.cumsum(changes, out=starts[1:])
    return starts


def _least_after(depths: Lines) -> Lines:
    """At each line, how deep the least deep of it and all after it is."""
    least: Lines = np.minimum.accumulate(depths[::-1])[::-1]
    return least


def _through_classes(depths: Lines, heads: Lines) -> Lines:
    """The same depths, but that the bodies of these classes count for nothing where they end."""
    levels = depths.copy()
    for head in heads.tolist():
        opened = np.flatnonzero(depths[head + 1 : head + 4] > depths[head])[:1]
        body = head + 1 + int(opened[0]) if len(opened) else len(depths)
        closed = np.flatnonzero(depths[body + 1 :] <= depths[head])[:1]
        if len(closed):
            levels[body : body + 1 + int(closed[0])] -= 1
    return levels


def _with_ends(keep: Flags, has_tokens: Flags, depths: Lines) -> Lines:
    """The lines to keep, with the last line of each block that was left out between them."""
    keep &= has_tokens
    filled = np.flatnonzero(has_tokens)
    kept = np.flatnonzero(np.append(keep, True))  # what is after the last line counts too
    before = np.searchsorted(filled, kept) - 1
    kept, before = kept[before >= 0], before[before >= 0]
    ends = filled[before]
    keep[ends[depths[ends] > depths[kept]]] = True
    return np.flatnonzero(keep)
