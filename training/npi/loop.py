"""Train, check, ask: until the network is proved.

    school = School(tasks, SchoolOptions(seed=1))
    outcome = school.learn(folder)           resumes what was begun in the folder
    outcome.is_proved, outcome.checks

Each round trains on all that was taught, then checks every situation that can arise. Where the
network is wrong or unsure and was not taught, the program is asked for that one step.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from beamcoder.errors import TaskError
from beamcoder.model.npi.alphabet import Alphabet, pairs_of
from beamcoder.model.npi.certificate import MIN_MARGIN, Check, check_network, margins
from beamcoder.model.npi.forest import Floats, Forest, evaluate
from beamcoder.model.npi.frame import Action, Call, CallFrame
from beamcoder.model.npi.network import Network
from beamcoder.model.npi.policy import Policy, Reference
from beamcoder.model.npi.situations import Situation, enumerate_situations, path
from beamcoder.model.npi.task import Interface, Task, with_full_sight
from beamcoder.progress import ProgressBar
from beamcoder.training.npi.core import Core, CoreSize
from beamcoder.training.npi.curriculum import TraceChoice, choose_traces
from beamcoder.training.npi.drill import Drill
from beamcoder.training.npi.lessons import Lessons
from beamcoder.training.npi.state import TrainingState

QUESTIONS_A_ROUND: Final = 4  # of one task: the next round may make others needless


@dataclass(frozen=True, slots=True)
class SchoolOptions:
    """How to teach. `choices` has, by task, other traces than the usual ones."""

    seed: int = 1
    choice: TraceChoice = TraceChoice()  # noqa: RUF009 - frozen
    size: CoreSize = CoreSize()  # noqa: RUF009 - frozen
    core: type[Core] = Core
    minutes: float = float("inf")
    full_sight: bool = False


@dataclass(frozen=True)
class Outcome:
    """Where the training stands. `traces` and `questions` are counts by task."""

    network: Network
    checks: tuple[Check, ...]
    traces: dict[str, int]
    questions: dict[str, int]
    n_steps: int

    @property
    def is_proved(self) -> bool:
        return all(check.is_proved for check in self.checks)


class School(Drill):
    """Teaches several tasks to one network. TaskError if a task is wrong."""

    def __init__(
        self,
        tasks: Sequence[Task],
        options: SchoolOptions,
        choices: dict[str, TraceChoice] | None = None,
        traces: Sequence[tuple[str, CallFrame]] | None = None,
        policies: Mapping[str, Policy] | None = None,
    ) -> None:
        """`policies` has the programs of tasks whose files have none."""
        self.options = options
        self.interfaces = [self._interface(task) for task in tasks]
        self._policies: dict[str, Policy] = {
            task.name: Reference(task, interface)
            for task, interface in zip(tasks, self.interfaces, strict=True)
        } | dict(policies or {})
        self.situations = {
            each.name: enumerate_situations(each, self._policies[each.name])
            for each in self.interfaces
        }
        pairs = [pair for each in self.situations.values() for pair in pairs_of(each)]
        alphabet = Alphabet.of(self.interfaces, pairs)
        super().__init__(options.core(alphabet, options.size, options.seed), Lessons())
        self.forests = {n: Forest.of(self.alphabet, s) for n, s in self.situations.items()}
        self.questions, self.traces = dict.fromkeys(self.situations, 0), dict[str, int]()
        if traces is None:
            self._choose(tasks, choices or {})
        else:
            self._take(traces)
        self._asked = list[tuple[str, int]]()

    def learn(self, folder: Path | None = None, *, is_quiet: bool = False) -> Outcome:
        """Rounds until everything is proved or the time is over; kept in the folder, if any."""
        state = None if folder is None else TrainingState(folder, self.fingerprint())
        if state is not None:
            self._resume(state.load(self.core, self.optimiser))
        end_s = time.monotonic() + 60 * self.options.minutes
        with ProgressBar(None, "rounds", "teaching", is_quiet=is_quiet) as bar:
            while True:
                self.train()
                outcome = self.check()
                bar.say(describe(outcome))
                bar.advance()
                if outcome.is_proved or time.monotonic() > end_s:
                    return outcome
                self.ask(outcome.network)
                if state is not None:
                    state.save(self.core, self.optimiser, self._progress())

    def check(self) -> Outcome:
        """All situations of all tasks."""
        network = self.network()
        checks = [
            check_network(name, situations, self.alphabet, network.forward, network.size)
            for name, situations in self.situations.items()
        ]
        return Outcome(
            network, tuple(checks), dict(self.traces), dict(self.questions), self.n_steps
        )

    def ask(self, network: Network) -> None:
        """Ask for some of the worst steps that were not taught, of one kind each."""
        asked = list[tuple[str, int]]()
        for name, situations in self.situations.items():
            forest = self.forests[name]
            distances = margins(evaluate(forest, network.forward, network.size), forest.answers)
            asked += [(name, at) for at in self._worst(situations, distances)]
        self._teach(asked)
        if not asked:  # what is not sure enough was taught: learn it better
            self.be_stricter()

    def _teach(self, asked: Sequence[tuple[str, int]]) -> None:
        for name, at in asked:
            self.lessons.ask(path(self.situations[name], at))
            self.questions[name] += 1
            self._asked.append((name, at))

    def _worst(self, situations: list[Situation], distances: Floats) -> list[int]:
        found, kinds = list[int](), set[tuple[Call, Action]]()
        for at in map(int, np.argsort(distances, kind="stable")):
            if distances[at] >= MIN_MARGIN or len(found) >= QUESTIONS_A_ROUND:
                break
            kind = situations[at].entry, situations[at].answer
            if kind not in kinds and not self.lessons.has(path(situations, at)):
                kinds.add(kind)
                found.append(at)
        return found

    def fingerprint(self) -> dict[str, Any]:
        """What a training that goes on must have in common with the one that was begun."""
        size = self.options.size
        return {
            "alphabet": self.alphabet.to_json(),
            "seed": self.options.seed,
            "size": [size.first, size.second, size.hidden, size.sees_before],
            "situations": {name: len(each) for name, each in self.situations.items()},
            "taught": len(self.lessons.situations),
        }

    def _interface(self, task: Task) -> Interface:
        return with_full_sight(task.interface) if self.options.full_sight else task.interface

    def _choose(self, tasks: Sequence[Task], choices: dict[str, TraceChoice]) -> None:
        for task in tasks:
            choice = choices.get(task.name, self.options.choice)
            chosen = choose_traces(task, choice, self.options.seed, self.lessons)
            self.traces[task.name] = len(chosen)

    def _take(self, traces: Sequence[tuple[str, CallFrame]]) -> None:
        """Frames of a file; TaskError if one is of another task, or not of its programs."""
        policies = self._policies
        for name, frame in traces:
            if name not in policies:
                raise TaskError(f"the traces are of the task {name}, which is not taught")
            state = policies[name].begin(frame.entry)
            for step in frame.steps:
                action, state = policies[name].step(state, step.seen)
                if action != step.action:
                    raise TaskError(
                        f"a trace of {name} shows that {frame.entry} does {step.action}, but its "
                        f"program does {action}"
                    )
            self.lessons.show(frame)

    def _progress(self) -> dict[str, Any]:
        return {"steps": self.n_steps, "good_loss": self._good_loss, "asked": self._asked}

    def _resume(self, progress: dict[str, Any]) -> None:
        if progress:
            self.n_steps, self._good_loss = int(progress["steps"]), float(progress["good_loss"])
            self._teach([(str(name), int(at)) for name, at in progress["asked"]])


def describe(outcome: Outcome) -> str:
    """Where a training stands, in a few words."""
    n_wrong = sum(len(check.wrong) for check in outcome.checks)
    n = sum(check.n_situations for check in outcome.checks)
    margin = min(check.margin for check in outcome.checks)
    return f"{n_wrong:,} of {n:,} situations wrong, margin {margin:.2f}"
