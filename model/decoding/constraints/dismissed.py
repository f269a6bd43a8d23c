"""Rule: what the user has just dismissed is not offered again here."""

from beamcoder.model.decoding.constraints.place import Candidate, Place


class Dismissed:
    """Drops texts that were dismissed; blanks around them do not count."""

    def __init__(self, place: Place) -> None:
        self._texts = {text.strip() for text in place.dismissed}

    def judge(self, candidate: Candidate) -> Candidate | None:
        return None if candidate.text.strip() in self._texts else candidate
