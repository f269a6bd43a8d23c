r"""Starts of a text's lines, and where they move when the text is edited.

    starts = Starts.of("int a;\nint b;\n")          0, 7, 14 and the text's end
    starts_after(text, starts, (5, 5), "b")        a key moves what is after it

Lines end with "\n", "\r\n" or "\r", however long they are; offsets are code points.
"""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.tokenizer.live.rows import is_ended

IntArray = NDArray[np.int64]

_LINE: Final = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
_LINE_END: Final = re.compile(r"[\r\n]")


def split_lines(text: str) -> list[str]:
    r"""The lines with their ends: "a\n" has two, the last one empty. At least one."""
    lines = _LINE.findall(text)
    return lines if lines and not is_ended(lines[-1]) else [*lines, ""]


class Starts:
    """Where each line starts, and the text's end: one more than there are lines. Immutable.

    An edit within a line moves all that is after it. That is noted and not done: `at` (n + 1,)
    says where the lines would start if those after `line` were not `shift` further.
    """

    __slots__ = ("at", "line", "shift")

    def __init__(self, at: IntArray, line: int = 0, shift: int = 0) -> None:
        self.at, self.line, self.shift = at, line, shift

    @classmethod
    def of(cls, text: str) -> "Starts":
        return cls(np.cumsum([0, *map(len, split_lines(text))]))

    def __len__(self) -> int:
        return len(self.at)

    def __getitem__(self, line: int) -> int:
        """Of a line from 0, or the text's end after the last one."""
        return int(self.at[line]) + (self.shift if line > self.line else 0)

    def array(self) -> IntArray:
        """All of them. Do not change it."""
        if not self.shift:
            return self.at
        moved = self.at.copy()
        moved[self.line + 1 :] += self.shift
        return moved

    def line_at(self, offset: int) -> int:
        """The number of the line that an offset is in."""
        after = self.line + 1
        if offset >= self[after]:
            found = np.searchsorted(self.at[after:-1], offset - self.shift, side="right")
            return self.line + int(found)
        return int(np.searchsorted(self.at[:after], offset, side="right")) - 1

    def moved(self, line: int, by: int) -> "Starts":
        """A line has become so much longer."""
        if line == self.line:
            return Starts(self.at, line, self.shift + by)
        return Starts(self.array(), line, by) if by else self

    def replaced(self, first: int, last: int, lines: list[str]) -> "Starts":
        """The lines from `first` to `last` gave way to others."""
        base, old_end = self[first], self[last + 1]
        lengths = [len(line) for line in lines]
        if len(lines) == 1 and first == last:
            return self.moved(first, lengths[0] - (old_end - base))
        at, ends = self.array(), base + np.cumsum(lengths)
        after = at[last + 2 :] + (int(ends[-1]) - old_end)
        return Starts(np.concatenate((at[: first + 1], ends, after)))


def starts_after(text: str, starts: Starts, stretch: tuple[int, int], replacement: str) -> Starts:
    """Where the lines of a text start when a stretch of it is replaced; costs the edit, if no line
    begins or ends there, else the lines touched."""
    start, end = stretch
    first, last = starts.line_at(start), starts.line_at(end)
    is_behind_return = text[max(0, start - 1) : start] == "\r"  # a "\n" may make them one line end
    if not (is_behind_return or _LINE_END.search(text[start:end] + replacement)):
        return starts.moved(first, len(replacement) - (end - start))
    if is_behind_return and starts[first] == start:
        first -= 1
    lines = split_lines(text[starts[first] : start] + replacement + text[end : starts[last + 1]])
    if last + 2 < len(starts):
        lines.pop()  # the touched lines end with a line end, after which the next line waits
    return starts.replaced(first, last, lines)
