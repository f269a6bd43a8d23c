"""Never punctuation alone as a line: it saves no key, and the token list has it too."""

from beamcoder.model.decoding.constraints.place import Candidate, Place


class Punctuation:
    """Drops lines without a letter, a digit or a quote."""

    def __init__(self, place: Place) -> None:
        pass

    def judge(self, candidate: Candidate) -> Candidate | None:
        if candidate.is_line and not any(c.isalnum() or c in "\"'" for c in candidate.text):
            return None
        return candidate
