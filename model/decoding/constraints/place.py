"""The place of a completion as rules see it, and a candidate for it. One rule a file.

A rule is a class made for one place; `judge` gives the candidate back, changed, or None to drop
it. What several rules ask for is computed once, here, and only when it is asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from beamcoder.model.decoding.constraints.pairs import close, closers_of
from beamcoder.tokenizer.cursor import CursorView
from beamcoder.tokenizer.layout import LAYOUT
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.names import declarations, library_names, visible
from beamcoder.tokenizer.render import Renderer
from beamcoder.tokenizer.scopes import Declaration
from beamcoder.tokenizer.spacing import merge
from beamcoder.tokenizer.syntax import SyntaxTree
from beamcoder.tokenizer.token import Token


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
    """A cursor in a text. `dismissed` are texts that the user has refused here."""

    text: str
    offset: int
    view: CursorView
    renderer: Renderer
    dismissed: frozenset[str] = field(default_factory=frozenset)

    @property
    def start(self) -> int:
        """Where the typed fragment begins."""
        return self.offset - len(self.view.fragment)

    @cached_property
    def line(self) -> str:
        """The line left of the fragment."""
        begin = max(self.text.rfind("\n", 0, self.start), self.text.rfind("\r", 0, self.start)) + 1
        return self.text[begin : self.start]

    @cached_property
    def line_symbols(self) -> tuple[str, ...]:
        """The symbols of the line left of the fragment."""
        return _until_layout(symbol.text for symbol in reversed(self.view.before))[::-1]

    @cached_property
    def rest_symbols(self) -> tuple[str, ...]:
        """The symbols right of the cursor on its line."""
        return _until_layout(symbol.text for symbol in self.view.after)

    @cached_property
    def next_line_symbols(self) -> tuple[str, ...]:
        """The symbols of the first line with tokens below the cursor."""
        texts = [symbol.text for symbol in self.view.after[len(self.rest_symbols) :]]
        n_marks = next((i for i, text in enumerate(texts) if text not in LAYOUT), len(texts))
        return _until_layout(iter(texts[n_marks:]))

    @cached_property
    def tokens(self) -> list[Token]:
        """The lexical tokens without the fragment; `n_before` of them stand left of the cursor."""
        return lexical(self.text[: self.start] + " " + self.text[self.offset :])

    @cached_property
    def n_before(self) -> int:
        return sum(not symbol.is_layout for symbol in self.view.before)

    @cached_property
    def syntax(self) -> SyntaxTree:
        """The tree of the text; if it ends at the cursor, with its open brackets closed."""
        return SyntaxTree(self.text + (self.closers(()) if self.is_at_end else ""))

    @property
    def is_at_end(self) -> bool:
        """Whether nothing stands right of the cursor."""
        return not self.text[self.offset :].strip()

    @cached_property
    def open_brackets(self) -> list[str]:
        """The brackets that are open left of the cursor, outermost first."""
        return close([], (symbol.text for symbol in self.view.before))[0]

    @cached_property
    def declarations(self) -> list[Declaration]:
        """What the text declares, the fragment left out."""
        return declarations(self.tokens)

    @cached_property
    def known_names(self) -> frozenset[str]:
        """What is declared or imported and can be seen here, and what Java always knows."""
        seen = visible(self.declarations, self.n_before)
        return library_names(self.tokens) | seen.keys()

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


def _until_layout(texts: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for text in texts:
        if text in LAYOUT:
            break
        found.append(text)
    return tuple(found)
