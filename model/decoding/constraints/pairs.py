"""Brackets in a row of symbols: which are open, and what closes them."""

from collections.abc import Iterable, Sequence
from typing import Final

CLOSERS: Final = {")": "(", "]": "[", "}": "{"}
OPENERS: Final = {opener: closer for closer, opener in CLOSERS.items()}
BRACKETS: Final = frozenset({*CLOSERS, *OPENERS})


def balanced(symbols: Iterable[str]) -> bool:
    """Whether each bracket is closed, and none that was not open."""
    still_open, n_wrong = close([], symbols)
    return not still_open and not n_wrong


def closers_of(symbols: Iterable[str], still_open: Sequence[str] = ()) -> list[str]:
    """What closes the brackets that are open after these symbols, innermost first."""
    return [OPENERS[opener] for opener in reversed(close(still_open, symbols)[0])]


def close(still_open: Sequence[str], symbols: Iterable[str]) -> tuple[list[str], int]:
    """The open brackets after the symbols, and how many closed none of them."""
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
