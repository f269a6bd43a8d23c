"""What of a file is in sight of a cursor: a short text that stands for it when names are judged.

    sight = look_around(buffer, find_here(buffer, offset))      or, of a text by itself,
    sight = sight_of(text, offset)
    sight.text, sight.offset                    Java, as well-formed as the file
    sight.tokens[: sight.n_tokens_before]       its lexical tokens left of the cursor

In sight are the lines around the cursor, and of all others those that no closed block hides: what
encloses the cursor, members, statements of the blocks that are open. The inside of another method
says nothing about this place. Bodies of classes are no such blocks, for their members can be
called; but only of the MOST_CLASSES nearest ones, of the others the names are known. Where much
is in sight, the nearest lines count, and of each enclosing block the first ones: fields stand
there. Lines that are left out leave balanced brackets. A file of a hundred lines is in sight
as a whole, or all but.

Bounded, whatever the file: a few array operations over its lines, then some 200 lines at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.tokenizer.buffer import DEPTH, IS_CLASS, N_TOKENS, Buffer
from beamcoder.tokenizer.cut import Cut, Cutter
from beamcoder.tokenizer.here import Here, find_here
from beamcoder.tokenizer.lexer import Mode
from beamcoder.tokenizer.token import Kind, Token

NEAR_ABOVE: Final = 40  # lines that are kept whole
NEAR_BELOW: Final = 24
MOST_ABOVE: Final = 64  # lines in sight
MOST_BELOW: Final = 32
HEAD: Final = 32  # lines at the file's beginning: imports
TOP: Final = 24  # lines behind the beginning of an enclosing block
DEEPEST: Final = 6  # enclosing blocks whose first lines count
MOST_CLASSES: Final = 6  # looked into, on either side
REACH_BELOW: Final = 400  # lines below the cursor that are looked at

Lines = NDArray[np.int64]
Flags = NDArray[np.bool_]
_OPENED: Final = {Mode.CODE: "", Mode.COMMENT: "/*", Mode.TEXT_BLOCK: '"""\n'}
_CLOSED: Final = {Mode.CODE: "", Mode.COMMENT: "*/\n", Mode.TEXT_BLOCK: '"""\n'}


@dataclass(frozen=True)
class Sight:
    """`tokens` are those of `text` without the typed fragment; their starts mean nothing here.

    `n_before` counts the file's tokens left of the cursor, in sight or not.
    """

    here: Here
    text: str
    offset: int
    tokens: Sequence[Token]
    n_tokens_before: int
    n_before: int
    next_line: tuple[str, ...]

    @property
    def fragment(self) -> str:
        return self.here.fragment

    @property
    def rest_of_line(self) -> str:
        return self.here.rest

    @cached_property
    def names(self) -> set[str]:
        """The words in sight."""
        return {token.text for token in self.tokens if token.text[0].isalpha()}


def sight_of(text: str, offset: int) -> Sight:
    """The sight at an offset of a text that nothing is known of yet."""
    buffer = Buffer(Cutter())
    buffer.follow(text)
    buffer.settle(offset, REACH_BELOW)
    return look_around(buffer, find_here(buffer, offset))


def look_around(buffer: Buffer, here: Here) -> Sight:
    """The sight at a cursor; REACH_BELOW lines below it must be settled."""
    above, depths = _above(buffer, here.line)
    below, depths_below = _below(buffer, here.line)
    writer = _Writer()
    for line in above.tolist():
        writer.write(buffer.cut(line), buffer, line, int(depths[line]))
    writer.level(int(depths[here.line]), here.left)
    offset, n_before = writer.begin(here)
    first = None
    base = writer.depth
    for line in below.tolist():
        cut = buffer.cut(line)
        first = first or tuple(token.text for token in cut.tokens)
        writer.write(cut, buffer, line, base + int(depths_below[line - here.line - 1]))
    last = int(below[-1]) if len(below) else here.line
    if _is_cut(buffer, here.line, last):
        writer.level(0, "")
    n_above = int(buffer.table[N_TOKENS, : here.line].sum())
    return Sight(
        here,
        "".join(writer.texts),
        offset,
        writer.tokens,
        n_before,
        n_above + len(here.tokens),
        first or (),
    )


def _is_cut(buffer: Buffer, line: int, last: int) -> bool:
    """Whether the file goes on behind the last line kept; what is out of reach counts as code."""
    stop = line + 1 + REACH_BELOW
    return stop < buffer.live.n_lines or bool(buffer.table[N_TOKENS, last + 1 : stop].any())


class _Writer:
    """Lines one behind the other, with brackets in the place of what was left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.tokens: list[Token] = []
        self.depth = 0  # open "{" behind what is written

    def write(self, cut: Cut, buffer: Buffer, line: int, depth: int) -> None:
        """A line that is so deep in the file."""
        text = buffer.live.lines[line]
        self.level(depth, text)
        before = _OPENED[buffer.before(line).lexer.mode]
        self.texts += (before, text, _CLOSED[cut.after.mode])
        self.tokens += cut.tokens
        self.depth += cut.depth

    def level(self, depth: int, text: str) -> None:
        """Open or close blocks up to a depth, as deep as `text` is indented."""
        n = depth - self.depth
        if n:
            bracket = "{" if n > 0 else "}"
            indent = text[: len(text) - len(text.lstrip(" \t"))]
            self.texts.append(f"{indent}{bracket * abs(n)}\n")
            self.tokens += [Token(Kind.SEPARATOR, bracket, 0)] * abs(n)
            self.depth = depth

    def begin(self, here: Here) -> tuple[int, int]:
        """The cursor's line; the offset in the text and the number of tokens before it."""
        self.texts += (_OPENED[here.before.lexer.mode], here.left, here.fragment)
        offset = sum(map(len, self.texts))
        self.tokens += here.tokens
        n_before = len(self.tokens)
        self.texts += (here.right, _CLOSED[here.after.mode])
        self.tokens += here.tokens_behind
        tokens = (*here.tokens, *here.tokens_behind)
        self.depth += sum((token.text == "{") - (token.text == "}") for token in tokens)
        return offset, n_before


def _above(buffer: Buffer, line: int) -> tuple[Lines, Lines]:
    """The lines above that are in sight; and how deep each begins, the cursor's line too."""
    table = buffer.table[:, :line]
    depths = _starts(table[DEPTH])
    heads = np.flatnonzero(table[IS_CLASS])[-MOST_CLASSES:]
    levels = _through_classes(depths, heads)
    has_tokens = table[N_TOKENS] > 0
    in_sight = (levels[:-1] <= _least_behind(levels)[1:]) & has_tokens
    openers = np.flatnonzero(depths[:-1] < _least_behind(depths)[1:])
    found = np.flatnonzero(in_sight)
    keep = np.zeros(line, np.bool_)
    keep[max(0, line - NEAR_ABOVE) :] = True
    keep[found[-MOST_ABOVE:]] = True
    keep[found[:HEAD]] = True
    for at in (*openers[:2].tolist(), *openers[-DEEPEST:].tolist()):
        keep[max(0, at - 1) : at + 1] = True  # its "{" may stand on a line of its own
        keep[at + 1 : at + 1 + TOP] |= in_sight[at + 1 : at + 1 + TOP]
    return _with_ends(keep, has_tokens, depths), depths


def _below(buffer: Buffer, line: int) -> tuple[Lines, Lines]:
    """The lines below that are in sight; how deep each line there begins, the first one 0."""
    table = buffer.table[:, line + 1 : line + 1 + REACH_BELOW]
    depths = _starts(table[DEPTH])
    heads = np.flatnonzero(table[IS_CLASS])[:MOST_CLASSES]
    levels = _through_classes(depths, heads)
    has_tokens = table[N_TOKENS] > 0
    in_sight = (levels[:-1] <= np.minimum.accumulate(levels[:-1])) & has_tokens
    keep = np.zeros(table.shape[1], np.bool_)
    keep[:NEAR_BELOW] = True
    keep[np.flatnonzero(in_sight)[:MOST_BELOW]] = True
    return _with_ends(keep, has_tokens, depths) + line + 1, depths


def _starts(changes: NDArray[np.int32]) -> Lines:
    """How deep each line begins, and what is behind the last one."""
    starts = np.zeros(len(changes) + 1, np.int64)
    np.cumsum(changes, out=starts[1:])
    return starts


def _least_behind(depths: Lines) -> Lines:
    """At each line, how deep the least deep of it and all behind it is."""
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
    kept = np.flatnonzero(np.append(keep, True))  # what is behind the last line counts too
    before = np.searchsorted(filled, kept) - 1
    kept, before = kept[before >= 0], before[before >= 0]
    ends = filled[before]
    keep[ends[depths[ends] > depths[kept]]] = True
    return np.flatnonzero(keep)
