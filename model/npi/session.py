"""The façade for the command and the playground: open, run, verify, explain.

interpreter = Interpreter.open(None, "addition")
interpreter.run(["123", "456"]).answer
verify(open_npi(None))                       one result a task
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from beamcoder.errors import TaskError
from beamcoder.model.npi.artefact import NpiFolder, open_npi
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.certificate import Check, check_network
from beamcoder.model.npi.counterexample import find_problem, words
from beamcoder.model.npi.executor import Executor, Run, RunLimits
from beamcoder.model.npi.frame import Action, Call, Seen
from beamcoder.model.npi.network import Network
from beamcoder.model.npi.policy import FrameTable, Policy, Reference
from beamcoder.model.npi.situations import Situation, enumerate_situations
from beamcoder.model.npi.task import Task

GRAPH_TOLERANCE: Final = 1e-3  # of logits: beyond it, the graph is not of this network


class TraceLine(NamedTuple):
    """A step of a run, for people: the call, what it sees by name, what it does."""

    depth: int
    call: Call
    sees: dict[str, Any]
    action: Action


@dataclass(frozen=True, slots=True)
class Verified:
    """A task's check anew, and if it failed, in words why; `problem` leads there."""

    check: Check
    fault: str = ""
    problem: str = ""


class Interpreter:
    """A network, one of its tasks, and the environment for it."""

    def __init__(self, folder: NpiFolder, task: Task) -> None:
        """TaskError unless the folder has just this task."""
        task = fitted(folder, task)
        self.folder, self.task, self.network = folder, task, folder.network()
        self.executor = Executor(task, self.network)

    @classmethod
    def open(cls, path: Path | None, task: str) -> "Interpreter":
        """`task` is a built-in name or a task file; None is the built-in network."""
        return cls(open_npi(path), find_task(task))

    @property
    def is_proved(self) -> bool:
        """As the folder's certificate says; `verify` looks anew."""
        return self.folder.certificates.get(self.task.name, {}).get("proved") is True

    def run(self, typed: Sequence[str], n_steps: int | None = None) -> Run:
        """TaskError for input that is none; EndlessRunError beyond so many steps."""
        limits = RunLimits() if n_steps is None else RunLimits(n_steps=n_steps)
        return self.executor.run(self.task.read(typed), limits)

    def trace(
        self, typed: Sequence[str], n_steps: int | None = None
    ) -> tuple[Run, list[TraceLine]]:
        """The same with every step."""
        lines, sees = list[TraceLine](), self.task.interface.sees

        def watch(call: Call, seen: Seen, action: Action, depth: int) -> None:
            named = dict(zip(sees[call.name], seen, strict=True))
            lines.append(TraceLine(depth, call, named, action))

        limits = RunLimits() if n_steps is None else RunLimits(n_steps=n_steps)
        return self.executor.run(self.task.read(typed), limits, watch), lines


def verify(folder: NpiFolder, tasks: Sequence[Task] = ()) -> Iterator[Verified]:
    """Every task of a folder: its situations enumerated anew, the network and its graph compared.

    `tasks` are those of task files. A task without code is compared with the table in the folder,
    which is then the program: whether the table is complete is checked, too.
    """
    network = folder.network()
    graph = folder.graph(network)
    for interface in folder.alphabet.tasks:
        task = next((each for each in tasks if each.name == interface.name), None)
        if task is None and interface.name in BUILT_IN:
            task = find_task(interface.name)
        yield _verify(folder, network, graph.forward, interface.name, task)


def reference_of(folder: NpiFolder, name: str, task: Task | None) -> Policy:
    """The program that a task's network is compared with."""
    if task is None:
        return FrameTable(name, folder.frames(name))
    task = fitted(folder, task)
    return Reference(task) if task.programs else FrameTable(name, folder.frames(name))


def fitted(folder: NpiFolder, task: Task) -> Task:
    """The task, which has its programs from the folder if it has none of its own.

    TaskError unless it is the one that the folder was trained on.
    """
    known = folder.interface(task.name)
    if not task.interface.sees:
        task = task.with_programs(known.sees)
    if task.interface != known:
        raise TaskError(f"the model {folder.name} was trained on another task {task.name}")
    return task


def situations_of(folder: NpiFolder, name: str, task: Task | None) -> list[Situation]:
    return enumerate_situations(folder.interface(name), reference_of(folder, name, task))


def _verify(
    folder: NpiFolder, network: Network, forward: Any, name: str, task: Task | None
) -> Verified:
    try:
        situations = situations_of(folder, name, task)
        checks = [
            check_network(name, situations, folder.alphabet, each, network.size)
            for each in (network.forward, forward)
        ]
    except TaskError as exc:
        return Verified(Check(name, 0, (), float("-inf")), str(exc))
    worst = min(checks, key=lambda check: (check.is_proved, check.margin))
    if worst.is_proved:
        away = abs(checks[0].margin - checks[1].margin)
        fault = f"the graph is not of this network: {away:.3g} apart" * (away > GRAPH_TOLERANCE)
        return Verified(worst if not fault else Check(name, len(situations), (), 0.0), fault)
    if not worst.wrong:
        return Verified(worst, f"the margin is {worst.margin:.2f}, less than 0.5")
    found = find_problem(task, worst.wrong) if task is not None and task.programs else None
    if found is None:
        return Verified(worst, str(worst.wrong[0]))
    return Verified(worst, str(found[0]), words(found[1]))
