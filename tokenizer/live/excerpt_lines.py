"""Lines of a file that its excerpt shows, chosen by how deep each one stands.

    lines, depths = lines_above(buffer, 700)     numbers of lines; how deep each above 700 begins
    lines, depths = lines_below(buffer, 700)     those within reach, which must be settled

Why these lines, `excerpt` says. A few array operations, however many lines there are.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.tokenizer.live.buffer import DEPTH, IS_CLASS, IS_INSIDE, N_TOKENS, Buffer

NEAR_ABOVE: Final = 24  # lines that are kept whole
NEAR_BELOW: Final = 16
MAX_ABOVE: Final = 48  # lines of the excerpt
MAX_BELOW: Final = 32
HEAD: Final = 24  # lines at the file's beginning: imports
TOP: Final = 24  # lines after the beginning of an enclosing block
DEEPEST: Final = 6  # enclosing blocks whose first lines count
MAX_CLASSES: Final = 4  # looked into, on either side
MAX_CHARACTERS: Final = 24_000  # code points on either side: four times what such lines have

Lines = NDArray[np.int64]
Flags = NDArray[np.bool_]


def lines_above(buffer: Buffer, line: int) -> tuple[Lines, Lines]:
    """The lines above in the excerpt; and how deep each begins, the cursor's line too."""
    table = buffer.table[:, :line]
    depths = _starts(table[DEPTH])
    heads = np.flatnonzero(table[IS_CLASS])[-MAX_CLASSES:]
    levels = _through_classes(depths, heads)
    has_tokens = _has_tokens(table, goes_on=buffer.before(line).lexer.is_inside)
    visible = (levels[:-1] <= _least_after(levels)[1:]) & has_tokens
    openers = np.flatnonzero(depths[:-1] < _least_after(depths)[1:])
    found = np.flatnonzero(visible)
    keep = np.zeros(line, np.bool_)
    keep[max(0, line - NEAR_ABOVE) :] = True
    keep[found[-MAX_ABOVE:]] = True
    keep[found[:HEAD]] = True
    for at in (*openers[:2].tolist(), *openers[-DEEPEST:].tolist()):
        keep[max(0, at - 1) : at + 1] = True  # its "{" may stand on a line of its own
        keep[at + 1 : at + 1 + TOP] |= visible[at + 1 : at + 1 + TOP]
    lines = _with_ends(keep, has_tokens, depths)
    return lines[len(lines) - _n_affordable(buffer, lines[::-1]) :], depths


def lines_below(buffer: Buffer, line: int) -> tuple[Lines, Lines]:
    """The lines below in the excerpt; how deep each line there begins, the first one 0."""
    table = buffer.table[:, line + 1 : buffer.reach_below(line)]
    depths = _starts(table[DEPTH])
    heads = np.flatnonzero(table[IS_CLASS])[:MAX_CLASSES]
    levels = _through_classes(depths, heads)
    has_tokens = _has_tokens(table, goes_on=False)
    visible = (levels[:-1] <= np.minimum.accumulate(levels[:-1])) & has_tokens
    keep = np.zeros(table.shape[1], np.bool_)
    keep[:NEAR_BELOW] = True
    keep[np.flatnonzero(visible)[:MAX_BELOW]] = True
    lines = _with_ends(keep, has_tokens, depths) + line + 1
    return lines[: _n_affordable(buffer, lines)], depths


def _has_tokens(table: NDArray[np.int32], *, goes_on: bool) -> Flags:
    """The lines that have any; of the rows of a long line the first one and the last one.

    `goes_on`: the last line of the table does in the one after it.
    """
    is_inside = np.append(table[IS_INSIDE] > 0, goes_on)
    is_within: Flags = is_inside[:-1] & is_inside[1:]
    has_tokens: Flags = (table[N_TOKENS] > 0) & ~is_within
    return has_tokens


def _n_affordable(buffer: Buffer, lines: Lines) -> int:
    """How many of these lines, the nearest first, have MAX_CHARACTERS together."""
    starts = buffer.live.starts.array()
    return int(
        np.searchsorted(np.cumsum(starts[lines + 1] - starts[lines]), MAX_CHARACTERS, "right")
    )


def _starts(changes: NDArray[np.int32]) -> Lines:
    """How deep each line begins, and what is after the last one."""
    starts = np.zeros(len(changes) + 1, np.int64)
    np.cumsum(changes, out=starts[1:])
    return starts


def _least_after(depths: Lines) -> Lines:
    """At each line, how deep the least deep of it and all after it is."""
    least: Lines = np.minimum.accumulate(depths[::-1])[::-1]
    return least


def _through_classes(depths: Lines, heads: Lines) -> Lines:
    """The same depths, but that the bodies of these classes count for nothing where they end."""
    levels = depths.copy()
    for head in heads.tolist():
        opened = np.flatnonzero(depths[head + 1 : head + 4] > depths[head])[:1]
        body = head + 1 + int(opened[0]) if len(opened) else len(depths)
        closed = np.flatnonzero(depths[body + 1 :] <= depths[head])[:1]
        if len(closed):
            levels[body : body + 1 + int(closed[0])] -= 1
    return levels


def _with_ends(keep: Flags, has_tokens: Flags, depths: Lines) -> Lines:
    """The lines to keep, with the last line of each block that was left out between them."""
    keep &= has_tokens
    filled = np.flatnonzero(has_tokens)
    kept = np.flatnonzero(np.append(keep, True))  # what is after the last line counts too
    before = np.searchsorted(filled, kept) - 1
    kept, before = kept[before >= 0], before[before >= 0]
    ends = filled[before]
    keep[ends[depths[ends] > depths[kept]]] = True
    return np.flatnonzero(keep)
