"""No bracket closes what is not open, on the left or once the right side follows."""

from beamcoder.model.decoding.constraints.pairs import BRACKETS, close
from beamcoder.model.decoding.constraints.place import Candidate, Place


class Brackets:
    """Drops what closes a bracket that is not open, or takes one from what stands right."""

    def __init__(self, place: Place) -> None:
        self._open = place.open_brackets
        self._right = [symbol.text for symbol in place.view.after if symbol.text in BRACKETS]
        self._n_wrong = close(self._open, self._right)[1]

    def judge(self, candidate: Candidate) -> Candidate | None:
        if not any(symbol in BRACKETS for symbol in candidate.symbols):
            return candidate
        still_open, n_wrong = close(self._open, candidate.symbols)
        if n_wrong or close(still_open, self._right)[1] > self._n_wrong:
            return None
        return candidate
