"""No bracket closes what is not open, on the left or once the right side follows."""

from collections.abc import Iterable
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place

CLOSERS: Final = {")": "(", "]": "[", "}": "{"}
OPENERS: Final = {opener: closer for closer, opener in CLOSERS.items()}


class Brackets:
    """Drops what closes a bracket that is not open, or takes one from what stands right."""

    def __init__(self, place: Place) -> None:
        before = (symbol.text for symbol in place.view.before if not symbol.is_layout)
        self._open, _ = _close([], before)
        self._right = [symbol.text for symbol in place.view.after if symbol.text in _BRACKETS]
        self._n_wrong = _close(self._open, self._right)[1]

    def judge(self, candidate: Candidate) -> Candidate | None:
        if not any(symbol in _BRACKETS for symbol in candidate.symbols):
            return candidate
        still_open, n_wrong = _close(self._open, candidate.symbols)
        if n_wrong or _close(still_open, self._right)[1] > self._n_wrong:
            return None
        return candidate


_BRACKETS: Final = frozenset({*CLOSERS, *OPENERS})


def balanced(symbols: Iterable[str]) -> bool:
    """Whether each bracket is closed, and none that was not open."""
    still_open, n_wrong = _close([], symbols)
    return not still_open and not n_wrong


def closers_of(symbols: Iterable[str]) -> list[str]:
    """What closes the brackets that these symbols leave open, innermost first."""
    return [OPENERS[opener] for opener in reversed(_close([], symbols)[0])]


def _close(still_open: list[str], symbols: Iterable[str]) -> tuple[list[str], int]:
    """The open brackets behind the symbols, and how many closed none of them."""
    stack, n_wrong = list(still_open), 0
    for symbol in symbols:
        if symbol in OPENERS:
            stack.append(symbol)
        elif symbol in CLOSERS:
            if stack and stack[-1] == CLOSERS[symbol]:
                stack.pop()
            else:
                n_wrong += 1
    return stack, n_wrong
