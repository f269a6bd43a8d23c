"""Numbers and single characters are written as the buffer writes them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.decoding.constraints.wording.literals import (
    LiteralHabits,
    grouped,
    quoted,
    ungrouped,
)
from beamcoder.tokenizer.lexer import lexical
from tests.model.decoding.constraints.places import line, place_at, token

HEAD = "class A {\n    static final long BIG = %s;\n    void f(StringBuilder sb) {\n        "
CHARS = "sb.append(' ').append('\\n');\n        "
STRINGS = 'sb.append(" ").append("\\n");\n        '
END = "\n    }\n}\n"
GROUPED, PLAIN = HEAD % "1_000_000_007", HEAD % "1000000007L"


@pytest.mark.parametrize(
    ("text", "candidate", "written"),
    [
        (GROUPED + "‸", "int mod = 998244353;", "int mod = 998_244_353;"),
        (GROUPED + "int mod = 9‸", "998244353;", "998_244_353;"),
        (GROUPED + "int mod = 9982‸", "998244353;", "998244353;"),  # the user wrote it otherwise
        (GROUPED + "‸", "int mod = 1000;", "int mod = 1000;"),
        (GROUPED + "‸", "long mod = 998244353L;", "long mod = 998_244_353L;"),
        (GROUPED + "‸", "int mod = 0x3b9aca07;", "int mod = 0x3b9aca07;"),
        (PLAIN + "‸", "int mod = 998_244_353;", "int mod = 998244353;"),
        (HEAD % "7" + "‸", "int mod = 998_244_353;", "int mod = 998_244_353;"),
        (HEAD % "7" + "‸", "int mod = 998244353;", "int mod = 998244353;"),
        (PLAIN + "int k = 2_000_000;\n        ‸", "n = 998_244_353;", "n = 998_244_353;"),  # both
        (PLAIN + CHARS + "‸", 'sb.append(" ");', "sb.append(' ');"),
        (PLAIN + CHARS + "sb.append(‸", '" ");', "' ');"),
        (PLAIN + CHARS + "sb.append(‸)", '" "', "' '"),
        (PLAIN + STRINGS + "‸", "sb.append('\\n');", 'sb.append("\\n");'),
        (PLAIN + CHARS + "‸", 'sb.append(" " + n);', 'sb.append(" " + n);'),  # a sum, of numbers
        (PLAIN + CHARS + "‸", 'String s = " ";', 'String s = " ";'),
        (PLAIN + CHARS + "‸", 's.split(" ");', 's.split(" ");'),
        (PLAIN + CHARS + "‸", 'sb.append("ab").append("");', 'sb.append("ab").append("");'),
        (PLAIN + CHARS + "‸", 'sb.append("\'").append("\\"");', 'sb.append("\'").append("\\"");'),
        (PLAIN + CHARS + STRINGS + "‸", 'sb.append(" ");', 'sb.append(" ");'),  # both
        (PLAIN + "‸", 'sb.append(" ");', 'sb.append(" ");'),
    ],
)
def test_lines(text: str, candidate: str, written: str) -> None:
    place = place_at(text + END)
    judged = LiteralHabits(place).judge(line(place, candidate))
    assert judged.text == written
    assert judged.symbols == tuple(each.text for each in lexical(written))


def test_a_number_that_is_being_typed() -> None:
    """`1` may become `1_000_000_007` where others are written so; `10` may not."""
    for fragment, expected in (("1", "1_000_000_007"), ("10", "1000000007")):
        place = place_at(GROUPED.replace("1_000_000_007", "123_456") + f"n = {fragment}‸{END}")
        candidate = replace(token("1000000007"), replace=len(fragment))
        assert LiteralHabits(place).judge(candidate).text == expected


@given(st.integers(0, 10**12), st.sampled_from(["", "l", "L"]))
def test_grouping_keeps_the_number(value: int, suffix: str) -> None:
    number = f"{value}{suffix}"
    assert ungrouped(grouped(number)) == number
    assert int(grouped(number).rstrip("lL")) == value


@given(st.characters(exclude_characters="\\\"'\n\r"))
def test_quoting_keeps_the_character(character: str) -> None:
    assert quoted(quoted(f'"{character}"', "'"), '"') == f'"{character}"'
