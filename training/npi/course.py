"""What a training begins with: tasks, frames of a file, and programs for tasks that have none.

    course = course_of(tasks, Path("traces.jsonl"))
    School(course.tasks, options, traces=course.frames, policies=course.policies)

A task file may have fields, operations and problems, and no program: then the frames are
demonstrations, and the program is what follows from them. TaskError where something that can arise
was neither shown nor follows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import CallFrame, read_frame
from beamcoder.model.npi.policy import FrameTable, Policy
from beamcoder.model.npi.situations import frames
from beamcoder.model.npi.task import Task
from beamcoder.model.npi.teaching.coverage import coverage_of, sentence
from beamcoder.model.npi.teaching.lesson import book_of
from beamcoder.strict_json import loads

Sees = dict[str, tuple[str, ...]]
NamedFrame = tuple[str, CallFrame]


@dataclass
class Course:
    """`frames` is None where the training is to draw traces itself."""

    tasks: list[Task]
    frames: list[NamedFrame] | None = None
    policies: dict[str, Policy] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)  # of tasks that have no program


def course_of(tasks: Sequence[Task], file: Path | None) -> Course:
    """TaskError, one sentence, if file and tasks do not fit together."""
    course = Course(list(tasks))
    if file is None:
        return course
    lines = read_lines(file)
    for at, task in enumerate(tasks):
        if not task.interface.sees:
            course.tasks[at] = task.with_programs(shown_programs(lines, task))
    course.frames = read_traces(file, lines, course.tasks)
    for at, task in enumerate(course.tasks):
        if not task.programs:
            _teach(course, at, task)
    return course


def _teach(course: Course, at: int, task: Task) -> None:
    """Put the program that follows from the frames in the place of the one that is missing."""
    frames_read = course.frames or []
    shown = [frame for name, frame in frames_read if name == task.name]
    coverage = coverage_of(task.interface, book_of(shown))
    interface = coverage.program.interface
    if coverage.unknown:
        moment = coverage.unknown[0]
        raise TaskError(
            f"{task.name} was not shown enough: {coverage}. Show, for example, "
            f"{sentence(moment, interface)} too"
        )
    course.tasks[at] = task.with_programs(interface.sees)
    table = list(frames(list(coverage.situations)))
    course.policies[task.name] = FrameTable(task.name, table)
    course.notes[task.name] = str(coverage)
    course.frames = [each for each in frames_read if each[0] != task.name]
    course.frames += [(task.name, frame) for frame in table]


def shown_programs(lines: Iterable[str], task: Task) -> Sees:
    """The programs of the task that lines name, and the fields that they see; the first one first.

    A run begins with the program of the task's own name, or with the one that no other calls.
    """
    sees, called = Sees(), set[str]()
    for line in lines:
        try:
            fields = loads(line)
            program, steps = str(fields["program"]), fields["steps"]
            if fields["task"] != task.name or not steps:
                continue
            known = [name for name in task.interface.fields if name in steps[0]["sees"]]
            sees.setdefault(program, tuple(known))
            called |= {step["call"] for step in steps if step["call"] != program}
        except (KeyError, TypeError, ValueError):
            continue  # who reads the line says what is wrong with it
    first = [name for name in sees if name == task.name] or [n for n in sees if n not in called]
    if sees and len(first) != 1:
        raise TaskError(
            f"the traces do not say where a run of {task.name} begins: call its first program so"
        )
    return {name: sees[name] for name in dict.fromkeys([*first, *sees])}


def read_lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as exc:
        raise TaskError(f"cannot read {path}: {getattr(exc, 'strerror', None) or exc}") from exc
    if not lines:
        raise TaskError(f"{path} has no traces")
    return lines


def read_traces(path: Path, lines: Iterable[str], tasks: Iterable[Task]) -> list[NamedFrame]:
    """Frames that `record` wrote, or somebody else. TaskError names the line."""
    sees: Mapping[str, Sequence[str]] = {
        name: fields for task in tasks for name, fields in task.interface.sees.items()
    }
    read = list[NamedFrame]()
    for number, text in enumerate(lines, 1):
        try:
            read.append(read_frame(text, sees))
        except TaskError as exc:
            raise TaskError(f"{path}, line {number}: {exc}") from exc
    return read
