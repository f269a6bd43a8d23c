"""Rows of digits with a pointer each, as sums are written on paper.

pad = Pad(("123", "456"))
pad.a, pad.b, pad.c            the digits at the pointers, and the carry
"""

from collections.abc import Sequence
from decimal import MAX_EMAX, MAX_PREC, Context, Decimal
from random import Random
from typing import Final

from beamcoder.errors import TaskError

BLANK: Final = " "
DIGITS: Final = (*range(10), BLANK)
Numbers = tuple[str, str]
_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX)  # of any length; int reads 4,300 digits


class Pad:
    """Rows of digits, each from the right, with a pointer each; the fields are what is there."""

    def __init__(self, problem: Numbers) -> None:
        self.rows = [[int(digit) for digit in reversed(number)] for number in problem]
        self.out: list[int] = []
        self.carries = bytearray(sum(map(len, self.rows)) + 2)
        self.rewind(0)

    def rewind(self, column: int) -> None:
        """All pointers to one column, counted from the right."""
        self.at_a = self.at_b = self.at_c = self.at_out = column
        self.a, self.b = self.digit(0, column), self.digit(1, column)
        self.c = self.carries[column]

    def digit(self, row: int, at: int) -> int | str:
        return self.rows[row][at] if at < len(self.rows[row]) else BLANK

    def move_a(self, by: int) -> None:
        self.at_a += by
        self.a = self.digit(0, self.at_a)

    def move_b(self, by: int) -> None:
        self.at_b += by
        self.b = self.digit(1, self.at_b)

    def move_carry(self, by: int) -> None:
        self.at_c += by
        self.c = self.carries[self.at_c]

    def result(self) -> str:
        """What was written, without leading zeros."""
        return "".join(map(str, reversed(self.out))).lstrip("0") or "0"


class LongPad(Pad):
    """The same for a product: `a` is the first number, shifted, and `b` the sum so far."""

    def __init__(self, problem: Numbers) -> None:
        super().__init__((problem[0], "0" * len(problem[1])))
        self.factor = [int(digit) for digit in problem[1]]  # its last digit is the next one
        self.y: int | str = self.factor[-1]
        self.out, self.shift = list(self.rows[1]), 0

    def keep_sum(self) -> None:
        """What was written is the sum so far."""
        self.rows[1][self.shift :] = self.out[self.shift :]
        self.b = self.digit(1, self.at_b)

    def shift_left(self) -> None:
        self.factor.pop()
        self.rows[0].insert(0, 0)
        self.shift += 1
        self.a = self.digit(0, self.at_a)
        self.y = self.factor[-1] if self.factor else BLANK


def two_numbers(size: int, rng: Random) -> Numbers:
    """The first of so many digits, the second of as many or fewer; zeros may lead."""
    return _number(size, rng), _number(rng.randint(1, size), rng)


def read_two_numbers(words: Sequence[str]) -> Numbers:
    """TaskError unless these are two words of digits."""
    if len(words) != 2:
        raise TaskError(f"two numbers are wanted, not {len(words)}")
    for word in words:
        if not (word.isascii() and word.isdecimal()):
            raise TaskError(f"{word[:40]!r} is no row of digits")
    return words[0], words[1]


def is_sum(problem: Numbers, answer: str) -> bool:
    return _EXACT.add(*map(Decimal, problem)) == Decimal(answer)


def is_product(problem: Numbers, answer: str) -> bool:
    return _EXACT.multiply(*map(Decimal, problem)) == Decimal(answer)


def _number(size: int, rng: Random) -> str:
    return "".join(rng.choices("0123456789", k=size))
