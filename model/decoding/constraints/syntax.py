"""Rule: no shown line adds a syntax error to the file.

Live text is broken anyway, and many a good line opens something. A line is therefore judged with
the least that must follow it: nothing; what closes the brackets it opens; or, for a
header, an empty block. Where nothing stands right of the cursor, the brackets still open are
closed there, as if the file had been written to its end.

A line begun may be broken until it is finished: what counts is the file without that line, so that
a finished line must be without errors of its own. An expression that does nothing is one.

In a file that is broken elsewhere, the parser's count says little: what a missing `}` or `)` costs
depends on all that follows. There a line is judged where it can be seen for itself: alone, as a
statement, a member or a head of a file; or below what stands above it, with all brackets closed
behind it, where it may add no error to those that are there.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from beamcoder.model.decoding.constraints.pairs import CLOSERS, close, closers_of
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.java.syntax import SyntaxTree
from beamcoder.tokenizer.lexer import Mode

_BLOCK: Final = ("class A { void f() { ", " } }")
# What a line stands in, to be seen for itself: a block, a `switch`, the rows of an array, what it
# goes on with, a class, a file.
_FRAMES: Final = (
    _BLOCK,
    *((_BLOCK[0] + head, tail + _BLOCK[1]) for head, tail in (("if (a) b(); ", ""), ("a", ""))),
    *((_BLOCK[0] + head, "}" + _BLOCK[1]) for head in ("switch (a) { case 0: ", "int[][] a = { ")),
    *(("class A { ", tail) for tail in (" }", " void g() { } }")),
    ("enum A { ", " }"),
    ("", ""),
)
# What a line closes that begins with a bracket: `} else {`, `} while (a);`, `});`.
_OPENED: Final = tuple(
    (_BLOCK[0] + head, _BLOCK[1])
    for head in ("if (a) {", "do {", "try {", "g(() -> {", "new A() {", "g(", "a = b[")
)


class Syntax:
    """Drops lines after which the parser finds more errors. Dear: ask it last."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def judge(self, candidate: Candidate) -> Candidate | None:
        if not candidate.is_line:
            return candidate
        if self._is_broken:
            return candidate if self._fits_alone(candidate) else None
        fits = any(self._fits(candidate, ending) for ending in endings(candidate.symbols))
        return candidate if fits else None

    # In a file without errors elsewhere

    @cached_property
    def _n_allowed(self) -> int:
        place = self._place
        if not (place.line_symbols or place.view.fragment):
            return place.n_errors
        n_typed = len(place.line.lstrip()) + len(place.view.fragment)
        return min(place.n_errors, place.n_errors_with(n_typed, ""))

    def _fits(self, candidate: Candidate, ending: str) -> bool:
        text, place = candidate.text + ending, self._place
        if place.is_at_end:  # the closing brackets are chosen anew
            text += place.facts.closers(candidate.symbols)
        n_errors = place.n_errors_with(candidate.replace, text, to_end=place.is_at_end)
        return n_errors <= self._n_allowed

    # In a file with errors elsewhere

    @cached_property
    def _is_broken(self) -> bool:
        """Whether the file has errors without the line, which itself begins with code."""
        place = self._place
        if place.view.cursor.before.lexer.mode is not Mode.CODE or not place.n_errors:
            return False
        n_right = len(place.view.rest_of_line)
        n_typed = len(place.line) + len(place.view.fragment)
        return place.is_broken_without(n_typed, n_right)

    def _fits_alone(self, candidate: Candidate) -> bool:
        place = self._place
        symbols = (*place.line_symbols, *candidate.symbols, *place.rest_symbols)
        line = self._written(candidate)
        # Right of the cursor stands a part of what is being typed: its `;` may come last.
        ends = [*endings(symbols), *([";"] if place.rest_symbols else [])]
        return any(_is_clean(line + end, symbols[0]) for end in ends) or self._fits_below(
            line, symbols
        )

    def _fits_below(self, line: str, symbols: tuple[str, ...]) -> bool:
        """Whether a line fits below what stands above it, if that is without errors."""
        above, n_closers = self._above
        if above.n_errors:
            return False
        closers = " ".join(closers_of(symbols, self._open_above))
        ends = (closers, f";{closers}")[: 1 + bool(self._place.rest_symbols)]
        at = len(above.text)
        return any(not above.n_errors_with(at, n_closers, line + end) for end in ends)

    def _written(self, candidate: Candidate) -> str:
        """The cursor's line with the candidate in it."""
        view = self._place.view
        left = self._place.line + view.fragment
        return left[: len(left) - candidate.replace] + candidate.text + view.rest_of_line

    @cached_property
    def _open_above(self) -> list[str]:
        """The brackets that are open where the line begins."""
        facts, place = self._place.facts, self._place
        return close([], facts.texts[: facts.at - len(place.line_symbols)])[0]

    @cached_property
    def _above(self) -> tuple[SyntaxTree, int]:
        """What stands above the line, and how many code points of it, the last ones, close what it
        leaves open."""
        place = self._place
        text = place.view.text[: place.view.offset - len(place.line)]
        closers = "".join(closers_of((), self._open_above))
        return SyntaxTree(text + closers), len(closers)


def _is_clean(line: str, first: str) -> bool:
    """Whether a line is without errors in some frame."""
    return any(
        not SyntaxTree(before + after).n_errors_with(len(before), 0, line)
        for before, after in (_OPENED if first in CLOSERS else _FRAMES)
    )


def endings(symbols: Sequence[str]) -> list[str]:
    """What may come after a line before it is judged."""
    closers = " ".join(closers_of(symbols))
    if closers:
        return ["", f" {closers}"]
    return [""] if symbols[-1] in (";", "}") else ["", " {}"]
