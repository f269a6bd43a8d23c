"""Rule: of lines that differ in their last `;` or `{` alone, only the best."""

from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place

_ENDINGS: Final = frozenset({";", "{"})


class Duplicates:
    """Drops what has been let through before, spacing aside. Judge the best ones first."""

    def __init__(self, place: Place) -> None:
        self._fragment = place.view.fragment
        self._seen: set[tuple[tuple[str, ...], int]] = set()

    def judge(self, candidate: Candidate) -> Candidate | None:
        if candidate.replace and candidate.text == self._fragment:
            return None  # it stands there already
        symbols = candidate.symbols
        if candidate.is_line and symbols[-1] in _ENDINGS:
            symbols = symbols[:-1]
        key = symbols, candidate.replace
        if key in self._seen:
            return None
        self._seen.add(key)
        return candidate
