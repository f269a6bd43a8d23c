"""From candidates to the two lists: rules, order, calibrated probabilities.

Tokens are ranked by probability times weight (undeclared names weigh less). Lines too; or, if
asked for, by the keystrokes one may expect to save, that times characters. The probability shown
is that product, calibrated by the model folder's calibration.json:

    {"tokens": {"temperature": 1.1}, "lines": {"a": 0.9, "b": -0.1}}

    p -> sigmoid(a * logit(p) + b), with a = 1 / temperature where only that is given

which never changes an order. Absent, probabilities are shown as they are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Any

from beamcoder.model.decoding.constraints.place import Candidate, Rule
from beamcoder.model.proposal import Item

_EDGE = 1e-7  # probabilities are kept this far from 0 and 1

Key = Callable[[Candidate], float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A monotone map of probabilities: a * logit + b."""

    a: float = 1.0
    b: float = 0.0

    @classmethod
    def read(cls, fields: Mapping[str, Any], name: str) -> "Calibration":
        """The map for "tokens" or "lines"; the identity if the folder has none."""
        given = fields.get(name)
        if not isinstance(given, Mapping):
            return cls()
        a = given.get("a", 1.0 / given.get("temperature", 1.0))
        return cls(float(a), float(given.get("b", 0.0)))

    def __call__(self, p: float) -> float:
        p = min(max(p, _EDGE), 1.0 - _EDGE)
        return 1.0 / (1.0 + exp(-(self.a * log(p / (1.0 - p)) + self.b)))


def by_probability(candidate: Candidate) -> float:
    return candidate.probability * candidate.weight


def by_keystrokes(candidate: Candidate) -> float:
    """Characters that one may expect to save."""
    gained = len(candidate.text) - candidate.replace
    return by_probability(candidate) * max(1, gained)


def choose(
    candidates: Sequence[Candidate], rules: Iterable[Rule], count: int, key: Key
) -> list[Candidate]:
    """The best `count` candidates that pass all rules, best first."""
    rules = list(rules)
    chosen: list[Candidate] = []
    for candidate in sorted(candidates, key=key, reverse=True):
        if len(chosen) == count:
            break
        judged = judge(candidate, rules)
        if judged is not None:
            chosen.append(judged)
    return chosen


def judge(candidate: Candidate, rules: Iterable[Rule]) -> Candidate | None:
    judged: Candidate | None = candidate
    for rule in rules:
        if judged is None:
            return None
        judged = rule.judge(judged)
    return judged


def merged(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates that have become the same text add up."""
    found: dict[tuple[str, int], Candidate] = {}
    for candidate in candidates:
        key = candidate.text, candidate.replace
        same = found.get(key)
        if same is not None:
            total = min(1.0, same.probability + candidate.probability)
            candidate = replace(same, probability=total)
        found[key] = candidate
    return list(found.values())


def items(candidates: Iterable[Candidate], calibrate: Calibration) -> tuple[Item, ...]:
    """What is shown; a name that nobody declared costs probability too, so lists stay sorted."""
    return tuple(Item(c.text, c.replace, calibrate(by_probability(c))) for c in candidates)
