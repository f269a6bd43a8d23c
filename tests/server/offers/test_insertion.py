"""A function is inserted where the cursor is, indented as the buffer is."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.server.offers.insertion import indented, insertion, unit_of

GCD = "int gcd(int a, int b) {\n    if (b == 0) {\n        return a;\n    }\n\n    return 1;\n}"


def inserted(marked: str, source: str = GCD) -> str:
    text, offset = marked.replace("|", ""), marked.index("|")
    edit = insertion(text, offset, source)
    return text[: edit.start] + edit.text + text[edit.end :]


def test_a_blank_line_is_taken_and_the_buffer_s_unit_is_used() -> None:
    before = "class A {\n  void f() {\n    g();\n  }\n\n|\n}\n"
    lines = inserted(before).splitlines()
    assert lines[5:8] == ["  int gcd(int a, int b) {", "    if (b == 0) {", "      return a;"]
    assert lines[9:11] == ["", "    return 1;"] and lines[-2:] == ["  }", "}"]


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("class A {\n|\n}", "    int gcd"),  # a level deeper than the brace
        ("class A {\n\t|\n\tint x;\n}", "\tint gcd"),
        ("class A {\n      |\n}", "      int gcd"),  # the editor's own blanks
        ("|", "int gcd"),
        ("class A {\n    int x;|\n}", "    int gcd"),
        ("class A {|\n}", "    int gcd"),
        ("class A {\n\n\n|\n}", "    int gcd"),
    ],
)
def test_how_deep_it_stands(marked: str, first: str) -> None:
    assert f"\n{inserted(marked)}".partition(f"\n{first}")[1]


def test_a_line_with_text_stays_above_it() -> None:
    assert inserted("class A {\n  int |x;\n}", "void f() { }") == (
        "class A {\n  int x;\n  void f() { }\n}"
    )


def test_line_ends_are_the_buffer_s() -> None:
    text = inserted("class A {\r\n|\r\n}\r\n")
    assert "\n" not in text.replace("\r\n", "") and text.count("\r\n") == 9


@pytest.mark.parametrize(
    ("text", "unit"),
    [("", ""), ("a\n  b\n    c", "  "), ("a\n\tb", "\t"), ("/**\n * x\n */\na {\n    b", "    ")],
)
def test_units(text: str, unit: str) -> None:
    assert unit_of(text) == unit


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.sampled_from(["\t", "  ", "    "]))
def test_going_to_another_unit_and_back_changes_nothing(depths: list[int], unit: str) -> None:
    levels = [0]
    for depth in depths:
        levels.append(min(depth, levels[-1] + 1))
    source = "\n".join("    " * d + f"x{i};" for i, d in enumerate(levels))
    if "\n    x" not in source:
        return  # nothing says what one level is
    there = "\n".join(indented(source, "", unit))
    assert "\n".join(indented(there, "", "    ")) == source
    assert dedent("\n".join(indented(source, unit, unit))) == there
