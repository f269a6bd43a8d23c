"""Indentation of a line of blanks, in the buffer's own blanks.

    found = indentation_at(buffer, line)        the lines above the line must be settled
    found.of("}"), found.of("case 1:"), found.of("int n;")

Read from the tokens above alone, so that comments, literals and text blocks say nothing: what ends
there says it for sure, a line that goes on does not. One step is what the buffer's code lines most
often grow by where a block begins.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from beamcoder.tokenizer.layout import indent_width
from beamcoder.tokenizer.live.buffer import DEPTH, N_TOKENS, Buffer
from beamcoder.tokenizer.live.code_above import CLOSERS, CodeAbove
from beamcoder.tokenizer.live.indentation_habits import Habit, code_lines, first_label, lines_below
from beamcoder.tokenizer.style.indentation import Indentation

REACH_BELOW: Final = 4000  # lines below in which blocks may be closed; of the rest, braces count


def indentation_at(buffer: Buffer, line: int) -> Indentation:
    """How a line is to be indented, by the lines above it."""
    habit = Habit.near(buffer, line)
    above = CodeAbove(buffer, line, habit.step)
    if not above.text(0):
        return Indentation("", habit.unit, is_sure=True)
    found, opener = _following(above, habit), above.enclosing(0)
    if opener is None:
        return found
    closer, label, is_switch = above.owner(opener), None, above.is_switch(opener)
    if is_switch:
        label = above.last_label(opener)
        label = first_label(buffer, line, closer, habit.unit) if label is None else label
    elif opener == 0:
        found = _as_below(found, buffer, line, closer, is_array=above.is_array(opener))
    return replace(found, closer=closer, label=label)


def _as_below(
    found: Indentation, buffer: Buffer, line: int, owner: str, *, is_array: bool
) -> Indentation:
    """As deep as the block goes on below, where that is no deeper than one step."""
    below = next(code_lines(buffer, lines_below(buffer, line)), None)
    if below is None or below.first in CLOSERS:
        return found
    width, most = indent_width(below.blanks), indent_width(found.blanks)
    is_near = indent_width(owner) <= width <= most or (is_array and width > indent_width(owner))
    return replace(found, blanks=below.blanks) if is_near else found


def _following(above: CodeAbove, habit: Habit) -> Indentation:
    """What may follow the last token above."""
    last, start, unit = above.text(0), above.start_of(0), habit.unit
    label = above.label_start(0)
    if label is not None:
        blanks = above.level(label)
        return Indentation(blanks + habit.step(blanks), unit, is_sure=True)
    if last == "{":
        return Indentation(above.inside(0), unit, is_sure=True)
    if last == "}" or (last == ";" and above.text(start + 1) != "("):
        blanks = above.blanks(0) if _is_astray(above) else above.level(start)
        return Indentation(blanks, unit, is_sure=True, partner=_partner(above, start))
    header = above.header(0)
    if header is not None:
        blanks = above.blanks(header)
        return Indentation(blanks + habit.step(blanks), unit, is_sure=True, brace=blanks)
    if _is_annotation(above) or _is_element(above, start) or _is_name_label(above, start):
        return Indentation(above.level(start), unit, is_sure=True)
    return Indentation(above.blanks(0), unit, is_sure=False, brace=above.level(start))


def _is_astray(above: CodeAbove) -> bool:
    """Whether a `}` stands on a line elsewhere than its block: as its author wants it."""
    last, opener = above.token(0), above.opener(0)
    if last is None or last.text != "}" or not last.is_first:
        return False
    return opener is None or above.owner(opener) != above.blanks(0)


def _partner(above: CodeAbove, start: int) -> str | None:
    """The blanks before the last `if` or `try` of the statement that ends above."""
    at: int | None = 0
    while at is not None and at <= start:
        if above.text(at) in ("if", "try"):
            return above.blanks(at)
        at = above.beyond(at)
    return None


def _is_annotation(above: CodeAbove) -> bool:
    at: int | None = 0
    if above.text(0) == ")":
        opener = above.opener(0)
        at = None if opener is None else opener + 1
    while at is not None and above.text(at + 1) == ".":
        at += 2
    return at is not None and above.text(at + 1) == "@"


def _is_element(above: CodeAbove, start: int) -> bool:
    """Whether a `,` ends an element of an array or a constant of an enum, on lines of their own."""
    token = above.token(start)
    if above.text(0) != "," or token is None or not token.is_first:
        return False
    if above.text(start + 1) != "{":
        return False
    brace = start + 1
    owner = above.start_of(brace)
    is_enum = "enum" in [above.text(k) for k in range(brace, owner + 1)]
    return is_enum or above.text(brace + 1) in ("=", "]", ",", "{", "(")


def _is_name_label(above: CodeAbove, start: int) -> bool:
    """Whether a label of a loop stands above: `outer:`."""
    return above.text(0) == ":" and start == 1


def n_unclosed(buffer: Buffer, line: int) -> int:
    """How many more "{" than "}" the file has; those in comments and literals do not count, apart
    from what stands more than REACH_BELOW lines below. That many lines below must be settled."""
    stop = min(line + 1 + REACH_BELOW, buffer.live.n_lines)
    rest = buffer.live.text[buffer.live.starts[stop] :]
    return int(buffer.table[DEPTH, :stop].sum()) + rest.count("{") - rest.count("}")


def code_end_above(buffer: Buffer, line: int) -> int | None:
    """Where the last token above a line ends, None if there is none."""
    with_tokens = np.flatnonzero(buffer.table[N_TOKENS, :line])
    if not len(with_tokens):
        return None
    last = int(with_tokens[-1])
    return buffer.live.starts[last] + buffer.cut(last).tokens[-1].end
