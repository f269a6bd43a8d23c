"""Template heads and tails: what is cut is template, what is left is whole lines of the file."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from beamcoder.training.data.templates import cut, line_starts, stretches, template_lines

Files = list[tuple[int, list[list[int]]]]  # author, and the lines of a file
NEWLINE, BOS, EOS = 0, 1, 2
IS_LAYOUT = np.arange(4096) == NEWLINE
HEAD = [[3, 4, 5, 6, 7]] * 8  # 48 pieces with their line marks
TAIL = [[8, 9]] * 12


def file_of(*lines: list[int]) -> list[int]:
    pieces = [BOS]
    for line in lines:
        pieces += [NEWLINE, *line]
    return [*pieces, EOS]


def corpus(files: list[list[int]]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    offsets = np.cumsum([0, *map(len, files)])
    return np.concatenate(files).astype(np.uint16), offsets


def author(n_files: int, first: int) -> list[list[int]]:
    """Files with the same head and tail around a line of their own."""
    return [file_of(*HEAD, [first + i, 3, first + i], *TAIL) for i in range(n_files)]


def kept(files: list[list[int]], owners: list[int], share: float) -> list[list[int]]:
    pieces, offsets = corpus(files)
    begin, end = stretches(pieces, offsets, np.array(owners), IS_LAYOUT, share)
    new, ends = cut(pieces, begin, end)
    return [new[a:b].tolist() for a, b in pairwise(ends)]


def test_head_and_tail_go_and_the_body_stays() -> None:
    files = author(6, 100)
    left = kept(files, [0] * 6, 0.0)
    assert left == [[NEWLINE, 100 + i, 3, 100 + i] for i in range(6)]


def test_lines_of_few_files_are_no_template() -> None:
    files = author(4, 100)
    assert kept(files, [0] * 4, 0.0) == files


def test_what_another_author_writes_does_not_count() -> None:
    files = author(4, 100) + author(4, 200)
    assert kept(files, [0] * 4 + [1] * 4, 0.0) == files


def test_a_share_of_one_keeps_all() -> None:
    files = author(9, 100)
    assert kept(files, [0] * 9, 1.0) == files


def test_a_file_of_nothing_but_template_stays_whole() -> None:
    files = [*author(6, 100), file_of(*HEAD, *TAIL)]
    assert kept(files, [0] * 7, 0.0)[-1] == files[-1]


@pytest.mark.parametrize("share", [0.25, 0.75])
def test_about_the_asked_share_is_kept(share: float) -> None:
    files = author(400, 100)
    n_heads = sum(left[0] == BOS for left in kept(files, [0] * 400, share))
    assert abs(n_heads / 400 - share) < 0.1


lines = st.lists(st.lists(st.integers(3, 6), min_size=1, max_size=20), min_size=1, max_size=8)


@given(st.lists(st.tuples(st.integers(0, 2), lines), min_size=1, max_size=30), st.floats(0, 1))
def test_what_is_left_is_a_stretch_of_whole_lines(corpus_of: Files, share: float) -> None:
    files = [file_of(*content) for _, content in corpus_of]
    owners = [owner for owner, _ in corpus_of]
    for file, left in zip(files, kept(files, owners, share), strict=True):
        places = [i for i in range(len(file)) if file[i : i + len(left)] == left]
        assert left and places
        assert left[0] in (BOS, NEWLINE)
        assert left[-1] == EOS or any(file[i + len(left)] == NEWLINE for i in places)


@given(st.lists(st.tuples(st.integers(0, 2), lines), min_size=1, max_size=30))
def test_template_lines_as_counted_naively(corpus_of: Files) -> None:
    files = [file_of(*content) for _, content in corpus_of]
    owners = np.array([owner for owner, _ in corpus_of])
    pieces, offsets = corpus(files)
    starts = line_starts(pieces, offsets, IS_LAYOUT)
    found = template_lines(pieces, starts, offsets, owners)
    spans = list(zip(starts, [*starts[1:], len(pieces)], strict=True))
    spelled = [tuple(pieces[a:b].tolist()) for a, b in spans]
    where = [int(np.searchsorted(offsets, a, "right")) - 1 for a in starts]
    for line, file, is_template in zip(spelled, where, found, strict=True):
        same = {f for other, f in zip(spelled, where, strict=True) if other == line}
        n = sum(owners[f] == owners[file] for f in same)
        assert is_template == (n >= max(5, np.ceil(0.05 * (owners == owners[file]).sum())))
