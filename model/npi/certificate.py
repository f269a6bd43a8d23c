"""The certificate: a network compared with its programs in every situation that can arise.

    check = check_network("addition", situations, alphabet, network.forward, network.size)
    check.is_proved, check.n_situations, check.wrong, check.margin

It says that the network does what the reference does, for every input, given what operations
declare. It does not say that the reference is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from beamcoder.model.npi.alphabet import Alphabet
from beamcoder.model.npi.forest import Floats, Forest, Forward, Ints, evaluate
from beamcoder.model.npi.frame import Action
from beamcoder.model.npi.situations import Situation, path

MIN_MARGIN: Final = 0.5  # between the first and the second logit: runtimes differ by far less


@dataclass(frozen=True, slots=True)
class WrongSituation:
    """Where the network does something else than the program."""

    situation: Situation
    steps: tuple[Situation, ...]  # of the same call, up to this one
    did: Action

    def __str__(self) -> str:
        last = self.steps[-1]
        seen = ", then ".join(map(str, (list(step.seen) for step in self.steps)))
        return f"{last.entry}, when it sees {seen}, does {self.did} and not {last.answer}"


@dataclass(frozen=True, slots=True)
class Check:
    """`margin` is the least distance of the right action's logit to the best other one."""

    task: str
    n_situations: int
    wrong: tuple[WrongSituation, ...]
    margin: float

    @property
    def is_proved(self) -> bool:
        return not self.wrong and self.margin >= MIN_MARGIN

    def to_json(self) -> dict[str, Any]:
        return {
            "task": self.task,
            "proved": self.is_proved,
            "situations": self.n_situations,
            "wrong": len(self.wrong),
            "margin": round(self.margin, 4),
        }


def check_network(
    task: str, situations: Sequence[Situation], alphabet: Alphabet, forward: Forward, size: int
) -> Check:
    """Compare in all situations. TaskError if the network does not know what they have."""
    forest = Forest.of(alphabet, situations)
    logits = evaluate(forest, forward, size)
    distances = margins(logits, forest.answers)
    bad = np.flatnonzero(~(distances > 0))
    best = logits.argmax(axis=1) if len(logits) else np.zeros(0, np.int64)
    wrong = tuple(
        WrongSituation(
            situations[at], tuple(path(list(situations), at)), alphabet.actions[best[at]]
        )
        for at in map(int, bad)
    )
    return Check(task, len(situations), wrong, float(distances.min(initial=np.inf)))


def margins(logits: Floats, answers: Ints) -> Floats:
    """(situations,): the right action's logit less the best other one; -inf for unknown ones."""
    n = np.arange(len(answers))
    if logits.shape[1] < 2:
        return np.where(answers == 0, np.float32(np.inf), np.float32(-np.inf))
    right = np.where(answers >= 0, logits[n, answers], np.float32(-np.inf))
    others = logits.copy()
    others[n, answers] = -np.inf
    return np.asarray(right - others.max(axis=1), np.float32)
