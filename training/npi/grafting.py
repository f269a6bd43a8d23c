"""A new program in a network that stays as it is: only what is new in its tables is learned.

    grafted = graft(network, find_task("maximum"), seed=1)
    grafted.check.is_proved, grafted.network

Learned are the rows of the new task's values, calls and actions, and the keys of its actions. All
other weights are frozen, and the mask lets no earlier program do what only the new task has: so
whatever was proved stays proved, and its certificate is the same byte for byte. Reed & de Freitas
2016 add a program so; without the mask the old ones break, as they write.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import torch
from torch import Tensor

from beamcoder.markdown import Cell
from beamcoder.model.npi.alphabet import Alphabet, pairs_of
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.certificate import Check, check_network
from beamcoder.model.npi.network import Network
from beamcoder.model.npi.policy import Reference
from beamcoder.model.npi.situations import Situation, enumerate_situations, frames
from beamcoder.model.npi.task import Task
from beamcoder.progress import tracked
from beamcoder.training.npi.core import Core, CoreSize
from beamcoder.training.npi.drill import Drill
from beamcoder.training.npi.evaluation import ALONE, MINUTES, Section, lesson
from beamcoder.training.npi.lessons import Lessons
from beamcoder.training.npi.loop import SchoolOptions

MAX_ROUNDS: Final = 3
MAX_STARTS: Final = 6


@dataclass(frozen=True)
class Grafted:
    """The network with one more task, that task's check, how many weights, in how many starts."""

    network: Network
    check: Check
    n_learned: int
    n_starts: int


class GraftedCore(Core):
    """The weights of a network in a wider alphabet; gradients reach only what is new."""

    def __init__(self, network: Network, alphabet: Alphabet, seed: int) -> None:
        w, actions = network.weights, action_places(network.alphabet, alphabet)
        size = CoreSize(w["rows"].shape[1], w["second"].shape[1], network.size)
        super().__init__(alphabet, size, seed)
        rows = row_places(network.alphabet, alphabet)
        old = {name: torch.from_numpy(array) for name, array in w.items()}
        old["rows"] = old["rows"][:-1]  # but for the row of nothing
        places: dict[str, Any] = {
            "rows": rows,
            "keys": (slice(None), actions),
            "keys_bias": actions,
        }
        self.n_learned = 0
        for name, parameter in self.named_parameters():
            at = places.get(name, slice(None))
            is_free = torch.ones_like(parameter)
            with torch.no_grad():
                parameter[at], is_free[at] = old[name], 0.0
            self.n_learned += int(is_free.sum())
            parameter.register_hook(_masked_by(is_free))


def _masked_by(is_free: Tensor) -> Callable[[Tensor], Tensor]:
    return lambda gradient: gradient * is_free


def row_places(old: Alphabet, new: Alphabet) -> list[int]:
    """Where each row of the old table stands in the new one."""
    n_values, n_entries = len(new.values), len(new.entries)
    at_value = {each: row for row, each in enumerate(new.values)}
    return [
        *(at_value[each] for each in old.values),
        *(n_values + new.entry_ids[each] for each in old.entries),
        *(n_values + n_entries + place for place in action_places(old, new)),
    ]


def action_places(old: Alphabet, new: Alphabet) -> list[int]:
    return [new.action_ids[each] for each in old.actions]


def widened(old: Alphabet, task: Task, situations: list[Situation]) -> Alphabet:
    """The old alphabet, and behind it what the task has besides."""
    own = Alphabet.of([task.interface], pairs_of(situations))
    return Alphabet(
        (*old.tasks, task.interface),
        tuple(dict.fromkeys((*old.entries, *own.entries))),
        tuple(dict.fromkeys((*old.actions, *own.actions))),
    )


def graft(network: Network, task: Task, seed: int) -> Grafted:
    """Taught in every situation; whether that was enough, the check says.

    So few weights are learned that some beginnings lead nowhere: then it begins again with others.
    """
    situations = enumerate_situations(task.interface, Reference(task))
    lessons = Lessons()
    for frame in frames(situations):
        lessons.show(frame)
    alphabet = widened(network.alphabet, task, situations)
    n_starts = 0
    while True:
        core = GraftedCore(network, alphabet, seed * MAX_STARTS + n_starts)
        n_starts += 1
        drill = Drill(core, lessons, decay=0.0)
        for _ in range(MAX_ROUNDS):
            drill.train()
            found = drill.network()
            check = check_network(task.name, situations, alphabet, found.forward, found.size)
            if check.is_proved:
                break
            drill.be_stricter()
        if check.is_proved or n_starts == MAX_STARTS:
            return Grafted(found, check, core.n_learned, n_starts)


def certificate(network: Network, names: Sequence[str]) -> str:
    """Of these tasks, as a model folder has it."""
    checks = list[dict[str, Any]]()
    for name in names:
        task = find_task(name)
        situations = enumerate_situations(task.interface, Reference(task))
        check = check_network(name, situations, network.alphabet, network.forward, network.size)
        checks.append(check.to_json())
    return json.dumps(checks, indent=1)


def section(seeds: Sequence[int]) -> Section:
    """A section of docs/npi.md: programs added to proved networks, over seeds."""
    torch.set_num_threads(1)
    options = SchoolOptions(minutes=MINUTES)
    bases = [
        lesson(ALONE, replace(options, seed=seed)).outcome.network
        for seed in tracked(seeds, "networks", label="grafts")
    ]
    rows = list[list[Cell]]()
    for name in (each for each in BUILT_IN if each not in ALONE):
        rows.append(_graft_row(name, bases, seeds))
    intro = (
        f"A network of {', '.join(ALONE)}, proved; then a further program, taught in all of its "
        "situations. Learned are only the rows and keys of what is new (values, calls, actions): "
        "no other weight changes, and a mask keeps earlier programs from doing what only the new "
        "task has. *Kept*: the certificate of every earlier task, checked anew, is the same byte "
        f"for byte. Seeds {min(seeds)} to {max(seeds)}, the worst of each figure."
    )
    columns = ["new program", "situations", "proved", "least margin"]
    columns += ["weights learned", "of", "most starts", "kept", "most CPU s"]
    return {"title": "A new program under a frozen core", "intro": intro} | {
        "columns": columns,
        "rows": rows,
    }


def _graft_row(name: str, bases: Sequence[Network], seeds: Sequence[int]) -> list[Cell]:
    done, seconds = list[Grafted](), list[float]()
    for base, seed in zip(bases, seeds, strict=True):
        start_s = time.process_time()
        done.append(graft(base, find_task(name), seed))
        seconds.append(time.process_time() - start_s)
    n = len(done)
    pairs = zip(done, bases, strict=True)
    kept = sum(certificate(each.network, ALONE) == certificate(base, ALONE) for each, base in pairs)
    return [
        name,
        done[0].check.n_situations,
        f"{sum(each.check.is_proved for each in done)} of {n}",
        f"{min(each.check.margin for each in done):.2f}",
        max(each.n_learned for each in done),
        done[0].network.n_parameters,
        max(each.n_starts for each in done),
        f"{kept} of {n}",
        f"{max(seconds):.1f}",
    ]
