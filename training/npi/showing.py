"""How many questions a program costs that is taught by showing, and whether it is ever wrong.

    python -m beamcoder.training.npi.showing bubble_sort quicksort

A reference program plays the person, who sees every field: it shows three random problems of five,
then the taught program runs on a thousand others and asks where it does not know. A mistake is a
step, decided without a question, that the person would not make. Then it is made a program that
can be written down and proved of a network: what no run has met, but operations' declarations
allow, is extrapolated by the simplest rules, and asked for where they disagree. That program is
compared with the person in every situation that can arise.
"""

import argparse
from collections.abc import Sequence
from copy import copy
from random import Random
from typing import Any, Final, NamedTuple

from beamcoder.markdown import Cell, markdown_table
from beamcoder.model.npi.catalogue import find_task
from beamcoder.model.npi.executor import Executor
from beamcoder.model.npi.frame import Action, Call, Seen, TraceStep
from beamcoder.model.npi.policy import Policy, Reference, State
from beamcoder.model.npi.recorder import Recorder
from beamcoder.model.npi.task import Interface, Task, with_full_sight
from beamcoder.model.npi.teaching.coverage import Coverage, coverage_of, moment_of
from beamcoder.model.npi.teaching.lesson import book_of
from beamcoder.model.npi.teaching.performance import Moment, named
from beamcoder.model.npi.teaching.rules import RuleBook
from beamcoder.progress import tracked

DEMONSTRATIONS, SIZE, RUNS, LONGEST = 3, 5, 1_000, 12
SEEDS: Final = range(1, 11)
PAGE_TASKS: Final = (
    *("bubble_sort", "quicksort", "topological_sort"),
    *("maximum", "binary_search", "brackets"),
)
INTRO: Final = f"""A person shows a program on {DEMONSTRATIONS} random problems of size {SIZE}: presses operations, groups them, sees every field. No program is there to compare with. For each place (a call, and what it has done so far) all rules are kept that agree with what was shown, of at most three observations: what is seen now, and one of what the call saw before. A step is decided where all of them say the same; else the person is asked. So if the person decides by such rules, no step is another than the person's, whatever comes. Below a reference program is the person, who shows, then answers in {RUNS:,} runs on problems of 1 to {LONGEST}; seeds 1 to {len(SEEDS)}, the worst of each figure. A silent mistake is a step, decided without a question, that the person would not make.

What is written down as source, or learned by a network, is narrower: each program looks at the fewest fields that tell apart what was shown, and does what the simplest rules say. *Questions for the program* are those where they disagree, or know nothing, in situations that operations' declarations allow though no run has met them. The last columns compare it with the person in every situation that can arise: that much is extrapolated, and that much of it wrong. Nothing here is for tables: addition, whose digits can be seen in 242 ways at each place, cost 4,971 questions in 300 runs of seed 1, without a mistake; of its program 24 situations of 535 were extrapolated, two of them wrong."""  # noqa: E501


class ShowingResult(NamedTuple):
    """One seed of one task: counts in the runs, then of the program that comes of it."""

    n_shown: int  # different steps of the demonstrations
    n_questions: int
    n_extrapolated: int  # different steps of the runs, decided without having been shown
    n_mistakes: int
    n_wrong_answers: int  # by the task's judge
    n_more_questions: int  # for the program
    n_situations: int  # of the program, and of those:
    n_program_extrapolated: int
    n_program_wrong: int


HEAD: Final = (
    *("task", "steps shown", "questions", "extrapolated", "silent mistakes", "wrong answers"),
    *("questions for the program", "its situations", "extrapolated", "wrong"),
)


class AskingPolicy:
    """Does what the book decides, and asks the person where it decides nothing."""

    def __init__(self, book: RuleBook, person: Policy) -> None:
        self._book, self._person = book, person
        self.n_questions = self.n_mistakes = self.n_extrapolated = 0

    def begin(self, entry: Call) -> State:
        return entry, (), self._person.begin(entry)

    def step(self, state: State, seen: Seen) -> tuple[Action, State]:
        entry, before, inner = state
        right, inner = self._person.step(inner, seen)
        decision = self._book.decide(entry, before, seen)
        if decision.action is None:
            self.n_questions += 1
            self._book.show(entry, before, TraceStep(seen, right))
        else:
            self.n_mistakes += decision.action != right
            self.n_extrapolated += not decision.is_shown
        action = decision.action or right
        return action, (entry, (*before, TraceStep(seen, action)), inner)


def teach(task: Task, seed: int, n_runs: int = RUNS) -> ShowingResult:
    """Show, run and ask, then ask for what only declarations allow."""
    shown = copy(task)
    shown.interface = with_full_sight(task.interface)
    person, rng = Reference(task, shown.interface), Random(f"{task.name} shown {seed}")
    recorder = Recorder(shown, person)
    traces = [recorder.record(task.draw(SIZE, rng)) for _ in range(DEMONSTRATIONS)]
    book = book_of(frame for trace in traces for frame in trace.frames)
    n_shown, asking = book.n_shown, AskingPolicy(book, person)
    executor, n_wrong = Executor(shown, asking), 0
    for _ in range(n_runs):
        problem = task.draw(rng.randint(1, LONGEST), rng)
        n_wrong += not task.is_right(problem, executor.run(problem).answer)
    counts = asking.n_questions, asking.n_extrapolated, asking.n_mistakes
    n_more, coverage = ask_for_all(shown, book, person)
    n_bad = n_wrong_situations(coverage, shown, person)
    program = n_more, coverage.n_situations, coverage.n_extrapolated, n_bad
    return ShowingResult(n_shown, *counts, n_wrong, *program)


def ask_for_all(shown: Task, book: RuleBook, person: Policy) -> tuple[int, Coverage]:
    """Questions until the program knows what to do in every situation that can arise."""
    n_questions = 0
    while True:
        coverage = coverage_of(shown.interface, book)
        if not coverage.unknown:
            return n_questions, coverage
        moment = widened(coverage.unknown[0], coverage.program.interface, shown.interface)
        action = answer(person, moment)
        book.show(moment.entry, moment.before, TraceStep(moment.seen, action))
        n_questions += 1


def widened(moment: Moment, narrow: Interface, wide: Interface) -> Moment:
    """The moment of one who sees more; what was not looked at has its field's first value."""

    def widen(seen: Seen) -> Seen:
        known = named(narrow.sees[moment.entry.name], seen)
        sees = wide.sees[moment.entry.name]
        return tuple(known.get(field, wide.fields[field][0]) for field in sees)

    before = tuple(TraceStep(widen(step.seen), step.action) for step in moment.before)
    return Moment(moment.entry, before, widen(moment.seen))


def answer(person: Policy, moment: Moment) -> Action:
    """What the person would do."""
    state = person.begin(moment.entry)
    for step in moment.before:
        _, state = person.step(state, step.seen)
    return person.step(state, moment.seen)[0]


def n_wrong_situations(coverage: Coverage, shown: Task, person: Policy) -> int:
    """In how many situations the program does what the person would not."""
    situations = list(coverage.situations)
    moments = (moment_of(situations, at) for at in range(len(situations)))
    narrow = coverage.program.interface
    right = (answer(person, widened(each, narrow, shown.interface)) for each in moments)
    return sum(a.answer != b for a, b in zip(situations, right, strict=True))


def rows(names: Sequence[str], n_runs: int = RUNS) -> list[list[Cell]]:
    """The worst of all seeds, task by task."""
    found: list[list[Cell]] = []
    for name in tracked(names, "tasks", label="showing"):
        results = [teach(find_task(name), seed, n_runs) for seed in SEEDS]
        found.append([name, *(f"{max(column):,}" for column in zip(*results, strict=True))])
    return found


def section() -> dict[str, Any]:
    """The section of docs/npi.md."""
    title = "Taught by showing"
    return {"title": title, "intro": INTRO, "columns": HEAD, "rows": rows(PAGE_TASKS)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="showing")
    parser.add_argument("tasks", nargs="*", default=list(PAGE_TASKS), metavar="TASK")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N")
    args = parser.parse_args()
    print(markdown_table(HEAD, rows(args.tasks, args.runs)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
