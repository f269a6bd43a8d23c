"""Calls, steps and frames: what a program does, as plain values.

A frame is one call of a program: for each step what the program saw and what it did then. It ends
with RETURN or with a tail call. A call begins with an empty state, so frames are independent.

    frame = CallFrame(Call("add"), (TraceStep((1, 2, 0), Action(Call("write", (3,)))),))
    write_frame("addition", ("a", "b", "c"), frame)      one JSON line
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from beamcoder.errors import TaskError
from beamcoder.strict_json import loads

Value = bool | int | str
Seen = tuple[Value, ...]  # one value for each field that the program sees, in its own order


class Call(NamedTuple):
    """A program or an operation with its arguments."""

    name: str
    arguments: tuple[Value, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.arguments))})"


class Action(NamedTuple):
    """What a program does at one step: a call, or, with None, its return.

    After a tail call nothing of the calling program is left to do.
    """

    call: Call | None
    is_tail: bool = False

    def __str__(self) -> str:
        return "return" if self.call is None else f"{'return ' * self.is_tail}{self.call}"


RETURN: Final = Action(None)


class TraceStep(NamedTuple):
    """What was seen, and what was done then."""

    seen: Seen
    action: Action


class CallFrame(NamedTuple):
    """One call of a program from its beginning to its end."""

    entry: Call
    steps: tuple[TraceStep, ...]


def write_frame(task: str, sees: Sequence[str], frame: CallFrame) -> str:
    """A frame as one line of JSON."""
    steps = [
        {
            "sees": dict(zip(sees, step.seen, strict=True)),
            "call": None if step.action.call is None else step.action.call.name,
            "arguments": [] if step.action.call is None else list(step.action.call.arguments),
            "tail": step.action.is_tail,
        }
        for step in frame.steps
    ]
    program, arguments = frame.entry.name, list(frame.entry.arguments)
    return json.dumps({"task": task, "program": program, "arguments": arguments, "steps": steps})


def read_frame(line: str, sees: Mapping[str, Sequence[str]]) -> tuple[str, CallFrame]:
    """-> the task's name and the frame; `sees` has the fields of each program.

    TaskError unless the line is what `write_frame` makes.
    """
    try:
        fields = loads(line)
        entry = Call(str(fields["program"]), _values(fields["arguments"]))
        steps = tuple(_read_step(step, sees[entry.name]) for step in fields["steps"])
        return str(fields["task"]), CallFrame(entry, steps)
    except KeyError as exc:
        raise TaskError(f"a trace lacks {exc}, or names what the task does not have") from exc
    except (ValueError, TypeError, RecursionError) as exc:
        raise TaskError(f"a line is no trace: {exc}") from exc


def _read_step(step: Mapping[str, Any], sees: Sequence[str]) -> TraceStep:
    seen = _values([step["sees"][field] for field in sees])
    if step["call"] is None:
        return TraceStep(seen, RETURN)
    call = Call(str(step["call"]), _values(step["arguments"]))
    return TraceStep(seen, Action(call, bool(step["tail"])))


def _values(values: Sequence[Any]) -> tuple[Value, ...]:
    if not all(isinstance(value, bool | int | str) for value in values):
        raise ValueError(f"{list(values)} are no truth values, integers or texts")
    return tuple(values)
