"""Live text: after any edits it has the lines of the text, and names the least that changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer.live.lines import (
    LineBuffer,
    LinesChanged,
    Starts,
    UnchangedEnds,
    changed,
    splice,
    split_lines,
)

FRAGMENTS = ["a", "b;", "\n", "\r", "\r\n", " ", "\n\n", "\U0001d54f"]
short = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)
Edits = list[tuple[float, int, str]]
long = st.tuples(short, st.sampled_from(["", "ab\n" * 9000]), short).map("".join)


@given(st.lists(long, max_size=6))
def test_follows_any_text(texts: list[str]) -> None:
    live = LineBuffer()
    for text in texts:
        old = list(live.lines)
        change = live.follow(text)
        assert live.lines == split_lines(text) and "".join(live.lines) == live.text == text
        starts = [sum(map(len, live.lines[:i])) for i in range(min(9, live.n_lines))]
        assert live.starts.array()[: len(starts)].tolist() == starts
        assert live.starts[live.n_lines] == len(text) and live.n_lines == len(live.starts) - 1
        assert old[: change.first] == live.lines[: change.first]
        assert old[change.first + change.n_old :] == live.lines[change.first + change.n_new :]


# Where an edit begins, what it takes away and what it puts there: near the one before, or far off.
edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 9), st.sampled_from(["", "x", "\n", "\r", "y\nz"])),
    max_size=9,
)


@given(short, st.integers(0, 9000), edits, st.booleans())
def test_edits_at_a_place_of_a_long_text(
    beginning: str, n_lines: int, edits: Edits, is_handed_on: bool
) -> None:
    """What stands around the edits is kept, whoever finds it, and what moved is not touched: the
    same as of a text that is read at once."""
    text = beginning + "ab\n" * n_lines
    live, at, around = LineBuffer(), 0, UnchangedEnds()
    live.follow(text)
    for place, n_gone, new in edits:
        at = int(place * len(text)) if place > 0.5 else min(len(text), at + int(30 * place))
        after = text[:at] + new + text[at + n_gone :]
        start, end, _ = changed(text, after)
        if not around.is_about(at, min(len(text), at + n_gone), len(text)):
            around = UnchangedEnds.of(text, at, at + n_gone)
        change = live.follow(after, around if is_handed_on else None)
        touched = splice(text, Starts.of(text), (start, end), "").n_old
        text = after
        assert live.text == text and live.lines == split_lines(text)
        assert live.starts.array().tolist() == Starts.of(text).array().tolist()
        assert change.n_old <= touched + 1


@given(short, st.integers(0, 12), st.integers(-3, 9))
def test_starts_that_wait_to_be_moved(text: str, line: int, by: int) -> None:
    whole = Starts.of(text)
    line = min(line, len(whole) - 2)
    length = whole[line + 1] - whole[line]
    moved = whole.moved(line, max(by, 1 - length))
    naive = Starts(moved.array())
    assert [moved[i] for i in range(len(moved))] == naive.array().tolist()
    for offset in range(naive[len(naive) - 1] + 1):
        assert moved.line_at(offset) == naive.line_at(offset)
    again = moved.moved(0, 2).moved(line, 1)
    assert again.array().tolist() == naive.moved(0, 2).moved(line, 1).array().tolist()


@given(short, short)
def test_lines_partition_a_text(left: str, right: str) -> None:
    live = LineBuffer()
    live.follow(left + right)
    line, column = live.position(len(left))
    assert "".join(live.lines[:line]) + live.lines[line][:column] == left
    assert all(line.rstrip("\r\n") != line for line in live.lines[:-1])


@given(long, long)
def test_what_changed_is_as_short_as_can_be(old: str, new: str) -> None:
    start, end, new_end = changed(old, new)
    assert old[:start] + new[start:new_end] + old[end:] == new
    if start < min(end, new_end):
        assert old[start] != new[start] and old[end - 1] != new[new_end - 1]


# A text, an edit (start, end, replacement), and the lines that it may touch.
TOUCHED = [
    ("a\nb\nc\n", (2, 3, "x"), LinesChanged(1, 1, 1)),
    ("a\nb\nc\n", (2, 2, "x\ny\n"), LinesChanged(1, 1, 3)),
    ("a\nb\nc\n", (1, 4, ""), LinesChanged(0, 3, 1)),
    ("a\r", (2, 2, "\n"), LinesChanged(0, 2, 2)),
    ("a\rx\nb", (2, 3, ""), LinesChanged(0, 2, 1)),
    ("a\r\nb", (2, 3, ""), LinesChanged(0, 2, 2)),
    ("a\r\nb", (2, 2, "x"), LinesChanged(0, 1, 2)),
    ("", (0, 0, "a"), LinesChanged(0, 1, 1)),
    ("a", (0, 1, ""), LinesChanged(0, 1, 1)),
    ("a", (0, 0, ""), LinesChanged(0, 0, 0)),
]


@pytest.mark.parametrize(("text", "edit", "expected"), TOUCHED)
def test_lines_touched(text: str, edit: tuple[int, int, str], expected: LinesChanged) -> None:
    start, end, replacement = edit
    live = LineBuffer()
    live.follow(text)
    assert live.follow(text[:start] + replacement + text[end:]) == expected
