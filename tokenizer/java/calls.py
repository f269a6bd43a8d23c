"""Arguments of a call and parameters of a header, from tokens.

    arguments(["f", "(", "a", ",", "b", "[", "0", "]", ")"], 1)    [(2, 3), (4, 8)]
    read_parameters(["(", "int", "a", ",", "String", "...", "b", ")"], 0)

Broken text has no arguments: None.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from beamcoder.tokenizer.java.members import JavaType, read_type

_OPENERS: Final = frozenset({"(", "[", "{"})
_CLOSERS: Final = frozenset({")", "]", "}"})
_NO_ARGUMENT: Final = frozenset({";", "class"})  # a call that was never closed


@dataclass(frozen=True, slots=True)
class Parameters:
    """The types of parameters; `is_open`: the last one takes any number."""

    types: tuple[JavaType, ...]
    is_open: bool = False

    def may_take(self, n: int) -> bool:
        return n >= len(self.types) - 1 if self.is_open else n == len(self.types)


def arguments(texts: Sequence[str], opened: int) -> list[tuple[int, int]] | None:
    """Where each argument in the bracket at token `opened` begins and ends; None if the bracket is
    not closed."""
    found, start, depth, angles = list[tuple[int, int]](), opened + 1, 0, 0
    for at in range(opened, len(texts)):
        text = texts[at]
        depth += (text in _OPENERS) - (text in _CLOSERS)
        if depth == 0:
            return [*found, (start, at)] if found or start < at else []
        if depth == 1:
            angles = _angles(texts, at, angles)
            if text in _NO_ARGUMENT:
                return None
            if text == "," and not angles:
                found.append((start, at))
                start = at + 1
    return None


def _angles(texts: Sequence[str], at: int, angles: int) -> int:
    """How many `<` of types are open: those behind a class's name or a `.`, as it is written."""
    text, before = texts[at], texts[at - 1]
    if text == "<" and (before[:1].isupper() or before == "."):
        return angles + 1
    return max(0, angles - 1) if text == ">" else angles


def read_parameters(texts: Sequence[str], opened: int) -> Parameters | None:
    """The parameters that a header declares in the bracket at token `opened`."""
    parts = arguments(texts, opened)
    if parts is None:
        return None
    read = [_parameter(texts[start:stop]) for start, stop in parts]
    if None in read:
        return None
    is_open = bool(parts) and "..." in texts[slice(*parts[-1])]
    return Parameters(tuple(each for each in read if each is not None), is_open)


def _parameter(words: Sequence[str]) -> JavaType | None:
    """`final int a [ ]` is of type `int[]`; of `String ... a` each one is a String."""
    start = 0
    while start < len(words) and words[start] in ("final", "@"):
        start += 1 + (words[start] == "@")
    found, end = read_type(words, start)
    if end < len(words) and words[end] == "...":
        end += 1
    after = list(words[end + 1 :])
    if end == start or end >= len(words) or after != ["[", "]"] * (len(after) // 2):
        return None
    return replace(found, n_dimensions=found.n_dimensions + len(after) // 2)
