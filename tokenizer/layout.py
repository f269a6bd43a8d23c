"""Layout symbols between lexical tokens: line ends, indentation, blank lines.

A *symbol* is the text of a lexical token or one of three layout marks. Each line that holds a
lexical token begins with NEWLINE (as deep as the line before), INDENT (deeper), or one DEDENT for
each level it comes back. Blank lines, comments and all other spacing leave no trace: `render`
writes them back in the buffer's own style.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from beamcoder.tokenizer.token import Token, TokenKind

NEWLINE = "<nl>"
INDENT = "<in>"
DEDENT = "<de>"
LAYOUT = (NEWLINE, INDENT, DEDENT)

Widths = tuple[int, ...]  # columns of the open indentations, outermost first

TAB_COLUMNS = 4  # columns a tab counts when the depth of a line is measured: an indent in Java


@dataclass(frozen=True, slots=True)
class Symbol:
    """`text` is a lexical token or a layout mark; offsets are code points of the source."""

    text: str
    start: int
    end: int

    @property
    def is_layout(self) -> bool:
        return self.text in LAYOUT  # no lexical token has such a text


def indent_width(space: str) -> int:
    """Columns that the last line of a run of white space takes, tabs counted as TAB_COLUMNS."""
    line = space[max(space.rfind("\n"), space.rfind("\r")) + 1 :]
    return len(line) + (TAB_COLUMNS - 1) * line.count("\t")


def breaks_line(text: str) -> bool:
    return "\n" in text or "\r" in text


class Layout:
    """Turns tokens into symbols, remembering the open indentations between calls.

    >>> [s.text for s in Layout().feed(lex("if (a)\\n  b();"))]
    ['<nl>', 'if', '(', 'a', ')', '<in>', 'b', '(', ')', ';']
    """

    def __init__(self) -> None:
        self._widths: Widths = (0,)
        self._line_width: int | None = 0  # of the line begun but without a token yet
        self._line_start = 0
        self._is_fresh = True  # nothing read yet: white space now is the first line's indentation

    def feed(self, tokens: Iterable[Token]) -> list[Symbol]:
        """The symbols of the next tokens of the same text."""
        symbols: list[Symbol] = []
        for token in tokens:
            if token.is_lexical:
                symbols += self.begin(token.start)
                symbols.append(Symbol(token.text, token.start, token.end))
            else:
                self._pass(token)
        return symbols

    def begin(self, offset: int) -> list[Symbol]:
        """The layout marks due if a token begins at `offset`; none inside a line."""
        self._is_fresh = False
        if self._line_width is None:
            return []
        marks = self._marks(self._line_width)
        first = Symbol(marks[0], min(self._line_start, offset), offset)
        self._line_width = None
        return [first, *(Symbol(mark, offset, offset) for mark in marks[1:])]

    def _pass(self, token: Token) -> None:
        if breaks_line(token.text):
            self._line_width = indent_width(token.text) if token.kind is TokenKind.SPACE else 0
            self._line_start = token.start
        elif self._is_fresh and token.kind is TokenKind.SPACE:
            self._line_width = indent_width(token.text)
        self._is_fresh = False

    def _marks(self, width: int) -> tuple[str, ...]:
        """Update the stack of widths for a line of this width, and say what changed."""
        self._widths, marks = follow_width(self._widths, width)
        return marks


@lru_cache(maxsize=1024)
def follow_width(widths: Widths, width: int) -> tuple[Widths, tuple[str, ...]]:
    """The open indentations after the beginning of a line so wide, and the marks due there."""
    if width > widths[-1]:
        return (*widths, width), (INDENT,)
    kept = widths
    while width < kept[-1]:
        kept = kept[:-1]
    n_closed = len(widths) - len(kept)
    if width > kept[-1]:  # between two levels: it takes the place of the deeper one
        kept, n_closed = (*kept, width), n_closed - 1
    return kept, (DEDENT,) * n_closed or (NEWLINE,)


def layout(tokens: Iterable[Token]) -> list[Symbol]:
    """The symbols of a whole text."""
    return Layout().feed(tokens)
