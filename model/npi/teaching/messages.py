"""What the page sends, read with limits, and what it gets, as JSON.

Everything that is read is data: a task is one that comes along, by its name. TaskError in one
sentence for anything else.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.frame import Action, Call, Seen, TraceStep, Value
from beamcoder.model.npi.task import Task
from beamcoder.model.npi.teaching.lesson import Demonstration, PersonLesson, TaughtStep
from beamcoder.model.npi.teaching.performance import Moment, named

MAX_INPUT, MAX_WORDS = 400, 24  # characters and words of one problem
MAX_DEMONSTRATIONS, MAX_ACTIONS, MAX_ANSWERS = 12, 2_000, 600
RETURN_CALL: Final = "return"  # which no operation and no program can be called
Json = Mapping[str, Any]


def read_task(read: Json) -> Task:
    """A built-in task: no file is ever named over a connection."""
    name = read.get("task")
    if name not in BUILT_IN:
        raise TaskError(f"there is no task {str(name)[:40]!r}: there are {', '.join(BUILT_IN)}")
    return find_task(str(name))


def read_problem(task: Task, read: Json) -> Any:
    text = read.get("input")
    if not isinstance(text, str) or len(text) > MAX_INPUT or len(text.split()) > MAX_WORDS:
        raise TaskError(
            f"the input of {task.name} must be a text of at most {MAX_WORDS} words and "
            f"{MAX_INPUT} characters here"
        )
    return task.read(text.split())


def read_lesson(task: Task, read: Json) -> PersonLesson:
    shown = _list(read, "demonstrations", MAX_DEMONSTRATIONS)
    answers = _list(read, "answers", MAX_ANSWERS)
    return PersonLesson(
        task,
        [_read_demonstration(task, each) for each in shown],
        [_read_answer(task, each) for each in answers],
    )


def _read_demonstration(task: Task, read: Json) -> Demonstration:
    actions = _list(read, "does", MAX_ACTIONS)
    return Demonstration(read_problem(task, read), tuple(map(_read_action, actions)))


def _read_answer(task: Task, read: Json) -> TaughtStep:
    """A call up to the step that was asked for, as a trace has it."""
    steps = [_read_step(task, each) for each in _list(read, "steps", MAX_ACTIONS)]
    if not steps or not isinstance(read.get("program"), str):
        raise TaskError("an answer must name a program and have steps")
    return TaughtStep(Call(read["program"]), tuple(steps[:-1]), steps[-1])


def _read_step(task: Task, read: Json) -> TraceStep:
    sees = read.get("sees")
    if not isinstance(sees, Mapping) or {*sees} != {*task.interface.fields}:
        raise TaskError(f"a step must say what is seen of {', '.join(task.interface.fields)}")
    for name, values in task.interface.fields.items():
        if not any(sees[name] == value and type(sees[name]) is type(value) for value in values):
            raise TaskError(f"{str(sees[name])[:40]!r} is no value of {name}")
    return TraceStep(tuple(sees[name] for name in task.interface.fields), _read_action(read))


def _read_action(read: Json) -> Action:
    call, arguments = read.get("call"), _list(read, "arguments", 4)
    if call in (None, RETURN_CALL):
        return Action(None)
    if not isinstance(call, str) or not all(isinstance(a, bool | int | str) for a in arguments):
        raise TaskError("a step must have a call by name, with plain arguments")
    return Action(Call(call, tuple(arguments)), read.get("tail") is True)


def _list(read: Any, name: str, most: int) -> Sequence[Any]:
    """A list of the object; TaskError if it is too long, or none."""
    found = read.get(name, []) if isinstance(read, Mapping) else None
    if not isinstance(found, list) or len(found) > most:
        raise TaskError(f"{name} must be a list of at most {most:,}")
    if name in ("demonstrations", "answers", "does", "steps") and not all(
        isinstance(each, Mapping) for each in found
    ):
        raise TaskError(f"{name} must be a list of objects")
    return found


def action_json(action: Action) -> dict[str, Any]:
    call = action.call
    arguments: list[Value] = [] if call is None else list(call.arguments)
    return {
        "call": RETURN_CALL if call is None else call.name,
        "arguments": arguments,
        "tail": action.is_tail,
    }


def moment_json(moment: Moment, fields: Sequence[str]) -> dict[str, Any]:
    """A call that is about to act: `steps` are those that it has made."""
    return {
        "program": moment.entry.name,
        "depth": moment.depth,
        "sees": named(fields, moment.seen),
        "steps": [
            {"sees": named(fields, step.seen), **action_json(step.action)} for step in moment.before
        ],
    }


def likely_json(shares: Sequence[tuple[Action, float]]) -> list[dict[str, Any]]:
    """The three likeliest actions."""
    return [
        {"does": str(action), **action_json(action), "probability": round(share, 4)}
        for action, share in shares[:3]
    ]


def others_json(
    fields: Mapping[str, Sequence[Value]], sees: Sequence[str], seen: Seen, decide: Any
) -> list[dict[str, Any]]:
    """Which observations, were they other, would change what is done; "?" is not known."""
    now, found = decide(seen), list[dict[str, Any]]()
    for at, name in enumerate(sees):
        for value in fields[name]:
            action = decide((*seen[:at], value, *seen[at + 1 :]))
            if action != now:
                does = "?" if action is None else str(action)
                found.append({"field": name, "value": value, "does": does})
    return found
