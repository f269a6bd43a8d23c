"""Habits of indentation of a buffer, from its code lines.

    habit = Habit.near(buffer, line)
    habit.unit, habit.step("    ")          one step, and that from four blanks on

The lines near a line count, above it or, where those are no help, below; down to there they must be
settled.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from beamcoder.tokenizer.layout import indent_width
from beamcoder.tokenizer.lexer import Mode
from beamcoder.tokenizer.live.buffer import DEPTH, N_TOKENS, Buffer
from beamcoder.tokenizer.live.code_above import BEFORE_ARRAY, blanks_of
from beamcoder.tokenizer.live.cut import goes_on

DEFAULT_UNIT: Final = "    "  # where nothing is indented yet
STYLE_LINES: Final = 200  # on either side, from which habits are learned


class IndentedLine(NamedTuple):
    """The blanks that a line begins with, its first token, and its last one: "= {" for an array."""

    blanks: str
    first: str
    end: str


@dataclass(frozen=True, slots=True)
class Habit:
    """What lines grow by where a block begins: `unit` most often, `steps` from so many blanks on,
    `array` where the values of an array begin."""

    unit: str = DEFAULT_UNIT
    steps: Mapping[str, str] = field(default_factory=dict)
    array: str | None = None

    @classmethod
    def near(cls, buffer: Buffer, line: int) -> "Habit":
        """Of the code lines above a line, or else of those below it; the line itself left out.

        Where no block begins, lines of a block say how deep it stands; what goes on with the line
        above is deeper as its author likes, and says it last.
        """
        sides = [list(code_lines(buffer, lines)) for lines in _style_lines(buffer, line)]
        grown = next(filter(None, map(cls._grown, sides)), None)
        if grown is not None:
            return grown
        unit = _unit_by_depth(buffer, line)
        if unit:
            return cls(unit)
        found = next(filter(None, map(cls._continued, sides)), None)
        return found or cls._read(list(_text_lines(buffer, line))) or cls()

    @classmethod
    def _read(cls, code: Sequence[IndentedLine]) -> "Habit | None":
        return cls._grown(code) or cls._continued(code)

    @classmethod
    def _grown(cls, code: Sequence[IndentedLine]) -> "Habit | None":
        """By the lines with which a block begins, or else the values of an array."""
        growths = list(_growths(code))
        for wanted in ("{", "= {"):
            chosen = [(a, more) for end, a, more in growths if end == wanted]
            if chosen:
                return cls.of(chosen, [more for end, _, more in growths if end == "= {"])
        return None

    @classmethod
    def _continued(cls, code: Sequence[IndentedLine]) -> "Habit | None":
        """By any line that is deeper than the one above, or the least deep one."""
        growths = [(a, more) for _, a, more in _growths(code)]
        if growths:
            return cls.of(growths, [])
        shortest = min((line.blanks for line in code if line.blanks), key=len, default="")
        return cls(shortest) if shortest else None

    @classmethod
    def of(cls, growths: Sequence[tuple[str, str]], arrays: Sequence[str]) -> "Habit":
        """Of pairs of blanks and what the next line grew by."""
        by_blanks: dict[str, list[str]] = {}
        for blanks, more in growths:
            by_blanks.setdefault(blanks, []).append(more)
        steps = {blanks: _commonest(found) for blanks, found in by_blanks.items()}
        array = _commonest(arrays) if arrays else None
        return cls(_commonest([more for _, more in growths]), steps, array)

    def step(self, blanks: str, *, is_array: bool = False) -> str:
        """What follows such a line grows by; tabs after tabs."""
        if is_array and self.array is not None:
            return self.array
        if blanks in self.steps:
            return self.steps[blanks]
        if blanks.strip("\t") == "" < blanks and "\t" not in self.unit:
            return "\t"
        return self.unit


def _commonest(found: Sequence[str]) -> str:
    return Counter(found).most_common(1)[0][0]


def _growths(code: Sequence[IndentedLine]) -> Iterator[tuple[str, str, str]]:
    """How a line ends, the blanks that it begins with, and what the next line grew by."""
    for above, line in pairwise(code):
        is_deeper = indent_width(line.blanks) > indent_width(above.blanks)
        if is_deeper and line.blanks.startswith(above.blanks):
            yield above.end, above.blanks, line.blanks.removeprefix(above.blanks)


def lines_below(buffer: Buffer, line: int) -> range:
    return range(line + 1, min(line + 1 + STYLE_LINES, buffer.live.n_lines))


def _style_lines(buffer: Buffer, line: int) -> Iterator[range]:
    yield range(max(0, line - STYLE_LINES), line)
    yield lines_below(buffer, line)


def code_lines(buffer: Buffer, lines: range) -> Iterator[IndentedLine]:
    """Those of some lines that begin with code."""
    for line in lines:
        state = buffer.before(line).lexer
        if not buffer.table[N_TOKENS, line] or state.mode is not Mode.CODE or goes_on(state):
            continue
        cut = buffer.cut(line)
        if cut.tokens:
            last = [token.text for token in cut.tokens[-2:]]
            is_array = last[-1] == "{" and last[0] in BEFORE_ARRAY and len(last) > 1
            blanks = blanks_of(buffer.live.lines[line])
            yield IndentedLine(blanks, cut.tokens[0].text, "= {" if is_array else last[-1])


def _text_lines(buffer: Buffer, line: int) -> Iterator[IndentedLine]:
    """The lines above that begin with code or with a comment."""
    for at in range(max(0, line - STYLE_LINES), line):
        text, state = buffer.live.lines[at], buffer.before(at).lexer
        if state.mode is Mode.CODE and not goes_on(state) and text.strip():
            tokens = buffer.cut(at).tokens
            yield IndentedLine(blanks_of(text), "", tokens[-1].text if tokens else "")


def _unit_by_depth(buffer: Buffer, line: int) -> str:
    """One step, by lines of code and comments that begin in so many blocks; "" if none tells."""
    stop = min(line + 1 + STYLE_LINES, buffer.live.n_lines)
    first = max(0, line - STYLE_LINES)
    depths = np.cumsum(buffer.table[DEPTH, :stop])
    units = []
    for at in range(max(1, first), stop):
        text, state, depth = buffer.live.lines[at], buffer.before(at).lexer, int(depths[at - 1])
        blanks = blanks_of(text)
        is_plain = state.mode is Mode.CODE and not goes_on(state) and text.strip()
        if at != line and is_plain and depth > 0 and blanks and text.strip()[0] not in "}])":
            unit = blanks[: len(blanks) // depth]
            units += [unit] if unit * depth == blanks else []
    return _commonest(units) if units else ""


def first_label(buffer: Buffer, line: int, switch: str, unit: str) -> str:
    """The blanks before the first label of a `switch` that begins with such blanks: as those below
    in the same block, or else as is the habit."""
    depth = 0
    for at in lines_below(buffer, line):
        cut = buffer.cut(at)
        if not depth and cut.tokens and cut.tokens[0].text in ("case", "default"):
            return blanks_of(buffer.live.lines[at])
        depth += cut.depth
        if depth < 0:
            break
    for lines in _style_lines(buffer, line):
        steps = [
            label.blanks.removeprefix(above.blanks)
            for above, label in pairwise(code_lines(buffer, lines))
            if above.first == "switch" and label.first == "case"
        ]
        if steps:
            return switch + _commonest(steps)
    return switch + unit
