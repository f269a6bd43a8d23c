"""Arguments of programs as fields that these see: one block for all calls of a program.

    interface = with_parameters(task.interface, situations)
    view_of(interface, situation)          what is seen, and the arguments, by field

An argument is the field `program#0`, `program#1` and so on; in source it is a parameter.
"""

from collections.abc import Sequence
from typing import Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import Call, Value
from beamcoder.model.npi.situations import Situation
from beamcoder.model.npi.source.conditions import View
from beamcoder.model.npi.task import Interface

MARK: Final = "#"
NAMES: Final = "xyzuvw"


def with_parameters(interface: Interface, situations: Sequence[Situation]) -> Interface:
    """The fields of the interface, and those that are arguments.

    TaskError if a program is called with different numbers of arguments.
    """
    values: dict[str, dict[Value, None]] = {}
    counts: dict[str, int] = {}
    for entry in dict.fromkeys(situation.entry for situation in situations):
        if counts.setdefault(entry.name, len(entry.arguments)) != len(entry.arguments):
            raise TaskError(f"{entry.name} is called with different numbers of arguments")
        for key, value in zip(parameters_of(entry), entry.arguments, strict=True):
            values.setdefault(key, {})[value] = None
    fields = interface.fields | {key: tuple(found) for key, found in values.items()}
    return Interface(interface.name, fields, interface.changes, interface.sees)


def parameters_of(entry: Call) -> tuple[str, ...]:
    """The fields that a call's arguments are."""
    return tuple(f"{entry.name}{MARK}{n}" for n in range(len(entry.arguments)))


def is_parameter(field: str) -> bool:
    return MARK in field


def parameter_name(field: str, interface: Interface) -> str:
    """x, y, z and so on, as source has it; no name of a program."""
    n = int(field.rpartition(MARK)[2])
    name = NAMES[n] if n < len(NAMES) else f"x{n}"
    return f"{name}_" if name in interface.sees else name


def view_of(interface: Interface, situation: Situation) -> View:
    entry = situation.entry
    seen = dict(zip(interface.sees[entry.name], situation.seen, strict=True))
    return seen | dict(zip(parameters_of(entry), entry.arguments, strict=True))
