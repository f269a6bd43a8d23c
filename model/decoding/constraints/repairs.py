"""Rule: in a file with syntax errors, the lines that leave the fewest come first.

A `}` too many below asks for a line that opens a block, an `else` for an `if`. Brackets that a
line opens count as closed after it, as in `syntax`: a block begun in a whole file is not
hindered. Only compared with the other lines of a list, so errors elsewhere change nothing.
"""

from collections.abc import Sequence

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.syntax import endings


class Repairs:
    """Weighs down the lines that leave an error which another line mends. Dear: a parse each."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def compare(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        place = self._place
        if len(candidates) < 2 or place.is_at_end or place.line_symbols or place.view.fragment:
            return list(candidates)  # a line begun is an error itself, and any end of it mends it
        n_now = place.n_errors
        if not n_now:
            return list(candidates)
        n_left = [self._n_errors(candidate) for candidate in candidates]
        n_least = min(n_left)
        return [
            candidate if n == n_least or n_least >= n_now else candidate.weighed(self._weight)
            for candidate, n in zip(candidates, n_left, strict=True)
        ]

    def _n_errors(self, candidate: Candidate) -> int:
        place = self._place
        texts = (candidate.text + ending for ending in endings(candidate.symbols))
        return min(place.n_errors_with(0, text) for text in texts)
