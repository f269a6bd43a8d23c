"""Bodies of loops, ifs and small methods: what comes after a header, up to its `}`.

    for body in bodies(program): body.header, body.lines

A body begins after a line that ends with `{` and ends with a line that is its `}` alone; it has two
to eight lines, that one among them. Bodies of classes are none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from beamcoder.training.evaluation.places.program import CodeLine, Program
from beamcoder.training.evaluation.places.template import bracket_partners

MIN_LINES: Final = 2
MAX_LINES: Final = 8
TYPES: Final = frozenset({"class", "interface", "enum", "record", "@interface"})


@dataclass(frozen=True, slots=True)
class HeaderBody:
    """The header's line, and the lines after it up to the `}`."""

    header: CodeLine
    lines: tuple[CodeLine, ...]


def bodies(program: Program) -> Iterator[HeaderBody]:
    """Those of a program, in its order; one may lie in another."""
    partners = bracket_partners(program.tokens)
    line_of = [n for n, line in enumerate(program.lines) for _ in range(len(line))]
    for n, line in enumerate(program.lines):
        opener = line.stop - 1
        if program.tokens[opener].text != "{" or opener not in partners:
            continue
        end = line_of[partners[opener]]
        is_alone = len(program.lines[end]) == 1
        is_type = not TYPES.isdisjoint(program.spelling(line))
        if is_alone and not is_type and MIN_LINES <= end - n <= MAX_LINES:
            yield HeaderBody(line, program.lines[n + 1 : end + 1])
