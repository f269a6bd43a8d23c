"""The largest number of a list, found in one walk."""

from collections.abc import Sequence
from random import Random
from typing import Any

from beamcoder.errors import TaskError
from beamcoder.model.npi.environments.lists import Walk
from beamcoder.model.npi.task import Field, Task, integers

task = Task("maximum", Walk, [Field("end"), Field("greater")])


@task.operation(changes=("greater",))
def take(walk: Walk) -> None:
    walk.answer = walk.numbers[walk.at]
    walk.look()


@task.operation(changes=("end", "greater"))
def right(walk: Walk) -> None:
    walk.at += 1
    walk.look()


@task.program(sees=("end", "greater"))
def maximum(see: Any) -> Any:
    if see.end:
        return None
    if see.greater:
        take()
    right()
    return maximum()


@task.problems
def draw(size: int, rng: Random) -> list[int]:
    return [rng.randint(-size, size) for _ in range(max(size, 1))]


@task.judge
def is_maximum(problem: list[int], answer: int) -> bool:
    return answer == max(problem)


@task.reader
def read(words: Sequence[str]) -> list[int]:
    if not words:
        raise TaskError("maximum takes one number or more")
    return integers(words)
