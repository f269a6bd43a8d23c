"""Facts about names, types and syntax at a cursor, computed on demand.

    facts = facts_at(excerpt, last)       the last one again, while only a word grows
    facts.known_names, facts.types        computed when they are first used

All that rules ask of names, types and syntax, at the cost of a few milliseconds a word instead of
a key.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from beamcoder.model.decoding.constraints.pairs import close, closers_of
from beamcoder.model.decoding.constraints.undeclared_below import UndeclaredBelow
from beamcoder.tokenizer.java.names import declarations, library_names, visible
from beamcoder.tokenizer.java.scopes import Declaration
from beamcoder.tokenizer.java.syntax import SyntaxTree
from beamcoder.tokenizer.java.types import Types
from beamcoder.tokenizer.live.excerpt import Excerpt
from beamcoder.tokenizer.style.render import Renderer
from beamcoder.tokenizer.token import TokenKind

_WORDS: Final = frozenset({TokenKind.IDENTIFIER, TokenKind.KEYWORD})


@dataclass
class PlaceFacts:
    """Facts of one excerpt; nothing here depends on its fragment."""

    excerpt: Excerpt

    @cached_property
    def at(self) -> int:
        """How many of the excerpt's tokens stand left of the cursor."""
        return self.excerpt.n_tokens_before

    @cached_property
    def texts(self) -> list[str]:
        """Those of the excerpt's tokens."""
        return [token.text for token in self.excerpt.tokens]

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of the excerpt."""
        return frozenset(token.text for token in self.excerpt.tokens if token.kind in _WORDS)

    @cached_property
    def renderer(self) -> Renderer:
        """Writes as the lines around the cursor are written."""
        return Renderer(self.excerpt.nearest)

    @cached_property
    def is_at_end(self) -> bool:
        """Whether nothing stands right of the cursor."""
        return not self.excerpt.text[self.excerpt.offset :].strip()

    @cached_property
    def open_brackets(self) -> list[str]:
        """The brackets that are open left of the cursor, outermost first."""
        return close([], self.texts[: self.at])[0]

    def closers(self, symbols: tuple[str, ...]) -> str:
        """What closes the brackets open after `symbols` here, on a line of its own."""
        return "\n" + "".join(closers_of(symbols, self.open_brackets))

    @cached_property
    def syntax(self) -> SyntaxTree:
        """The excerpt's syntax tree; if it ends at the cursor, with open brackets closed."""
        return SyntaxTree(self.excerpt.text + (self.closers(()) if self.is_at_end else ""))

    @cached_property
    def declarations(self) -> list[Declaration]:
        """Declarations of the excerpt."""
        return declarations(self.excerpt.tokens)

    @cached_property
    def known_names(self) -> frozenset[str]:
        """What is declared or imported and can be seen here, and what Java always knows."""
        seen = visible(self.declarations, self.at)
        return library_names(self.excerpt.tokens) | seen.keys()

    @cached_property
    def types(self) -> Types:
        """The types of the names that can be seen here."""
        return Types(self.texts, self.declarations, self.at, self.known_names)

    @cached_property
    def below(self) -> UndeclaredBelow:
        """What the code below asks for."""
        tokens, known = self.excerpt.tokens, self.known_names
        return UndeclaredBelow(tokens, self.at, self.declarations, known, self.open_brackets)


def facts_at(excerpt: Excerpt, last: PlaceFacts | None = None) -> PlaceFacts:
    """Facts of an excerpt; the last ones, if nothing but the fragment differs."""
    return (
        last if last is not None and excerpt.differs_in_word(last.excerpt) else PlaceFacts(excerpt)
    )
