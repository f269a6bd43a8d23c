"""Printed programs do what the network does, in Python and, where there is a JDK, in Java."""

import shutil
import subprocess
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from beamcoder.errors import TaskError
from beamcoder.model.npi.artefact import open_npi
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.counterexample import words
from beamcoder.model.npi.executor import Executor
from beamcoder.model.npi.policy import Reference
from beamcoder.model.npi.situations import enumerate_situations
from beamcoder.model.npi.source.blocks import CodeBlock, Decide, Invocation, Leave, simplified
from beamcoder.model.npi.source.conditions import Equals, Joined, Not, SumOf, formula
from beamcoder.model.npi.source.languages import camel, pascal
from beamcoder.model.npi.source.listing import list_source, write_listing
from beamcoder.model.npi.task import Field, Task

N_PROBLEMS, MAX_SIZE = 2_000, 8
NETWORK = open_npi().network()
HAS_JAVA = shutil.which("javac") is not None and shutil.which("java") is not None


def problems(name: str) -> list[Any]:
    task, rng = find_task(name), Random(7)
    return [task.draw(rng.randint(1, MAX_SIZE), rng) for _ in range(N_PROBLEMS)]


def answers(name: str, drawn: list[Any]) -> list[str]:
    executor = Executor(find_task(name), NETWORK)
    return [spell(executor.run(problem).answer) for problem in drawn]


def spell(answer: Any) -> str:
    if isinstance(answer, bool):
        return str(answer).lower()
    return " ".join(map(str, answer)) if isinstance(answer, list) else str(answer)


class Bound:
    """An environment with the task's operations as its methods."""

    def __init__(self, task: Task, problem: Any) -> None:
        self._task, self._environment = task, task.environment(problem)

    def __getattr__(self, name: str) -> Any:
        operation = self._task.operations.get(name)
        if operation is None:
            return getattr(self._environment, name)
        return lambda *arguments: operation(self._environment, *arguments)

    def answer(self) -> str:
        return spell(self._task.read_answer(self._environment))


def load(name: str, text: str, tmp_path: Path) -> ModuleType:
    from importlib.util import module_from_spec, spec_from_file_location

    path = tmp_path / f"{name}_listing.py"
    path.write_text(text, encoding="utf-8")
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILT_IN)
def test_python_does_what_the_network_does(name: str, tmp_path: Path) -> None:
    task, drawn = find_task(name), problems(name)
    module = load(name, list_source(None, name, "python"), tmp_path)
    expected = answers(name, drawn)
    for problem, answer in zip(drawn, expected, strict=True):
        bound = Bound(task, problem)
        getattr(module, task.interface.start.name)(bound)
        assert bound.answer() == answer, problem


@pytest.mark.slow
@pytest.mark.skipif(not HAS_JAVA, reason="no javac and java on the path: nothing compiles Java")
def test_java_compiles_and_does_what_the_network_does(tmp_path: Path) -> None:
    files = []
    for name in BUILT_IN:
        files.append(tmp_path / f"{pascal(name)}.java")
        files[-1].write_text(list_source(None, name, "java"), encoding="utf-8")
    javac = ["javac", "-Xlint:all", "-Werror", "-encoding", "UTF-8", "-d", str(tmp_path)]
    done = subprocess.run([*javac, *map(str, files)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in BUILT_IN:
        drawn = problems(name)
        typed = "".join(f"{words(problem)}\n" for problem in drawn)
        run = ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", str(tmp_path)]
        ran = subprocess.run(
            [*run, pascal(name)], input=typed, capture_output=True, text=True, check=True
        )
        assert ran.stdout.splitlines() == answers(name, drawn), name


def test_addition_is_written_as_a_person_would() -> None:
    text = list_source(None, "addition", "java")
    assert "while (a() != BLANK || b() != BLANK || c() != 0) {" in text
    assert "write((number(a()) + number(b()) + c()) % 10);" in text
    assert "if (number(a()) + number(b()) + c() > 9) {" in text
    assert len(list_source(None, "quicksort", "python").splitlines()) < 25


@pytest.mark.parametrize("language", ["java", "python"])
@pytest.mark.parametrize("name", BUILT_IN)
def test_equal_models_have_equal_source(name: str, language: str) -> None:
    """Read from the network and from the reference: a proof says that they are one program."""
    task = find_task(name)
    reference = enumerate_situations(task.interface, Reference(task))
    assert list_source(None, name, language) == write_listing(task.interface, reference, language)


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match="has no task sorting"):
        list_source(None, "sorting", "java")
    task = Task("odd", list, [Field("state", ("a b", 3, True))])

    @task.program()
    def odd(see: Any) -> None:
        stop() if see.state == 3 else None

    @task.operation()
    def stop(environment: Any) -> None: ...

    situations = enumerate_situations(task.complete().interface, Reference(task))
    assert "env.state == 3" in write_listing(task.interface, situations, "python")
    with pytest.raises(TaskError, match="the values of state have no type in Java"):
        write_listing(task.interface, situations, "java")


def test_small_parts() -> None:
    a, b, stop = Equals("a", True), Equals("b", True), CodeBlock((), Leave())
    go = CodeBlock((Invocation("go"),), Leave())
    nested = CodeBlock((), Decide(a, CodeBlock((), Decide(b, go, stop)), stop))
    assert simplified(nested) == CodeBlock((), Decide(Joined(a, "and", b), go, stop))
    assert simplified(CodeBlock((), Decide(a, go, go))) == go
    either = CodeBlock((), Decide(a, go, CodeBlock((), Decide(Not(b), stop, go))))
    assert simplified(either) == CodeBlock((), Decide(Joined(a, "or", b), go, stop))
    views = [{"x": x, "y": y} for x in (0, 5, " ") for y in (1, 9)]
    sums = [(0 if isinstance(v["x"], str) else int(v["x"])) + int(v["y"]) for v in views]
    found = formula(views, [total // 10 for total in sums])
    assert found is not None and (found.sum, found.operator) == (SumOf(("x", "y")), "/")
    assert formula(views, [7, 1, 9, 2, 4, 4]) is None
    assert (camel("new"), camel("next_column"), pascal("bubble_sort")) == (
        "isNew",
        "nextColumn",
        "BubbleSort",
    )
