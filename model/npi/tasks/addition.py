"""Addition of two numbers of any length, digit by digit with a carry, as on paper."""

from collections.abc import Sequence
from decimal import Context, Decimal
from random import Random
from typing import Any

from beamcoder.errors import TaskError
from beamcoder.model.npi.task import Field, Task

BLANK = " "
DIGITS = (*range(10), BLANK)


class Pad:
    """Rows of digits, each from the right, with a pointer each; the fields are what is there."""

    def __init__(self, problem: tuple[str, str]) -> None:
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


task = Task("addition", Pad, [Field("a", DIGITS), Field("b", DIGITS), Field("c", (0, 1))])


@task.operation()
def write(pad: Pad, digit: int) -> None:
    pad.out[pad.at_out : pad.at_out + 1] = (digit,)


@task.operation(changes=("c",))
def write_carry(pad: Pad) -> None:
    pad.carries[pad.at_c] = pad.c = 1


@task.operation(changes=("a",))
def a_left(pad: Pad) -> None:
    pad.at_a += 1
    pad.a = pad.digit(0, pad.at_a)


@task.operation(changes=("b",))
def b_left(pad: Pad) -> None:
    pad.at_b += 1
    pad.b = pad.digit(1, pad.at_b)


@task.operation(changes=("c",))
def carry_left(pad: Pad) -> None:
    pad.at_c += 1
    pad.c = pad.carries[pad.at_c]


@task.operation(changes=("c",))
def carry_right(pad: Pad) -> None:
    pad.at_c -= 1
    pad.c = pad.carries[pad.at_c]


@task.operation()
def out_left(pad: Pad) -> None:
    pad.at_out += 1


@task.program(sees=("a", "b", "c"))
def add(see: Any) -> Any:
    if see.a == BLANK and see.b == BLANK and see.c == 0:
        return None
    add_digits()
    return next_column()


@task.program(sees=("a", "b", "c"))
def add_digits(see: Any) -> Any:
    total = sum(digit for digit in (see.a, see.b, see.c) if digit != BLANK)
    write(total % 10)
    return carry() if total > 9 else None


@task.program(sees=())
def carry(see: Any) -> None:
    carry_left()
    write_carry()
    carry_right()


@task.program(sees=())
def next_column(see: Any) -> Any:
    a_left()
    b_left()
    carry_left()
    out_left()
    return add()


@task.problems
def draw(size: int, rng: Random) -> tuple[str, str]:
    return number(size, rng), number(rng.randint(1, size), rng)


@task.answer
def digits(pad: Pad) -> str:
    return "".join(map(str, reversed(pad.out))).lstrip("0") or "0"


@task.judge
def is_sum(problem: tuple[str, str], answer: str) -> bool:
    exact = Context(prec=max(map(len, problem)) + 1)
    return exact.add(Decimal(problem[0]), Decimal(problem[1])) == Decimal(answer)


@task.reader
def read(words: Sequence[str]) -> tuple[str, str]:
    if len(words) != 2:
        raise TaskError(f"{task.name} takes two numbers, not {len(words)}")
    for word in words:
        if not (word.isascii() and word.isdecimal()):
            raise TaskError(f"{word[:40]!r} is no row of digits")
    return words[0], words[1]


def number(size: int, rng: Random) -> str:
    return "".join(rng.choices("0123456789", k=size))
