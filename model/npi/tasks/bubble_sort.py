"""Bubble sort: neighbours are compared and swapped, in as many sweeps as there are numbers."""

from random import Random
from typing import Any

from beamcoder.model.npi.environments.lists import SortRow
from beamcoder.model.npi.task import Field, Task

task = Task(
    "bubble_sort", SortRow, [Field("sorted"), Field("start"), Field("end"), Field("greater")]
)


@task.operation(changes=("greater",))
def swap(row: SortRow) -> None:
    here, there = row.at, row.at + 1
    row.answer[here], row.answer[there] = row.answer[there], row.answer[here]
    row.move(here)


@task.operation(changes=("start", "end", "greater"))
def right(row: SortRow) -> None:
    row.move(row.at + 1)


@task.operation(changes=("start", "end", "greater"))
def left(row: SortRow) -> None:
    row.move(row.at - 1)


@task.operation(changes=("sorted",))
def count(row: SortRow) -> None:
    row.sweeps -= 1
    row.sorted = row.sweeps == 0


@task.program(sees=("sorted",))
def bubble_sort(see: Any) -> Any:
    if see.sorted:
        return None
    sweep()
    go_back()
    count()
    return bubble_sort()


@task.program(sees=("end", "greater"))
def sweep(see: Any) -> Any:
    if see.end:
        return None
    if see.greater:
        swap()
    right()
    return sweep()


@task.program(sees=("start",))
def go_back(see: Any) -> Any:
    if see.start:
        return None
    left()
    return go_back()


@task.problems
def draw(size: int, rng: Random) -> list[int]:
    return [rng.randint(-size, size) for _ in range(size)]


@task.judge
def is_sorted(problem: list[int], answer: list[int]) -> bool:
    return answer == sorted(problem)
