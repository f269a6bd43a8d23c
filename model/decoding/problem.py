"""Inputs of a search: resources shared by all requests, and the cursor to complete."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beamcoder.model.decoding.calibration import WORKSPACE, Calibration
from beamcoder.model.decoding.constraints.place import Place
from beamcoder.model.decoding.constraints.place_facts import PlaceFacts
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.typed import Typed
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.proposal import Request


@dataclass(frozen=True, slots=True)
class Calibrators:
    """From the search's probabilities to those that are shown; no `ghost`: that of lines does.
    `beginnings` are those of lines, for ghost text."""

    tokens: Calibration
    lines: Calibration
    ghost: Calibration | None
    beginnings: Calibration

    @classmethod
    def read(cls, calibration: Mapping[str, Any]) -> "Calibrators":
        """Those of a model folder's calibration."""
        read, find = Calibration.read, Calibration.find
        return cls(
            read(calibration, "tokens"),
            read(calibration, "lines"),
            find(calibration, "ghost"),
            read(calibration, "beginnings"),
        )


@dataclass(frozen=True, slots=True)
class SearchResources:
    """What every request of an engine shares: numbers, pieces, calibrations. `with_workspace` are
    those for a workspace, where the search is right more often than its probabilities say."""

    options: DecodingOptions
    vocabulary: Vocabulary
    alone: Calibrators
    with_workspace: Calibrators

    @classmethod
    def read(
        cls, options: DecodingOptions, vocabulary: Vocabulary, calibration: Mapping[str, Any]
    ) -> "SearchResources":
        """With the maps of a model folder's calibration."""
        fields = calibration.get(WORKSPACE)
        own = fields if isinstance(fields, Mapping) else {}
        calibrators = Calibrators.read(calibration), Calibrators.read({**calibration, **own})
        return cls(options, vocabulary, *calibrators)

    def calibrators(self, tree: Tree) -> Calibrators:
        """The calibrators for this tree: with or without a workspace."""
        return self.with_workspace if tree.uses_workspace else self.alone

    def typed(self, fragment: str, facts: PlaceFacts) -> Typed:
        """What has been typed of a word, as a constraint."""
        names = frozenset[str]()
        if fragment:
            names = facts.names.union(self.vocabulary.names(fragment))
        return Typed(fragment, self.vocabulary, sorted(names), self.options.loose_weight)


@dataclass(frozen=True, slots=True)
class SearchProblem:
    """One place: the request, what rules see of it, the model's state there, when to end the
    search for tokens, and all of it. `goes_on` is the probability that anything comes here."""

    request: Request
    place: Place
    typed: Typed
    tree: Tree
    token_stop: Stop
    stop: Stop
    goes_on: float = 1.0
