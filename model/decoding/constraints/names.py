"""Rule: lower rank for names that are neither declared nor imported.

A class of Java's library or of the workspace counts as imported: its item brings the import.
"""

from itertools import pairwise
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.undeclared_below import CONTEXTUAL
from beamcoder.tokenizer.java.library import IMPORTABLE
from beamcoder.tokenizer.java.names import declared_names
from beamcoder.tokenizer.lexer import KEYWORDS, lexical
from beamcoder.tokenizer.token import begins_name

UNDECLARED_WEIGHT: Final = 0.1
_OF_ANOTHER: Final = (".", "::", "@")  # names after these are members, or annotations


class UndeclaredNames:
    """Weighs down what uses an unknown name; a name that the candidate declares is known."""

    def __init__(self, place: Place, weight: float = UNDECLARED_WEIGHT) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        begun = (*self._place.line_symbols, *self._fragment(candidate))
        symbols = (*begun, *candidate.symbols)
        if symbols[0] in ("import", "package"):
            return candidate
        used = {
            name
            for before, name in pairwise(("", *symbols))
            if _is_name(name) and before not in _OF_ANOTHER
        }
        known = self._place.known_names | self._place.importable
        unknown = used.intersection(candidate.symbols) - CONTEXTUAL - IMPORTABLE - known
        if unknown:
            unknown -= declared_names(lexical(" ".join(symbols))).keys()
        return candidate.weighed(self._weight ** len(unknown)) if unknown else candidate

    def _fragment(self, candidate: Candidate) -> tuple[str, ...]:
        fragment = self._place.view.fragment
        return (fragment,) if fragment and not candidate.replace else ()


def _is_name(symbol: str) -> bool:
    return begins_name(symbol) and symbol not in KEYWORDS
