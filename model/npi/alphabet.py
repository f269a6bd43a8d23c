"""The alphabet of a network: which fields, programs and actions stand in which row of its tables.

    alphabet = Alphabet.of([task.interface for task in tasks], situations)
    rows = alphabet.rows(Call("add"), RETURN, (1, 2, 0))      what one step reads, as rows to add

One network may hold several tasks. Fields of one name and equal values are one field, and so are
programs of one name, which must then be the same program. What a program may do is the actions of
every task that has it: others are masked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.errors import ArtefactError, TaskError
from beamcoder.model.npi.frame import RETURN, Action, Call, Seen, Value
from beamcoder.model.npi.task import Interface

MASKED: Final = -1e4  # added to the logits of what a program may not do


@dataclass
class Alphabet:
    """Tasks, and the calls and actions that their situations have, in a fixed order."""

    tasks: tuple[Interface, ...]
    entries: tuple[Call, ...]
    actions: tuple[Action, ...]
    values: list[tuple[str, Value]] = field(init=False)

    def __post_init__(self) -> None:
        domains: dict[str, tuple[Value, ...]] = {}
        self._sees: dict[str, tuple[str, ...]] = {}
        for task in self.tasks:
            for name, values in task.fields.items():
                if domains.setdefault(name, values) != values:
                    raise TaskError(f"two tasks of one network have different fields {name}")
            for name, sees in task.sees.items():
                if self._sees.setdefault(name, sees) != sees:
                    raise TaskError(f"two tasks of one network have different programs {name}")
        self.values = [(name, value) for name in domains for value in domains[name]]
        self._row_of_value = {each: row for row, each in enumerate(self.values)}
        self.entry_ids = {entry: at for at, entry in enumerate(self.entries)}
        self.action_ids = {action: at for at, action in enumerate(self.actions)}
        self._rows: dict[tuple[Call, Action, Seen], NDArray[np.int64]] = {}

    @classmethod
    def of(cls, tasks: Iterable[Interface], pairs: Iterable[tuple[Call, Action]]) -> "Alphabet":
        """The alphabet of tasks whose calls do these actions."""
        pairs = list(pairs)
        entries = dict.fromkeys(entry for entry, _ in pairs)
        actions = dict.fromkeys([RETURN, *(action for _, action in pairs)])
        return cls(tuple(tasks), tuple(entries), tuple(actions))

    @property
    def n_rows(self) -> int:
        """Rows of values, then of calls, then of actions; one more stands for nothing."""
        return len(self.values) + len(self.entries) + len(self.actions)

    @property
    def n_slots(self) -> int:
        """How many rows one step reads at most."""
        return 2 + max(map(len, self._sees.values()))

    def rows(self, entry: Call, before: Action, seen: Seen) -> NDArray[np.int64]:
        """Rows for what is seen, the call, and the action before. TaskError if one is unknown."""
        key = entry, before, seen
        found = self._rows.get(key)
        if found is None:
            try:
                sees = zip(self._sees[entry.name], seen, strict=True)
                rows = [self._row_of_value[each] for each in sees]
                rows.append(len(self.values) + self.entry_ids[entry])
                rows.append(len(self.values) + len(self.entries) + self.action_ids[before])
            except KeyError as exc:
                raise TaskError(f"the network does not know {exc.args[0]}") from exc
            found = self._rows[key] = np.array(rows, np.int64)
        return found

    def mask(self) -> NDArray[np.float32]:
        """(calls, actions): 0 where a call may do the action."""
        mask = np.full((len(self.entries), len(self.actions)), MASKED, np.float32)
        for at, entry in enumerate(self.entries):
            names = [{*t.sees, *t.changes} for t in self.tasks if entry.name in t.sees]
            allowed = set.intersection(*names) if names else set[str]()
            for column, action in enumerate(self.actions):
                if action.call is None or action.call.name in allowed:
                    mask[at, column] = 0
        return mask

    def to_json(self) -> dict[str, Any]:
        return {
            "tasks": [
                {"name": t.name, "fields": t.fields, "changes": t.changes, "sees": t.sees}
                for t in self.tasks
            ],
            "calls": [[entry.name, list(entry.arguments)] for entry in self.entries],
            "actions": [
                [a.call.name, list(a.call.arguments), a.is_tail] if a.call else None
                for a in self.actions
            ],
        }

    @classmethod
    def from_json(cls, read: Any) -> "Alphabet":
        """ArtefactError unless it is what `to_json` makes."""
        try:
            tasks = tuple(_read_interface(task) for task in read["tasks"])
            entries = tuple(_read_call(*call) for call in read["calls"])
            actions = tuple(
                Action(_read_call(*action[:2]), bool(action[2])) if action else RETURN
                for action in read["actions"]
            )
            if actions[:1] != (RETURN,) or len({*actions}) < len(actions):
                raise ValueError("the actions do not begin with the return, or one stands twice")
            for entry in entries:
                if not any(entry.name in task.sees for task in tasks):
                    raise ValueError(f"{entry} is no program of any task")
            return cls(tasks, entries, actions)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, TaskError) as exc:
            raise ArtefactError(f"the model's alphabet is not one: {exc}") from exc


def _read_call(name: Any, arguments: Any) -> Call:
    return Call(_text(name), tuple(_value(each) for each in arguments))


def _read_interface(read: Any) -> Interface:
    fields = {_text(name): tuple(map(_value, each)) for name, each in read["fields"].items()}
    changes, sees = (
        {_text(name): tuple(map(_text, each)) for name, each in read[part].items()}
        for part in ("changes", "sees")
    )
    interface = Interface(_text(read["name"]), fields, changes, sees)
    interface.verify()
    _ = interface.start
    return interface


def _text(read: Any) -> str:
    if not isinstance(read, str) or not read.isidentifier():
        raise ValueError(f"{read!r} is no name")
    return read


def _value(read: Any) -> Value:
    if not isinstance(read, bool | int | str):
        raise ValueError(f"{read!r} is no value")
    return read


def pairs_of(situations: Sequence[Any]) -> list[tuple[Call, Action]]:
    """Which call does what, of situations."""
    return [(situation.entry, situation.answer) for situation in situations]
