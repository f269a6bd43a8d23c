"""Rule: no repeat of what stands right of the cursor, or on the next line."""

from dataclasses import replace

from beamcoder.model.decoding.constraints.pairs import balanced
from beamcoder.model.decoding.constraints.place import Candidate, Place


class Repeats:
    """Cuts off a line's end where the rest of the line already says it.

    Right of the cursor `)`: `ans);` becomes `ans`; right of it `; i++) {`: `n; i++) {` becomes
    `n`. What is left must close what it opens.
    """

    def __init__(self, place: Place) -> None:
        self._place = place

    def judge(self, candidate: Candidate) -> Candidate | None:
        if not candidate.is_line:
            return candidate
        rest = self._place.rest_symbols
        if not rest:
            whole = (*self._place.line_symbols, *candidate.symbols)
            return None if whole == self._place.next_line_symbols else candidate
        kept = _without_overlap(candidate.symbols, rest)
        if not kept:
            return None
        if kept == candidate.symbols:
            return candidate
        text = self._place.write(kept, replaces=True)
        return replace(candidate, symbols=kept, text=text)


def _without_overlap(symbols: tuple[str, ...], rest: tuple[str, ...]) -> tuple[str, ...]:
    for i in range(len(symbols)):
        n = min(len(symbols) - i, len(rest))
        if symbols[i : i + n] == rest[:n] and balanced(symbols[:i]):
            return symbols[:i]
    return symbols
