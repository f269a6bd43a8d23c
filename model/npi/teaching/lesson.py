"""A lesson: demonstrations of a person and answers to questions, and what follows from them.

    lesson = PersonLesson(task, [Demonstration([3, 1, 2], actions)], answers)
    lesson.book.decide(...)
    question = lesson.question(problems)            the first moment that it cannot decide

The person's first program has the task's name; the others are named where they are called. All of
them see every field: which ones matter is found out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from re import fullmatch
from typing import Any, Final, NamedTuple

from beamcoder.errors import TaskError
from beamcoder.model.npi.executor import Executor, RunLimits
from beamcoder.model.npi.frame import Action, Call, CallFrame, Seen, TraceStep
from beamcoder.model.npi.policy import State
from beamcoder.model.npi.task import Task
from beamcoder.model.npi.teaching.performance import (
    MAX_STEPS,
    Moment,
    PauseError,
    Script,
    Stage,
    perform,
)
from beamcoder.model.npi.teaching.rules import RuleBook

NAME: Final = r"[a-z][a-z0-9_]{0,39}"


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What a person did on one problem, from the beginning."""

    problem: Any
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class TaughtStep:
    """An answer to a question: what a call does after its steps so far, when it sees this."""

    entry: Call
    before: tuple[TraceStep, ...]
    step: TraceStep


class StepQuestion(NamedTuple):
    """A moment on a problem that nothing decides, and how many problems were solved before."""

    problem: Any
    stage: Stage
    moment: Moment
    n_solved: int


class TaughtPolicy:
    """What a book's rules agree on; it pauses where they do not."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book

    def begin(self, entry: Call) -> State:
        return entry, ()

    def step(self, state: State, seen: Seen) -> tuple[Action, State]:
        entry, before = state
        action = self._book.decide(entry, before, seen).action
        if action is None:
            action = self.unknown()
        return action, (entry, (*before, TraceStep(seen, action)))

    def unknown(self) -> Action:
        raise PauseError


class PersonLesson:
    """TaskError in one sentence if a demonstration cannot be, or contradicts another one."""

    def __init__(
        self,
        task: Task,
        demonstrations: Sequence[Demonstration],
        answers: Sequence[TaughtStep] = (),
    ) -> None:
        names = program_names(task, demonstrations, answers)
        self.task = task.with_programs(dict.fromkeys(names, tuple(task.interface.fields)))
        self.book = RuleBook()
        self.stages = [self._perform(each) for each in demonstrations]
        for stage in self.stages:
            for moment, action in stage.steps:
                self.book.show(moment.entry, moment.before, TraceStep(moment.seen, action))
        for answer in answers:
            self._check(answer)
            self.book.show(answer.entry, answer.before, answer.step)

    @property
    def policy(self) -> TaughtPolicy:
        return TaughtPolicy(self.book)

    def question(self, problems: Iterable[Any], n_steps: int = MAX_STEPS) -> StepQuestion | int:
        """The first moment on these problems that nothing decides; else how many were solved."""
        executor, n_solved = Executor(self.task, self.policy), 0
        for problem in problems:
            try:
                executor.run(problem, RunLimits(n_steps))
            except PauseError:
                stage = perform(self.task, problem, self.policy, n_steps)
                assert stage.waits is not None
                return StepQuestion(problem, stage, stage.waits, n_solved)
            n_solved += 1
        return n_solved

    def _perform(self, shown: Demonstration) -> Stage:
        script = Script(shown.actions)
        stage = perform(self.task, shown.problem, script)
        if script.rest:
            raise TaskError(f"a demonstration goes on after its end, with {script.rest[-1]}")
        return stage

    def _check(self, answer: TaughtStep) -> None:
        known = self.task.interface
        for each in (*answer.before, answer.step):
            call = each.action.call
            if call is not None and call.name not in known.sees | known.changes:
                raise TaskError(f"{known.name} has no program or operation {call.name}")


def program_names(
    task: Task, demonstrations: Sequence[Demonstration], answers: Sequence[TaughtStep]
) -> dict[str, None]:
    """The task's own name, and those that are called and are no operations."""
    calls = [action.call for shown in demonstrations for action in shown.actions]
    calls += [each.step.action.call for each in answers]
    names = dict.fromkeys([task.name, *(each.entry.name for each in answers)])
    for call in calls:
        if call is not None and call.name not in task.interface.changes:
            names[call.name] = None
    for name in names:
        check_name(task, name)
    return names


def check_name(task: Task, name: str) -> None:
    """TaskError unless a program can be called so."""
    if not fullmatch(NAME, name) or iskeyword(name):
        raise TaskError(
            f"{name[:40]!r} is no name for a group of steps: small letters, digits and _, at most "
            "40, a letter first"
        )
    if name in task.interface.fields:
        raise TaskError(f"{name} is a field of {task.name}, so no group of steps can be called so")


def frames(lesson: PersonLesson) -> list[CallFrame]:
    """The calls that were shown from beginning to end, those of the first program first."""
    found: dict[CallFrame, None] = {}
    for stage in lesson.stages:
        for moment, action in stage.steps:
            if action.call is None or action.is_tail:
                steps = (*moment.before, TraceStep(moment.seen, action))
                found[CallFrame(moment.entry, steps)] = None
    return sorted(found, key=lambda frame: frame.entry.name != lesson.task.name)


def book_of(frames_shown: Iterable[CallFrame]) -> RuleBook:
    """What frames of a file show."""
    book = RuleBook()
    for frame in frames_shown:
        for at, step in enumerate(frame.steps):
            book.show(frame.entry, frame.steps[:at], step)
    return book
