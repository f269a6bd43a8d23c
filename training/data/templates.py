"""Template heads and tails of an author's files, cut from most of them.

Contest authors begin each file with the same imports and end it with the same fast reader. After
some copies there is nothing left to learn from them, yet they are a seventh of the `stdin` corpus.
So a run of template lines at the head or the tail of a file is kept in a share of the files only.
What is left is a stretch of whole lines, as a window over a long file is; its end carries no eos,
since the file goes on there. Template lines between others stay.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

TEMPLATE_SHARE: Final = 0.05  # of an author's files that hold the line, as the metrics define it
MIN_FILES: Final = 5  # ... and in so many at least
MIN_PIECES: Final = 30  # a shorter head or tail is not worth the cut
SEED: Final = 0

Pieces = NDArray[np.uint16]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def stretches(
    pieces: Pieces, offsets: IntArray, authors: IntArray, is_layout: BoolArray, share: float
) -> tuple[IntArray, IntArray]:
    """What to keep of each file, as begin and end (files,) into `pieces`.

    offsets (files + 1,) into pieces; authors (files,) as numbers; is_layout (vocabulary,). A head
    or tail stays with probability `share`.
    """
    begin, end = offsets[:-1].astype(np.int64), offsets[1:].astype(np.int64)
    if share >= 1 or not len(authors):
        return begin, end
    starts = line_starts(pieces, offsets, is_layout)
    is_template = template_lines(pieces, starts, offsets, authors)
    first_body, last_body = _body(starts, is_template, offsets)
    rng = np.random.default_rng(SEED)
    drops_head, drops_tail = rng.random((2, len(begin))) >= share
    has_body = first_body >= 0
    drops_head &= has_body & (first_body - begin >= MIN_PIECES)
    drops_tail &= has_body & (end - last_body >= MIN_PIECES)
    return np.where(drops_head, first_body, begin), np.where(drops_tail, last_body, end)


def line_starts(pieces: Pieces, offsets: IntArray, is_layout: BoolArray) -> IntArray:
    """Where lines begin: at a layout piece that follows another kind, and where files begin."""
    layout = is_layout[pieces]
    starts = layout.copy()
    starts[1:] &= ~layout[:-1]
    starts[offsets[:-1]] = True
    return np.flatnonzero(starts)


def template_lines(
    pieces: Pieces, starts: IntArray, offsets: IntArray, authors: IntArray
) -> BoolArray:
    """For each line, whether it stands in so many of its author's files."""
    ends = np.append(starts[1:], len(pieces))
    content = pieces.tobytes()
    size = pieces.dtype.itemsize
    spans = zip((starts * size).tolist(), (ends * size).tolist(), strict=True)
    lines = np.fromiter((hash(content[a:b]) for a, b in spans), np.int64, len(starts))
    files = np.searchsorted(offsets, starts, "right") - 1
    owners = authors[files]
    order = np.lexsort((files, lines, owners))
    owner, line, file = owners[order], lines[order], files[order]
    is_new_line = np.append(True, (owner[1:] != owner[:-1]) | (line[1:] != line[:-1]))
    is_new_file = is_new_line | np.append(True, file[1:] != file[:-1])
    group = np.cumsum(is_new_line) - 1
    n_files = np.bincount(group, weights=is_new_file)[group]
    least = np.maximum(MIN_FILES, np.ceil(TEMPLATE_SHARE * np.bincount(authors)[owner]))
    is_template = np.empty(len(starts), np.bool_)
    is_template[order] = n_files >= least
    return is_template


def _body(starts: IntArray, is_template: BoolArray, offsets: IntArray) -> tuple[IntArray, IntArray]:
    """Where the first line of each file that is no template begins, and where the last one ends.

    -1 for a file of nothing but template. The line of bos counts as template.
    """
    n_files = len(offsets) - 1
    first, last = np.full(n_files, -1, np.int64), np.full(n_files, -1, np.int64)
    is_body = ~is_template
    is_body[np.isin(starts, offsets[:-1])] = False
    body = np.flatnonzero(is_body)
    files = np.searchsorted(offsets, starts[body], "right") - 1
    ends = np.append(starts[1:], offsets[-1])
    first[files[::-1]] = starts[body[::-1]]  # the last assignment wins: the first line
    last[files] = ends[body]
    return first, last


def cut(pieces: Pieces, begin: IntArray, end: IntArray) -> tuple[Pieces, IntArray]:
    """The stretches one after the other, and their offsets."""
    sizes = end - begin
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    index = np.arange(offsets[-1]) + np.repeat(begin - offsets[:-1], sizes)
    return np.asarray(pieces)[index], offsets
