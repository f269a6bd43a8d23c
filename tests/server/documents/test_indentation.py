"""How deep a line is to stand, told by the text above it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.server.documents.documents import Document
from beamcoder.server.documents.indentation import Block, blank_line_at, block_at, unit_of

UNITS = st.sampled_from(["  ", "    ", "\t"])


def block(above: str) -> Block:
    return block_at(Document("", above + "\n"), above.count("\n") + 1)


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
        ("    case 1:", 4, False),
        ("    for (;;)\n        a();", 4, True),
        ("    for (;;)\n        for (;;)\n            a();", 4, True),
        ("    if (a)\n        b();\n    else\n        c();", 4, True),
        ("    if (a)\n        b();\n    else", 4, False),
        ("    int a = b\n            + c;", 4, True),
        ("    f(a,\n      b);", 4, True),
        ("    void f(int a,\n           int b) {", 8, True),
        ("    f(\n        a\n    );", 4, True),
        ("    int[] a = {\n        1,\n        2\n    };", 4, True),
        ("    case 1:\n        a();", 8, True),
        ("  // so\n    a();", 4, True),
        ("  @Override\n    int a;", 4, True),
        ("  /*\n   * so\n   */\n    a();", 4, True),
        ("    a();\n    // so", 4, False),
    ],
)
def test_the_line_below(above: str, n_blanks: int, is_sure: bool) -> None:
    text = above if above.startswith("class") else f"class A {{\n    int x;\n{above}"
    found = block(text) if above else block("")
    assert (len(found.blanks), found.is_sure) == (n_blanks, is_sure)


@given(UNITS, st.lists(st.sampled_from("{;}"), max_size=30))
def test_braces_alone_are_counted(unit: str, ends: list[str]) -> None:
    lines, depth = ["x {"], 1
    for end in ends:
        depth -= end == "}" and depth > 1
        lines.append(unit * depth + ("}" if end == "}" else f"x{end}"))
        depth += end == "{"
    first = f"x {{\n{unit}x;\n}}\n"  # so that there is a unit to be seen
    found = block(first + "\n".join(lines))
    assert found == Block(unit * depth, unit, is_sure=True)
    assert found.of("x") == unit * depth and found.of("}") == unit * (depth - 1)


def test_the_unit_is_the_least_indentation_there_is() -> None:
    assert unit_of(Document("", "a\n        b\n    c\n")) == "    "
    assert unit_of(Document("", "a\n * b\n\t\tc\n\td")) == "\t"
    assert unit_of(Document("", "a\n    \n")) == "    "
    mixed = Document("", "a\n        b\n  c\n\td\n")
    assert (unit_of(mixed), unit_of(mixed, 2)) == ("  ", "        ")


def test_a_line_of_blanks() -> None:
    document = Document("", "a\r\n \t\r\n\r\nb")
    assert [blank_line_at(document, offset) for offset in (0, 1, 3, 5, 7, 9)] == [
        None,
        None,
        1,
        1,
        2,
        None,
    ]
