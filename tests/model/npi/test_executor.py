"""The machine: memo on = off, limits, tail calls without stack, input that is none."""

from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import EndlessRunError, TaskError
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.environments.graphs import find_cycle, random_graph
from beamcoder.model.npi.executor import Executor, RunLimits
from beamcoder.model.npi.policy import Reference
from beamcoder.model.npi.task import Field, Task


@given(st.sampled_from(BUILT_IN), st.integers(1, 8), st.integers(0, 2**32))
def test_the_memo_changes_nothing(name: str, size: int, seed: int) -> None:
    task = find_task(name)
    problem = task.draw(size, Random(seed))
    plain = Executor(task, Reference(task), has_memo=False)
    quick = Executor(task, Reference(task))
    assert plain.run(problem) == quick.run(problem) == quick.run(problem)


def test_a_long_addition_takes_no_stack_and_the_memo_does_not_grow_with_it() -> None:
    task = find_task("addition")
    executor = Executor(task, Reference(task))
    problem = task.draw(20_000, Random(1))
    run = executor.run(problem)
    assert run.depth == 1
    assert task.is_right(problem, run.answer)
    assert run.n_steps > 200_000


@pytest.mark.parametrize("limits", [RunLimits(n_steps=50), RunLimits(depth=2)])
def test_limits(limits: RunLimits) -> None:
    task = find_task("quicksort")
    with pytest.raises(EndlessRunError):
        Executor(task, Reference(task)).run([4, 3, 2, 1, 0, 5, 9, 8, 7, 6], limits)
    exact = Executor(task, Reference(task)).run([2, 1])
    assert (
        Executor(task, Reference(task)).run([2, 1], RunLimits(exact.n_steps, exact.depth)) == exact
    )


class Rope:
    """Fails where `at` says so: at the beginning, in a run's third step, or at its end."""

    def __init__(self, at: str) -> None:
        self.end, self.at, self.steps = False, at, 0
        if at == "environment":
            raise KeyError(at)

    @property
    def answer(self) -> int:
        return self.steps // (self.at != "answer")


@pytest.mark.parametrize("at", ["environment", "run", "answer"])
def test_whatever_fails_in_a_run_is_a_sentence(at: str) -> None:
    """A step that went well before is no longer watched, and may fail all the same."""
    task = Task("rope", Rope, [Field("end")])

    @task.operation(changes=("end",))
    def pull(rope: Rope) -> None:
        rope.steps += 1
        rope.end = rope.steps == (3 // (rope.steps < 3 or rope.at != "run"))

    @task.program(sees=("end",))
    def climb(see: Any) -> Any:
        if see.end:
            return None
        pull()
        return climb()

    executor = Executor(task.complete(), Reference(task))
    assert executor.run("nowhere").answer == 3
    with pytest.raises(TaskError, match=f"the {at} of rope fails on '{at}': "):
        executor.run(at)


@pytest.mark.parametrize(
    ("name", "words", "answer"),
    [
        ("addition", ["123", "456"], "579"),
        ("addition", ["0", "000"], "0"),
        ("addition", ["999", "1"], "1000"),
        ("multiplication", ["0", "7"], "0"),
        ("multiplication", ["12345678987654321", "1020"], str(12345678987654321 * 1020)),
        ("bubble_sort", [], []),
        ("bubble_sort", ["3", "-1", "2"], [-1, 2, 3]),
        ("quicksort", [], []),
        ("quicksort", ["2", "2", "1"], [1, 2, 2]),
        ("topological_sort", ["0"], []),
        ("topological_sort", ["4", "0:1", "0:2", "2:3"], [0, 1, 2, 3]),
        ("maximum", ["-3"], -3),
        ("binary_search", ["5"], -1),
        ("binary_search", ["5", "1", "5", "7"], 1),
        ("brackets", ["([]", "x{})"], True),
        ("brackets", ["([)]"], False),
        ("brackets", [], True),
        ("brackets", ["("], False),
    ],
)
def test_answers(name: str, words: list[str], answer: object) -> None:
    task = find_task(name)
    assert Executor(task, Reference(task)).run(task.read(words)).answer == answer


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("addition", ["12"]),
        ("addition", ["12", "1x"]),
        ("addition", ["12", "-1"]),
        ("addition", ["12", "²"]),
        ("addition", ["12", "١"]),
        ("addition", ["12", ""]),
        ("multiplication", ["1", "2", "3"]),
        ("bubble_sort", ["1", "2.5"]),
        ("quicksort", ["--1"]),
        ("quicksort", ["1" * 5_000]),
        ("quicksort", ["1 2"]),
        ("maximum", []),
        ("binary_search", []),
        ("binary_search", ["1", "3", "2"]),
        ("topological_sort", []),
        ("topological_sort", ["-3"]),
        ("topological_sort", ["999999999999"]),
        ("topological_sort", ["2", "0:2"]),
        ("topological_sort", ["2", "0-1"]),
        ("topological_sort", ["2", "0:1:1"]),
        ("topological_sort", ["2", "0:0"]),
        ("topological_sort", ["3", "0:1", "1:2", "2:0"]),
    ],
)
def test_input_that_is_none(name: str, words: list[str]) -> None:
    with pytest.raises(TaskError):
        find_task(name).read(words)


@given(st.integers(1, 8), st.integers(0, 2**32))
def test_a_cycle_is_named_where_there_is_one(size: int, seed: int) -> None:
    rng = Random(seed)
    n_vertices, edges = random_graph(size, rng)
    assert find_cycle(n_vertices, edges) == []
    edges += [(rng.randrange(size), rng.randrange(size)) for _ in range(2)]
    if cycle := find_cycle(n_vertices, edges):
        assert cycle[0] == cycle[-1] and len({*cycle}) == len(cycle) - 1
        assert set(pairwise(cycle)) <= set(edges)
    else:
        run = Executor(task := find_task("topological_sort"), Reference(task)).run((size, edges))
        assert task.is_right((size, edges), run.answer)
