"""How much of what can arise was shown, how much is extrapolated, and what is unknown.

    coverage = coverage_of(lesson.task.interface, lesson.book)
    coverage.n_shown, coverage.n_extrapolated, coverage.unknown

Programs see here what they look at (`narrow_program`), and do what the simplest rules say: what the
source and a network are made of. *Can arise* is what the operations' declarations allow, which is
more than what does. What may follow an unknown situation is counted when that is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import Action, Call, TraceStep
from beamcoder.model.npi.situations import Situation, enumerate_situations, path
from beamcoder.model.npi.source.listing import write_listing
from beamcoder.model.npi.task import Interface
from beamcoder.model.npi.teaching.lesson import TaughtPolicy
from beamcoder.model.npi.teaching.narrow_program import (
    NarrowProgram,
    doubt_sentences,
    narrowed,
)
from beamcoder.model.npi.teaching.performance import Moment
from beamcoder.model.npi.teaching.rules import RuleBook

ASK: Final = Action(None, is_tail=True)  # an action that nobody does: the call ends unknown
MAX_COUNTED: Final = 20_000


class _EnumeratedPolicy(TaughtPolicy):
    def unknown(self) -> Action:
        return ASK


@dataclass(frozen=True)
class Coverage:
    """All situations that can arise as far as is known; `unknown` are moments among them."""

    program: NarrowProgram
    situations: tuple[Situation, ...]
    n_shown: int
    n_extrapolated: int
    unknown: tuple[Moment, ...]

    @property
    def n_situations(self) -> int:
        return len(self.situations)

    def __str__(self) -> str:
        return (
            f"{self.n_shown:,} of {self.n_situations:,} situations that can arise were shown, "
            f"{self.n_extrapolated:,} are extrapolated, {len(self.unknown):,} unknown"
        )


def coverage_of(interface: Interface, book: RuleBook, limit: int = MAX_COUNTED) -> Coverage:
    """TaskError if more situations than `limit` can arise."""
    narrow = narrowed(interface, book)
    situations = enumerate_situations(narrow.interface, _EnumeratedPolicy(narrow.book), limit)
    n_shown, unknown = 0, list[Moment]()
    for at, situation in enumerate(situations):
        moment = moment_of(situations, at)
        if situation.answer == ASK:
            unknown.append(moment)
        else:
            n_shown += narrow.book.decide(*moment[:3]).is_shown
    n_extrapolated = len(situations) - n_shown - len(unknown)
    return Coverage(narrow, tuple(situations), n_shown, n_extrapolated, tuple(unknown))


def moment_of(situations: list[Situation], at: int) -> Moment:
    steps = path(situations, at)
    before = tuple(TraceStep(each.seen, each.answer) for each in steps[:-1])
    return Moment(steps[-1].entry, before, steps[-1].seen)


def taught_source(coverage: Coverage, language: str) -> str:
    """The program as text, with what of it is extrapolated, and where other fields would do.

    TaskError if something that follows was never shown. What is unknown while something else is
    known at the same place is decided by the simplest test that fits what is known.
    """
    interface = coverage.program.interface
    known = known_situations(coverage.situations)
    places = {_place(known, at) for at in range(len(known))}
    for moment in coverage.unknown:
        if (moment.entry, tuple(step.action for step in moment.before)) not in places:
            raise TaskError(f"{sentence(moment, interface)} was never shown")
    mark = "//" if language == "java" else "#"
    said = [f"Taught by showing: {coverage}", *doubt_sentences(coverage.program)]
    notes = "".join(f"{mark} {each}.\n" for each in said)
    return notes + write_listing(interface, known, language, "taught by showing")


def sentence(moment: Moment, interface: Interface) -> str:
    """What a moment is, for people: what was done, and what is seen."""
    last = moment.before[-1].action if moment.before else None
    after = "at its beginning" if last is None else f"after {last.call}"
    sees = zip(interface.sees[moment.entry.name], moment.seen, strict=True)
    seen = ", ".join(f"{name}={value}" for name, value in sees)
    return f"what {moment.entry} does {after}" + (f", where it sees {seen}," if seen else "")


def known_situations(situations: Sequence[Situation]) -> list[Situation]:
    """Without the unknown ones, which have none below them."""
    places, kept = dict[int, int](), list[Situation]()
    for at, each in enumerate(situations):
        if each.answer != ASK:
            places[at] = len(kept)
            parent = places[each.parent] if each.parent >= 0 else -1
            kept.append(Situation(each.entry, parent, each.before, each.seen, each.answer))
    return kept


def _place(situations: list[Situation], at: int) -> tuple[Call, tuple[Action, ...]]:
    steps = path(situations, at)
    return steps[-1].entry, tuple(each.answer for each in steps[:-1])
