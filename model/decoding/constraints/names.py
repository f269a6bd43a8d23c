"""Names that nobody declared or imported rank lower."""

from functools import cached_property
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.lexer import KEYWORDS, PRIMITIVES
from beamcoder.tokenizer.names import declarations, library_names, visible

UNDECLARED_WEIGHT: Final = 0.3
# Words that are names to the lexer and mean something to Java, or stand for what is everywhere.
_CONTEXTUAL: Final = frozenset(
    {"var", "record", "sealed", "permits", "yield", "when", "non", "java", "javax"}
)
_DECLARING: Final = frozenset({*PRIMITIVES, ">", "]", "...", "var", "class", "interface", "enum"})


class Names:
    """Weighs down what uses an unknown name; a name that the candidate declares is known."""

    def __init__(self, place: Place, weight: float = UNDECLARED_WEIGHT) -> None:
        self._place, self._weight = place, weight

    @cached_property
    def _known(self) -> frozenset[str]:
        tokens, place = self._place.tokens, self._place.n_before
        seen = visible(declarations(tokens), place)
        return library_names(tokens) | seen.keys() | _CONTEXTUAL

    def judge(self, candidate: Candidate) -> Candidate:
        symbols = (*self._place.line_symbols, *self._fragment(candidate), *candidate.symbols)
        first = len(symbols) - len(candidate.symbols)
        if symbols and symbols[0] in ("import", "package"):
            return candidate
        declared: set[str] = set()
        n_unknown = 0
        for i in range(first, len(symbols)):
            name = symbols[i]
            if not _is_name(name):
                continue
            if declares(symbols, i, is_open=not candidate.is_line):
                declared.add(name)
            elif not (i and symbols[i - 1] in (".", "::", "@", "goto")):
                n_unknown += name not in self._known and name not in declared
        return candidate.weighed(self._weight**n_unknown) if n_unknown else candidate

    def _fragment(self, candidate: Candidate) -> tuple[str, ...]:
        fragment = self._place.view.fragment
        return (fragment,) if fragment and not candidate.replace else ()


def declares(symbols: tuple[str, ...], i: int, *, is_open: bool) -> bool:
    """Whether the name at `i` is being declared: a type stands before it, or `->` behind it.

    `is_open`: nothing is known of what follows the last symbol.
    """
    before = symbols[i - 1] if i else ""
    after = symbols[i + 1] if i + 1 < len(symbols) else ""
    if before in _DECLARING or after == "->" or _is_name(before):
        return True
    in_list = before == "," and any(declares(symbols, j, is_open=False) for j in range(1, i - 1))
    return in_list and (after in (",", ";", "=", "[") or (is_open and not after))


def _is_name(symbol: str) -> bool:
    return bool(symbol) and (symbol[0].isalpha() or symbol[0] in "_$") and symbol not in KEYWORDS
