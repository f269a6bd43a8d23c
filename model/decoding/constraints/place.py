"""The place of a completion as rules see it, and a candidate for it. One rule a file.

A rule is a class made for one place; `judge` gives the candidate back, changed, or None to drop
it. What several rules ask for is computed once, here, and only when it is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from beamcoder.model.decoding.constraints.below import Below
from beamcoder.model.decoding.constraints.pairs import close, closers_of
from beamcoder.tokenizer.names import declarations, library_names, visible
from beamcoder.tokenizer.render import Renderer
from beamcoder.tokenizer.scopes import Declaration
from beamcoder.tokenizer.sight import Sight
from beamcoder.tokenizer.spacing import merge
from beamcoder.tokenizer.syntax import SyntaxTree
from beamcoder.tokenizer.token import Token
from beamcoder.tokenizer.types import Types


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to offer: `text` for the `replace` code points left of the cursor.

    `probability` is the model's; what is ranked and shown is that times `weight`.
    """

    symbols: tuple[str, ...]
    text: str
    replace: int
    probability: float
    is_line: bool
    weight: float = 1.0

    def weighed(self, factor: float) -> "Candidate":
        return replace(self, weight=self.weight * factor)


class Rule(Protocol):
    """One reason not to offer something as it is."""

    def judge(self, candidate: Candidate) -> Candidate | None:
        """The candidate, perhaps cut or weighed down; None to drop it."""
        ...


@dataclass
class Place:
    """A cursor, and what is in sight of it: rules know no more of a file than that.

    `dismissed` are texts that the user has refused here.
    """

    view: Sight
    renderer: Renderer
    dismissed: frozenset[str] = field(default_factory=frozenset)

    @property
    def line(self) -> str:
        """The line left of the fragment."""
        return self.view.here.left

    @cached_property
    def line_symbols(self) -> tuple[str, ...]:
        """The symbols of the line left of the fragment."""
        return tuple(token.text for token in self.view.here.tokens)

    @cached_property
    def rest_symbols(self) -> tuple[str, ...]:
        """The symbols right of the cursor on its line."""
        return tuple(token.text for token in self.view.here.tokens_behind)

    @property
    def next_line_symbols(self) -> tuple[str, ...]:
        """The symbols of the first line with tokens below the cursor."""
        return self.view.next_line

    @property
    def n_before(self) -> int:
        """How many lexical tokens the file has left of the fragment."""
        return self.view.n_before

    @property
    def tokens(self) -> Sequence[Token]:
        """The lexical tokens in sight without the fragment."""
        return self.view.tokens

    @property
    def at(self) -> int:
        """How many of the tokens in sight stand left of the cursor."""
        return self.view.n_tokens_before

    @cached_property
    def texts(self) -> list[str]:
        """Those of the tokens in sight."""
        return [token.text for token in self.tokens]

    @cached_property
    def syntax(self) -> SyntaxTree:
        """The tree of what is in sight; if that ends at the cursor, with open brackets closed."""
        return SyntaxTree(self.view.text + (self.closers(()) if self.is_at_end else ""))

    @cached_property
    def is_at_end(self) -> bool:
        """Whether nothing stands right of the cursor."""
        return not self.view.text[self.view.offset :].strip()

    @cached_property
    def open_brackets(self) -> list[str]:
        """The brackets that are open left of the cursor, outermost first."""
        return close([], self.texts[: self.at])[0]

    @cached_property
    def declarations(self) -> list[Declaration]:
        """What the text in sight declares, the fragment left out."""
        return declarations(self.tokens)

    @cached_property
    def known_names(self) -> frozenset[str]:
        """What is declared or imported and can be seen here, and what Java always knows."""
        seen = visible(self.declarations, self.at)
        return library_names(self.tokens) | seen.keys()

    @cached_property
    def types(self) -> Types:
        """The types of the names that can be seen here."""
        return Types(self.texts, self.declarations, self.at, self.known_names)

    @cached_property
    def below(self) -> Below:
        """What the code below asks for."""
        return Below(self.tokens, self.at, self.declarations, self.known_names, self.open_brackets)

    def closers(self, symbols: tuple[str, ...]) -> str:
        """What closes the brackets open behind `symbols` here, on a line of its own."""
        return "\n" + "".join(closers_of(symbols, self.open_brackets))

    def write(self, symbols: tuple[str, ...], *, replaces: bool) -> str:
        """Symbols as they would be typed here, in the buffer's style.

        `replaces`: the first one stands in the fragment's place, else all come behind it.
        """
        if replaces:
            text = self.renderer.continue_line(self.line, symbols)
            return text.lstrip(" ") if self.view.fragment else text
        return self.renderer.continue_line(self.line + self.view.fragment, symbols)

    def write_token(self, text: str, *, replaces: bool) -> str:
        """A token as it would be typed here: a blank before it only where Java wants one."""
        if self.view.fragment:
            left = "" if replaces else self.view.fragment
        else:
            blank = not self.line or self.line[-1].isspace() or not self.line_symbols
            left = "" if blank else self.line_symbols[-1]
        return f" {text}" if left and merge(left, text) else text
