"""Figures of the learning: proofs over seeds, the worst counted; other cores; the baselines.

    section = proofs(seeds=range(1, 11))          a section of docs/npi.md, see beamcoder.markdown

One thread; CPU seconds of the whole training, enumeration and checks included.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import torch

from beamcoder.markdown import Cell
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.progress import tracked
from beamcoder.training.npi.baselines import BASELINES, BaselineTask, Seq2SeqBaseline
from beamcoder.training.npi.core import CoreSize
from beamcoder.training.npi.curriculum import TraceChoice
from beamcoder.training.npi.loop import Outcome, School, SchoolOptions

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
    """What the call before as an input, and declared sight, are worth."""
    rows = []
    plain = SchoolOptions(minutes=MINUTES)
    blind = replace(plain, size=CoreSize(sees_before=False))
    wide = replace(plain, full_sight=True)
    cases: list[tuple[str, SchoolOptions, tuple[str, ...]]] = [
        ("without the call before", blind, ALONE),
        ("every program sees every field", wide, ("bubble_sort", "topological_sort")),
    ]
    for title, options, names in tracked(cases, "cores", label="other cores"):
        for name in names:
            done = [lesson((name,), replace(options, seed=seed)) for seed in seeds]
            rows.append(row(f"{name}, {title}", done, "")[:1] + row("", done, "")[2:])
    intro = (
        "The same trainings with one thing changed. What programs do not see does not multiply "
        "their situations: that is what the declaration `sees` is for."
    )
    columns = [COLUMNS[0], *COLUMNS[2:]]
    return {"title": "Other cores", "intro": intro, "columns": columns, "rows": rows}


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
