"""Programs with loops in place of recursion: what recursion, and so the proof, is worth.

    task = LOOPED["bubble_sort"]
    learner = learned_from(task, drawn(task, sizes=(2, 10), n=64, seed=1), seed=1)
    share_right(learner, task, size=20)

The same environments and operations; a loop stays in one call, as in Reed & de Freitas 2016 and the
non-recursive programs of Cai, Shin & Song 2017. A call then sees as much as the input is long, so
its situations have no end: there is nothing to prove, and examples are all that can be taught.
"""

from collections.abc import Iterable
from random import Random
from typing import Any, Final

from beamcoder.errors import BeamcoderError
from beamcoder.model.npi.alphabet import Alphabet
from beamcoder.model.npi.environments.lists import SortRow
from beamcoder.model.npi.environments.pads import BLANK, Pad
from beamcoder.model.npi.executor import Executor, RunLimits
from beamcoder.model.npi.network import Network
from beamcoder.model.npi.policy import Reference
from beamcoder.model.npi.recorder import Recorder
from beamcoder.model.npi.task import Task
from beamcoder.model.npi.tasks import addition, bubble_sort
from beamcoder.model.npi.tasks.addition import a_left, add_digits, b_left, carry_left, out_left
from beamcoder.model.npi.tasks.bubble_sort import count, left, right, swap
from beamcoder.training.npi.core import Core, CoreSize
from beamcoder.training.npi.drill import Drill
from beamcoder.training.npi.lessons import Lessons

MAX_STEPS: Final = 1_000_000  # of a call, and of a run
MAX_ROUNDS: Final = 10
N_PROBLEMS: Final = 30

looped_sort = Task("bubble_sort_loops", SortRow, (), includes=bubble_sort.task.complete())
looped_sum = Task("addition_loops", Pad, (), includes=addition.task.complete())
looped_sum.answer(Pad.result)


@looped_sort.program(sees=("sorted",))
def bubble_sort_loop(see: Any) -> None:
    while not see.sorted:
        sweep_loop()
        go_back_loop()
        count()


@looped_sort.program(sees=("end", "greater"))
def sweep_loop(see: Any) -> None:
    while not see.end:
        if see.greater:
            swap()
        right()


@looped_sort.program(sees=("start",))
def go_back_loop(see: Any) -> None:
    while not see.start:
        left()


@looped_sum.program(sees=("a", "b", "c"))
def add_loop(see: Any) -> None:
    while see.a != BLANK or see.b != BLANK or see.c != 0:
        add_digits()
        a_left()
        b_left()
        carry_left()
        out_left()


LOOPED: Final = {"bubble_sort": looped_sort.complete(), "addition": looped_sum.complete()}


def reference_of(task: Task) -> Reference:
    return Reference(task, max_steps=MAX_STEPS)


def drawn(task: Task, sizes: tuple[int, int], n: int, seed: int) -> list[Any]:
    """So many problems of sizes from and to; a looped task has those of the usual one."""
    own = task.includes or task
    rng = Random(f"{own.name} {seed}")
    return [own.draw(rng.randint(*sizes), rng) for _ in range(n)]


def learned_from(task: Task, problems: Iterable[Any], seed: int) -> Network:
    """Taught with the traces of these problems and nothing else."""
    lessons, recorder = Lessons(), Recorder(task, reference_of(task))
    for problem in problems:
        for frame in recorder.record(problem).frames:
            lessons.show(frame)
    pairs = [(each.entry, each.answer) for each in lessons.situations]
    alphabet = Alphabet.of([task.interface], pairs)
    drill = Drill(Core(alphabet, CoreSize(), seed), lessons)
    for _ in range(MAX_ROUNDS):
        if drill.train():
            break
    return drill.network()


def share_right(network: Network, task: Task, size: int) -> float:
    """Of problems of exactly this size; a run that fails or does not end is not right."""
    own, executor = task.includes or task, Executor(task, network)
    rng, n_right = Random(f"{own.name} {size}"), 0
    for _ in range(N_PROBLEMS):
        problem = own.draw(size, rng)
        try:
            answer = executor.run(problem, RunLimits(MAX_STEPS)).answer
        except BeamcoderError:
            continue
        n_right += own.is_right(problem, answer)
    return n_right / N_PROBLEMS


def n_situations(task: Task, problems: Iterable[Any]) -> int:
    """How many different situations arise on these problems."""
    lessons, recorder = Lessons(), Recorder(task, reference_of(task))
    for problem in problems:
        for frame in recorder.record(problem).frames:
            lessons.show(frame)
    return len(lessons.situations)
