"""The cursor's line, split at the cursor: left part, typed word, right part.

    here = line_at_cursor(buffer, offset)
    here.reason                     why nothing should be offered here, or None

The line is lexed on both sides of the cursor by itself, at each key press: no other line changes.
Of a long line it is the row that the cursor stands in, with the next one where it is near.
"""

from dataclasses import dataclass
from typing import Final

from beamcoder.tokenizer.cursor import may_grow, silence_reason
from beamcoder.tokenizer.lexer import TEXT_START, LineState, lex_line
from beamcoder.tokenizer.live.buffer import Buffer, LineStart
from beamcoder.tokenizer.live.cut import GOES_ON, NO_TOKEN, goes_on, leading_width
from beamcoder.tokenizer.live.rows import is_ended
from beamcoder.tokenizer.token import Token

NEAR: Final = 128  # code points to a row's end from which the next row is seen too
_INSIDE: Final = LineState(is_inside=True)


@dataclass(frozen=True, slots=True)
class CursorLine:
    """`left`, `fragment` and `right` together are line number `line`, which `before` comes before;
    of a long line the rows from `line` to `last`.

    `tokens` are the lexical ones left of the fragment, `tokens_after` those right of the cursor.
    `width` is how wide the line's beginning is, as in `cut`; `after` the lexer's state after it.
    """

    line: int
    last: int
    before: LineStart
    left: str
    fragment: str
    right: str
    tokens: tuple[Token, ...]
    tokens_after: tuple[Token, ...]
    width: int
    after: LineState
    reason: str | None

    @property
    def rest(self) -> str:
        """What stands right of the cursor, without the line end."""
        return self.right.rstrip("\r\n")


def line_at_cursor(buffer: Buffer, offset: int) -> CursorLine:
    """The line of an offset, which must be settled; between "\\r" and "\\n" it is their line's."""
    row, column = buffer.live.position(offset)
    if not column and row and not is_ended(buffer.live.lines[row - 1]):
        row, column = row - 1, len(buffer.live.lines[row - 1])
    text, state = buffer.live.lines[row], buffer.before(row).lexer
    if text[column - 1 : column + 1] == "\r\n":
        column -= 1
    found, _ = lex_line(text[:column], state)
    reason = silence_reason(found, state.mode)
    fragment = found.pop().text if found and may_grow(found[-1]) else ""
    width = GOES_ON if goes_on(state) else leading_width(found, state)
    left, tokens, right = text[: column - len(fragment)], _lexical(found), text[column:]
    line = last = row
    if row and column < NEAR and not is_ended(buffer.live.lines[row - 1]):
        line, above = row - 1, buffer.cut(row - 1)
        left, tokens = buffer.live.lines[line] + left, above.tokens + tokens
        width = width if above.width == NO_TOKEN else above.width
    if len(right) < NEAR and not is_ended(text) and row + 1 < buffer.live.n_lines:
        last, right = row + 1, right + buffer.live.lines[row + 1]
    tokens_after, after = lex_line(right, _INSIDE if tokens or goes_on(state) else TEXT_START)
    sides = tokens, _lexical(tokens_after)
    before = buffer.before(line)
    return CursorLine(line, last, before, left, fragment, right, *sides, width, after, reason)


def _lexical(tokens: list[Token]) -> tuple[Token, ...]:
    return tuple(token for token in tokens if token.is_lexical)
