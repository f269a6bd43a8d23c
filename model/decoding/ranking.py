"""Ranking of candidates: rules, order, calibrated probabilities.

Tokens are ranked by probability times weight (undeclared names weigh less). Lines are ranked by
what is shown, that product calibrated; or, if requested, by the keystrokes one may expect to save,
that times characters.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from beamcoder.model.decoding.calibration import Calibration, line_traits
from beamcoder.model.decoding.constraints.place import Candidate, Rule
from beamcoder.model.proposal import Item

Key = Callable[[Candidate], float]


@dataclass(frozen=True, slots=True)
class Shown:
    """The probability that a candidate is shown with; lines know how much stands before them,
    and how much of that on their own."""

    calibrate: Calibration
    n_before: int = 0
    n_inside: int = 0

    def __call__(self, candidate: Candidate) -> float:
        p = by_probability(candidate)
        if not candidate.is_line:
            return self.calibrate(p)
        return self.calibrate(p, line_traits(candidate.text, self.n_before, self.n_inside))

    def by_keystrokes(self, candidate: Candidate) -> float:
        """Characters that one may expect to save."""
        gained = len(candidate.text) - candidate.replace
        return self(candidate) * max(1, gained)


def by_probability(candidate: Candidate) -> float:
    return candidate.probability * candidate.weight


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


def weighed(candidates: Iterable[Candidate], rules: Sequence[Rule]) -> list[Candidate]:
    """Candidates as soft rules leave them, before they are ranked."""
    judged = (judge(candidate, rules) for candidate in candidates)
    return [candidate for candidate in judged if candidate is not None]


def items(candidates: Iterable[Candidate], shown: Shown) -> tuple[Item, ...]:
    """What is shown; an undeclared name costs probability too, so lists stay sorted."""
    return tuple(Item(c.text, c.replace, shown(c), c.probability, c.weight) for c in candidates)
