"""Figures of the learning: proofs over seeds, the worst counted; other cores; the baselines.

    section = proofs(seeds=range(1, 11))          a section of docs/npi.md, see beamcoder.markdown

One thread; CPU seconds of the whole training, enumeration and checks included.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, Final

import torch

from beamcoder.errors import TaskError
from beamcoder.markdown import Cell
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.policy import Reference
from beamcoder.model.npi.situations import MAX_SITUATIONS, enumerate_situations
from beamcoder.model.npi.task import Interface, Task, with_full_sight
from beamcoder.progress import tracked
from beamcoder.training.npi.baselines import BASELINES, BaselineTask, Seq2SeqBaseline
from beamcoder.training.npi.core import CoreSize
from beamcoder.training.npi.curriculum import TraceChoice
from beamcoder.training.npi.loop import Outcome, School, SchoolOptions
from beamcoder.training.npi.loops import (
    LOOPED,
    N_PROBLEMS,
    drawn,
    learned_from,
    n_situations,
    share_right,
)
from beamcoder.training.npi.other_cores import FeedForwardCore, GruCore

Section = dict[str, Any]
# Traces and their largest size, as the anchors have them or fewer.
CHOICES: Final = {
    "addition": TraceChoice(130, 3),
    "bubble_sort": TraceChoice(1, 3),
    "quicksort": TraceChoice(1, 5),
    "topological_sort": TraceChoice(2, 7),
    "maximum": TraceChoice(1, 4),
    "binary_search": TraceChoice(2, 5),
    "brackets": TraceChoice(8, 8),
    "multiplication": TraceChoice(2, 2),
}
ALONE: Final = ("addition", "bubble_sort", "quicksort", "topological_sort")
ANCHORS: Final = {
    "addition": "200 traces (Cai), 640 (Reed)",
    "bubble_sort": "3 to 100 traces (Cai)",
    "quicksort": "4 traces (Cai)",
    "topological_sort": "6 traces (Cai)",
}
MINUTES: Final = 10.0  # a training that takes longer has failed
BASELINE_S: Final = 15.0
SIZES: Final = (5, 10, 20, 30, 60, 90)
# Cai et al.'s traces, and more of them.
LOOP_CASES: Final = (
    *(("bubble_sort", (2, 2), 100), ("bubble_sort", (2, 10), 64)),
    ("addition", (1, 3), 200),
)
LOOP_SIZES: Final = (2, 3, 4, 8, 20, 90)
COUNTED_SIZES: Final = range(2, 8)
TRAINED_TO: Final = 20


@dataclass(frozen=True)
class Lesson:
    """One training that has ended."""

    outcome: Outcome
    cpu_s: float

    @property
    def margin(self) -> float:
        return min(check.margin for check in self.outcome.checks)

    @property
    def n_situations(self) -> int:
        return sum(check.n_situations for check in self.outcome.checks)

    @property
    def n_wrong(self) -> int:
        return sum(len(check.wrong) for check in self.outcome.checks)

    @property
    def n_questions(self) -> int:
        return sum(self.outcome.questions.values())

    @property
    def n_traces(self) -> int:
        return sum(self.outcome.traces.values())


def lesson(names: Sequence[str], options: SchoolOptions) -> Lesson:
    torch.set_num_threads(1)
    start_s = time.process_time()
    outcome = School([find_task(name) for name in names], options, CHOICES).learn(is_quiet=True)
    return Lesson(outcome, time.process_time() - start_s)


def row(title: str, lessons: Sequence[Lesson], anchor: str) -> list[Cell]:
    """Of several seeds the worst of each figure."""
    proved = sum(each.outcome.is_proved for each in lessons)
    return [
        title,
        anchor,
        max(each.n_situations for each in lessons),
        f"{proved} of {len(lessons)}",
        f"{min(each.margin for each in lessons):.2f}",
        max(each.n_traces for each in lessons),
        max(each.n_questions for each in lessons),
        f"{max(each.cpu_s for each in lessons):.1f}",
    ]


COLUMNS: Final = [
    *("task", "anchor", "situations", "proved", "least margin"),
    *("most traces", "most questions", "most CPU s"),
]


def proofs(seeds: Sequence[int]) -> Section:
    """Each of Cai et al.'s tasks alone, then all eight in one network."""
    options = SchoolOptions(minutes=MINUTES)
    cases = [*((name,) for name in ALONE), BUILT_IN]
    rows = []
    for names in tracked(cases, "networks", label="proofs"):
        done = [lesson(names, replace(options, seed=seed)) for seed in seeds]
        title = names[0] if len(names) == 1 else "all eight, one network"
        rows.append(row(title, done, ANCHORS.get(title, "97 to 100 %, no proof (Reed)")))
    intro = (
        f"Seeds {min(seeds)} to {max(seeds)}, the worst of each figure. A question is one step "
        "asked of the reference program. *Proved*: nothing wrong in any situation, and a margin "
        "of 0.5 or more between the first and the second logit."
    )
    return {"title": "Proofs", "intro": intro, "columns": COLUMNS, "rows": rows}


def cores(seeds: Sequence[int]) -> Section:
    """What the call before as an input, and memory, are worth."""
    plain = SchoolOptions(minutes=MINUTES)
    cases = {
        "without the call before": replace(plain, size=CoreSize(sees_before=False)),
        "no memory, feed-forward": replace(plain, core=FeedForwardCore),
        "gated recurrent unit": replace(plain, core=GruCore),
    }
    rows = []
    for title, options in tracked(cases.items(), "cores", label="other cores"):
        for name in ALONE:
            done = [lesson((name,), replace(options, seed=seed)) for seed in seeds]
            rows.append([name, title, *row("", done, "")[2:]])
    intro = (
        f"The trainings of *Proofs*, seeds {min(seeds)} to {max(seeds)}, with one thing changed. "
        "Where programs see all that they decide by, the call before stands in for memory."
    )
    columns = ["task", "core", *COLUMNS[2:]]
    return {"title": "Other cores", "intro": intro, "columns": columns, "rows": rows}


def sight() -> Section:
    """What the declaration `sees` is worth: situations with it, and where programs see all."""
    rows = list[list[Cell]]()
    for name in tracked(BUILT_IN, "tasks", label="sight"):
        task = find_task(name)
        wide = with_full_sight(task.interface)
        start_s = time.process_time()
        declared = len(enumerate_situations(task.interface, Reference(task)))
        middle_s = time.process_time()
        rows.append([name, declared, f"{middle_s - start_s:.2f}", *_counted(task, wide)])
    intro = (
        "A program declares which fields it sees, and what it does not see does not multiply its "
        "situations. With full sight every program sees every field of its task."
    )
    columns = ["task", "declared sight", "CPU s", "full sight", "CPU s"]
    return {"title": "Declared sight", "intro": intro, "columns": columns, "rows": rows}


def _counted(task: Task, interface: Interface) -> list[Cell]:
    start_s = time.process_time()
    try:
        n: Cell = len(enumerate_situations(interface, Reference(task, interface)))
    except TaskError:
        n = f"over {MAX_SITUATIONS:,}"
    return [n, f"{time.process_time() - start_s:.2f}"]


def loops(seeds: Sequence[int]) -> Section:
    """Loops in place of recursion, both taught the same traces without questions."""
    torch.set_num_threads(1)
    rows = list[list[Cell]]()
    for name, sizes, n in tracked(LOOP_CASES, "cases", label="loops"):
        for title, task in (("recursion", find_task(name)), ("loops", LOOPED[name])):
            networks = [learned_from(task, drawn(task, sizes, n, seed), seed) for seed in seeds]
            right = [[share_right(each, task, size) for each in networks] for size in LOOP_SIZES]
            shown = f"{n} traces of size {sizes[0]}" + f" to {sizes[1]}" * (sizes[1] > sizes[0])
            rows.append([name, title, shown, *(f"{100 * min(each):.0f}" for each in right)])
    intro = (
        f"{situations_by_length()}\n\nPer cent of {N_PROBLEMS} answers right at each size, taught "
        f"traces alone, without questions; the worst of seeds {min(seeds)} to {max(seeds)}. Of the "
        "same traces both make about as much: what recursion brings is a finite set to check, and "
        "with it the questions that are missing (*Proofs*: then every input is right)."
    )
    columns = ["task", "written with", "taught", *(f"size {size}" for size in LOOP_SIZES)]
    return {"title": "Loops in place of recursion", "intro": intro, "columns": columns} | {
        "rows": rows
    }


def situations_by_length() -> str:
    """A sentence: how many situations arise on inputs of growing size, with recursion and loops."""
    sort, looped = find_task("bubble_sort"), LOOPED["bubble_sort"]
    counts = [
        [n_situations(task, map(list, permutations(range(n)))) for n in COUNTED_SIZES]
        for task in (sort, looped)
    ]
    with_recursion, with_loops = (", ".join(map(str, each)) for each in counts)
    return (
        f"Lists of {COUNTED_SIZES[0]} to {COUNTED_SIZES[-1]} numbers in every order meet "
        f"{with_recursion} different situations of bubble sort as it is written here, of "
        f"{len(enumerate_situations(sort.interface, Reference(sort)))} that can arise at all; with "
        f"loops in place of tail calls, {with_loops}: they grow with the input, so there is no set "
        "to prove on, and how far a network generalises is known only when it has been tried."
    )


def baselines(seconds: float = BASELINE_S) -> Section:
    """A sequence-to-sequence LSTM in more time than all eight proofs take."""
    torch.set_num_threads(1)
    done = [(task, _taught(task, seconds)) for task in tracked(BASELINES, "baselines")]
    rows: list[list[Cell]] = [
        [task.name, learner.n_examples, *(f"{100 * learner.accuracy(s, 100):.0f}" for s in SIZES)]
        for task, learner in done
    ]
    intro = (
        f"2 layers of 256, fresh examples of lengths 1 to {TRAINED_TO} for {seconds:.0f} CPU "
        "seconds, one seed; per cent of 100 whole answers right at each length. Plain, stacked "
        "and easy are Reed & de Freitas' forms of addition."
    )
    columns = ["sequence-to-sequence LSTM", "examples", *(f"length {size}" for size in SIZES)]
    return {"title": "Baselines", "intro": intro, "columns": columns, "rows": rows}


def _taught(task: BaselineTask, seconds: float) -> Seq2SeqBaseline:
    return Seq2SeqBaseline(task, seed=1).learn(seconds, TRAINED_TO)
