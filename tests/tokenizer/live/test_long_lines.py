"""A reader in texts of 400,000 code points, and what it lexes at a key: never by their length.

What is counted is code points that are lexed, lines that are read, and what comes out; no time.
"""

import pytest

from beamcoder.tokenizer.lexer import LineState, lex_line
from beamcoder.tokenizer.live import cursor_line, cut
from beamcoder.tokenizer.live.cut import Cutter
from beamcoder.tokenizer.live.excerpt_lines import MAX_CHARACTERS
from beamcoder.tokenizer.live.reader import Reader
from beamcoder.tokenizer.live.rows import MAX_ROW
from beamcoder.tokenizer.token import Token, TokenKind

SIZE = 400_000  # code points: several times all bounds
FIRST = 60_000  # code points lexed at most where all that is near is new: what is within reach
AT_A_KEY = 4_000  # and where somebody writes: the rows that changed, and those next to the cursor

MOST_SHOWN = 2 * MAX_CHARACTERS + 9 * MAX_ROW  # code points of an excerpt


def times(word: str) -> str:
    return (word * (SIZE // len(word) + 1))[:SIZE]


# What a long text may be made of, left of the cursor and right of it.
TEXTS = {
    "one sign": times("+"),
    "one letter": times("a"),
    "one bracket": times("("),
    "one brace": times("{"),
    "one closing brace": times("}"),
    "quotes": times('"'),
    "single quotes": times("'"),
    "backslashes": times("\\"),
    "stars": times("*"),
    "slashes": times("/"),
    "blanks": times(" "),
    "umlauts": times("ü"),
    "surrogate pairs": times("\U0001d54f"),
    "angles": times("<"),
    "sum": times("x+"),
    "chain": times("a.b()."),
    "sum of lines": times("x+\n"),
    "table": ", ".join(str(7919 * n) for n in range(50_000))[:SIZE],
    "table of tables": times("{1, 2}, {3, 4}, "),
    "minified": times("int f(int n){if(n<2)return n;return f(n-1);}"),
    "literal": '"' + times("lorem ipsum ") + '"',
    "escapes": '"' + times("\\u0041\\n") + '"',
    "comment": "/*" + times("lorem ipsum ") + "*/",
    "line comment": "//" + times("lorem ipsum "),
    "lines": times("int a;\n    ")[:SIZE],
}


@pytest.fixture
def lexed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many code points were lexed, call by call."""
    counts = list[int]()

    def counted(line: str, state: LineState) -> tuple[list[Token], LineState]:
        counts.append(len(line))
        return lex_line(line, state)

    monkeypatch.setattr(cut, "lex_line", counted)
    monkeypatch.setattr(cursor_line, "lex_line", counted)
    return counts


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("behind", [False, True])
def test_a_key_reads_what_is_near_it(name: str, behind: bool, lexed: list[int]) -> None:
    left = "class A {\n    int[] t = {" + ("" if behind else TEXTS[name])
    right = (TEXTS[name] if behind else "") + "};\n}\n"
    reader = Reader(Cutter())
    reader.read(left + right, len(left))
    for n, key in enumerate(["a", "b", " ", "+", "1"]):
        left += key
        lexed.clear()
        cursor = reader.read(left + right, len(left))
        excerpt = reader.excerpt(cursor)
        assert sum(lexed) <= (FIRST if n == 0 else AT_A_KEY), (name, key)
        assert len(cursor.left) + len(cursor.fragment) + len(cursor.right) <= 3 * MAX_ROW
        assert max(len(excerpt.text), len(excerpt.nearest)) <= MOST_SHOWN
        assert (left + right)[: len(left)].endswith(cursor.left + cursor.fragment)
        assert right.startswith(cursor.right)


def test_a_place_far_off_reads_what_is_near_it(lexed: list[int]) -> None:
    """Once the text is known; and all that is known of it stays true of the text."""
    text = "class A {\n    int[] t = {" + TEXTS["table"] + "};\n}\n"
    reader = Reader(Cutter())
    reader.read(text, len(text))
    for at in (50, SIZE // 2, SIZE - 100, 9000):
        lexed.clear()
        reader.excerpt(reader.read(text, at))
        assert sum(lexed) <= AT_A_KEY
        reader.read(text[:at] + "1" + text[at:], at + 1)
        reader.read(text, at)


def test_inside_of_a_long_literal_and_behind_it() -> None:
    for quote, reason in (('"', "in_string"), ("'", "in_string"), ("//", "in_comment")):
        text = f"class A {{\n    String s = {quote}{'lorem, ' * 1000}"
        for at in range(len(text) - 900, len(text), 7):
            assert Reader(Cutter()).read(text, at).reason == reason
        ended = text + {"//": "\n"}.get(quote, quote) + "; int n = "
        assert Reader(Cutter()).read(ended, len(ended)).reason is None


def test_a_long_line_is_one_line_to_the_layout() -> None:
    """Its rows begin no lines, wherever they are cut."""
    whole = "class A {\n    int[] t = {" + TEXTS["table"][:20_000] + "};\n    int n;\n}\n"
    reader = Reader(Cutter())
    cursor = reader.read(whole, len(whole))
    widths = [reader.buffer.cut(line).width for line in range(reader.buffer.live.n_lines - 1)]
    assert [width for width in widths if width >= 0] == [0, 4, 4, 0]
    texts = [token.text for line in range(cursor.line) for token in reader.buffer.cut(line).tokens]
    assert texts == [token.text for token in lex_line(whole, LineState())[0] if token.is_lexical]
    kinds = {token.kind for token in reader.buffer.cut(20).tokens}
    assert kinds == {TokenKind.INTEGER, TokenKind.SEPARATOR}
