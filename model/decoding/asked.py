"""What a search has to go by: the means of an engine, and the place that is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beamcoder.model.decoding.calibration import Calibration
from beamcoder.model.decoding.constraints.place import Place
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.typed import Typed
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.proposal import Request
from beamcoder.tokenizer.cursor import CursorView


@dataclass(frozen=True, slots=True)
class Means:
    """What every request of an engine shares: numbers, pieces, calibrations."""

    options: DecodingOptions
    vocabulary: Vocabulary
    of_tokens: Calibration
    of_lines: Calibration
    of_ghost: Calibration | None

    @classmethod
    def read(
        cls, options: DecodingOptions, vocabulary: Vocabulary, calibration: Mapping[str, Any]
    ) -> "Means":
        """With the maps of a model folder's calibration."""
        return cls(
            options,
            vocabulary,
            Calibration.read(calibration, "tokens"),
            Calibration.read(calibration, "lines"),
            Calibration.find(calibration, "ghost"),
        )

    def typed(self, view: CursorView) -> Typed:
        """What has been typed of a word, as a constraint."""
        names = set[str]()
        if view.fragment:
            names = {s.text for s in (*view.before, *view.after) if s.text[0].isalpha()}
            names.update(self.vocabulary.names(view.fragment))
        return Typed(view.fragment, self.vocabulary, sorted(names), self.options.loose_weight)


@dataclass(frozen=True, slots=True)
class Asked:
    """One place: the request, what rules see of it, the model's state there, when to end."""

    request: Request
    place: Place
    typed: Typed
    tree: Tree
    stop: Stop
