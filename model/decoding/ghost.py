"""Ghost text: the probability that the first line is taken when it is new on the screen.

    ghost = GhostText(place)
    ghost.traits(chosen, n_before, n_inside)     what tells more of it than its probability does
    ghost.is_half(first)                         whether it lacks its `{`
    ghost.takes_name(typed, fragment, following) whether it ends a name that is still being typed

Traits are those of the place where the line was searched; while the user types along it, the same
place goes on answering (`type_ahead`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log1p
from typing import Final

from beamcoder.model.decoding.calibration import Traits, ghost_traits
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.ranking import by_probability
from beamcoder.model.proposal import Item
from beamcoder.tokenizer.java.names import declarations
from beamcoder.tokenizer.lexer import lexical

_ENDS: Final = frozenset({";", "{", "}"})
_HEADERS: Final = frozenset({"if", "for", "while", "else", "do", "try"})
_BRACE_BESIDE: Final = re.compile(r"\)[ \t]*\{")
_BRACE_BELOW: Final = re.compile(r"\)[ \t]*(?:\r\n?|\n)\s*\{")
SURE: Final = 0.7  # so likely a line is always shown whole


@dataclass(frozen=True, slots=True)
class GhostFigures:
    """Of the first line: the probability that it is taken as ghost text, None without a fit; the
    traits that tell it; its beginnings that may be shown instead, the shortest first."""

    probability: float | None = None
    traits: Traits = field(default_factory=dict)
    beginnings: tuple[Item, ...] = ()


NO_GHOST: Final = GhostFigures()


class GhostText:
    """What one place says of the lines found there."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def traits(self, chosen: Sequence[Candidate], n_before: int, n_inside: int) -> Traits:
        """Of the first of the lines listed; `n_before` lexical tokens stand before it, `n_inside`
        of them in its line."""
        first = chosen[0]
        whole = (*self._place.line_symbols, *first.symbols)
        second = by_probability(chosen[1]) if len(chosen) > 1 else 0.0
        return {
            **ghost_traits(first.text, first.replace, len(chosen), n_before),
            "again": float(self._stands_above(whole)),
            "half": float(whole[-1] not in _ENDS and not self._place.rest_symbols),
            "closed": float(bool(self._place.rest_symbols)),
            "second": second,
            "length": log1p(len(first.text) - first.replace),
            "inside": log1p(n_inside),
        }

    def is_half(self, first: Candidate) -> bool:
        """Whether a line is a header without the `{` that the file puts beside all others."""
        whole = (*self._place.line_symbols, *first.symbols)
        is_header = whole[0] in _HEADERS and whole[-1] in (")", "else")
        return is_header and not self._place.rest_symbols and self._has_braces_beside

    def takes_name(self, typed: tuple[str, ...], fragment: str, following: str) -> bool:
        """Whether a line goes on after a new name of which only `fragment` has been typed.

        `following` is the line's symbol in its place. A loop's variable is as short as it looks.
        """
        if not fragment or following != fragment:
            return False
        symbols = (*self._place.line_symbols, *typed, fragment)
        if symbols[0] == "for":
            return False
        found = declarations(lexical(" ".join(symbols)))
        return any(each.index == len(symbols) - 1 for each in found)

    def _stands_above(self, whole: tuple[str, ...]) -> bool:
        """Whether the line is the one above, or the head of the block that ends above."""
        texts, stop, n = self._place.facts.texts, self._start, len(whole)
        if tuple(texts[max(0, stop - n) : stop]) == whole:
            return True
        head = self._head_above
        return head >= 0 and tuple(texts[max(0, head - n) : head]) == whole

    @property
    def _start(self) -> int:
        return self._place.facts.at - len(self._place.line_symbols)

    @cached_property
    def _head_above(self) -> int:
        """The number of the token after the `{` of the block that ends above; -1 for none."""
        texts, depth = self._place.facts.texts, 0
        if self._start < 1 or texts[self._start - 1] != "}":
            return -1
        for at in range(self._start - 1, -1, -1):
            depth += (texts[at] == "}") - (texts[at] == "{")
            if depth == 0:
                return at + 1
        return -1

    @cached_property
    def _has_braces_beside(self) -> bool:
        text = self._place.view.text
        return bool(_BRACE_BESIDE.search(text)) and not _BRACE_BELOW.search(text)
