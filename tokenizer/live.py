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
        self.starts: IntArray = np.zeros(2, np.int64)

    @property
    def n_lines(self) -> int:
        return len(self.lines)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, 0 to len(text)."""
        line = int(np.searchsorted(self.starts[:-1], offset, side="right")) - 1
        return line, offset - int(self.starts[line])

    def follow(self, text: str) -> LinesChanged:
        """Hold this text."""
        if text == self.text:
            return LinesChanged(0, 0, 0)
        start, end, new_end = changed(self.text, text)
        return self._edit(start, end, text[start:new_end], text)

    def _edit(self, start: int, end: int, replacement: str, text: str) -> LinesChanged:
        first, last = self._lines_touched(start, end)
        base, stop = int(self.starts[first]), int(self.starts[last + 1])
        new = split_lines(self.text[base:start] + replacement + self.text[end:stop])
        if last + 1 < self.n_lines:
            new.pop()  # the touched lines end with a line end, behind which the next line waits
        self.lines[first : last + 1] = new
        ends = base + np.cumsum([len(line) for line in new])
        shift = len(text) - len(self.text)
        self.starts = np.concatenate(
            (self.starts[: first + 1], ends, self.starts[last + 2 :] + shift)
        )
        self.text = text
        return LinesChanged(first, last + 1 - first, len(new))

    def _lines_touched(self, start: int, end: int) -> tuple[int, int]:
        first, column = self.position(start)
        if column == 0 and first and self.lines[first - 1].endswith("\r"):
            first -= 1  # a "\n" may come to stand behind this "\r", and they are one line end
        return first, self.position(end)[0]


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
