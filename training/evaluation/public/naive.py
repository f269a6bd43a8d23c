"""Answers without a model, which every model must beat.

`empty` says nothing; `above` says the statement above again, from where it goes on; `copied` looks
for the last place above that reads most like this one, and says what came there.
"""

from collections.abc import Sequence
from typing import Final

from beamcoder.training.evaluation.public.rows import ENDS

BREAKS: Final = ENDS | {"{"}
LONGEST: Final = 30  # tokens by which two places are compared


def empty(_tokens: Sequence[str]) -> list[str]:
    return []


def above(tokens: Sequence[str]) -> list[str]:
    """The last statement of more than a bracket; if it begins as this one does, its rest."""
    statements: list[list[str]] = [[]]
    for token in tokens:
        statements[-1].append(token)
        if token in BREAKS:
            statements.append([])
    typed = statements.pop()
    last = next((s for s in reversed(statements) if len(s) > 1), [])
    return last[len(typed) :] if last[: len(typed)] == typed else last


def copied(tokens: Sequence[str]) -> list[str]:
    """What followed the longest repeat of the last tokens, the nearest if there are several."""
    best, found = 0, len(tokens)
    for end in range(len(tokens) - 1, 0, -1):
        n = _common_ending(tokens, end) if tokens[end - 1] == tokens[-1] else 0
        if n > best:
            best, found = n, end
    return _up_to_end(tokens[found:])


def _common_ending(tokens: Sequence[str], end: int) -> int:
    """How many of the tokens before `end` are those before the cursor."""
    n = 0
    while n < min(end, LONGEST) and tokens[end - 1 - n] == tokens[-1 - n]:
        n += 1
    return n


def _up_to_end(tokens: Sequence[str]) -> list[str]:
    last = next((i for i, token in enumerate(tokens) if token in ENDS), len(tokens) - 1)
    return list(tokens[: last + 1])
