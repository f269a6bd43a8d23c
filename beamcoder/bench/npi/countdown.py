"""Whether a list counts down by ones: a task of one's own, as docs/npi.md shows it."""

from itertools import pairwise
from random import Random
from typing import Any

from beamcoder.model.npi.task import Field, Task


class Stairs:
    """Numbers, and a pointer at one of them and the next."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers, self.at, self.answer = numbers, 0, False
        self.look()

    def look(self) -> None:
        pair = self.numbers[self.at : self.at + 2]
        self.end = len(pair) < 2
        self.one_less = not self.end and pair[0] - pair[1] == 1


task = Task("countdown", Stairs, [Field("end"), Field("one_less")])


@task.operation(changes=("end", "one_less"))
def right(stairs: Stairs) -> None:
    stairs.at += 1
    stairs.look()


@task.operation()
def accept(stairs: Stairs) -> None:
    stairs.answer = True


@task.program(sees=("end", "one_less"))
def countdown(see: Any) -> Any:
    if see.end:
        accept()
        return None
    if not see.one_less:
        return None
    right()
    return countdown()


@task.problems
def draw(size: int, rng: Random) -> list[int]:
    numbers = list(range(size, 0, -1))
    numbers[rng.randrange(size)] += rng.choice((0, 0, 1))
    return numbers


@task.judge
def is_countdown(problem: list[int], answer: bool) -> bool:
    return answer == all(a - b == 1 for a, b in pairwise(problem))
