"""Long multiplication: the first number, shifted, is added as often as each digit says."""

from typing import Any

from beamcoder.model.npi.environments import pads
from beamcoder.model.npi.environments.pads import BLANK, DIGITS, LongPad
from beamcoder.model.npi.task import Field, Task
from beamcoder.model.npi.tasks import addition
from beamcoder.model.npi.tasks.addition import add

task = Task("multiplication", LongPad, [Field("y", DIGITS)], includes=addition.task)
task.problems(pads.two_numbers)
task.reader(pads.read_two_numbers)
task.answer(LongPad.result)
task.judge(pads.is_product)


@task.operation(changes=("a", "b", "c"))
def rewind(pad: LongPad) -> None:
    pad.carries = bytearray(len(pad.carries))
    pad.rewind(pad.shift)


@task.operation(changes=("b", "y"))
def count_down(pad: LongPad) -> None:
    """What was written is the sum so far, and the digit is one less."""
    pad.keep_sum()
    pad.factor[-1] -= 1
    pad.y = pad.factor[-1]


@task.operation(changes=("a", "y"))
def next_digit(pad: LongPad) -> None:
    pad.shift_left()


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
