"""Names that the code below the cursor uses and nothing declares.

    below = UndeclaredBelow(tokens, at, declarations, known_names, open_brackets)
    below.names                             ("total", "i"): variables that a line here may declare
    below.first                             the first one with all its uses

Only the rest of the method is looked at. Made once for a place.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from beamcoder.model.decoding.constraints.pairs import CLOSERS, OPENERS, close
from beamcoder.model.decoding.declaration_search import Needed, Use
from beamcoder.tokenizer.java.scopes import Declaration
from beamcoder.tokenizer.token import Token, TokenKind

# Words that are names to the lexer and mean something to Java, or stand for what is everywhere.
CONTEXTUAL: Final = frozenset(
    {"var", "record", "sealed", "permits", "yield", "when", "non", "java", "javax"}
)
# Names after these, or with these ahead, are no variables: members, labels, methods, parameters.
_AFTER: Final = frozenset({".", "::", "@", "break", "continue", "case"})
_AHEAD: Final = frozenset({"(", "->", "::"})


@dataclass
class UndeclaredBelow:
    """The excerpt's tokens, of which `at` stand before the cursor, and what is known of them."""

    tokens: Sequence[Token]
    at: int
    declarations: Sequence[Declaration]
    known: Set[str]
    open_brackets: Sequence[str]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Variables that are used below, before the outermost class ends, and not declared.

        In the order in which they are used first.
        """
        known = self.known | CONTEXTUAL
        used = (name for at, name in self._used if name not in known and not self._is_declared(at))
        return tuple(dict.fromkeys(used))

    @cached_property
    def first(self) -> Needed | None:
        """The name that is used first, and all its uses; None if it may be inherited."""
        if not self.names or self._inherits:
            return None
        name = self.names[0]
        return Needed(name, [self._use(at) for at, used in self._used if used == name])

    @property
    def _inherits(self) -> bool:
        """Whether a class extends another one: `class A extends B`, not `<T extends B>`."""
        texts = [token.text for token in self.tokens]
        return any(
            text == "extends" and "class" in texts[max(0, at - 2) : at]
            for at, text in enumerate(texts)
        )

    def _use(self, at: int) -> Use:
        texts = ["", "", *(token.text for token in self.tokens[self.at : at + 4]), "", "", ""]
        at += 2 - self.at
        return Use((texts[at - 2], texts[at - 1]), (texts[at + 1], texts[at + 2], texts[at + 3]))

    @cached_property
    def _used(self) -> list[tuple[int, str]]:
        return list(self._find_used())

    def _find_used(self) -> Iterator[tuple[int, str]]:
        """What looks like variables below the cursor: number of the token, name."""
        texts = [*(token.text for token in self.tokens[self.at :]), ""]
        still_open = self.open_brackets
        depth = len(still_open) + close(still_open, texts)[1]  # a `{` may be what is missing
        floor = min(depth, 2)
        for k, text in enumerate(texts[:-1]):
            depth += (text in OPENERS) - (text in CLOSERS)
            if depth < floor:
                return
            token = self.tokens[self.at + k]
            is_variable = token.kind is TokenKind.IDENTIFIER and not text[0].isupper()
            previous = texts[k - 1] if k else ""
            if is_variable and previous not in _AFTER and texts[k + 1] not in _AHEAD:
                yield self.at + k, text

    @cached_property
    def _by_name(self) -> dict[str, list[Declaration]]:
        found = defaultdict(list)
        for declared in self.declarations:
            found[declared.name].append(declared)
        return found

    def _is_declared(self, at: int) -> bool:
        """Whether a name is declared for token `at`, or between the cursor and it."""
        name = self.tokens[at].text
        return any(
            self.at <= d.index <= at or d.first <= at <= d.stop for d in self._by_name.get(name, ())
        )
