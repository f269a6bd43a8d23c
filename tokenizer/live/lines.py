r"""Lines of a text under edit, and the lines that an edit changed.

    live = LineBuffer()
    live.follow("int a;\nint b;\n")     -> LinesChanged(first=0, n_old=1, n_new=3)
    live.follow("int a;\nint b2;\n")    -> LinesChanged(first=1, n_old=1, n_new=1)
    live.lines, live.starts             the lines with their ends, and their offsets

Lines end with "\n", "\r\n" or "\r"; lines and columns count from 0, columns in code points. While
somebody writes at one place, what stands around it is compared with the new text as memory is,
without a copy, or not at all where who asks hands it on; what moved with the edit is not touched.
Knows nothing of tokens (that is `buffer`), nor of editors and their encodings.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ENDED_LINE: Final = re.compile(r"[^\r\n]*+(?:\r\n?|\n)")
_BLOCK: Final = 1 << 14  # code points compared at once
# Code points: left on either side of an edit before the rest counts as unchanged, and how many may
# come to stand between the unchanged ends.
_MIN_CHANGE_MARGIN: Final = 1 << 12
_MAX_CHANGE_WIDTH: Final = 1 << 14


def split_lines(text: str) -> list[str]:
    r"""The lines with their ends: "a\n" has two, the last one empty. At least one."""
    lines = _ENDED_LINE.findall(text)
    lines.append(text[sum(map(len, lines)) :])
    return lines


def well_formed(text: str) -> str:
    """Half characters, as JSON escapes can make them, replaced one for one."""
    return _LONE_SURROGATE.sub("\ufffd", text)


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


@dataclass(frozen=True)
class UnchangedEnds:
    """A text but for what lies near the last edit. Edits there leave these two as they are, so
    that to make the text anew costs one copy of it, and to compare two texts what is between."""

    before: str = ""
    after: str = ""

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "UnchangedEnds":
        return cls(text[: max(0, start - _MIN_CHANGE_MARGIN)], text[end + _MIN_CHANGE_MARGIN :])

    def is_in(self, text: str) -> bool:
        """Whether a text has both, and little between them."""
        n_between = len(text) - len(self.before) - len(self.after)
        has_room = 0 <= n_between <= _MAX_CHANGE_WIDTH
        return has_room and text.startswith(self.before) and text.endswith(self.after)

    @cached_property
    def n_unclosed(self) -> int:
        """How many more "{" than "}" the two have."""
        return n_unclosed(self.before) + n_unclosed(self.after)

    def is_about(self, start: int, end: int, length: int) -> bool:
        """Whether a stretch of a text that has both lies between them; little may."""
        first, last = len(self.before), length - len(self.after)
        return first <= start and end <= last <= first + _MAX_CHANGE_WIDTH

    def between(self, text: str) -> str:
        """What stands between them in a text that has both."""
        return text[len(self.before) : len(text) - len(self.after)]


@dataclass(frozen=True, slots=True)
class LinesChanged:
    """The `n_old` lines from `first` on gave way to `n_new`; all others are what they were."""

    first: int
    n_old: int
    n_new: int


class LineBuffer:
    """The lines of a text, and where they start."""

    def __init__(self) -> None:
        self.text = ""
        self.lines = [""]
        self.starts = Starts.of("")
        self._around = UnchangedEnds()

    @property
    def n_lines(self) -> int:
        return len(self.lines)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, 0 to len(text)."""
        line = self.starts.line_at(offset)
        return line, offset - self.starts[line]

    def follow(self, text: str, around: UnchangedEnds | None = None) -> LinesChanged:
        """Hold this text. If it has the same `around` as the one before, no more is compared."""
        if text is self.text or text == self.text:
            return LinesChanged(0, 0, 0)
        start, end, new_end = self._changed(text, around)
        change = splice(self.text, self.starts, (start, end), text[start:new_end])
        self.lines[change.first : change.first + change.n_old] = change.lines
        self.text, self.starts = text, change.starts
        return LinesChanged(change.first, change.n_old, len(change.lines))

    def _changed(self, text: str, around: UnchangedEnds | None) -> tuple[int, int, int]:
        """The stretch that differs, as `changed` finds it or one as short."""
        known = self._around
        if known is around or known.is_in(text):
            n = len(known.before)
            start, end, new_end = changed(known.between(self.text), known.between(text))
            start, end, new_end = n + start, n + end, n + new_end
        else:
            start, end, new_end = changed(self.text, text)
            known = UnchangedEnds.of(text, start, new_end)
        self._around = known if around is None else around
        return start, end, new_end


@dataclass(frozen=True, slots=True)
class Splice:
    """An edit in lines: the `n_old` ones from `first` on gave way to `lines`; all new starts."""

    first: int
    n_old: int
    lines: list[str]
    starts: Starts


def splice(text: str, starts: Starts, stretch: tuple[int, int], replacement: str) -> Splice:
    """What becomes of a text's lines when a stretch of it is replaced; costs the lines touched."""
    start, end = stretch
    first, last = starts.line_at(start), starts.line_at(end)
    if first and starts[first] == start and text[start - 1] == "\r":
        first -= 1  # a "\n" may come to stand after this "\r", and they are one line end
    lines = split_lines(text[starts[first] : start] + replacement + text[end : starts[last + 1]])
    if last + 2 < len(starts):
        lines.pop()  # the touched lines end with a line end, after which the next line waits
    return Splice(first, last + 1 - first, lines, starts.replaced(first, last, lines))


def n_unclosed(text: str) -> int:
    """How many more "{" than "}" there are, wherever they stand."""
    return text.count("{") - text.count("}")


def changed(old: str, new: str) -> tuple[int, int, int]:
    """The stretch that differs: (start, end in old, end in new), as short as can be."""
    most = min(len(old), len(new))
    start = _alike(old, new, most)
    after = _alike_at_end(old, new, most - start)
    return start, len(old) - after, len(new) - after


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
