r"""Lines of a text under edit, and the lines that an edit changed.

    live = LineBuffer()
    live.follow("int a;\nint b;\n")     -> LinesChanged(first=0, n_old=1, n_new=3)
    live.follow("int a;\nint b2;\n")    -> LinesChanged(first=1, n_old=1, n_new=1)
    live.lines, live.starts             the lines with their ends, and their offsets

Lines end with "\n", "\r\n" or "\r"; lines and columns count from 0, columns in code points. While
the user writes at one place, what stands around it is compared with the new text as memory is,
without a copy, or not at all where the caller hands it on; what moved with the edit is not touched.
Knows nothing of tokens (that is `buffer`), nor of editors and their encodings.
"""

import re
from dataclasses import dataclass
from typing import Final

from beamcoder.tokenizer.live.line_starts import Starts
from beamcoder.tokenizer.live.rows import REACH, is_ended, rows_from

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BLOCK: Final = 1 << 14  # code points compared at once
# Code points: left on either side of an edit before the rest counts as unchanged, and how many may
# come to stand between the unchanged ends.
_MIN_CHANGE_MARGIN: Final = 1 << 12
_MAX_CHANGE_WIDTH: Final = 1 << 14


def well_formed(text: str) -> str:
    """Half characters, as JSON escapes can make them, replaced one for one."""
    return _LONE_SURROGATE.sub("\ufffd", text)


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
    """The lines of a text, and where they start. A long line counts as several: its rows."""

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
        first, stop, lines = self._respliced(text, *self._changed(text, around))
        self.lines[first:stop] = lines
        self.text, self.starts = text, self.starts.replaced(first, stop - 1, lines)
        return LinesChanged(first, stop - first, len(lines))

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

    def _respliced(
        self, text: str, start: int, end: int, new_end: int
    ) -> tuple[int, int, list[str]]:
        """The lines (from the first to after the last) that give way to others, and those: the
        text is cut anew from before the edit to where both ways to cut it meet."""
        starts, n_lines, shift = self.starts, self.n_lines, new_end - end
        first, stop = self._first_touched(start), starts.line_at(end) + 1
        lines, at = list[str](), starts[first]
        for line in rows_from(text, at):
            lines.append(line)
            at += len(line)
            while stop < n_lines and starts[stop] + shift < at:
                stop += 1
            if at >= new_end and stop < n_lines and starts[stop] + shift == at:
                return first, stop, lines
        return first, n_lines, lines

    def _first_touched(self, start: int) -> int:
        """The first line that an edit at `start` may change."""
        starts, first = self.starts, self.starts.line_at(start)
        if first and starts[first] == start and self.text[start - 1] == "\r":
            first -= 1  # a "\n" may come to stand after this "\r", and they are one line end
        while first and starts[first - 1] + REACH > start and not is_ended(self.lines[first - 1]):
            first -= 1
        return first


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
