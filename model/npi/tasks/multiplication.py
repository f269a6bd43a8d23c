"""Long multiplication: the first number, shifted, is added as often as each digit says."""

from decimal import Context, Decimal
from random import Random
from typing import Any

from beamcoder.model.npi.task import Field, Task
from beamcoder.model.npi.tasks import addition
from beamcoder.model.npi.tasks.addition import BLANK, DIGITS, Pad, add, digits, number


class LongPad(Pad):
    """Addition's pad: `a` is the first number, shifted, and `b` the sum so far."""

    def __init__(self, problem: tuple[str, str]) -> None:
        super().__init__((problem[0], "0" * len(problem[1])))
        self.factor = [int(digit) for digit in problem[1]]  # its last digit is the next one
        self.y: int | str = self.factor[-1]
        self.out, self.shift = list(self.rows[1]), 0


task = Task("multiplication", LongPad, [Field("y", DIGITS)], includes=addition.task)


@task.operation(changes=("a", "b", "c"))
def rewind(pad: LongPad) -> None:
    pad.carries = bytearray(len(pad.carries))
    pad.rewind(pad.shift)


@task.operation(changes=("b", "y"))
def count_down(pad: LongPad) -> None:
    """What was written is the sum so far, and the digit is one less."""
    pad.rows[1][pad.shift :] = pad.out[pad.shift :]
    pad.b = pad.digit(1, pad.at_b)
    pad.factor[-1] -= 1
    pad.y = pad.factor[-1]


@task.operation(changes=("a", "y"))
def next_digit(pad: LongPad) -> None:
    pad.factor.pop()
    pad.rows[0].insert(0, 0)
    pad.shift += 1
    pad.a = pad.digit(0, pad.at_a)
    pad.y = pad.factor[-1] if pad.factor else BLANK


@task.program(sees=("y",))
def multiply(see: Any) -> Any:
    if see.y == BLANK:
        return None
    add_repeatedly()
    return next_factor()


@task.program(sees=())
def next_factor(see: Any) -> Any:
    next_digit()
    return multiply()


@task.program(sees=("y",))
def add_repeatedly(see: Any) -> Any:
    if see.y == 0:
        return None
    return add_once()


@task.program(sees=())
def add_once(see: Any) -> Any:
    rewind()
    add()
    count_down()
    return add_repeatedly()


@task.problems
def draw(size: int, rng: Random) -> tuple[str, str]:
    return number(size, rng), number(rng.randint(1, size), rng)


@task.judge
def is_product(problem: tuple[str, str], answer: str) -> bool:
    exact = Context(prec=sum(map(len, problem)))
    return exact.multiply(Decimal(problem[0]), Decimal(problem[1])) == Decimal(answer)


task.answer(digits)
task.reader(addition.read)
