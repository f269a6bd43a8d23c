"""Live text: after any edits it has the lines of the text, and names the least that changed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer.live.line_starts import Starts, split_lines, starts_after
from beamcoder.tokenizer.live.lines import LineBuffer, LinesChanged, UnchangedEnds, changed
from beamcoder.tokenizer.live.rows import MAX_ROW, is_ended, split_rows

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
        whole = Starts.of(text)
        touched = whole.line_at(end) - whole.line_at(start) + 1
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


# What long lines are made of: one token, many alike, numbers, words, a string, signs that belong
# together, nothing to cut at.
MATERIAL = [
    "x+",
    "a",
    "0, 7919, ",
    "é",
    '"',
    " ",
    "*/",
    "\\u0041",
    "foo(bar); ",
    "'\\'",
    "**",
    "//",
]
long_lines = st.lists(
    st.tuples(st.sampled_from([*MATERIAL, "\n", "\r\n"]), st.integers(1, 600)), max_size=5
).map(lambda parts: "".join(word * n for word, n in parts))


def test_lines_are_split_in_one_pass() -> None:
    """A last line without a line end was tried anew at each of its code points: for a megabyte the
    test would not come to its end."""
    assert split_lines("x" * 4_000_000) == ["x" * 4_000_000]
    assert split_lines("x" * 4_000_000 + "\r\n") == ["x" * 4_000_000 + "\r\n", ""]


@given(long_lines)
def test_rows_are_the_text_and_short(text: str) -> None:
    rows = split_rows(text)
    assert "".join(rows) == text
    assert all(len(row.rstrip("\r\n")) <= MAX_ROW for row in rows)
    assert not any(is_ended(row[:-2]) for row in rows)
    if all(len(line) <= MAX_ROW for line in split_lines(text)):
        assert rows == split_lines(text)


@given(long_lines, edits)
def test_edits_in_long_lines(text: str, edits: Edits) -> None:
    live = LineBuffer()
    live.follow(text)
    for place, n_gone, new in edits:
        at = int(place * len(text))
        old, text = list(live.lines), text[:at] + new + text[at + n_gone :]
        change = live.follow(text)
        assert live.lines == split_rows(text) and live.text == text
        starts = np.cumsum([0, *map(len, live.lines)])
        assert live.starts.array().tolist() == starts.tolist()
        assert old[: change.first] == live.lines[: change.first]
        n_behind = len(old) - change.first - change.n_old
        assert old[len(old) - n_behind :] == live.lines[len(live.lines) - n_behind :]


@given(long_lines, st.floats(0, 1), st.integers(0, 9), st.sampled_from(["", "x", "\n", "\r"]))
def test_starts_of_lines_follow_an_edit(text: str, place: float, n_gone: int, new: str) -> None:
    at = int(place * len(text))
    end = min(len(text), at + n_gone)
    after = starts_after(text, Starts.of(text), (at, end), new)
    whole = Starts.of(text[:at] + new + text[end:])
    assert after.array().tolist() == whole.array().tolist()


WORDS = ["", "int x = f(a); ", 'print("one, two"); ']


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("step", [1, 31, 7919, 104_729])
def test_an_edit_in_a_long_line_leaves_the_rows_behind_it(word: str, step: int) -> None:
    """Numbers and words that differ, as a table or a minified file has them."""
    text = ", ".join(f"{word}{n * step}" for n in range(20_000))
    live, n_new = LineBuffer(), 0
    live.follow(text)
    for at in range(len(text) // 2, len(text) // 2 + 300, 3):
        text = text[:at] + "7" + text[at:]
        n_new += live.follow(text).n_new
    assert n_new < 1000
