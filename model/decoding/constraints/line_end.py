"""Rule: lines end where a Java line can end."""

from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place

# A line that ends so goes on in the next one, or is not finished.
_ASKS_FOR_MORE: Final = frozenset(
    {
        *("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", ">>>="),
        *("-", "*", "/", "%", "==", "!=", "<", "<=", ">=", "!", "~", ".", "::", "@", "(", "["),
        *("new", "instanceof", "import", "package", "class", "extends", "implements"),
        *("throws", "throw", "case", "goto"),
    }
)


class LineEnd:
    """Drops lines that end in the middle of something."""

    def __init__(self, place: Place) -> None:
        self._ends_here = not place.rest_symbols

    def judge(self, candidate: Candidate) -> Candidate | None:
        if candidate.is_line and self._ends_here and candidate.symbols[-1] in _ASKS_FOR_MORE:
            return None
        return candidate
