"""Addition of two numbers of any length, digit by digit with a carry, as on paper."""

from typing import Any

from beamcoder.model.npi.environments import pads
from beamcoder.model.npi.environments.pads import BLANK, DIGITS, Pad
from beamcoder.model.npi.task import Field, Task

task = Task("addition", Pad, [Field("a", DIGITS), Field("b", DIGITS), Field("c", (0, 1))])
task.problems(pads.two_numbers)
task.reader(pads.read_two_numbers)
task.answer(Pad.result)
task.judge(pads.is_sum)


@task.operation()
def write(pad: Pad, digit: int) -> None:
    pad.out[pad.at_out : pad.at_out + 1] = (digit,)


@task.operation(changes=("c",))
def write_carry(pad: Pad) -> None:
    pad.carries[pad.at_c] = pad.c = 1


@task.operation(changes=("a",))
def a_left(pad: Pad) -> None:
    pad.move_a(1)


@task.operation(changes=("b",))
def b_left(pad: Pad) -> None:
    pad.move_b(1)


@task.operation(changes=("c",))
def carry_left(pad: Pad) -> None:
    pad.move_carry(1)


@task.operation(changes=("c",))
def carry_right(pad: Pad) -> None:
    pad.move_carry(-1)


@task.operation()
def out_left(pad: Pad) -> None:
    pad.at_out += 1


@task.program(sees=("a", "b", "c"))
def add(see: Any) -> Any:
    if see.a == see.b == BLANK and see.c == 0:
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
