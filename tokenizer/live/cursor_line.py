"""The cursor's line, split at the cursor: left part, typed word, right part.

    here = line_at_cursor(buffer, offset)
    here.reason                     why nothing should be offered here, or None

The line is lexed on both sides of the cursor by itself, at each key press: no other line changes.
"""

from dataclasses import dataclass

from beamcoder.tokenizer.cursor import may_grow, silence_reason
from beamcoder.tokenizer.lexer import TEXT_START, LineState, Mode, lex_line
from beamcoder.tokenizer.live.buffer import Buffer, LineStart
from beamcoder.tokenizer.live.cut import GOES_ON, leading_width
from beamcoder.tokenizer.token import Token


@dataclass(frozen=True, slots=True)
class CursorLine:
    """`left`, `fragment` and `right` together are line number `line`, which `before` comes before.

    `tokens` are the lexical ones left of the fragment, `tokens_after` those right of the cursor.
    `width` is how wide the line's beginning is, as in `cut`; `after` the lexer's state after it.
    """

    line: int
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
    line, column = buffer.live.position(offset)
    text, before = buffer.live.lines[line], buffer.before(line)
    if text[column - 1 : column + 1] == "\r\n":
        column -= 1
    found, _ = lex_line(text[:column], before.lexer)
    reason = silence_reason(found, before.lexer.mode)
    fragment = found.pop().text if found and may_grow(found[-1]) else ""
    left, right = text[: column - len(fragment)], text[column:]
    behind, after = lex_line(right, TEXT_START)
    goes_on = before.lexer.mode is Mode.TEXT_BLOCK
    return CursorLine(
        line,
        before,
        left,
        fragment,
        right,
        _lexical(found),
        _lexical(behind),
        GOES_ON if goes_on else leading_width(found, before.lexer),
        after,
        reason,
    )


def _lexical(tokens: list[Token]) -> tuple[Token, ...]:
    return tuple(token for token in tokens if token.is_lexical)
