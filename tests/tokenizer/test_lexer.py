"""The lexer: tables of cases, properties over any text, and javalang as a second opinion."""

import re
import sys
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer import lexer
from beamcoder.tokenizer.lexer import KEYWORDS, LineState, Mode, lex, lex_line, lexical
from beamcoder.tokenizer.token import TokenKind
from tests.tokenizer.regex_steps import CountingPattern

# Openers and closers of everything, so that random texts reach the states that matter.
FRAGMENTS = [
    *"\"'\\/*<>=.#`é日«\u00a0\ud800\x00\ufeff\n\r\t a1_$(){};,?&@",
    *('"""', '"""\n', "/*", "*/", "//", "\r\n", "\\u0061", "\\u003b", ">>", "int", "List<", "0x1"),
]
java_like = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
any_text = st.text(st.characters(exclude_categories=()), max_size=80) | java_like


# One row a class of tokens: each word between blanks is one token of this kind, without a flaw.
WORDS = {
    TokenKind.IDENTIFIER: r"a A1 $ _ _a var record sealed permits yield when café 日本 \u0061b"
    r" a\u00e9 \uuu0061 x\u0031 ª €",
    TokenKind.KEYWORD: " ".join(sorted(KEYWORDS)),
    TokenKind.INTEGER: "0 7 017 1_000 12L 9l 0x1F 0XffL 0xCAFE_BABEL 0b101 0B1l 1__0",
    TokenKind.FLOAT: "1.5 1. .5 1e9 1E-9 1e+9f 1f 1d 2D 2F .5e3 1.e5 1.f 0x1.8p3 0x.8P-1 0x1p0f"
    " 1_0.0_1",
    TokenKind.CHARACTER: r"'a' '\n' '\'' '\\' '\0' '\377' '\u0041' '\uu0041' '\"' '" + "é'"
    r" '\u005c'' '\u005cn' '\uu005C\u005c'",
    TokenKind.STRING: r'"" "a" "\"" "\\" "//" "/*" "\u0022" "é" "\u005c"" "\u005c\u005c"',
    TokenKind.OPERATOR: "= < ! ~ ? : -> == <= >= != && || ++ -- + - * / & | ^ % << >> >>>"
    " += -= *= /= &= |= ^= %= <<= >>= >>>= >",
    TokenKind.SEPARATOR: "( ) { } [ ] ; , . ... @ ::",
    TokenKind.ERROR: "# ` \\ « \u2028 \ud800 \x00 \x0b \u0301",
}


# A text and the texts of its lexical tokens.
CUTS = [
    ("List<List<Integer>>x", "List < List < Integer > > x"),
    ("Map<A,Map<B,List<int[]>>>m", "Map < A , Map < B , List < int [ ] > > > m"),
    ("A<? extends B<? super C>>>1", "A < ? extends B < ? super C >>> 1"),
    ("<T extends A & Comparable<T>>void", "< T extends A & Comparable < T > > void"),
    ("new A<B<C>>()", "new A < B < C > > ( )"),
    ("A<@N B<C>>x", "A < @ N B < C > > x"),
    ("A<B<C>>=x", "A < B < C > > = x"),
    ("a>>b", "a >> b"),
    ("a>>>b>>>=c>>=d", "a >>> b >>>= c >>= d"),
    ("i<n>>1", "i < n >> 1"),
    ("i<j,k<n>> 1", "i < j , k < n >> 1"),
    ("i<j,k<n>>.5", "i < j , k < n >> .5"),
    ("1<<3", "1 << 3"),
    ("i<a&&j<b>>c", "i < a && j < b >> c"),
    ("f(a<b,c>=d)", "f ( a < b , c >= d )"),
    ("i<(n>>m)", "i < ( n >> m )"),
    (">>>>>", ">>> >>"),
    (">>>>=", ">>> >="),
    (">>>=", ">>>="),
    ("1..2", "1. .2"),
    ("a..b", "a . . b"),
    ("int...a", "int ... a"),
    ("a.b", "a . b"),
    ("a.5", "a .5"),
    ("x->y::z", "x -> y :: z"),
    ("a+++b", "a ++ + b"),
    ("a---b", "a -- - b"),
    ("12abc", "12 abc"),
    ("1L2", "1L 2"),
    ("0b12", "0b1 2"),
    ("non-sealed", "non - sealed"),
    ("a/*x*/b//c", "a b"),
    ("a/b", "a / b"),
    ("/**/a", "a"),
    ("/*/a*/b", "b"),
    ('"""\n a"b\\"""c"""d', '"""\n a"b\\"""c""" d'),
    ('""" \t\r\na"""', '""" \t\r\na"""'),
    ("a«b", "a « b"),
    ("\\u003b", "\\ u003b"),
    ("\ufeffa", "a"),
]


# A text, its last lexical or comment token, and that token's flaw.
FLAWS = [
    ('x = "abc', '"abc', "unfinished string"),
    ('x = "abc\\', '"abc\\', "unfinished string"),
    ('"abc\n', '"abc', "unfinished string"),
    ('"abc\\\r\n', '"abc\\', "unfinished string"),
    ('"""', '"""', "unfinished text block"),
    ('""" \na""', '""" \na""', "unfinished text block"),
    ('"""a', '"a', "unfinished string"),
    ("'a", "'a", "unfinished character"),
    ("'\\\r", "'\\", "unfinished character"),
    ("''", "''", "empty character"),
    ("'ab'", "'ab'", "more than one character"),
    ("'\\u00'", "'\\u00'", "more than one character"),
    ("/*", "/*", "unfinished comment"),
    ("/*/", "/*/", "unfinished comment"),
    ("a /* b\n *", "/* b\n *", "unfinished comment"),
    ("0x", "0x", "unfinished number"),
    ("0bL", "0bL", "unfinished number"),
    ("1_", "1_", "unfinished number"),
    ("0x1_L", "0x1_L", "unfinished number"),
    ("#", "#", "no Java token starts so"),
]


@pytest.mark.parametrize("kind", WORDS)
def test_each_class_of_tokens(kind: TokenKind) -> None:
    words = WORDS[kind].split(" ")
    tokens = lexical(" ".join(words))
    assert [(token.text, token.kind) for token in tokens] == [(word, kind) for word in words]
    assert all(bool(token.flaw) == (kind is TokenKind.ERROR) for token in tokens)


@pytest.mark.parametrize(("text", "texts"), CUTS)
def test_cuts(text: str, texts: str) -> None:
    assert " ".join(token.text for token in lexical(text)) == texts


@pytest.mark.parametrize(("text", "last", "flaw"), FLAWS)
def test_flaws(text: str, last: str, flaw: str) -> None:
    token = [token for token in lex(text) if token.kind is not TokenKind.SPACE][-1]
    assert (token.text, token.flaw) == (last, flaw)


def test_space_and_comments_are_tokens() -> None:
    tokens = lex("a \t\r\n\n b// c\r/* d\n*/")
    assert [(token.kind, token.text) for token in tokens] == [
        (TokenKind.IDENTIFIER, "a"),
        (TokenKind.SPACE, " \t\r\n\n "),
        (TokenKind.IDENTIFIER, "b"),
        (TokenKind.COMMENT, "// c"),
        (TokenKind.SPACE, "\r"),
        (TokenKind.COMMENT, "/* d\n*/"),
    ]


@given(any_text)
def test_tokens_partition_any_text(text: str) -> None:
    tokens = lex(text)
    assert "".join(token.text for token in tokens) == text
    position = 0
    for token in tokens:
        assert token.start == position and token.text
        position = token.end
    assert lexical(text) == [token for token in tokens if token.is_lexical]


@given(any_text)
def test_no_two_spaces_meet(text: str) -> None:
    kinds = [token.kind for token in lex(text)]
    assert (TokenKind.SPACE, TokenKind.SPACE) not in pairwise(kinds)


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("a /* b\n", LineState(), LineState(Mode.COMMENT)),
        ("b */ c\n", LineState(Mode.COMMENT), LineState()),
        ("b\n", LineState(Mode.COMMENT, 2), LineState(Mode.COMMENT, 2)),
        ("*/ List<A>>\n", LineState(Mode.COMMENT, 1), LineState()),
        ('"""\n', LineState(), LineState(Mode.TEXT_BLOCK)),
        ('\\"""\n', LineState(Mode.TEXT_BLOCK), LineState(Mode.TEXT_BLOCK)),
        ('""";\n', LineState(Mode.TEXT_BLOCK), LineState()),
        ("Map<A,\n", LineState(), LineState(depth=1)),
        ("List<B>> m\n", LineState(depth=1), LineState()),
        ("", LineState(Mode.COMMENT, 1), LineState(Mode.COMMENT, 1)),
        ("", LineState(depth=1), LineState(depth=1)),
    ],
)
def test_state_from_line_to_line(line: str, before: LineState, after: LineState) -> None:
    assert lex_line(line, before)[1] == after


PATTERNS = {name: value for name, value in vars(lexer).items() if isinstance(value, re.Pattern)}


def count_lines(text: str) -> int:
    """How many lines of the lexer's file run while a text is lexed."""
    n_lines = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal n_lines
        n_lines += event == "line"
        return trace if frame.f_code.co_filename == lexer.__file__ else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        lex(text)
    finally:
        sys.settrace(before)
    return n_lines


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "'",
        "/*",
        "/* ",
        ">",
        "<",
        ">>1",
        "a«",
        '"""\n',
        '"""',
        '""" ',
        "\\",
        "\\u",
        "\\uuuu",
        "1_.",
    ]
    + ["0x", "0xf.", "1.", "List<a>>", '"\\', "é", "*", ">> ", "'\\", "/", "\r", ".5_"],
)
def test_steps_are_linear(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def n_steps(n_characters: int) -> int:
        patterns = {name: CountingPattern(value) for name, value in PATTERNS.items()}
        for name, pattern in patterns.items():
            monkeypatch.setattr(lexer, name, pattern)
        n_lines = count_lines(unit * (n_characters // len(unit)))
        return n_lines + sum(pattern.n_steps for pattern in patterns.values())

    # Quadratic steps would make the eightfold text 64 times as long to read.
    assert n_steps(640) < 9 * n_steps(80)


def test_steps_that_are_not_linear_are_seen() -> None:
    """Of the counting itself: a pattern that looks to the end, and takes one character."""

    def n_steps(n_characters: int) -> int:
        pattern = CountingPattern(re.compile("x*y|x"))
        for start in range(n_characters):
            assert pattern.match("x" * n_characters, start)
        return pattern.n_steps

    assert n_steps(160) > 50 * n_steps(20)
