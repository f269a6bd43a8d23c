"""Rule: lines first that declare a name which the code below uses.

Only compared with the other lines of a list: where none declares such a name, it may well come
from somewhere else (an outer class, a static import), and every line keeps its weight.
"""

from collections.abc import Sequence

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.declaration_search import Needed
from beamcoder.tokenizer.java.names import declared_names
from beamcoder.tokenizer.lexer import lexical


class NeededDeclarations:
    """Weighs down the lines that leave such a name undeclared, if another line declares one."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def compare(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        is_active = self._weight < 1 and bool(candidates) and bool(self.names)
        declares = [self.declares(candidate) for candidate in candidates] if is_active else []
        if not any(declares):
            return list(candidates)
        return [
            candidate if is_so else candidate.weighed(self._weight)
            for candidate, is_so in zip(candidates, declares, strict=True)
        ]

    def declares(self, candidate: Candidate) -> bool:
        """Whether a line declares such a name."""
        symbols = (*self._place.line_symbols, *candidate.symbols)
        return not declared_names(lexical(" ".join(symbols))).keys().isdisjoint(self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """Variables that the rest of the method uses and nothing declares."""
        return self._place.facts.below.names

    def first(self) -> Needed | None:
        """The name that is used first, and all its uses; None if it may be inherited."""
        return self._place.facts.below.first
