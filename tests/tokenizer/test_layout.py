"""Layout marks: one run of them at each line that holds a token, whatever stands around it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.tokenizer.layout import DEDENT, INDENT, LAYOUT, NEWLINE, Layout, Symbol, layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.token import Token

WIDTHS = st.lists(st.sampled_from([0, 0, 2, 3, 4, 4, 8, 8, 12]), min_size=1, max_size=25)
NOISE = st.sampled_from(["", "", "\n", "   \n", "// note\n", "\t// note\n\n", "/* a\n   b */\n"])
SCRAPS = ["a", "b0", "=", "(", ")", "{", "}", ";", "12", '"s t"', "'c'", '"', "'"]
SCRAPS += ["//", "/*", "*/", '"""', "\n", "\r\n", "\r", "\t", " ", "  "]
JAVA = st.lists(st.sampled_from(SCRAPS), max_size=40).map("".join)


def texts(source: str) -> list[str]:
    return [symbol.text for symbol in layout(lex(source))]


def program(widths: list[int], end: str = "\n") -> str:
    return "".join(f"{' ' * width}a b;{end}" for width in widths)


def depths(source: str) -> list[int]:
    """How deep each line is, by its marks alone."""
    found: list[int] = []
    depth = 0
    symbols = texts(source)
    for before, text in zip(["", *symbols], symbols, strict=False):
        depth += {INDENT: 1, DEDENT: -1}.get(text, 0)
        if before in LAYOUT and text not in LAYOUT:
            found.append(depth)
    return found


def begins_line(tokens: list[Token], i: int) -> bool:
    """A line end, or nothing at all, stands between this lexical token and the one before."""
    gap: list[str] = []
    for token in reversed(tokens[:i]):
        if token.is_lexical:
            return any(end in text for text in gap for end in "\r\n")
        gap.append(token.text)
    return True


@settings(deadline=None)
@given(JAVA)
def test_every_line_with_a_token_begins_with_one_run_of_marks(source: str) -> None:
    tokens = lex(source)
    symbols = layout(tokens)
    expected = [begins_line(tokens, i) for i, token in enumerate(tokens) if token.is_lexical]
    runs: list[list[str]] = [[]]
    found = []
    for symbol in symbols:
        if symbol.text in LAYOUT:
            runs[-1].append(symbol.text)
        else:
            found.append(bool(runs[-1]))
            runs.append([])
    assert found == expected
    assert runs[-1] == []  # no marks behind the last token
    for run in runs:
        assert run in ([], [NEWLINE], [INDENT]) or set(run) == {DEDENT}


@settings(deadline=None)
@given(JAVA)
def test_lexical_tokens_stay_and_offsets_rise(source: str) -> None:
    tokens = lex(source)
    symbols = layout(tokens)
    lexical = [Symbol(t.text, t.start, t.end) for t in tokens if t.is_lexical]
    assert [s for s in symbols if not s.is_layout] == lexical
    ends = [0, *(s.end for s in symbols)]
    assert all(before <= s.start <= s.end for before, s in zip(ends, symbols, strict=False))


@settings(deadline=None)
@given(WIDTHS)
def test_lines_of_one_block_are_equally_deep(widths: list[int]) -> None:
    found = depths(program(widths))
    assert min(found) >= 0
    for i, width in enumerate(widths):
        for j in range(i + 1, len(widths)):
            if widths[j] < width:
                break
            assert (found[j] == found[i]) == (widths[j] == width)


@settings(deadline=None)
@given(WIDTHS, st.data())
def test_blank_lines_and_comments_leave_no_trace(widths: list[int], data: st.DataObject) -> None:
    noisy = "".join(data.draw(NOISE) + program([width]) for width in widths) + data.draw(NOISE)
    assert texts(noisy) == texts(program(widths))


@settings(deadline=None)
@given(JAVA, st.data())
def test_two_parts_equal_one(source: str, data: st.DataObject) -> None:
    tokens = lex(source)
    cut = data.draw(st.integers(0, len(tokens)))
    parts = Layout()
    assert parts.feed(tokens[:cut]) + parts.feed(tokens[cut:]) == layout(tokens)


@settings(deadline=None)
@given(WIDTHS)
def test_line_ends_are_all_the_same(widths: list[int]) -> None:
    assert texts(program(widths, "\r\n")) == texts(program(widths, "\r")) == texts(program(widths))


def test_a_tab_counts_four_columns() -> None:
    assert texts("a\n\tb\n    c\n\t\td\ne") == (
        [NEWLINE, "a", INDENT, "b", NEWLINE, "c", INDENT, "d", DEDENT, DEDENT, "e"]
    )


def test_a_line_between_two_levels_takes_the_place_of_the_deeper() -> None:
    assert texts("a\n        b\n    c\n    d\ne") == (
        [NEWLINE, "a", INDENT, "b", NEWLINE, "c", NEWLINE, "d", DEDENT, "e"]
    )


def test_lines_inside_a_text_block_are_no_lines() -> None:
    assert texts('s = """\n    x\n  y""" + z;') == [
        NEWLINE,
        "s",
        "=",
        '"""\n    x\n  y"""',
        "+",
        "z",
        ";",
    ]


def test_nothing_has_no_layout() -> None:
    assert texts("") == texts(" \n // note\n") == []
