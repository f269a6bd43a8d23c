"""Binary search: where a value stands in a sorted list, or -1, by halving."""

from collections.abc import Sequence
from random import Random
from typing import Any

from beamcoder.errors import TaskError
from beamcoder.model.npi.environments.lists import Shelf, Sought
from beamcoder.model.npi.task import Field, Task, integers

task = Task("binary_search", Shelf, [Field("empty"), Field("order", ("less", "equal", "greater"))])


@task.operation(changes=("order",))
def halve(shelf: Shelf) -> None:
    shelf.middle = (shelf.low + shelf.high) // 2
    shelf.look()


@task.operation(changes=("empty",))
def upper_half(shelf: Shelf) -> None:
    shelf.set_range(shelf.middle + 1, shelf.high)


@task.operation(changes=("empty",))
def lower_half(shelf: Shelf) -> None:
    shelf.set_range(shelf.low, shelf.middle - 1)


@task.operation()
def found(shelf: Shelf) -> None:
    shelf.answer = shelf.middle


@task.program(sees=("empty",))
def binary_search(see: Any) -> Any:
    if see.empty:
        return None
    halve()
    return compare()


@task.program(sees=("order",))
def compare(see: Any) -> Any:
    if see.order == "equal":
        found()
        return None
    if see.order == "less":
        upper_half()
    else:
        lower_half()
    return binary_search()


@task.problems
def draw(size: int, rng: Random) -> Sought:
    numbers = sorted(rng.sample(range(-2 * size, 2 * size + 1), size))
    return rng.choice([*numbers, rng.randint(-2 * size, 2 * size)]), numbers


@task.judge
def is_place(problem: Sought, answer: int) -> bool:
    value, numbers = problem
    return numbers[answer] == value if answer >= 0 else value not in numbers


@task.reader
def read(words: Sequence[str]) -> Sought:
    numbers = integers(words)
    if not numbers or numbers[1:] != sorted(numbers[1:]):
        raise TaskError("binary_search takes a value, then a list that is sorted")
    return numbers[0], numbers[1:]
