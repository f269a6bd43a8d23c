r"""A text under edit as lines: what a new text changed, found without looking at every character.

    live = LiveText()
    live.follow("int a;\nint b;\n")     -> LinesChanged(first=0, n_old=1, n_new=3)
    live.follow("int a;\nint b2;\n")    -> LinesChanged(first=1, n_old=1, n_new=1)
    live.lines, live.starts             the lines with their ends, and their offsets

Lines end with "\n", "\r\n" or "\r"; lines and columns count from 0, columns in code points. Texts
are compared by the block, as memory is, so that a key costs the same at either end of a long
file. Knows nothing of tokens (that is `buffer`), nor of editors and their encodings.
"""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

_ENDED_LINE: Final = re.compile(r"[^\r\n]*+(?:\r\n?|\n)")
_BLOCK: Final = 1 << 14  # code points compared at once


def split_lines(text: str) -> list[str]:
    r"""The lines with their ends: "a\n" has two, the last one empty. At least one."""
    lines = _ENDED_LINE.findall(text)
    lines.append(text[sum(map(len, lines)) :])
    return lines


@dataclass(frozen=True, slots=True)
class LinesChanged:
    """The `n_old` lines from `first` on gave way to `n_new`; all others are what they were."""

    first: int
    n_old: int
    n_new: int


class LiveText:
    """The lines of a text; `starts` has one offset more than there are lines, the text's end."""

    def __init__(self) -> None:
        self.text = ""
        self.lines = [""]
        self.starts = line_starts("")

    @property
    def n_lines(self) -> int:
        return len(self.lines)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, 0 to len(text)."""
        line = line_at(self.starts, offset)
        return line, offset - int(self.starts[line])

    def follow(self, text: str) -> LinesChanged:
        """Hold this text."""
        if text == self.text:
            return LinesChanged(0, 0, 0)
        start, end, new_end = changed(self.text, text)
        change = splice(self.text, self.starts, (start, end), text[start:new_end])
        self.lines[change.first : change.first + change.n_old] = change.lines
        self.text, self.starts = text, change.starts
        return LinesChanged(change.first, change.n_old, len(change.lines))


@dataclass(frozen=True, slots=True)
class Splice:
    """An edit in lines: the `n_old` ones from `first` on gave way to `lines`; all new starts."""

    first: int
    n_old: int
    lines: list[str]
    starts: IntArray


def line_starts(text: str) -> IntArray:
    """Where each line starts, and the text's end: (n_lines + 1,)."""
    return np.cumsum([0, *map(len, split_lines(text))])


def line_at(starts: IntArray, offset: int) -> int:
    """The number of the line that an offset is in."""
    return int(np.searchsorted(starts[:-1], offset, side="right")) - 1


def splice(text: str, starts: IntArray, stretch: tuple[int, int], replacement: str) -> Splice:
    """What becomes of a text's lines when a stretch of it is replaced; costs the lines touched."""
    start, end = stretch
    first, last = line_at(starts, start), line_at(starts, end)
    if first and starts[first] == start and text[start - 1] == "\r":
        first -= 1  # a "\n" may come to stand behind this "\r", and they are one line end
    base, stop = int(starts[first]), int(starts[last + 1])
    lines = split_lines(text[base:start] + replacement + text[end:stop])
    if last + 2 < len(starts):
        lines.pop()  # the touched lines end with a line end, behind which the next line waits
    ends = base + np.cumsum([len(line) for line in lines])
    shift = len(replacement) - (end - start)
    moved = np.concatenate((starts[: first + 1], ends, starts[last + 2 :] + shift))
    return Splice(first, last + 1 - first, lines, moved)


def changed(old: str, new: str) -> tuple[int, int, int]:
    """The stretch that differs: (start, end in old, end in new), as short as can be."""
    most = min(len(old), len(new))
    start = _alike(old, new, most)
    behind = _alike_at_end(old, new, most - start)
    return start, len(old) - behind, len(new) - behind


def _alike(old: str, new: str, most: int) -> int:
    """How many code points two texts begin with alike, `most` at most."""
    at, block = 0, _BLOCK
    while block and at < most:
        n = min(block, most - at)
        if old[at : at + n] == new[at : at + n]:
            at += n
        elif n == 1:
            break
        else:
            block = n // 2
    return at


def _alike_at_end(old: str, new: str, most: int) -> int:
    n_old, n_new = len(old), len(new)
    at, block = 0, _BLOCK
    while block and at < most:
        n = min(block, most - at)
        if old[n_old - at - n : n_old - at] == new[n_new - at - n : n_new - at]:
            at += n
        elif n == 1:
            break
        else:
            block = n // 2
    return at
