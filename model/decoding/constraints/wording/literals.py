"""Rule: literals are written as the buffer writes them.

Long numbers with `_` between their groups, or without, if all of the buffer's are of one kind; and
one character as `' '` or as `" "`, where either may stand: as the argument of `append`, `print`
and their kin. What has been typed of a literal is the user's.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Final, TypeVar

from beamcoder.model.decoding.constraints.place import Candidate, Place

T = TypeVar("T")

MIN_DIGITS: Final = 5  # of a number that may be grouped
_DECIMAL: Final = re.compile(r"([1-9][0-9_]*)([lL]?)")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:_[0-9]{3})+[lL]?")
_ONE: Final = re.compile(r"""(["'])((?:\\.|[^\\"'])(?<!['"]))\1""")
# Methods that take a character as they take a string of it.
_PRINTS: Final = frozenset({"append", "print", "println"})


class LiteralHabits:
    """Writes numbers and single characters in the buffer's own way."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def judge(self, candidate: Candidate) -> Candidate:
        if not any(_is_literal(symbol) for symbol in candidate.symbols):
            return candidate
        whole, first = self._place.written(candidate).whole, self._place.written(candidate).first
        own = range(first, first + len(candidate.symbols))
        written = tuple(self._written(whole, at) for at in own)
        if written == candidate.symbols or not self._goes_on(candidate, written[0]):
            return candidate
        if candidate.is_line:
            text = self._place.write(written, replaces=True)
        else:
            text = self._place.write_token(written[0], replaces=candidate.replace > 0)
        return replace(candidate, symbols=written, text=text)

    def _goes_on(self, candidate: Candidate, first: str) -> bool:
        """Whether the first symbol still goes on from what has been typed of it."""
        fragment = self._place.view.fragment
        return not (fragment and candidate.replace) or first.startswith(fragment)

    def _written(self, texts: list[str], at: int) -> str:
        symbol = texts[at]
        if self._is_grouped is not None and len(symbol) >= MIN_DIGITS:
            return grouped(symbol) if self._is_grouped else ungrouped(symbol)
        if self._quote and _is_printed(texts, at):
            return quoted(symbol, self._quote)
        return symbol

    @cached_property
    def _others(self) -> list[str]:
        """The excerpt's tokens but for those of the cursor's line."""
        facts, place = self._place.facts, self._place
        start, stop = facts.at - len(place.line_symbols), facts.at + len(place.rest_symbols)
        return [*facts.texts[:start], ";", *facts.texts[stop:]]

    @cached_property
    def _is_grouped(self) -> bool | None:
        """Whether the buffer groups its long numbers; None if it has none, or both kinds."""
        return _common(bool(_GROUPED.fullmatch(t)) for t in self._others if _is_long(t))

    @cached_property
    def _quote(self) -> str:
        """The quote around single characters that are printed; "" if there is none, or both."""
        texts = self._others
        printed = (at for at, text in enumerate(texts) if _is_one(text) and _is_printed(texts, at))
        return _common(texts[at][0] for at in printed) or ""


def grouped(number: str) -> str:
    """`1000000007` -> `1_000_000_007`; what is no long decimal stays as it is."""
    if not _is_long(number):
        return number
    digits = ungrouped(number).rstrip("lL")
    return f"{int(digits):_}" + number[len(number.rstrip("lL")) :]


def ungrouped(number: str) -> str:
    return number.replace("_", "") if _is_long(number) else number


def quoted(literal: str, quote: str) -> str:
    """A literal of one character in these quotes."""
    return f"{quote}{literal[1:-1]}{quote}" if _is_one(literal) else literal


def _is_literal(text: str) -> bool:
    return _is_long(text) or _is_one(text)


def _is_long(text: str) -> bool:
    found = _DECIMAL.fullmatch(text)
    return found is not None and len(found[1].replace("_", "")) >= MIN_DIGITS


def _is_one(text: str) -> bool:
    return len(text) <= 4 and _ONE.fullmatch(text) is not None


def _is_printed(texts: list[str], at: int) -> bool:
    """Whether a token is the whole argument of a method that prints."""
    around = texts[at - 2 : at], texts[at + 1 : at + 2]
    return at > 1 and around[0][1] == "(" and around[0][0] in _PRINTS and around[1] == [")"]


def _common(values: Iterable[T]) -> T | None:
    """The one value that all of them are; None if there is none, or another."""
    found = set(values)
    return found.pop() if len(found) == 1 else None
