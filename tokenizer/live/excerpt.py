"""Excerpt of a file for name and type checks, about 150 lines at most.

    excerpt = ExcerptReader(buffer).around(cursor)
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

from beamcoder.tokenizer.lexer import Mode
from beamcoder.tokenizer.live.buffer import IS_INSIDE, N_TOKENS, Buffer
from beamcoder.tokenizer.live.cursor_line import CursorLine
from beamcoder.tokenizer.live.excerpt_lines import lines_above, lines_below
from beamcoder.tokenizer.live.rows import is_ended
from beamcoder.tokenizer.token import Token, TokenKind

STYLE_ABOVE: Final = 96  # lines from which habits of spacing are learned
STYLE_BELOW: Final = 48
MAX_LEVELS: Final = 256  # braces put in one place for blocks that are left out

_OPENER: Final = Token(TokenKind.SEPARATOR, "{", 0)
_CLOSER: Final = Token(TokenKind.SEPARATOR, "}", 0)
_OPENED: Final = {
    Mode.CODE: "",
    Mode.COMMENT: "/*",
    Mode.TEXT_BLOCK: '"""\n',
    Mode.LINE_COMMENT: "//",
    Mode.STRING: '+ "',
    Mode.CHARACTER: "+ '",
}
_CLOSED: Final = {
    Mode.CODE: "",
    Mode.COMMENT: "*/\n",
    Mode.TEXT_BLOCK: '"""\n',
    Mode.LINE_COMMENT: "\n",
    Mode.STRING: '"',
    Mode.CHARACTER: "'",
}


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
        depth = min(depth + _depth(self.cursor.tokens_after), MAX_LEVELS)
        return (_CLOSER,) * (self.below.is_cut * depth)

    def differs_in_word(self, other: "Excerpt") -> bool:
        """Whether two excerpts are equal but for the word typed."""
        a, b = self.cursor, other.cursor
        return (
            self.above is other.above
            and self.below is other.below
            and (a.left, a.right, a.before) == (b.left, b.right, b.before)
        )


class ExcerptReader:
    """What was last seen above and below a line, kept while nothing changes there."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._line = self._last = -1
        self._above = self._below = Half("", (), 0)
        self._n_above, self._next_line = 0, tuple[str, ...]()

    def around(self, cursor: CursorLine) -> Excerpt:
        """The excerpt at a cursor; the lines within reach below it must be settled."""
        buffer, line, last = self._buffer, cursor.line, cursor.last
        first, stop = buffer.take_touched()
        if line != self._line or first < line:
            self._above = _look_up(buffer, line)
            self._n_above = int(buffer.table[N_TOKENS, :line].sum())
        if last != self._last or stop > last + 1:
            self._below, self._next_line = _look_down(buffer, last)
        self._line, self._last = line, last
        n_before = self._n_above + len(cursor.tokens)
        return Excerpt(cursor, self._above, self._below, n_before, self._next_line)


def _look_up(buffer: Buffer, line: int) -> Half:
    lines, depths = lines_above(buffer, line)
    writer = _Writer(buffer)
    for at in lines.tolist():
        writer.write(at, int(depths[at]))
    writer.level(int(depths[line]))
    return writer.side(_nearest(buffer, max(0, line - STYLE_ABOVE), line), is_cut=False)


def _look_down(buffer: Buffer, line: int) -> tuple[Half, tuple[str, ...]]:
    """The half below a line, and the texts of the first tokens there."""
    lines, depths = lines_below(buffer, line)
    writer = _Writer(buffer)
    for at in lines.tolist():
        writer.write(at, int(depths[at - line - 1]))
    stop, last = buffer.reach_below(line), int(lines[-1]) if len(lines) else line
    is_cut = stop < buffer.live.n_lines or bool(buffer.table[N_TOKENS, last + 1 : stop].any())
    first = buffer.cut(int(lines[0])).tokens if len(lines) else ()
    nearest = _nearest(buffer, line + 1, min(stop, line + 1 + STYLE_BELOW))
    return writer.side(nearest, is_cut=is_cut), tuple(token.text for token in first)


def _nearest(buffer: Buffer, first: int, stop: int) -> str:
    """These lines as they are; of long ones the first row."""
    rows, inside = buffer.live.lines[first:stop], buffer.table[IS_INSIDE, first:stop].tolist()
    heads = (row for row, goes_on in zip(rows, inside, strict=True) if not goes_on)
    return "".join(row if is_ended(row) else f"{row}\n" for row in heads)


class _Writer:
    """Lines one after the other, with brackets in the place of what was left out."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._texts: list[str] = []
        self._tokens: list[Token] = []
        self._depth = self._n_open = 0  # in the file, and in what is written of it
        self._indent = ""

    def write(self, line: int, depth: int) -> None:
        """A line that is so deep in the file."""
        text, cut = self._buffer.live.lines[line], self._buffer.cut(line)
        self.level(depth)
        before = _OPENED[self._buffer.before(line).lexer.mode]
        self._texts += (before, text, _CLOSED[cut.after.mode])
        self._tokens += cut.tokens
        self._depth += cut.depth
        self._n_open += cut.depth
        self._indent = text[: len(text) - len(text.lstrip(" \t"))]

    def level(self, depth: int) -> None:
        """Open or close blocks up to a depth, MAX_LEVELS of them at most."""
        n = max(-MAX_LEVELS, min(MAX_LEVELS, depth - self._depth))
        if n:
            token = _OPENER if n > 0 else _CLOSER
            self._texts.append(f"{self._indent}{token.text * abs(n)}\n")
            self._tokens += [token] * abs(n)
            self._depth, self._n_open = depth, self._n_open + n

    def side(self, nearest: str, *, is_cut: bool) -> Half:
        return Half("".join(self._texts), tuple(self._tokens), self._n_open, nearest, is_cut)


def _depth(tokens: Sequence[Token]) -> int:
    return sum((token.text == "{") - (token.text == "}") for token in tokens)
