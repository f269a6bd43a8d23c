"""What a taught program looks at: the fewest fields that tell apart what was shown.

    narrow = narrowed(lesson.task.interface, lesson.book)
    narrow.interface.sees["sweep"]                       ("end", "greater")

Where a person sees every field, most have nothing to do with a decision. A program that sees only
those that do has few situations, is short as source, and can be proved of a network. That the
others never matter is extrapolated: `doubts` says where other fields would do as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from beamcoder.model.npi.frame import Seen, TraceStep
from beamcoder.model.npi.task import Interface
from beamcoder.model.npi.teaching.rules import RuleBook


@dataclass(frozen=True)
class NarrowProgram:
    """The task's programs with what each looks at, and a simple book of the same examples."""

    interface: Interface
    book: RuleBook
    doubts: dict[str, tuple[tuple[str, ...], ...]]  # other fields that agree with what was shown


def narrowed(interface: Interface, book: RuleBook) -> NarrowProgram:
    sees, doubts = dict[str, tuple[str, ...]](), dict[str, tuple[tuple[str, ...], ...]]()
    for name, fields in interface.sees.items():
        chosen, *others = _smallest(name, len(fields), book)
        sees[name] = tuple(fields[at] for at in chosen)
        if others:
            doubts[name] = tuple(tuple(fields[at] for at in each) for each in others)
    simple = RuleBook(is_simple=True)
    for entry, before, step in book.steps():
        fields = interface.sees[entry.name]
        kept = [fields.index(field) for field in sees[entry.name]]
        simple.show(entry, [_seeing(each, kept) for each in before], _seeing(step, kept))
    changes = interface.changes
    return NarrowProgram(Interface(interface.name, interface.fields, changes, sees), simple, doubts)


def _smallest(name: str, n_fields: int, book: RuleBook) -> list[tuple[int, ...]]:
    """The smallest sets of fields that are enough; all fields where what was seen before counts."""
    for n in range(n_fields + 1):
        sets = combinations(range(n_fields), n)
        if found := [each for each in sets if _is_enough(name, each, book)]:
            return found
    return [tuple(range(n_fields))]


def _is_enough(name: str, kept: Sequence[int], book: RuleBook) -> bool:
    """Whether what is seen now in these fields says what to do, at every place of a program."""
    for (entry, _), rules in book.places.items():
        if entry.name == name:
            actions = {(_pick(seen, kept), action) for seen, action in rules.examples.items()}
            if len({seen for seen, _ in actions}) < len(actions):
                return False
    return True


def _seeing(step: TraceStep, kept: Sequence[int]) -> TraceStep:
    return TraceStep(_pick(step.seen, kept), step.action)


def _pick(seen: Seen, kept: Sequence[int]) -> Seen:
    return tuple(seen[at] for at in kept)


def doubt_sentences(narrow: NarrowProgram) -> Iterator[str]:
    """Where more than one set of fields agrees with what was shown."""
    for name, others in narrow.doubts.items():
        first, second, *rest = (
            " and ".join(each) or "nothing" for each in (narrow.interface.sees[name], *others)
        )
        more = f", or in {len(rest)} other ways" if rest else ""
        yield f"{name} may look at {first}, or at {second}{more}: what was shown fits each"
