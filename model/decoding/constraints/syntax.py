"""Rule: no shown line adds a syntax error to the file.

Live text is broken anyway, and many a good line opens something. A line is therefore judged with
the least that must follow it: nothing; what closes the brackets it opens; or, for a
header, an empty block. Where nothing stands right of the cursor, the brackets still open are
closed there, as if the file had been written to its end.

A line begun may be broken until it is finished: what counts is the file without that line, so that
a finished line must be without errors of its own. An expression that does nothing is one.
"""

from functools import cached_property

from beamcoder.model.decoding.constraints.pairs import closers_of
from beamcoder.model.decoding.constraints.place import Candidate, Place


class Syntax:
    """Drops lines after which the parser finds more errors. Dear: ask it last."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @cached_property
    def _n_allowed(self) -> int:
        place = self._place
        if not (place.line_symbols or place.view.fragment):
            return place.n_errors
        n_typed = len(place.line.lstrip()) + len(place.view.fragment)
        return min(place.n_errors, place.n_errors_with(n_typed, ""))

    def judge(self, candidate: Candidate) -> Candidate | None:
        if not candidate.is_line:
            return candidate
        fits = any(self._fits(candidate, ending) for ending in endings(candidate))
        return candidate if fits else None

    def _fits(self, candidate: Candidate, ending: str) -> bool:
        text, place = candidate.text + ending, self._place
        if place.is_at_end:  # the closing brackets are chosen anew
            text += place.facts.closers(candidate.symbols)
        n_errors = place.n_errors_with(candidate.replace, text, to_end=place.is_at_end)
        return n_errors <= self._n_allowed


def endings(candidate: Candidate) -> list[str]:
    """What may come after a line before it is judged."""
    closers = " ".join(closers_of(candidate.symbols))
    if closers:
        return ["", f" {closers}"]
    return [""] if candidate.symbols[-1] in (";", "}") else ["", " {}"]
