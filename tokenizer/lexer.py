r"""Lexer for Java 8 to 21: a total function from text to tokens.

    lex("int i;")       every token, space and comments too; their texts joined are the source
    lexical("int i;")   only what a parser reads

Live text is always broken, so what is unfinished or wrong comes as a token with a `flaw`.
A long text is one long line to this file: `lex_line` goes on from the state in which the line
before ended, and cuts a comment or a text block at the line end; `live` is built on that. A long
line may be cut anywhere: the state says so, and of what kind the token is that goes on.

Choices that Java leaves to the reader:
- `var`, `record`, `sealed`, `permits`, `yield`, `when` are names in most places: IDENTIFIER;
  `non-sealed` is three tokens; `_` is an IDENTIFIER.
- `>>` is two tokens when it closes two open type arguments, else a shift. The open `<` are
  counted going forward: a token that cannot stand in type arguments ends the count.
- An escape such as `\u0061` belongs to a name when it spells a letter or digit; inside quotes
  one for a backslash begins an escape, as in `'\u005c''`, and one for a quote does not end them.
  Elsewhere it is an ERROR: no punctuation is written so.
- A byte order mark is SPACE.

Knows nothing of grammar: that a file lexes without flaws does not make it Java.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from unicodedata import category

from beamcoder.tokenizer.token import NAME_PARTS, NAME_STARTS, TRIVIA, Token, TokenKind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PRIMITIVES: Final = _words("boolean byte char double float int long short")
KEYWORDS: Final = PRIMITIVES | _words(
    """abstract assert break case catch class const continue default do else enum extends final
    finally for goto if implements import instanceof interface native new package private
    protected public return static strictfp super switch synchronized this throw throws
    transient try void volatile while true false null"""
)
SEPARATORS: Final = _words("( ) { } [ ] ; , . ... @ ::")
OPERATORS: Final = _words(
    """= < > ! ~ ? : -> == <= >= != && || ++ -- + - * / & | ^ % << >> >>> += -= *= /= &= |= ^=
    %= <<= >>= >>>="""
)

_FIXED: Final = (
    dict.fromkeys(KEYWORDS, TokenKind.KEYWORD)
    | dict.fromkeys(SEPARATORS, TokenKind.SEPARATOR)
    | dict.fromkeys(OPERATORS, TokenKind.OPERATOR)
)
# What may stand between `<` and `>` of type arguments and type parameters, apart from names.
_IN_TYPE_ARGUMENTS: Final = PRIMITIVES | _words("extends super ? & < > , . [ ] @")
_KEEPS_DEPTH: Final = frozenset({TokenKind.SPACE, TokenKind.COMMENT, TokenKind.IDENTIFIER})

_DEC: Final = r"[0-9][0-9_]*+(?<!_)"
_HEX: Final = r"[0-9a-fA-F][0-9a-fA-F_]*+(?<!_)"
_EXP: Final = rf"[eE][+-]?{_DEC}"
_FLOAT: Final = (
    rf"0[xX](?:{_HEX}\.?(?:{_HEX})?|\.{_HEX})[pP][+-]?{_DEC}[fFdD]?"
    rf"|{_DEC}\.(?:{_DEC})?(?:{_EXP})?[fFdD]?|\.{_DEC}(?:{_EXP})?[fFdD]?"
    rf"|{_DEC}(?:{_EXP}[fFdD]?|[fFdD])"
)
_INTEGER: Final = rf"(?:0[xX]{_HEX}|0[bB][01][01_]*+(?<!_)|(?!0[xXbB]){_DEC})[lL]?"
_OPERATOR: Final = (
    r"[(){}\[\];,@?~]|\.\.\.|\.(?![0-9])|::?|[=*%^!]=?|\+[+=]?|-[-=>]?|<<?=?|&[&=]?|\|[|=]?"
    r"|/(?![/*])=?"
)
_OPENS_TEXT_BLOCK: Final = r'"""(?=[ \t\f]*+(?:[\r\n]|\Z))'
_BACKSLASH: Final = r"\\u++005[cC]"  # an escape that spells the one that begins an escape
_ESCAPED: Final = rf"\\(?:u++005[cC](?:{_BACKSLASH}|[^\r\n])|[^\r\n])"
_REST_OF_STRING: Final = rf'(?:[^"\\\r\n]++|{_ESCAPED})*+"'
_REST_OF_LETTERS: Final = rf"(?:[^'\\\r\n]++|{_ESCAPED})*+'"
_STRING: Final = f'"{_REST_OF_STRING}'
_LETTERS: Final = f"'{_REST_OF_LETTERS}"
_ESCAPE: Final = (
    rf"(?:(?:{_BACKSLASH}|\\)(?:[0-3][0-7]{{2}}|[0-7]{{1,2}}|{_BACKSLASH}|[^u0-7\r\n])"
    r"|\\u++[0-9a-fA-F]{4})"
)
_REST_OF_TEXT_BLOCK: Final = r'(?s:[^"\\]++|\\.|"(?!""))*+"""'
_REST_OF_COMMENT: Final = r"(?s:.*?)\*/"

# One alternative a row, tried in this order: its pattern, its kind, its flaw. Repetitions are
# possessive (`++`): nothing is tried twice, so that time stays linear in the text.
_ROWS: Final[tuple[tuple[str, TokenKind, str], ...]] = (
    (r"[ \t\f\r\n\ufeff]++", TokenKind.SPACE, ""),
    (r"[A-Za-z_$][A-Za-z0-9_$]*+(?![\\\x80-\U0010ffff])", TokenKind.IDENTIFIER, ""),
    (_OPERATOR, TokenKind.OPERATOR, ""),
    (r"[0-9]++(?![0-9A-Za-z_.])", TokenKind.INTEGER, ""),
    (rf"//[^\r\n]*+|/\*{_REST_OF_COMMENT}", TokenKind.COMMENT, ""),
    (f"(?!{_OPENS_TEXT_BLOCK}){_STRING}", TokenKind.STRING, ""),
    (_FLOAT, TokenKind.FLOAT, ""),
    (_INTEGER, TokenKind.INTEGER, ""),
    (rf"'(?:[^'\\\r\n]|{_ESCAPE})'", TokenKind.CHARACTER, ""),
    (_OPENS_TEXT_BLOCK + _REST_OF_TEXT_BLOCK, TokenKind.TEXT_BLOCK, ""),
    # The two that need a closer look, in `_angles` and `_wide_name`.
    (r">++", TokenKind.OPERATOR, ""),
    (r"[A-Za-z_$\x80-\U0010ffff]|\\(?=u)", TokenKind.IDENTIFIER, ""),
    # What is unfinished or wrong.
    (r"/\*(?s:.*)", TokenKind.COMMENT, "unfinished comment"),
    (_OPENS_TEXT_BLOCK + "(?s:.*)", TokenKind.TEXT_BLOCK, "unfinished text block"),
    (r'"[^\r\n]*+', TokenKind.STRING, "unfinished string"),
    (r"''", TokenKind.CHARACTER, "empty character"),
    (_LETTERS, TokenKind.CHARACTER, "more than one character"),
    (r"'[^\r\n]*+", TokenKind.CHARACTER, "unfinished character"),
    (
        r"(?:0[xX][0-9a-fA-F_]*+|0[bB][01_]*+|[0-9][0-9_]*+|\.[0-9][0-9_]*+)[lL]?",
        TokenKind.INTEGER,
        "unfinished number",
    ),
    (r"(?s:.)", TokenKind.ERROR, "no Java token starts so"),
)
_TOKEN: Final = re.compile("|".join(f"({pattern})" for pattern, _, _ in _ROWS))
# Indexed by a match's `lastindex`, which counts from 1.
_KINDS: Final = (TokenKind.ERROR, *(kind for _, kind, _ in _ROWS))
_FLAWS: Final = ("", *(flaw for _, _, flaw in _ROWS))
_ANGLES: Final = 1 + next(i for i, row in enumerate(_ROWS) if row[0] == r">++")
_WIDE_NAME: Final = _ANGLES + 1

_NUMBER_FOLLOWS: Final = re.compile(r"[ \t\f]*+\.?[0-9]")
_UNICODE_ESCAPE: Final = re.compile(r"\\u++([0-9a-fA-F]{4})")


class Mode(StrEnum):
    """What a line starts inside of; the last three only where a long line is cut."""

    CODE = "code"
    COMMENT = "comment"
    TEXT_BLOCK = "text_block"
    LINE_COMMENT = "line_comment"
    STRING = "string"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True)
class LineState:
    """All that the lines before have to say about how a line is lexed."""

    mode: Mode = Mode.CODE
    depth: int = 0  # open `<` that may be type arguments
    is_inside: bool = False  # a long line was cut here, and has a token before


TEXT_START: Final = LineState()
_REST_OF_LINE: Final = re.compile(r"[^\r\n]*+(?=[\r\n])")
# What ends each mode, the kind of its tokens, and the flaw of a part that goes on.
_RESTS: Final = {
    Mode.COMMENT: (re.compile(_REST_OF_COMMENT), TokenKind.COMMENT, "unfinished comment"),
    Mode.TEXT_BLOCK: (
        re.compile(_REST_OF_TEXT_BLOCK),
        TokenKind.TEXT_BLOCK,
        "unfinished text block",
    ),
    Mode.LINE_COMMENT: (_REST_OF_LINE, TokenKind.COMMENT, "unfinished line comment"),
    Mode.STRING: (re.compile(_REST_OF_STRING), TokenKind.STRING, "unfinished string"),
    Mode.CHARACTER: (re.compile(_REST_OF_LETTERS), TokenKind.CHARACTER, "unfinished character"),
}
_OPEN_MODES: Final = {flaw: mode for mode, (_, _, flaw) in _RESTS.items()}
_ENDS_WITH_LINE: Final = frozenset({Mode.LINE_COMMENT, Mode.STRING, Mode.CHARACTER})


def lex(text: str) -> list[Token]:
    """Every token of `text`; their texts joined are `text` again."""
    return lex_line(text, TEXT_START)[0]


def lexical(text: str) -> list[Token]:
    """The tokens a parser reads: no space, no comments."""
    return [token for token in lex_line(text, TEXT_START)[0] if token.kind not in TRIVIA]


def lex_line(line: str, state: LineState) -> tuple[list[Token], LineState]:
    """The tokens of one line (or of many), offsets counted from its start, and the state after.

    A line has its line end with it. A comment or text block that goes on in the next line is
    cut here: this part has the flaw "unfinished ...", the next part starts the next line.
    """
    tokens: list[Token] = []
    position, depth, is_cut = 0, state.depth, line[-1:] not in ("\r", "\n")
    if not line:
        return tokens, state
    if state.mode is not Mode.CODE:
        position = _go_on(line, state.mode, tokens)
    if position < len(line):
        depth = _scan(line, position, depth, tokens)
    mode = _mode_after(tokens, state.mode)
    if is_cut:
        is_inside = state.is_inside or any(token.is_lexical for token in tokens)
        return tokens, LineState(mode, depth, is_inside)
    return tokens, LineState(mode, depth) if depth or mode is not Mode.CODE else TEXT_START


def _go_on(line: str, mode: Mode, tokens: list[Token]) -> int:
    """Appends the part of a token that the line begins inside of; where that ends."""
    pattern, kind, flaw = _RESTS[mode]
    closing = pattern.match(line)
    ending = closing or (mode in _ENDS_WITH_LINE and _REST_OF_LINE.match(line))
    end = ending.end() if ending else len(line)
    if end:
        tokens.append(Token(kind, line[:end], 0, "" if closing else flaw))
    return end


def _mode_after(tokens: list[Token], before: Mode) -> Mode:
    """What the next line starts inside of. A `//` that ends a line has that line's end after it,
    unless a long line was cut there."""
    last = tokens[-1]
    if last.kind is TokenKind.COMMENT and not last.flaw and last.text.startswith("//"):
        return Mode.CODE if last.start == 0 and before is Mode.COMMENT else Mode.LINE_COMMENT
    return _OPEN_MODES.get(last.flaw, Mode.CODE)


def _scan(text: str, position: int, depth: int, tokens: list[Token]) -> int:
    """Appends the tokens from `position` on; the open `<` at the end."""
    match, fixed, kinds, flaws = _TOKEN.match, _FIXED.get, _KINDS, _FLAWS
    append, size = tokens.append, len(text)
    while position < size:
        found = match(text, position)
        assert found is not None  # the last row takes any character
        group, piece = found.lastindex or 0, found[0]
        if group == _ANGLES:
            position, depth = _angles(text, found, depth, tokens)
            continue
        if group == _WIDE_NAME:
            append(_wide_name(text, position))
            position = tokens[-1].end
            continue
        kind = fixed(piece) or kinds[group]
        append(Token(kind, piece, position, flaws[group]))
        if piece == "<":
            depth += 1
        elif depth and kind not in _KEEPS_DEPTH and piece not in _IN_TYPE_ARGUMENTS:
            depth = 0
        position += len(piece)
    return depth


def _angles(text: str, found: re.Match[str], depth: int, tokens: list[Token]) -> tuple[int, int]:
    """Appends the tokens of a run of `>`; where they end, and the open `<` after them."""
    start, end = found.span()
    equals = text.startswith("=", end)
    shift = _NUMBER_FOLLOWS.match(text, end) if end - start > 1 else equals
    if depth >= end - start and not shift:
        tokens.extend(Token(TokenKind.OPERATOR, ">", at) for at in range(start, end))
        return end, depth - (end - start)
    for at in range(start, end, 3):
        stop = min(at + 3, end)
        stop += equals and stop == end
        tokens.append(Token(TokenKind.OPERATOR, text[at:stop], at))
    return end + equals, 0


def _wide_name(text: str, start: int) -> Token:
    """A name with letters beyond ASCII or with escapes; an ERROR where none can start."""
    end, allowed = start, NAME_STARTS
    while end < len(text):
        escape = _UNICODE_ESCAPE.match(text, end) if text[end] == "\\" else None
        letter = chr(int(escape[1], 16)) if escape else text[end]
        if category(letter) not in allowed:
            break
        end, allowed = escape.end() if escape else end + 1, NAME_PARTS
    if end == start:
        return Token(TokenKind.ERROR, text[start], start, _FLAWS[-1])
    return Token(TokenKind.IDENTIFIER, text[start:end], start)
