"""Rule: no bracket closes what is not open, left or right of the cursor.

Lines are held against all that stands right of the cursor, single tokens only against the rest of
their line: the block that a `}` begins to close may get a new head further down.
"""

from beamcoder.model.decoding.constraints.pairs import BRACKETS, close
from beamcoder.model.decoding.constraints.place import Candidate, Place


class Brackets:
    """Drops what closes a bracket that is not open, or takes one from what stands right."""

    def __init__(self, place: Place) -> None:
        self._open = place.facts.open_brackets
        after = place.facts.texts[place.facts.at :]
        right = [text for text in after if text in BRACKETS]
        rest = [symbol for symbol in place.rest_symbols if symbol in BRACKETS]
        self._right = {True: right, False: rest}
        self._n_wrong = {key: close(self._open, of)[1] for key, of in self._right.items()}

    def judge(self, candidate: Candidate) -> Candidate | None:
        if not any(symbol in BRACKETS for symbol in candidate.symbols):
            return candidate
        still_open, n_wrong = close(self._open, candidate.symbols)
        right, n_allowed = self._right[candidate.is_line], self._n_wrong[candidate.is_line]
        if n_wrong or close(still_open, right)[1] > n_allowed:
            return None
        return candidate
