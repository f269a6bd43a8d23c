"""Quicksort: a list is parted around its last number, then each part is sorted."""

from random import Random
from typing import Any

from beamcoder.model.npi.environments.lists import Ranges
from beamcoder.model.npi.task import Field, Task

task = Task("quicksort", Ranges, [Field("small"), Field("at_pivot"), Field("less")])


@task.operation(changes=("at_pivot", "less"))
def begin(ranges: Ranges) -> None:
    ranges.border = ranges.scan = ranges.low
    ranges.look()


@task.operation(changes=("less",))
def swap(ranges: Ranges) -> None:
    ranges.swap(ranges.scan)
    ranges.border += 1
    ranges.look()


@task.operation(changes=("at_pivot", "less"))
def step(ranges: Ranges) -> None:
    ranges.scan += 1
    ranges.look()


@task.operation(changes=("at_pivot", "less"))
def place_pivot(ranges: Ranges) -> None:
    ranges.swap(ranges.high)
    ranges.look()


@task.operation(changes=("small", "at_pivot", "less"))
def go_left(ranges: Ranges) -> None:
    ranges.waiting.append((ranges.border + 1, ranges.high))
    ranges.high = ranges.border - 1
    ranges.look()


@task.operation(changes=("small", "at_pivot", "less"))
def go_right(ranges: Ranges) -> None:
    ranges.low, ranges.high = ranges.waiting.pop()
    ranges.look()


@task.program(sees=("small",))
def quicksort(see: Any) -> Any:
    if see.small:
        return None
    begin()
    part()
    place_pivot()
    go_left()
    quicksort()
    go_right()
    return quicksort()


@task.program(sees=("at_pivot", "less"))
def part(see: Any) -> Any:
    if see.at_pivot:
        return None
    if see.less:
        swap()
    step()
    return part()


@task.problems
def draw(size: int, rng: Random) -> list[int]:
    return [rng.randint(-size, size) for _ in range(size)]


@task.judge
def is_sorted(problem: list[int], answer: list[int]) -> bool:
    return answer == sorted(problem)
