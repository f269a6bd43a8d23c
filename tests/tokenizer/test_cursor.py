"""What a cursor sees: at every offset, left and right together are the program."""

import pytest

from beamcoder.tokenizer.cursor import AFTER_CHARACTERS, CursorView, look
from beamcoder.tokenizer.layout import DEDENT, INDENT, LAYOUT, NEWLINE, Symbol
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.token import TokenKind

PROGRAMS = [
    "import java.util.*;\n\npublic class A {\n    // note\n    int x = 0x1F + 1.5e3;\n}\n",
    "class B {\r\n\tString s = \"a b\" + 'c'; /* two\r\n lines */\r\n\r\n\tchar c;\r\n}",
    'var t = """\n  x\n  """;\nMap<String, List<Integer>> m;\nint 名 = s.length() >>> 2;\n',
    "int a\n    = b",
    "",
]
CURSOR = "‸"


def at(marked: str) -> CursorView:
    """What stands at the mark."""
    return look(marked.replace(CURSOR, ""), marked.index(CURSOR))


def lexical(symbols: tuple[Symbol, ...]) -> list[str]:
    return [symbol.text for symbol in symbols if not symbol.is_layout]


@pytest.mark.parametrize("source", PROGRAMS)
def test_left_and_right_are_the_program_at_every_offset(source: str) -> None:
    tokens = lex(source)
    inside = {o for t in tokens if t.is_lexical for o in range(t.start + 1, t.end)}
    cut = {o for t in tokens if t.kind is TokenKind.COMMENT for o in range(t.start, t.end + 1)}
    cut |= {o for t in tokens if '"' in t.text for o in range(t.start + 1, t.end)}
    whole = [t.text for t in tokens if t.is_lexical]
    for offset in range(len(source) + 1):
        view = look(source, offset)
        assert view.rest_of_line == (source[offset:].splitlines() or [""])[0]
        assert all(s.end <= offset - len(view.fragment) for s in view.before)
        assert all(s.start >= offset for s in view.after)
        assert source[:offset].endswith(view.fragment)
        assert all(source[s.start : s.end] == s.text for s in view.after if not s.is_layout)
        if view.reason is None and offset not in cut:
            together = [*lexical(view.before), view.fragment, *lexical(view.after)]
            assert "".join(together) == "".join(whole)
            if offset not in inside and ">>" not in source:
                assert [text for text in together if text] == whole


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("int a; // note‸", "in_comment"),
        ("int a; // note‸\nb", "in_comment"),
        ("int a; //‸", "in_comment"),
        ("int a; // note\n‸", None),
        ("int a; ‸// note", None),
        ("/* a ‸ b */", "in_comment"),
        ("/* a *‸/", "in_comment"),
        ("/* a */‸", None),
        ("/**‸", "in_comment"),
        ("/** a\n * ‸\n */", "in_comment"),
        ('s = "a‸b";', "in_string"),
        ('s = "‸";', "in_string"),
        ('s = ‸"";', None),
        ('s = ""‸;', None),
        ('s = "ab"‸;', None),
        ('s = "ab\\"‸', "in_string"),
        ('s = "ab‸', "in_string"),
        ('s = "ab\n‸', None),
        ('s = """\n  a‸\n""";', "in_string"),
        ('s = """‸\n""";', "in_string"),
        ('s = """\n  a"""‸;', None),
        ("c = '‸a';", "in_string"),
        ("c = 'a‸';", "in_string"),
        ("c = 'a'‸;", None),
        ("// 😀‸", "in_comment"),
        ('"// no"‸', None),
        ('// "no\n‸', None),
    ],
)
def test_reasons_to_be_silent(marked: str, reason: str | None) -> None:
    assert at(marked).reason == reason


@pytest.mark.parametrize(
    ("marked", "fragment"),
    [
        ("Sys‸", "Sys"),
        ("Sys‸tem", "Sys"),
        ("a.‸", ""),
        ("a.b‸", "b"),
        ("ret‸", "ret"),
        ("return‸", "return"),
        ("return ‸", ""),
        ("x = 12‸", "12"),
        ("x = 1.5‸;", "1.5"),
        ("x = 名前‸", "名前"),
        ("x = $_a1‸", "$_a1"),
        ("x = +‸", "+"),
        ("x = + ‸", ""),
        ("a !‸", "!"),
        ("a <‸ b", "<"),
        ("a <<‸", "<<"),
        ("a >=‸", ""),
        ("i++‸", ""),
        ("f(‸", ""),
        ("x = 😀‸", ""),
        ("x = 😀a‸b", "a"),
        ("‸abc", ""),
    ],
)
def test_the_fragment_is_the_word_or_operator_typed_so_far(marked: str, fragment: str) -> None:
    view = at(marked)
    assert view.fragment == fragment
    assert fragment not in lexical(view.before)


@pytest.mark.parametrize(
    ("marked", "marks"),
    [
        ("‸", [NEWLINE]),
        ("a;\n‸", [NEWLINE]),
        ("{\n    ‸", [INDENT]),
        ("{\n    a;\n    ‸\n}", [NEWLINE]),
        ("{\n    a;\n‸", [DEDENT]),
        ("{\n    {\n        a;\n‸", [DEDENT, DEDENT]),
        ("{\n    a;\n\n\n  \n    ‸", [NEWLINE]),
        ("{\n    wor‸", [INDENT]),
        ("{\n\t‸", [INDENT]),
        ("{\r\n    ‸", [INDENT]),
        ("a; ‸", []),
        ("a;\n/* b */ ‸", [NEWLINE]),
    ],
)
def test_marks_of_the_line_that_is_begun(marked: str, marks: list[str]) -> None:
    found = [symbol.text for symbol in at(marked).before]
    n_marks = next((i for i, text in enumerate(reversed(found)) if text not in LAYOUT), len(found))
    assert found[len(found) - n_marks :] == marks


def test_the_text_after_goes_on_from_the_cursor_s_depth() -> None:
    view = at("{\n    a;\n    ‸\n    b;\n}")
    assert [s.text for s in view.after] == [NEWLINE, "b", ";", DEDENT, "}"]


def test_no_more_is_read_of_a_long_text_than_anybody_needs() -> None:
    view = look("a" + " b" * AFTER_CHARACTERS, 1)
    assert len(view.after) == AFTER_CHARACTERS // 2


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u3000"])
def test_no_break_spaces_get_a_reason(space: str) -> None:
    """One of them behind code or in an indentation; in strings and comments they are text."""
    for left in (f"int n ={space}", f"{{\n{space * 4}", f"{{\n {space}"):
        assert look(left, len(left)).reason == "no_break_space"
    assert look(f"{space}int n = ", 9).reason is None
    assert look(f'"a{space}', 3).reason == "in_string"
    assert look(f"// a{space}", 5).reason == "in_comment"
