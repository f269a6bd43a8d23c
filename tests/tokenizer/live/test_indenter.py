"""Indentation of a line of blanks, told by the tokens above it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer.live.buffer import Buffer
from beamcoder.tokenizer.live.cut import Cutter
from beamcoder.tokenizer.live.indentation_habits import Habit
from beamcoder.tokenizer.live.indenter import indentation_at, n_unclosed
from beamcoder.tokenizer.style.indentation import Indentation

UNITS = st.sampled_from(["  ", "    ", "\t"])


def read(text: str) -> Buffer:
    buffer = Buffer(Cutter())
    buffer.follow(text)
    buffer.settle(buffer.live.n_lines)
    return buffer


def indentation(above: str, below: str = "") -> Indentation:
    """Of the line between two texts."""
    return indentation_at(read(f"{above}\n\n{below}"), above.count("\n") + 1)


@pytest.mark.parametrize(
    ("above", "n_blanks", "is_sure"),
    [
        ("", 0, True),
        ("class A {", 4, True),
        ("    a();", 4, True),
        ("    a(); // so", 4, True),
        ("    void f() { // begins", 8, True),
        ("    void f() {\n\n  ", 8, True),
        ("    }", 4, True),
        ("    int a = b", 4, False),
        ("    f(a,", 4, False),
        ("    for (;;)\n        a();", 4, True),
        ("    for (;;)\n        for (;;)\n            a();", 4, True),
        ("    for (;;)\n        for (;;) {", 12, True),
        ("    for (;;)\n        for (;;) {\n            a();\n        }", 4, True),
        ("    if (a)", 8, True),
        ("    if (a) {\n        b();\n    } else if (c)", 8, True),
        ("    do", 8, True),
        ("    do {\n        a();\n    } while (b)", 4, False),
        ("    do {\n        a();\n    } while (b);", 4, True),
        ("    if (a)\n        b();\n    else\n        c();", 4, True),
        ("    if (a)\n        b();\n    else", 8, True),
        ("    int a = b\n            + c;", 4, True),
        ("    f(a,\n      b);", 4, True),
        ("    void f(int a,\n           int b) {", 8, True),
        ("    f(\n        a\n    );", 4, True),
        ("    int[] a = {\n        1,\n        2\n    };", 4, True),
        ("    int[] a = {\n        1,", 8, True),
        ("    f(x -> {", 8, True),
        ("    f(x -> {\n        a();\n    });", 4, True),
        ("    Q q =\n        new Q() {", 12, True),
        ("    outer:", 4, True),
        ("    @Override", 4, True),
        ("    @A(b = 1)\n    @C.D", 4, True),
        ("  // so\n    a();", 4, True),
        ("  @Override\n    int a;", 2, True),
        ("  /*\n   * so\n   */\n    a();", 4, True),
        ("    a();\n    // so", 4, True),
        ("    { a(); b();", 8, True),
    ],
)
def test_the_line_below(above: str, n_blanks: int, is_sure: bool) -> None:
    text = above if above.startswith("class") else f"class A {{\n    int x;\n{above}"
    found = indentation(text) if above else indentation("")
    assert (len(found.blanks), found.is_sure) == (n_blanks, is_sure)


HEADER = "/*\n      Task\n      Author\n*/\n"
TEXT_BLOCK = 'class A {\n    String s = """\n  x {\n  """;\n'


@pytest.mark.parametrize(
    ("above", "blanks"),
    [
        ("/**\n * A.\n */", ""),
        ("class A {\n    /**\n     * A.\n     */", "    "),
        ("class A {\n\t/**\n\t * A.\n\t */", "\t"),
        ("class A {\n    int f(int n) {\n        // if (n > 0) {", "        "),
        ("class A {\n    int f(int n) {\n// if (n > 0) {", "        "),
        ("class A {\n    int f(int n) {\n        /* for (;;) { */", "        "),
        ('class A {\n    int f() {\n        print("{");', "        "),
        ('class A {\n    int f() {\n        print("a;"); // {', "        "),
        ("class A {\n    int f() {\n        c = '{';", "        "),
        (HEADER + "class A {\n    int f(int n) {", "        "),
        (HEADER.replace("      ", "\t   ") + "class A {\n    int f(int n) {", "        "),
        (HEADER + "class A {\n\tint f(int n) {", "\t\t"),
        (TEXT_BLOCK, "    "),
        (TEXT_BLOCK + "    int f() {", "        "),
        (TEXT_BLOCK.replace(";", ".trim();"), "    "),
    ],
)
def test_comments_literals_and_text_blocks_say_nothing(above: str, blanks: str) -> None:
    found = indentation(above)
    assert (found.of("int n;"), found.is_sure) == (blanks, True)


SWITCH = "class A {\n    int f(int n) {\n        switch (n) {\n"
CASES = [
    (SWITCH + "            case 1:", 12, 16, 8),
    (SWITCH + "            case 1:\n                return 2;", 12, 16, 8),
    (SWITCH + "            case 1: return 2;", 12, 16, 8),
    (
        SWITCH + "            case 1: case 2:\n                a();\n                break;",
        12,
        16,
        8,
    ),
    (SWITCH + "            case 1: {\n                a();\n            }", 12, 16, 8),
    (SWITCH + "            case 1 -> a();", 12, 12, 8),
    (SWITCH + "            case 1, 2 -> {\n                a();\n            }", 12, 12, 8),
    (SWITCH + "            default:\n                int b = a ? 1 : 2;", 12, 16, 8),
    (SWITCH + "        case 1:\n            return 2;", 8, 12, 8),
    (SWITCH + "        case 1:\n            for (;;) {\n                a();", 16, 16, 12),
]


@pytest.mark.parametrize(("above", "label", "statement", "closer"), CASES)
def test_labels_of_a_switch(above: str, label: int, statement: int, closer: int) -> None:
    found = indentation(above)
    assert len(found.of("case 2:")) == label
    assert len(found.of("a();")) == statement
    assert len(found.of("}")) == closer
    if "for" not in above:
        assert len(found.of("default")) == label == len(found.of("default:"))


def test_the_first_label_stands_as_others_do() -> None:
    assert len(indentation(SWITCH).of("case 1:")) == 12
    below = "        case 2:\n            a();\n        }\n    }\n}\n"
    assert len(indentation(SWITCH, below).of("case 1:")) == 8
    done = SWITCH + "        case 1:\n            a();\n        }\n        switch (m) {"
    assert len(indentation(done).of("case 1:")) == 8


@pytest.mark.parametrize(
    ("above", "text", "n_blanks"),
    [
        ("    if (a)", "{", 4),
        ("    void f(int a)", "{", 4),
        ("    void f(int a,\n            int b)", "{", 4),
        ("    for (;;)\n        if (a)\n            b();", "else", 8),
        ("    for (;;)\n        if (a)\n            b();", "c();", 4),
        ("    try {\n        a();\n    }", "catch (E e) {", 4),
        ("    f(\n        a", ")", 4),
        ("    int[] a = {\n        1,", "};", 4),
        ("    class B {\n    }", "}", 0),
    ],
)
def test_what_stands_elsewhere_than_a_statement(above: str, text: str, n_blanks: int) -> None:
    assert len(indentation(f"class A {{\n    int x;\n{above}").of(text)) == n_blanks


def test_a_block_that_goes_on_below_says_how_deep() -> None:
    assert indentation("class A {", "  int b;\n}\n").blanks == "  "
    assert indentation("class A {\n  int[] a = {", "      1,\n  };\n}\n").blanks == "      "
    assert indentation("class A {\n  int x;\n  void f() {", "      a();\n").blanks == "    "


@given(UNITS, st.lists(st.sampled_from("{;}"), max_size=30))
def test_braces_alone_are_counted(unit: str, ends: list[str]) -> None:
    lines, depth = ["x {"], 1
    for end in ends:
        depth -= end == "}" and depth > 1
        lines.append(unit * depth + ("}" if end == "}" else f"x{end}"))
        depth += end == "{"
    first = f"x {{\n{unit}x;\n}}\n"  # so that there is a unit to be seen
    found = indentation(first + "\n".join(lines))
    assert found.of("x") == unit * depth and found.of("}") == unit * (depth - 1)


junk = st.text(alphabet="a{}();:,?\"'/*@\\ \t\n\r.-><=", max_size=60)


@given(
    st.lists(
        st.sampled_from(["case ", "default", "if", "else", "do", "while", "new ", '"""\n']) | junk,
        max_size=12,
    ).map("".join),
    st.data(),
)
def test_any_text_has_an_indentation(text: str, data: st.DataObject) -> None:
    """Blanks that stand in the text, or steps of its habit."""
    buffer = read(text)
    line = data.draw(st.integers(0, buffer.live.n_lines - 1))
    found = indentation_at(buffer, line)
    for written in ("}", "case", "else", "{", "a"):
        assert not found.of(written).strip(" \t")


def test_the_unit_is_the_commonest_growth_of_code_lines() -> None:
    def unit(text: str) -> str:
        return Habit.near(read(text), text.count("\n")).unit

    assert unit("") == "    "
    assert unit("a {\n  b {\n    c;\n  }\n}\nd {\n      e;\n") == "  "
    assert unit("/*\n   a {\n      b\n*/\nc {\n\td;\n}\n") == "\t"
    assert unit("a {\n    int b = c\n      + d;\n}\n") == "    "
    assert unit("int[] a = {\n  1\n};\nb {\n    c;\n}\n") == "    "
    assert unit("a\n   b\n") == "   "


def test_tabs_follow_tabs() -> None:
    assert indentation("class A {\n    int x;\n\tvoid f() {").blanks == "\t\t"


@given(junk)
def test_unclosed_braces_are_those_of_tokens(text: str) -> None:
    buffer = read(text)
    tokens = [
        token.text for line in range(buffer.live.n_lines) for token in buffer.cut(line).tokens
    ]
    assert n_unclosed(buffer, 0) == tokens.count("{") - tokens.count("}")


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        # `implements` on a line of its own is deeper than a block is.
        (
            "class A\n        implements C, D {\n    int n;\n    void f() {\n‸\n    }\n}\n",
            8,
        ),
        ("class A\n        extends B {\n  /** One. */\n‸\n}\n", 2),
        ("interface A {\n  /** One. */\n‸\n      throws E;\n}\n", 2),
    ],
)
def test_what_goes_on_is_no_step(text: str, depth: int) -> None:
    """Where no block begins with a line, those in a block say how deep one stands."""
    line = text[: text.index("‸")].count("\n")
    buffer = Buffer(Cutter())
    buffer.follow(text.replace("‸", ""))
    buffer.settle(buffer.live.n_lines)
    assert indentation_at(buffer, line).of("int k;") == " " * depth
