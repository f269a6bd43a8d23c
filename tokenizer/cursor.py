"""Cursor in a text: tokens before it, the characters typed of a word, the text after.

Offsets are code points. Nothing here knows of models or editors.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from beamcoder.tokenizer.layout import Layout, Symbol
from beamcoder.tokenizer.lexer import OPERATORS, Mode, lex
from beamcoder.tokenizer.token import Token, TokenKind

# Code points after the cursor that are looked at. An encoder reads 256 pieces by default; contest
# code has some four characters a piece, so this is more than six times as much.
AFTER_CHARACTERS = 6000
WORDS = frozenset({TokenKind.IDENTIFIER, TokenKind.KEYWORD, TokenKind.INTEGER, TokenKind.FLOAT})
QUOTED = frozenset({TokenKind.STRING, TokenKind.CHARACTER, TokenKind.TEXT_BLOCK})
# Operators that begin a longer one: `=` of `==`, `<<` of `<<=`. One that is typed may not be
# complete.
UNFINISHED = frozenset(
    sign for sign in OPERATORS if any(o != sign and o.startswith(sign) for o in OPERATORS)
)
# What pages put in place of blanks, and Java refuses.
NO_BREAK_SPACES = frozenset("\u00a0\u202f\u2007\u3000")
_SILENT = {
    Mode.COMMENT: "in_comment",
    Mode.LINE_COMMENT: "in_comment",
    Mode.TEXT_BLOCK: "in_string",
    Mode.STRING: "in_string",
    Mode.CHARACTER: "in_string",
}
_LINE_END = re.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True)
class CursorView:
    """`before` ends where `fragment`, the word or operator typed so far, begins.

    When only white space stands left of the cursor on its line, `before` ends with that line's
    layout marks. `reason` says why nothing should be offered here, or is None.
    """

    before: tuple[Symbol, ...]
    fragment: str
    after: tuple[Symbol, ...]
    rest_of_line: str
    reason: str | None = None


def look(text: str, offset: int) -> CursorView:
    """What a completion at `offset` (0 to len(text)) has to go by."""
    tokens = lex(text[:offset])
    reason = silence_reason(tokens)
    fragment = tokens.pop().text if tokens and may_grow(tokens[-1]) else ""
    layout = Layout()
    before = layout.feed(tokens) + layout.begin(offset - len(fragment))
    right = text[offset : offset + AFTER_CHARACTERS]
    after = layout.feed(lex(right)) if reason is None else []
    after = [Symbol(s.text, s.start + offset, s.end + offset) for s in after]
    rest = _LINE_END.split(right, maxsplit=1)[0]
    return CursorView(tuple(before), fragment, tuple(after), rest, reason)


def may_grow(token: Token) -> bool:
    """Whether more may be typed of the token that ends at the cursor."""
    is_operator = token.kind is TokenKind.OPERATOR  # a comment may have such a text too
    return token.kind in WORDS or (is_operator and token.text in UNFINISHED)


def silence_reason(tokens: Sequence[Token], mode: Mode = Mode.CODE) -> str | None:
    """Why nothing should be offered after these tokens, or None.

    `mode` is the lexer's before the first of them: a line may begin inside a comment.
    """
    if not tokens:
        return _SILENT.get(mode)
    last = tokens[-1]
    if last.kind is TokenKind.COMMENT:
        is_part = len(tokens) == 1 and mode is not Mode.CODE  # its text is no beginning
        return "in_comment" if last.flaw or (last.text.startswith("//") and not is_part) else None
    if last.kind in QUOTED and last.flaw.startswith("unfinished"):
        return "in_string"
    return "no_break_space" if last.text in NO_BREAK_SPACES else None
