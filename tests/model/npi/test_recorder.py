"""Reference programs: replayed and recorded as they run natively; what is wrong gets a sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import FunctionType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import TaskError
from beamcoder.model.npi import tasks
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.frame import read_frame, write_frame
from beamcoder.model.npi.policy import Reference
from beamcoder.model.npi.recorder import Recorder
from beamcoder.model.npi.situations import enumerate_situations
from beamcoder.model.npi.task import Field, Task

MAX_TASK_LINES = 80
HEAD = """
from beamcoder.model.npi.task import Field, Task

class Place:
    def __init__(self, problem):
        self.end, self.left, self.answer = not problem, len(problem), 0

task = Task("walk", Place, [Field("end")])

@task.operation(changes=("end",))
def right(place):
    place.left -= 1
    place.end = place.left == 0
"""
WALK = """
@task.program(sees=("end",))
def walk(see):
    if see.end:
        return None
    right()
    return walk()
"""


class Native:
    """A program run as the Python that it is: `see` reads the environment, calls are made."""

    def __init__(self, name: str, environment: Any) -> None:
        self.task, self.environment = find_task(name), environment
        self.operations: list[tuple[Any, ...]] = []

    def __getattr__(self, field: str) -> Any:
        return getattr(self.environment, field)

    def call(self, name: str, *arguments: Any) -> None:
        body = self.task.programs.get(name)
        if body is None:
            self.operations.append((name, *arguments))
            self.task.operations[name](self.environment, *arguments)
        else:
            self.run(body, arguments)

    def run(self, body: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        names = {*self.task.programs, *self.task.operations}
        calls = {name: self.caller(name) for name in names}
        FunctionType(body.__code__, {**body.__globals__, **calls})(self, *arguments)

    def caller(self, name: str) -> Callable[..., None]:
        return lambda *arguments: self.call(name, *arguments)


@given(st.sampled_from(BUILT_IN), st.integers(1, 9), st.integers(0, 2**32))
def test_a_run_makes_the_operations_that_plain_python_makes(
    name: str, size: int, seed: int
) -> None:
    task = find_task(name)
    problem = task.draw(size, Random(seed))
    native = Native(name, task.environment(problem))
    native.call(task.interface.start.name)
    made = list[tuple[Any, ...]]()

    def watch(entry: object, seen: object, action: Any, depth: int) -> None:
        if action.call is not None and action.call.name in task.operations:
            made.append((action.call.name, *action.call.arguments))

    Recorder(task)._executor.run(problem, None, watch)
    assert made == native.operations


@pytest.mark.parametrize("name", BUILT_IN)
def test_frames_are_lines_of_json_and_back(name: str) -> None:
    task = find_task(name)
    trace = Recorder(task).record(task.draw(5, Random(1)))
    sees = task.interface.sees
    lines = [write_frame(name, sees[frame.entry.name], frame) for frame in trace.frames]
    assert [read_frame(line, sees) for line in lines] == [(name, frame) for frame in trace.frames]
    assert all(json.loads(line)["task"] == name for line in lines)


@pytest.mark.parametrize(
    "line",
    ["", "7", "{}", "[1]", '{"task": "walk"}', '{"program": "walk", "arguments": [], "steps": 3}']
    + ['{"task": "t", "program": "walk", "arguments": [[1]], "steps": []}', '{"a": NaN}'],
)
def test_what_is_no_trace_is_said(line: str) -> None:
    with pytest.raises(TaskError):
        read_frame(line, {"walk": ("end",)})


def enumerate_and_record(path: Path) -> None:
    task = find_task(str(path))
    enumerate_situations(task.interface, Reference(task))
    Recorder(task).record([1, 2, 3], max_steps=1_000)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_task_is_at_most_80_lines(name: str) -> None:
    path = Path(tasks.__file__ or "").with_name(f"{name}.py")
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_TASK_LINES


def test_a_task_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "walk.py").write_text(HEAD + WALK, encoding="utf-8")
    enumerate_and_record(tmp_path / "walk.py")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def (", "line 1: invalid syntax"),
        ("\0", "null bytes"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("x = 1", "makes 0 tasks"),
        (HEAD, "the task walk has no program"),
        (HEAD.replace('("end",)', '("endd",)') + WALK, "names the field endd"),
        (HEAD.replace('changes=("end",)', "") + WALK, "does not declare it"),
        (HEAD + WALK.replace("sees=(", "sees=('x', "), "names the field x"),
        (HEAD + WALK.replace("sees=('end',)", "sees=()").replace('("end",)', "()"), "not see"),
        (HEAD + WALK.replace("right()", "rigth()"), "name 'rigth' is not defined"),
        (HEAD + WALK.replace("right()", "1 / 0"), "fails: ZeroDivisionError"),
        (HEAD + WALK.replace("right()", "right([])"), "is no value"),
        (HEAD + WALK.replace("    right()\n", ""), "does not end on [1, 2, 3]"),
        (HEAD + WALK.replace("    right()\n", "    while True: right()\n"), "as a tail call"),
        (HEAD + WALK.replace("    right()\n", "    while True: pass\n"), "goes round without end"),
        (HEAD + WALK.replace("    right()\n", "    while not see.end: pass\n"), "goes round"),
        (HEAD + WALK.replace("right()\n", "right(7)\n"), "the operation right(7) fails"),
        (HEAD.replace("place.left == 0", "'x'") + WALK, "'x' is no value of the field end"),
        (HEAD + "right()" + WALK, "can only be called inside a program"),
        (HEAD.replace('[Field("end")]', '[Field("end", ())]') + WALK, "1 to 64 different values"),
        (HEAD.replace('"end")]', '"end", 5)]') + WALK, "must be a tuple of truth values"),
        (HEAD.replace('"end")]', '"end", (0, 1.5))]') + WALK, "must be a tuple of truth values"),
        (HEAD.replace('Field("end")', '"end"') + WALK, "are Field(...), not 'end'"),
        (HEAD.replace('Task("walk"', 'Task("my walk"') + WALK, "'my walk' of the task my walk is"),
        (HEAD.replace('Field("end")', 'Field("the end")') + WALK, "is no name: letters, digits, _"),
        (HEAD.replace('("end",)', '"end"') + WALK, "right names its fields as a tuple: ('end',)"),
        (HEAD.replace('(changes=("end",))', "") + WALK, "write @task.operation() over right"),
        (HEAD + WALK.replace('(sees=("end",))', ""), "write @task.program() over walk"),
        (HEAD + WALK.replace("right()", "right(place=3)"), "right is called with place=: arg"),
        (HEAD + WALK.replace("    right()", "    if right(): pass"), "uses what right returns"),
        (
            HEAD + WALK.replace("    right()", "    if right() == 1: pass"),
            "uses what right returns",
        ),
        (HEAD + WALK.replace("right()", "raise SystemExit(3)"), "fails: SystemExit: 3"),
        (HEAD.replace("place.left -= 1", "raise SystemExit") + WALK, "right() fails: SystemExit"),
    ],
)
def test_what_is_wrong_in_a_task_file_is_one_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "bad.py").write_text(text, encoding="utf-8")
    with pytest.raises(TaskError) as caught:
        enumerate_and_record(tmp_path / "bad.py")
    assert sentence in str(caught.value)


def test_what_fails_outside_of_programs_is_one_sentence() -> None:
    """Problems and readers are code of a user, too."""
    task = Task("odd", list, [Field("end")])
    task.problems(lambda size, rng: size // 0)
    task.reader(lambda words: words[3])
    with pytest.raises(TaskError, match="the problems of odd fail for size 3: ZeroDivisionError"):
        task.draw(3, Random(1))
    with pytest.raises(TaskError, match="odd cannot read '1 2': IndexError"):
        task.read(["1", "2"])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match="cannot read"):
        find_task(str(tmp_path / "none.py"))
    with pytest.raises(TaskError, match="there is no task 'additon'"):
        find_task("additon")
