"""Programs with arguments as source: parameters, loops over them, texts, two that change places."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from beamcoder.errors import TaskError
from beamcoder.model.npi.executor import Executor
from beamcoder.model.npi.policy import Reference
from beamcoder.model.npi.situations import enumerate_situations
from beamcoder.model.npi.source.listing import write_listing
from beamcoder.model.npi.task import Field, Task
from tests.model.npi.test_source import HAS_JAVA

MAX_WIDTH = 6


class Guard:
    """Walks between two walls, and notes what it does."""

    def __init__(self, width: int) -> None:
        self.width, self.at = width, 0
        self.answer = list[str]()

    @property
    def wall(self) -> bool:
        return self.at in (-1, self.width)


task = Task("patrol", Guard, [Field("wall")])


@task.operation(changes=("wall",))
def step(guard: Guard, side: str) -> None:
    guard.at += 1 if side == "right" else -1
    guard.answer.append(side)


@task.operation()
def bark(guard: Guard, times: int) -> None:
    guard.answer.append(str(times))


@task.program(sees=())
def patrol(see: Any) -> None:
    count(2)
    deal(1, 5, False)
    deal(2, 7, False)
    walk("right", 3)


@task.program(sees=("wall",))
def walk(see: Any, side: str, rest: int) -> Any:
    if rest == 0:
        return None
    if see.wall:
        other = "left" if side == "right" else "right"
        step(other)
        return walk(other, rest - 1)
    step(side)
    return walk(side, rest)


@task.program(sees=())
def count(see: Any, n: int) -> Any:
    if n == 0:
        return None
    count(n - 1)
    bark(n)
    return count(n - 1)


@task.program(sees=())
def deal(see: Any, one: int, other: int, is_last: bool) -> Any:
    bark(one)
    return None if is_last else deal(other, one, one > other)


task.complete()
SITUATIONS = enumerate_situations(task.interface, Reference(task))
PYTHON = '''"""patrol, learned from its traces by a neural network and read back from it."""


def patrol(env):
    count(env, 2)
    deal(env, 1, 5, False)
    deal(env, 2, 7, False)
    walk(env, 'right', 3)


def count(env, x):
    while x != 0:
        count(env, x - 1)
        env.bark(x)
        x = x - 1


def deal(env, x, y, z):
    while True:
        env.bark(x)
        if z:
            return
        if x > 2:
            x, y, z = y, x, True
        else:
            x, y = y, x


def walk(env, x, y):
    while y != 0:
        if env.wall:
            if x == 'right':
                env.step('left')
                x, y = 'left', y - 1
            else:
                env.step('right')
                x, y = 'right', y - 1
        else:
            env.step(x)
'''
JAVA = """
class Patrol extends LearnedPatrol {
    final int width;
    int at;

    Patrol(int width) { this.width = width; }

    boolean wall() { return at == -1 || at == width; }

    void step(String side) {
        at += side.equals("right") ? 1 : -1;
        System.out.print(side + " ");
    }

    void bark(int times) { System.out.print(times + " "); }

    public static void main(String[] args) {
        for (int width = 1; width <= 6; width++) {
            new Patrol(width).patrol();
            System.out.println();
        }
    }
}
"""


def answers() -> Iterator[list[str]]:
    executor = Executor(task, Reference(task))
    for width in range(1, MAX_WIDTH + 1):
        yield executor.run(width).answer


class Bound:
    """An environment with operations as methods."""

    def __init__(self, width: int) -> None:
        self.guard = Guard(width)

    def __getattr__(self, name: str) -> Any:
        if name in task.operations:
            return lambda *arguments: task.operations[name](self.guard, *arguments)
        return getattr(self.guard, name)


def test_python_of_programs_with_arguments() -> None:
    text = write_listing(task.interface, SITUATIONS, "python")
    assert text == PYTHON
    names: dict[str, Any] = {}
    exec(compile(text, "patrol", "exec"), names)  # noqa: S102 - what is tested
    for width, answer in enumerate(answers(), 1):
        bound = Bound(width)
        names["patrol"](bound)
        assert bound.guard.answer == answer


def test_java_changes_parameters_one_after_the_other_where_none_reads_another() -> None:
    text = write_listing(task.interface, SITUATIONS, "java")
    assert "final void walk(String x, int y) {" in text
    assert "abstract void step(String value);" in text and "abstract void bark(int value);" in text
    assert 'if (x.equals("right")) {' in text and "x = x - 1;" in text
    assert "int nextX = y;" in text and "y = nextY;" in text


@pytest.mark.slow
@pytest.mark.skipif(not HAS_JAVA, reason="no javac and java on the path: nothing compiles Java")
def test_java_of_programs_with_arguments(tmp_path: Path) -> None:
    file = tmp_path / "Patrol.java"
    file.write_text(write_listing(task.interface, SITUATIONS, "java") + JAVA, encoding="utf-8")
    javac = ["javac", "-Xlint:all", "-Werror", "-d", str(tmp_path), str(file)]
    done = subprocess.run(javac, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    run = ["java", "-cp", str(tmp_path), "Patrol"]
    ran = subprocess.run(run, capture_output=True, text=True, check=True)
    assert [line.split() for line in ran.stdout.splitlines()] == list(answers())


def test_a_program_with_now_one_and_now_two_arguments_is_not_written() -> None:
    odd = Task("odd", list, [Field("end")])

    @odd.program(sees=())
    def first(see: Any, *numbers: int) -> Any:
        return first(*numbers, 1) if len(numbers) < 2 else None

    situations = enumerate_situations(odd.complete().interface, Reference(odd))
    with pytest.raises(TaskError, match="first is called with different numbers of arguments"):
        write_listing(odd.interface, situations, "python")
