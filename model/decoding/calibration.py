"""Calibration of shown probabilities, from the model folder's calibration.json.

    {"tokens": {"a": 0.9, "b": -0.1},
     "lines": {"a": 0.8, "b": -1.0, "position": 0.1, "inside": 0.1},
     "ghost": {"a": 0.7, "b": -0.4, "typed": 0.1, "listed": -0.3, "position": 0.2, ...},
     "beginnings": {"a": 0.9, "b": -0.1, "length": 0.1, ...},
     "workspace": {"tokens": ..., "lines": ..., "ghost": ...}}

    p -> sigmoid(a * logit(p) + b + the sum of weight * trait)

"lines" makes a line's probability right wherever a line is requested; "ghost" is for the first
line when it is new on the screen while the user types, which is another event: most that were
likely have been taken by then. "beginnings" is for what may stand there of a line that is unsure.
Traits cost nothing to know; an absent weight is 0, absent "tokens", "lines" or "beginnings" are the
identity, and without "ghost" that of lines has to do. The maps of
"workspace" hold where a workspace is indexed; those above where there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, isfinite, log, log1p
from typing import Any, Final

from beamcoder.errors import ArtefactError

WORKSPACE: Final = "workspace"
EDGE: Final = 1e-7  # probabilities are kept this far from 0 and 1
LONG_FRAGMENT: Final = 6  # characters; more of them say no more
Traits = Mapping[str, float]
NO_TRAITS: Final[Traits] = {}
LINE_TRAITS: Final = ("position", "inside")  # those that are fitted
GHOST_TRAITS: Final = (
    *("typed", "listed", "position", "statement"),
    *("again", "half", "second", "length", "inside", "closed"),
)
BEGINNING_TRAITS: Final = ("position", "inside", "typed", "length")
TRAITS: Final = tuple(dict.fromkeys(LINE_TRAITS + GHOST_TRAITS))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A map of probabilities, monotone for equal traits."""

    a: float = 1.0
    b: float = 0.0
    weights: Traits = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Mapping[str, Any], name: str) -> "Calibration":
        """The map for "tokens" or "lines"; the identity if the folder has none."""
        return cls.find(fields, name) or cls()

    @classmethod
    def find(cls, fields: Mapping[str, Any], name: str) -> "Calibration | None":
        """A map of the folder, if it has it; `a` may be written as 1 / "temperature"."""
        given = fields.get(name)
        if not isinstance(given, Mapping):
            return None
        temperature = _number(given, "temperature", 1.0)
        a = _number(given, "a", 1.0 / temperature if temperature else 0.0)
        weights = {trait: _number(given, trait, 0.0) for trait in TRAITS if trait in given}
        return cls(a, _number(given, "b", 0.0), weights)

    def __call__(self, p: float, traits: Traits = NO_TRAITS) -> float:
        p = min(max(p, EDGE), 1.0 - EDGE)
        moved = sum(weight * traits.get(trait, 0.0) for trait, weight in self.weights.items())
        return 1.0 / (1.0 + exp(-(self.a * log(p / (1.0 - p)) + self.b + moved)))


def _number(fields: Mapping[str, Any], name: str, default: float) -> float:
    """A finite number of a folder's calibration. ArtefactError if it is something else."""
    value = fields.get(name, default)
    if type(value) not in (int, float) or not isfinite(value):
        raise ArtefactError(f"calibration.json: {name} must be a number, not {str(value)[:40]!r}")
    return float(value)


def line_traits(text: str, n_before: int, n_inside: int) -> Traits:
    """Of a line after `n_before` lexical tokens, `n_inside` of them its own: a file's head is
    harder than its body, the start of a line than its rest. Whether it is a statement tells nothing
    more of authors that were not fitted; folders of before may have a weight for it."""
    position, inside = log1p(n_before), log1p(n_inside)
    return {"position": position, "inside": inside, "statement": float(text.endswith(";"))}


def beginning_traits(text: str, n_typed: int, of_line: Traits) -> Traits:
    """Of a line's beginning: how long what it adds is, and what the line's own traits say."""
    kept = {name: of_line.get(name, 0.0) for name in BEGINNING_TRAITS}
    return {**kept, "length": log1p(len(text) - n_typed)}


def ghost_traits(text: str, n_typed: int, n_listed: int, n_before: int) -> Traits:
    """Of the first line: what has been typed of its word, and how many lines are listed."""
    typed, listed = float(min(n_typed, LONG_FRAGMENT)), float(n_listed)
    statement = float(text.endswith(";"))
    return {"typed": typed, "listed": listed, "position": log1p(n_before), "statement": statement}
