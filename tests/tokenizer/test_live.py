"""Live text: after any edits it has the tokens that lexing all of it gives."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.live import LinesChanged, LiveText, split_lines
from beamcoder.tokenizer.token import Token

FRAGMENTS = [
    *"\"'\\/*<>=.# é\U0001d54f\ud800\x00\ufeff\n\r\ta1;{}",
    *('"""', '"""\n', "/*", "*/", "//", "\r\n", "\\u0061", ">>", "List<", " 1", "Map<A,\n", '\\"'),
]
java_like = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)
pieces = java_like | st.text(st.characters(exclude_categories=()), max_size=8)
# An edit as two shares of the text's length, so that it fits any text, and a replacement.
edits = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.3), pieces), max_size=12)

PROGRAM = "class A {\n" + "".join(
    f"    int f{i}(List<List<Integer>> a) {{ return a.get({i}) >> 1; }} // note {i}\n"
    for i in range(300)
)


def stretch(text: str, place: float, share: float) -> tuple[int, int]:
    start = round(place * len(text))
    return start, min(len(text), start + round(share * len(text)))


@given(java_like, edits)
def test_equals_a_full_lex_after_any_edits(
    text: str, changes: list[tuple[float, float, str]]
) -> None:
    live = LiveText(text)
    for place, share, replacement in changes:
        start, end = stretch(text, place, share)
        live.edit(start, end, replacement)
        text = text[:start] + replacement + text[end:]
        assert live.text == text
        assert live.tokens == lex(text)
        assert [live.line(i).text for i in range(live.n_lines)] == split_lines(text)


@given(java_like, st.floats(0, 1), st.floats(0, 0.3), pieces)
def test_lines_outside_the_change_are_the_same_objects(
    text: str, place: float, share: float, replacement: str
) -> None:
    live = LiveText(text)
    old = [live.line(i) for i in range(live.n_lines)]
    changed = live.edit(*stretch(text, place, share), replacement)
    new = [live.line(i) for i in range(live.n_lines)]
    behind = len(old) - changed.first - changed.n_old
    assert all(a is b for a, b in zip(old[: changed.first], new, strict=False))
    assert behind == len(new) - changed.first - changed.n_new
    assert all(old[-i] is new[-i] for i in range(1, behind + 1))


@given(java_like)
def test_places_there_and_back(text: str) -> None:
    live = LiveText(text)
    assert len(live) == len(text)
    for offset in range(len(text) + 1):
        line, column = live.position(offset)
        assert live.line_start(line) + column == offset
        if column <= len(live.line(line).text.rstrip("\r\n")):
            assert live.offset(line, column) == offset


@given(java_like)
def test_line_tokens_partition_their_line(text: str) -> None:
    live = LiveText(text)
    for i in range(live.n_lines):
        tokens = live.line_tokens(i)
        assert "".join(token.text for token in tokens) == live.line(i).text
        assert [token.start for token in tokens] == columns(tokens)


def columns(tokens: tuple[Token, ...]) -> list[int]:
    return [sum(len(token.text) for token in tokens[:i]) for i in range(len(tokens))]


# A text, an edit (start, end, replacement), and the lines it may lex again.
RELEXED = [
    ("a\nb\nc\n", (2, 3, "x"), LinesChanged(1, 1, 1)),
    ("a\nb\nc\n", (2, 2, "x\ny\n"), LinesChanged(1, 1, 3)),
    ("a\nb\nc\n", (1, 4, ""), LinesChanged(0, 3, 1)),
    ("a\nb\nc\n", (2, 2, "/*"), LinesChanged(1, 3, 3)),
    ("/*\nb\n*/\nc\nd", (0, 1, ""), LinesChanged(0, 3, 3)),
    ('x\n"""\nb\n""";\nc', (2, 3, ""), LinesChanged(1, 3, 3)),
    ("Map<A,\nB\n> m;\nc", (3, 4, ""), LinesChanged(0, 3, 3)),
    ("a\r", (2, 2, "\n"), LinesChanged(0, 2, 2)),
    ("a\rx\nb", (2, 3, ""), LinesChanged(0, 2, 1)),
    ("a\r\nb", (2, 3, ""), LinesChanged(0, 2, 2)),
    ("a\r\nb", (2, 2, "x"), LinesChanged(0, 1, 2)),
    ("", (0, 0, "a"), LinesChanged(0, 1, 1)),
    ("a", (0, 1, ""), LinesChanged(0, 1, 1)),
]


@pytest.mark.parametrize(("text", "edit", "changed"), RELEXED)
def test_lines_lexed_again(text: str, edit: tuple[int, int, str], changed: LinesChanged) -> None:
    live = LiveText(text)
    assert live.edit(*edit) == changed
    assert live.tokens == lex(live.text)


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (2, 1), (0, 4), (5, 5)])
def test_a_stretch_outside_is_refused(start: int, end: int) -> None:
    live = LiveText("abc")
    with pytest.raises(ValueError, match=f"{start}:{end} in a text of 3"):
        live.edit(start, end, "")
    assert live.text == "abc"


def test_places_beyond_an_end_are_that_end() -> None:
    live = LiveText("ab\r\ncd")
    assert live.offset(0, 99) == 2
    assert live.offset(1, 99) == live.offset(9, 0) == 6
    assert live.position(6) == (1, 2)


def test_typing_costs_a_line() -> None:
    live = LiveText(PROGRAM)
    chooser = random.Random(0)
    start = time.process_time()
    for _ in range(200):
        place = chooser.randrange(20, len(PROGRAM))
        assert live.edit(place, place, "x").n_new == 1
    keystrokes_s = time.process_time() - start
    start = time.process_time()
    lex(live.text)
    assert keystrokes_s < 200 * 0.5 * (time.process_time() - start)
