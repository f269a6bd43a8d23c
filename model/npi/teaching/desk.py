"""The façade for the page: plain objects in, plain objects out, nothing kept in between.

    run({"task": "bubble_sort", "input": "3 1 2"})
    teach({"task": "bubble_sort", "demonstrations": [...], "answers": [...]})

TaskError, EndlessRunError in one sentence for whatever cannot be.
"""

from functools import cache
from random import Random
from typing import Any, Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.catalogue import BUILT_IN
from beamcoder.model.npi.counterexample import words
from beamcoder.model.npi.frame import Action, Seen
from beamcoder.model.npi.session import Interpreter
from beamcoder.model.npi.source.languages import pascal
from beamcoder.model.npi.source.listing import list_source
from beamcoder.model.npi.task import Task
from beamcoder.model.npi.teaching.coverage import (
    Coverage,
    coverage_of,
    sentence,
    taught_source,
)
from beamcoder.model.npi.teaching.lesson import PersonLesson, StepQuestion
from beamcoder.model.npi.teaching.messages import (
    Json,
    action_json,
    likely_json,
    moment_json,
    others_json,
    read_lesson,
    read_problem,
    read_task,
)
from beamcoder.model.npi.teaching.narrow_program import doubt_sentences
from beamcoder.model.npi.teaching.performance import Moment, PerformedStep, Stage, named, perform
from beamcoder.model.npi.teaching.pictures import picture

MAX_RUN_STEPS: Final = 3_000
N_PROBLEMS, MAX_SIZE = 60, 6  # that are tried for a question
LISTED: Final = 5  # unknown situations by name
EXAMPLES: Final = {
    "addition": "178 96",
    "binary_search": "7 1 3 7 8",
    "brackets": "([x]{})",
    "bubble_sort": "3 1 2",
    "maximum": "2 5 3",
    "multiplication": "12 13",
    "quicksort": "3 1 4 2",
    "topological_sort": "4 0:1 0:2 2:3",
}


@cache
def interpreter_of(task: str) -> Interpreter:
    return Interpreter.open(None, task)


def tasks() -> dict[str, Any]:
    """Every task, with its operations as they are called, and a problem."""
    return {"tasks": [_task_json(interpreter_of(name)) for name in BUILT_IN]}


def _task_json(interpreter: Interpreter) -> dict[str, Any]:
    interface, alphabet = interpreter.task.interface, interpreter.folder.alphabet
    calls = [action.call for action in alphabet.actions if action.call is not None]
    operations = dict.fromkeys(call for call in calls if call.name in interface.changes)
    return {
        "name": interface.name,
        "input": EXAMPLES[interface.name],
        "fields": list(interface.fields),
        "operations": [action_json(Action(call)) for call in operations],
        "programs": list(interface.sees),
    }


def run(read: Json) -> dict[str, Any]:
    """The network on a problem, every step with what it saw and might have done."""
    task = read_task(read)
    interpreter = interpreter_of(task.name)
    watch, pictures = _NetworkWatch(interpreter), list[list[dict[str, Any]]]()
    stage = perform(
        interpreter.task,
        read_problem(task, read),
        watch,
        MAX_RUN_STEPS,
        lambda environment: pictures.append(_picture_json(environment)),
    )
    steps = [_step_json(interpreter.task, step) for step in stage.steps]
    for each, more, shown in zip(steps, watch.more, pictures, strict=True):
        each.update(more, picture=shown)
    return {
        "steps": steps,
        "answer": words(interpreter.task.read_answer(stage.environment)),
        "picture": _picture_json(stage.environment),
        "proved": interpreter.is_proved,
    }


class _NetworkWatch:
    """The network as a policy, that notes what else it might have done."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._network, self._task = interpreter.network, interpreter.task
        self.more: list[dict[str, Any]] = []

    def begin(self, entry: Any) -> Any:
        return self._network.begin(entry)

    def step(self, state: Any, seen: Seen) -> tuple[Action, Any]:
        interface = self._task.interface
        shares = [*self._network.probabilities(state, seen).items()]
        others = others_json(
            interface.fields,
            interface.sees[state.entry.name],
            seen,
            lambda other: self._network.step(state, other)[0],
        )
        self.more.append({"likely": likely_json(shares), "others": others})
        return self._network.step(state, seen)


def teach(read: Json) -> dict[str, Any]:
    """Where the last demonstration stands, and what follows from all of them.

    With `ask`, also the first moment on random problems that nothing decides.
    """
    task = read_task(read)
    lesson = read_lesson(task, read)
    question = _question_json(lesson) if read.get("ask") is True else {}
    current = _stage_json(lesson, lesson.stages[-1]) if lesson.stages else None
    return {"current": current, **question, "coverage": _coverage_json(lesson)}


def source(read: Json) -> dict[str, Any]:
    """The program as text: what was shown, or without demonstrations what the network learned."""
    task, language = read_task(read), read.get("language", "java")
    if language not in ("java", "python"):
        raise TaskError(f"there is java and python, and no {str(language)[:40]!r}")
    suffix = ".java" if language == "java" else ".py"
    name = (pascal(task.name) if language == "java" else task.name) + suffix
    if not read.get("demonstrations") and not read.get("answers"):
        return {"name": name, "text": list_source(None, task.name, language)}
    lesson = read_lesson(task, read)
    coverage = coverage_of(lesson.task.interface, lesson.book)
    return {"name": name, "text": taught_source(coverage, language)}


def _stage_json(lesson: PersonLesson, stage: Stage) -> dict[str, Any]:
    """`waits` is null when the demonstration has ended; `answer` is null until then."""
    return {
        "steps": [_step_json(lesson.task, step) for step in stage.steps],
        "picture": _picture_json(stage.environment),
        "waits": None if stage.waits is None else _waiting_json(lesson, stage.waits),
        "answer": None if stage.waits else words(lesson.task.read_answer(stage.environment)),
    }


def _waiting_json(lesson: PersonLesson, moment: Moment) -> dict[str, Any]:
    """What may come next at a moment, and by what it would change."""
    book, interface = lesson.book, lesson.task.interface
    sees = interface.sees[moment.entry.name]
    decision = book.decide(moment.entry, moment.before, moment.seen)
    others = others_json(
        interface.fields,
        sees,
        moment.seen,
        lambda seen: book.decide(moment.entry, moment.before, seen).action,
    )
    return {
        **moment_json(moment, sees),
        "likely": likely_json(decision.votes),
        "isDecided": decision.action is not None,
        "isShown": decision.is_shown,
        "others": others if decision.action is not None else [],
    }


def _picture_json(environment: Any) -> list[dict[str, Any]]:
    return [row.to_json() for row in picture(environment)]


def _step_json(task: Task, step: PerformedStep) -> dict[str, Any]:
    moment, action = step
    return {
        "program": str(moment.entry),
        "depth": moment.depth,
        "sees": named(task.interface.sees[moment.entry.name], moment.seen),
        "does": str(action),
    }


def _question_json(lesson: PersonLesson) -> dict[str, Any]:
    rng = Random(f"questions about {lesson.task.name}")
    sizes = (1 + n * MAX_SIZE // N_PROBLEMS for n in range(N_PROBLEMS))
    problems = [lesson.task.draw(size, rng) for size in sizes]
    found = lesson.question(problems)
    if not isinstance(found, StepQuestion):
        return {"question": None, "solved": found}
    fields = {"input": words(found.problem), **_stage_json(lesson, found.stage)}
    return {"question": fields, "solved": found.n_solved}


def _coverage_json(lesson: PersonLesson) -> dict[str, Any] | None:
    """Null before anything was shown."""
    if not lesson.book.places:
        return None
    try:
        coverage = coverage_of(lesson.task.interface, lesson.book)
    except TaskError as exc:
        return {"sentence": str(exc), "looksAt": {}, "doubts": [], "unknown": []}
    return _counts_json(coverage)


def _counts_json(coverage: Coverage) -> dict[str, Any]:
    interface = coverage.program.interface
    unknown = coverage.unknown[:LISTED]
    return {
        "sentence": str(coverage),
        "looksAt": {name: list(fields) for name, fields in interface.sees.items()},
        "doubts": list(doubt_sentences(coverage.program)),
        "unknown": [sentence(moment, interface).rstrip(",") for moment in unknown],
    }
