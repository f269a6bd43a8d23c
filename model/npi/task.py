"""A task: the fields that are seen, operations, reference programs, problems, a judge.

    task = Task("maximum", environment=Walk, fields=[Field("end", (False, True))])

    @task.operation(changes=("end",))
    def right(walk): ...                    # changes the environment

    @task.program(sees=("end",))
    def maximum(see):                       # the first program is where a run begins
        if see.end:
            return None
        right()
        return maximum()                    # a tail call: constant stack

A field is read from the environment's attribute of its name, and has few values. An operation
declares which fields it may change. A program reads `see` and its arguments and calls others,
nothing else. `Interface` is what of a task can be written down; the rest is code.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from operator import attrgetter
from random import Random
from typing import Any, Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import Call, Seen, Value
from beamcoder.model.npi.replay import Body, called

MAX_VALUES: Final = 64  # of a field: what has more is to be seen as comparisons
MAX_DIGITS: Final = 4_000  # of an integer in a list: Python itself reads no more than 4,300


@dataclass(frozen=True, slots=True)
class Field:
    """Something that programs see, and every value that it can have."""

    name: str
    values: tuple[Value, ...] = (False, True)


@dataclass(frozen=True)
class Interface:
    """What of a task is data: its fields, what operations may change, what programs see."""

    name: str
    fields: dict[str, tuple[Value, ...]]
    changes: dict[str, tuple[str, ...]]
    sees: dict[str, tuple[str, ...]]  # the first program is where a run begins

    @property
    def start(self) -> Call:
        """TaskError if there is no program."""
        if not self.sees:
            raise TaskError(
                f"the task {self.name} has no program: write one, or teach it with train --from"
            )
        return Call(next(iter(self.sees)))

    def verify(self) -> None:
        """TaskError if names or values do not fit together, or are none."""
        for name in (self.name, *self.fields, *self.changes, *self.sees):
            if not is_name(name):
                raise TaskError(f"{name!r} of the task {self.name} is no name: letters, digits, _")
        for name, values in self.fields.items():
            if not are_values(values):
                raise TaskError(
                    f"the values of the field {name} of {self.name} must be a tuple of truth "
                    f"values, integers or texts, not {values!r:.60}"
                )
            if not 1 <= len(values) <= MAX_VALUES or len({*values}) < len(values):
                raise TaskError(
                    f"the field {name} of {self.name} must have 1 to {MAX_VALUES} different values"
                )
        if both := self.sees.keys() & self.changes.keys():
            raise TaskError(f"{min(both)} of {self.name} is a program and an operation")
        for user, fields in (*self.changes.items(), *self.sees.items()):
            if unknown := [name for name in fields if name not in self.fields]:
                raise TaskError(f"{user} of {self.name} names the field {unknown[0]}, unknown here")


@dataclass
class Task:
    """See the module's docstring. `includes` brings another task's fields and programs along."""

    name: str
    environment: Callable[[Any], Any]
    fields: Sequence[Field]
    includes: "Task | None" = None
    interface: Interface = field(init=False)
    operations: dict[str, Callable[..., Any]] = field(init=False, default_factory=dict)
    programs: dict[str, Body] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if bad := [each for each in self.fields if not is_field(each)]:
            raise TaskError(f"the fields of {self.name} are Field(...), not {bad[0]!r:.60}")
        fields = {each.name: each.values for each in self.fields}
        self.interface = Interface(self.name, fields, {}, {})
        self._judge: Callable[[Any, Any], bool] = lambda problem, answer: True
        self._answer: Callable[[Any], Any] = lambda environment: environment.answer
        self._reader: Callable[[Sequence[str]], Any] = integers
        self._problems: Callable[[int, Random], Any] | None = None

    def operation(self, changes: Iterable[str] = ()) -> Callable[[Body], Body]:
        """An operation on the environment, which may change these fields and no others."""

        if callable(changes):
            raise TaskError(f"write @task.operation() over {_name_of(changes)}, with its brackets")

        def declare(run: Body) -> Body:
            self.operations[run.__name__] = run
            self.interface.changes[run.__name__] = _names(run, changes)
            return called(run.__name__)

        return declare

    def program(self, sees: Iterable[str] | None = None) -> Callable[[Body], Body]:
        """A reference program. It sees these fields; with None, all of them."""

        if callable(sees):
            raise TaskError(f"write @task.program() over {_name_of(sees)}, with its brackets")

        def declare(run: Body) -> Body:
            self.programs[run.__name__] = run
            known = self.interface.fields if sees is None else sees
            self.interface.sees[run.__name__] = _names(run, known)
            return called(run.__name__, is_program=True)

        return declare

    def problems(self, draw: Callable[[int, Random], Any]) -> Callable[[int, Random], Any]:
        """`draw(size, rng)` makes a problem; environments and judges know its form."""
        self._problems = draw
        return draw

    def answer(self, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """What the environment holds in the end; without it, its attribute `answer`."""
        self._answer = read
        return read

    def judge(self, judge: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
        """Whether an answer is right, by other means than the programs."""
        self._judge = judge
        return judge

    def reader(self, read: Callable[[Sequence[str]], Any]) -> Callable[[Sequence[str]], Any]:
        """A problem of words as a user types them; TaskError if it is none."""
        self._reader = read
        return read

    def with_programs(self, sees: Mapping[str, tuple[str, ...]]) -> "Task":
        """The same task with other programs, of which only is known what they see."""
        other = copy(self)
        other.interface = replace(self.interface, sees=dict(sees))
        other.interface.verify()
        other.programs = {}
        return other

    def draw(self, size: int, rng: Random) -> Any:
        if self._problems is None:
            raise TaskError(f"the task {self.name} makes no problems: it lacks @task.problems")
        try:
            return self._problems(size, rng)
        except Exception as exc:
            what = f"the problems of {self.name} fail for size {size}"
            raise TaskError(f"{what}: {type(exc).__name__}: {exc}") from exc

    def read(self, words: Sequence[str]) -> Any:
        """TaskError if they are none."""
        try:
            return self._reader(words)
        except TaskError:
            raise
        except Exception as exc:
            what = f"{self.name} cannot read {' '.join(words)[:60]!r}"
            raise TaskError(f"{what}: {type(exc).__name__}: {exc}") from exc

    def read_answer(self, environment: Any) -> Any:
        return self._answer(environment)

    def is_right(self, problem: Any, answer: Any) -> bool:
        return self._judge(problem, answer)

    def complete(self) -> "Task":
        """Take in what is included, and check that all fits. TaskError otherwise."""
        if self.includes is not None:
            other = self.includes
            for mine, theirs in (
                (self.operations, other.operations),
                (self.programs, other.programs),
                (self.interface.fields, other.interface.fields),
                (self.interface.changes, other.interface.changes),
                (self.interface.sees, other.interface.sees),
            ):
                for name, value in theirs.items():
                    mine.setdefault(name, value)  # type: ignore[arg-type]
        self.interface.verify()
        return self


# A task file is a stranger's: its types are what they are said to be only after these.
def is_name(name: object) -> bool:
    return isinstance(name, str) and name.isidentifier()


def are_values(values: object) -> bool:
    if not isinstance(values, tuple | list | range):
        return False
    return all(isinstance(each, bool | int | str) for each in values)


def is_field(each: object) -> bool:
    return isinstance(each, Field)


def _names(run: Body, fields: Iterable[str]) -> tuple[str, ...]:
    """What a declaration names; a text alone would be taken for its letters."""
    if isinstance(fields, str):
        raise TaskError(f"{_name_of(run)} names its fields as a tuple: ({fields!r},)")
    return tuple(fields)


def _name_of(run: object) -> str:
    return str(getattr(run, "__name__", run))


def integers(words: Sequence[str]) -> list[int]:
    """Integers as users write them; TaskError names the word that is none."""
    for word in words:
        if not word.removeprefix("-").isdecimal() or not word.isascii():
            raise TaskError(f"{word[:40]!r} is no integer")
        if len(word) > MAX_DIGITS:
            raise TaskError(f"an integer has at most {MAX_DIGITS:,} digits, not {len(word):,}")
    return [int(word) for word in words]


def looker(fields: Sequence[str]) -> Callable[[Any], Seen]:
    """-> a function from an environment to the values of these fields."""
    if not fields:
        return lambda environment: ()
    read: Callable[[Any], Any] = attrgetter(*fields)
    return (lambda environment: (read(environment),)) if len(fields) == 1 else read


def with_full_sight(interface: Interface) -> Interface:
    """The same task, every program seeing every field: what declared sight is compared with."""
    everything = tuple(interface.fields)
    sees: Mapping[str, tuple[str, ...]] = dict.fromkeys(interface.sees, everything)
    return Interface(interface.name, interface.fields, interface.changes, dict(sees))
