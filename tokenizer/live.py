r"""A text under edit with its tokens: only the lines an edit touches are lexed again.

    live = LiveText("int a;\nint b;\n")
    live.edit(4, 5, "long_name")    start, end, replacement
    live.tokens                     equal to lex(live.text), always

Tokens are kept a line at a time, with columns for offsets, so that a line keeps its tokens while
the lines above it come and go. An edit costs the lines it touches, and those below them until
the state at a line start is what it was: one line nearly always, all that follow after a `/*`.

Lines end with "\n", "\r\n" or "\r"; lines and columns count from 0, columns in code points.
Knows nothing of editors and their encodings.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from beamcoder.tokenizer.lexer import TEXT_START, LineState, Mode, lex_line
from beamcoder.tokenizer.token import Kind, Token

_ENDED_LINE: Final = re.compile(r"[^\r\n]*+(?:\r\n?|\n)")


def split_lines(text: str) -> list[str]:
    r"""The lines with their ends: "a\n" has two, the last one empty. At least one."""
    lines = _ENDED_LINE.findall(text)
    lines.append(text[sum(map(len, lines)) :])
    return lines


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end, its tokens (`start` is a column) and the states around it."""

    text: str
    before: LineState
    tokens: tuple[Token, ...]
    after: LineState


@dataclass(frozen=True, slots=True)
class LinesChanged:
    """The `n_old` lines from `first` on gave way to `n_new`; all others kept their tokens."""

    first: int
    n_old: int
    n_new: int


class LiveText:
    """A text and its tokens, edited in place."""

    def __init__(self, text: str = "") -> None:
        self._starts = [0]  # of the first lines, one more each time one is asked for
        self._lines = list(_lex_lines(split_lines(text), TEXT_START))

    # What stands there

    @cached_property
    def text(self) -> str:
        return "".join(line.text for line in self._lines)

    @cached_property
    def tokens(self) -> list[Token]:
        """All tokens, as `lex(self.text)` has them. Do not change the list."""
        return list(_whole_tokens(self._lines))

    @property
    def n_lines(self) -> int:
        return len(self._lines)

    def line(self, index: int) -> Line:
        return self._lines[index]

    def line_tokens(self, index: int) -> tuple[Token, ...]:
        """One line's tokens, `start` in columns; space and comments are cut at line ends."""
        return self._lines[index].tokens

    # Places

    def line_start(self, index: int) -> int:
        """The offset of a line's first code point."""
        while len(self._starts) <= index:
            line = self._lines[len(self._starts) - 1]
            self._starts.append(self._starts[-1] + len(line.text))
        return self._starts[index]

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        self.line_start(self.n_lines - 1)
        line = bisect_right(self._starts, offset) - 1
        return line, offset - self._starts[line]

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; one beyond the line's or the text's end is that end."""
        if line >= self.n_lines:
            return len(self)
        text = self._lines[line].text
        return self.line_start(line) + min(column, len(text.rstrip("\r\n")))

    def __len__(self) -> int:
        return self.line_start(self.n_lines - 1) + len(self._lines[-1].text)

    # Change

    def edit(self, start: int, end: int, replacement: str) -> LinesChanged:
        """Puts `replacement` where text[start:end] was."""
        if not 0 <= start <= end <= len(self):
            raise ValueError(f"no stretch {start}:{end} in a text of {len(self)} code points")
        first, last = self._lines_touched(start, end)
        base = self.line_start(first)
        old = "".join(line.text for line in self._lines[first : last + 1])
        new = split_lines(old[: start - base] + replacement + old[end - base :])
        if last + 1 < self.n_lines:
            new.pop()  # the touched lines end with a line end, behind which the next line waits
        return self._replace_lines(first, last + 1, new)

    def _lines_touched(self, start: int, end: int) -> tuple[int, int]:
        first, column = self.position(start)
        if column == 0 and first and self._lines[first - 1].text.endswith("\r"):
            first -= 1  # a "\n" may come to stand behind this "\r", and they are one line end
        return first, self.position(end)[0]

    def _replace_lines(self, first: int, stop: int, texts: list[str]) -> LinesChanged:
        """Lexes `texts` for the lines first:stop, then on until the states meet again."""
        lines = list(_lex_lines(texts, self._lines[first].before))
        while stop < self.n_lines and self._lines[stop].before != lines[-1].after:
            lines.extend(_lex_lines([self._lines[stop].text], lines[-1].after))
            stop += 1
        self._lines[first:stop] = lines
        del self._starts[first + 1 :]
        self.__dict__.pop("text", None)
        self.__dict__.pop("tokens", None)
        return LinesChanged(first, stop - first, len(lines))


def _lex_lines(texts: list[str], state: LineState) -> Iterator[Line]:
    for text in texts:
        tokens, after = lex_line(text, state)
        yield Line(text, state, tuple(tokens), after)
        state = after


def _whole_tokens(lines: list[Line]) -> Iterator[Token]:
    """The lines' tokens with offsets in the text, those cut at line ends put together again."""
    parts: list[Token] = []  # of one token, from line to line
    offset = 0
    for line in lines:
        for token in line.tokens:
            column = token.start
            if parts and column == 0 and _goes_on(parts[-1], token, line.before):
                parts.append(token)
                continue
            if parts:
                yield _joined(parts)
            parts = [Token(token.kind, token.text, offset + column, token.flaw)]
        offset += len(line.text)
    if parts:
        yield _joined(parts)


def _goes_on(part: Token, token: Token, state: LineState) -> bool:
    """Whether the first token of a line belongs to the last one of the line before."""
    return state.mode is not Mode.CODE or part.kind is token.kind is Kind.SPACE


def _joined(parts: list[Token]) -> Token:
    if len(parts) == 1:
        return parts[0]
    text = "".join(part.text for part in parts)
    return Token(parts[0].kind, text, parts[0].start, parts[-1].flaw)
