"""Names that the code below uses and nobody declares: a line that declares one comes first.

Only compared with the other lines of a list: where none declares such a name, it may well come
from somewhere else (an outer class, a static import), and every line keeps its weight.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from beamcoder.model.decoding.constraints.names import CONTEXTUAL
from beamcoder.model.decoding.constraints.pairs import CLOSERS, OPENERS, close
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.declaring import Needed, Use
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.names import declared_names
from beamcoder.tokenizer.scopes import Declaration
from beamcoder.tokenizer.token import Kind

# Names behind these, or with these ahead, are no variables: members, labels, methods, parameters.
_BEHIND: Final = frozenset({".", "::", "@", "break", "continue", "case"})
_AHEAD: Final = frozenset({"(", "->", "::"})


class Needs:
    """Weighs down the lines that leave such a name undeclared, if another line declares one."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def compare(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        brings = [self.brings(candidate) for candidate in candidates] if self.names else []
        if not any(brings):
            return list(candidates)
        return [
            candidate if is_so else candidate.weighed(self._weight)
            for candidate, is_so in zip(candidates, brings, strict=True)
        ]

    def brings(self, candidate: Candidate) -> bool:
        """Whether a line declares such a name."""
        symbols = (*self._place.line_symbols, *candidate.symbols)
        return not declared_names(lexical(" ".join(symbols))).keys().isdisjoint(self.names)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Variables that are used below, before the outermost class ends, and not declared.

        In the order in which they are used first.
        """
        known = self._place.known_names | CONTEXTUAL
        used = (
            name for at, name in self._used() if name not in known and not self._is_declared(at)
        )
        return tuple(dict.fromkeys(used))

    def first(self) -> Needed | None:
        """The name that is used first, and all its uses; None if it may be inherited."""
        if not self.names or self._inherits:
            return None
        name = self.names[0]
        uses = [self._use(at) for at, used in self._used() if used == name]
        return Needed(name, uses)

    @property
    def _inherits(self) -> bool:
        """Whether a class extends another one: `class A extends B`, not `<T extends B>`."""
        texts = [token.text for token in self._place.tokens]
        return any(
            text == "extends" and "class" in texts[max(0, at - 2) : at]
            for at, text in enumerate(texts)
        )

    def _use(self, at: int) -> Use:
        start, tokens = self._place.n_before, self._place.tokens
        texts = ["", "", *(token.text for token in tokens[start : at + 4]), "", "", ""]
        at += 2 - start
        return Use((texts[at - 2], texts[at - 1]), (texts[at + 1], texts[at + 2], texts[at + 3]))

    def _used(self) -> Iterator[tuple[int, str]]:
        """What looks like variables below the cursor: number of the token, name."""
        tokens, start = self._place.tokens, self._place.n_before
        texts = [*(token.text for token in tokens[start:]), ""]
        still_open = self._place.open_brackets
        depth = len(still_open) + close(still_open, texts)[1]  # a `{` may be what is missing
        floor = min(depth, 2)
        for k, text in enumerate(texts[:-1]):
            depth += (text in OPENERS) - (text in CLOSERS)
            if depth < floor:
                return
            is_variable = tokens[start + k].kind is Kind.IDENTIFIER and not text[0].isupper()
            behind = texts[k - 1] if k else ""
            if is_variable and behind not in _BEHIND and texts[k + 1] not in _AHEAD:
                yield start + k, text

    @cached_property
    def _by_name(self) -> dict[str, list[Declaration]]:
        found = defaultdict(list)
        for declared in self._place.declarations:
            found[declared.name].append(declared)
        return found

    def _is_declared(self, at: int) -> bool:
        """Whether a name is declared for token `at`, or between the cursor and it."""
        name, start = self._place.tokens[at].text, self._place.n_before
        return any(
            start <= d.index <= at or d.first <= at <= d.stop for d in self._by_name.get(name, ())
        )
