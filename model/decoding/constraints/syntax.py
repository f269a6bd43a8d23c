"""Every shown line leaves the file with no more syntax errors than before.

Live text is broken anyway, and many a good line opens something. A line is therefore judged with
the least that it asks for behind it: nothing; what closes the brackets it opens; and, for a
header, an empty statement or an empty block. A line that asks for none of these and still adds
errors is not shown. Where the file itself leaves brackets open (somebody is writing it), it is
judged as if they were closed at its end.
"""

from functools import cached_property

from beamcoder.model.decoding.constraints.brackets import closers_of
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.syntax import SyntaxTree


class Syntax:
    """Drops lines after which the parser finds more errors. Dear: ask it last."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @cached_property
    def _closed(self) -> SyntaxTree | None:
        """The text with its open brackets closed at its end; None if none are open."""
        view = self._place.view
        symbols = [s.text for s in (*view.before, *view.after)]
        missing = closers_of(symbols)
        return SyntaxTree(self._place.text + "\n" + " ".join(missing)) if missing else None

    def judge(self, candidate: Candidate) -> Candidate | None:
        if not candidate.is_line or not self._breaks(self._place.syntax, candidate):
            return candidate
        if self._closed is not None and not self._breaks(self._closed, candidate):
            return candidate
        return None

    def _breaks(self, tree: SyntaxTree, candidate: Candidate) -> bool:
        return all(
            tree.would_break(self._place.offset, candidate.replace, candidate.text + ending)
            for ending in _endings(candidate)
        )


def _endings(candidate: Candidate) -> list[str]:
    """What may come behind a line before it is judged."""
    closers = " ".join(closers_of(candidate.symbols))
    if closers:
        return ["", f" {closers}"]
    if candidate.symbols[-1] in (";", "}"):
        return [""]
    return ["", " ;", " {}"]
