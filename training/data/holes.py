"""Holes between a cursor and the text after it that the encoder reads.

    holes = draw(is_layout, owner, rng)
    pieces, targets, mask, positions = doubled(code, targets, causal, holes)

All cursors of a line share one hole: a piece of the line that has read the text after the hole is
read by the line's later pieces alone, whose next piece is missing too. So a row holds its text
twice, as a completer computes it: the first half has read nothing after any hole; a piece of the
second half attends to the first half up to its own line, and of its own line to the second half.
(With one hole per cursor and a single copy of the text, a position could attend to earlier
positions whose encoder input already contained its target: label leakage.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# By a draw for each line; our guess at how people type. Up to the first: the line is missing from
# the cursor on; up to the second: some lines more; else the line goes on after a few pieces.
LINE_SHARE, LINES_SHARE = 0.6, 0.85
MORE_LINES_STOP = 0.4  # chance that a line more is the last (geometric: 2.5 of them on average)
MAX_MORE_LINES = 8
IGNORED = -1  # target that carries no loss

Page = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Holes:
    """For each input, (rows, length): `begins`, where its line begins; `ends`, where the text
    after the hole begins (after the file or the row: nothing follows); `is_open`, whether its
    next piece is in the hole, or begins a line after an empty one."""

    begins: Page
    ends: Page
    is_open: Mask


def draw(is_layout: Mask, owner: Page, rng: np.random.Generator) -> Holes:
    """Holes of rows; `is_layout` and `owner` are (rows, length + 1)."""
    rows = [_row(line_starts(*row), rng) for row in zip(is_layout, owner, strict=True)]
    return Holes(*(np.stack(part) for part in zip(*rows, strict=True)))


def line_starts(is_layout: Mask, owner: Page) -> Mask:
    """(n,) -> (n,): the first of each run of layout pieces, and of each file."""
    starts = np.ones(len(owner), np.bool_)
    starts[1:] = (is_layout[1:] & ~is_layout[:-1]) | (owner[1:] != owner[:-1])
    return starts


def _row(starts: Mask, rng: np.random.Generator) -> tuple[Page, Page, Mask]:
    n = len(starts)
    first, line = np.flatnonzero(starts), np.cumsum(starts)[:-1] - 1
    bounds = np.append(first, n)
    end = _line_ends(bounds, rng)[line]
    following = np.arange(1, n)
    is_start = np.append(starts, True)
    is_open = (following < end) | ((following == end) & is_start[end])
    return first[line], end, is_open


def _line_ends(bounds: Page, rng: np.random.Generator) -> Page:
    """Where the hole of each line ends; line i is the pieces `bounds[i]` to `bounds[i + 1]`."""
    begin, end = bounds[:-1], bounds[1:]
    n_lines = len(begin)
    draws, gaps = rng.random(n_lines), rng.geometric(MORE_LINES_STOP, n_lines)
    extra = np.minimum(gaps, MAX_MORE_LINES)
    further = bounds[np.minimum(np.arange(1, n_lines + 1) + extra, n_lines)]
    inside = begin + 2 + (rng.random(n_lines) * (end - begin - 1)).astype(np.int64)
    inside = np.minimum(inside, end)
    choices = [end, further, inside]
    return np.choose(np.digitize(draws, [LINE_SHARE, LINES_SHARE]), choices)


def doubled(code: Page, targets: Page, causal: Mask, holes: Holes) -> tuple[Page, Page, Mask, Page]:
    """(rows, n) and (rows, n, n) -> pieces, targets, mask and positions of rows of 2 n."""
    rows, n = code.shape
    is_above = np.arange(n) < holes.begins[:, :, None]
    mask = np.zeros((rows, 2 * n, 2 * n), np.bool_)
    mask[:, :n, :n] = causal
    mask[:, n:, :n] = causal & is_above
    mask[:, n:, n:] = causal & ~is_above
    read = np.where(holes.is_open, targets, IGNORED)
    positions = np.tile(np.arange(n), (rows, 2))
    return np.tile(code, 2), np.concatenate([targets, read], 1), mask, positions
