"""The reference program as a function of what one call has seen.

A program is run again from its beginning, with the values that it saw before, up to the first call
that is not known yet; that call is its action. Run on from there, a program that returns what the
call returned has made a tail call; one that looks or calls again has not. No syntax is analysed.

    action = replay(body, Call("add"), [{"a": 1}])      what `add` does when it sees this
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from types import FrameType
from typing import Any, Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import RETURN, Action, Call, Value

Body = Callable[..., Any]
MAX_OPCODES: Final = 100_000  # of Python, in one call: what runs through more never ends
_OWN: Final = "beamcoder.model.npi.tasks."  # these end: a test enumerates them
_now: ContextVar["_Playback | None"] = ContextVar("_now", default=None)


class _CallIsKnown(BaseException):
    """No program can take it for an error of its own."""


class _Receipt:
    """What a call returns to the program: nothing to compute with or to decide by."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __bool__(self) -> bool:
        raise TaskError(f"a program uses what {self._name} returns: a call returns nothing")

    def __eq__(self, other: object) -> bool:
        return bool(self)

    __hash__ = None  # type: ignore[assignment]


class _Sight:
    """What a program reads fields from."""

    def __init__(self, playback: "_Playback") -> None:
        self._playback = playback

    def __getattr__(self, name: str) -> Value:
        return self._playback.look(name)


class _Playback:
    """One run of a program over what it has seen."""

    def __init__(self, entry: Call, seen: Sequence[Mapping[str, Value]]) -> None:
        self.entry, self.seen = entry, seen
        self.at = 0
        self.action: Action | None = None
        self.receipt: _Receipt | None = None

    def look(self, name: str) -> Value:
        if self.action is not None:
            raise _CallIsKnown
        if name not in self.seen[self.at]:
            raise TaskError(f"the program {self.entry.name} reads {name}, which it does not see")
        return self.seen[self.at][name]

    def call(self, call: Call, is_program: bool) -> _Receipt:
        if self.action is not None:
            raise _CallIsKnown
        if self.at < len(self.seen) - 1:
            self.at += 1
            return _Receipt(call.name)
        self.action, receipt = Action(call), _Receipt(call.name)
        self.receipt = receipt if is_program else None
        return receipt


def called(name: str, is_program: bool = False) -> Body:
    """What stands in a task file under the name of a program or an operation."""

    def call(*arguments: Any, **named: Any) -> _Receipt:
        playback = _now.get()
        if playback is None:
            raise TaskError(f"{name} can only be called inside a program of its task")
        if named:
            raise TaskError(f"{name} is called with {min(named)}=: arguments have no names here")
        if bad := [a for a in arguments if not isinstance(a, bool | int | str)]:
            raise TaskError(f"{name} is called with {bad[0]!r}, which is no value")
        return playback.call(Call(name, arguments), is_program)

    call.__name__ = name
    return call


def replay(body: Body, entry: Call, seen: Sequence[Mapping[str, Value]]) -> Action:
    """What the program does when it has seen this, one mapping of fields for each step.

    TaskError if the program fails, or reads what it does not see.
    """
    playback = _Playback(entry, seen)
    token, tracer = _now.set(playback), sys.gettrace()
    if tracer is None and not body.__module__.startswith(_OWN):
        sys.settrace(_opcode_counter(entry.name))
    try:
        result = body(_Sight(playback), *entry.arguments)
    except _CallIsKnown:
        result = None
    except TaskError:
        raise
    except (Exception, SystemExit) as exc:
        raise TaskError(f"the program {entry.name} fails: {type(exc).__name__}: {exc}") from exc
    finally:
        sys.settrace(tracer)
        _now.reset(token)
    if playback.action is None:
        return RETURN
    is_tail = result is not None and result is playback.receipt
    return Action(playback.action.call, is_tail)


def _opcode_counter(name: str) -> Callable[[FrameType, str, Any], Any]:
    """A tracer that ends a program which goes round without a call: nothing else can."""
    n_opcodes = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal n_opcodes
        frame.f_trace_opcodes = True  # `while True: pass` has no second line
        n_opcodes += 1
        if n_opcodes > MAX_OPCODES:
            raise TaskError(f"the program {name} goes round without end and calls nothing")
        return trace

    return trace
