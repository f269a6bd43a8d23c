"""Cursor and candidate as the rules see them.

A rule is a class made for one place; `judge` gives the candidate back, changed, or None to drop
it. What several rules ask of names, types and syntax is `facts`'s.
"""

from collections.abc import Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Protocol

from beamcoder.model.decoding.constraints.place_facts import PlaceFacts
from beamcoder.model.decoding.constraints.written import Written
from beamcoder.tokenizer.lexer import Mode, lex_line
from beamcoder.tokenizer.live.excerpt import Excerpt
from beamcoder.tokenizer.style.spacing import merge
from beamcoder.tokenizer.token import TokenKind


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


LONG_LINE: Final = 240  # code points
N_LAST: Final = 48  # tokens
EMPTY_STRING: Final = '""'


@dataclass
class Place:
    """A cursor and the excerpt around it: rules know no more of a file than that.

    `dismissed` are texts that the user has refused here; `file_name` is "" for a text without one.
    `package` is the file's by its folder, "" for none, None if it is not known; `has_workspace`:
    the search reads files around it, which say more, and declare the classes `importable`.
    """

    view: Excerpt
    facts: PlaceFacts
    dismissed: frozenset[str] = field(default_factory=frozenset)
    file_name: str = ""
    package: str | None = None
    has_workspace: bool = False
    importable: Set[str] = frozenset()

    _written: dict[tuple[object, ...], Written] = field(default_factory=dict)

    def written(self, candidate: Candidate) -> Written:
        """A candidate where it would stand; the rules share it."""
        key = candidate.symbols, candidate.replace > 0, candidate.is_line
        if key not in self._written:
            fragment, before = self.view.fragment, self.facts.texts[: self.facts.at]
            kept = [fragment] if fragment and not candidate.replace else []
            rest = self.rest_symbols if candidate.is_line else ()
            texts = [*before, *kept, *candidate.symbols]
            start = len(before) - len(self.line_symbols)
            first = len(texts) - len(candidate.symbols)
            self._written[key] = Written(texts, first, start, rest)
        return self._written[key]

    @property
    def line(self) -> str:
        """The line left of the fragment."""
        return self.view.cursor.left

    @cached_property
    def line_symbols(self) -> tuple[str, ...]:
        """The symbols of the line left of the fragment."""
        return tuple(token.text for token in self.view.cursor.tokens)

    @cached_property
    def rest_symbols(self) -> tuple[str, ...]:
        """The symbols right of the cursor on its line."""
        return tuple(token.text for token in self.view.cursor.tokens_after)

    @property
    def next_line_symbols(self) -> tuple[str, ...]:
        """The symbols of the first line with tokens below the cursor."""
        return self.view.next_line

    @property
    def n_before(self) -> int:
        """How many lexical tokens the file has left of the fragment."""
        return self.view.n_before

    @property
    def is_at_end(self) -> bool:
        """Whether nothing stands right of the cursor."""
        return self.facts.is_at_end

    @property
    def known_names(self) -> frozenset[str]:
        """What is declared or imported and can be seen here, and what Java always knows."""
        return self.facts.known_names

    @cached_property
    def n_errors(self) -> int:
        """The syntax errors of the excerpt."""
        return self.n_errors_with(0, "")

    def n_errors_with(self, n_replaced: int, text: str, *, to_end: bool = False) -> int:
        """The syntax errors with a text in the place of some code points left of the cursor, and,
        `to_end`, of all that stands right of it."""
        facts, fragment = self.facts, self.view.fragment
        kept = fragment[: max(0, len(fragment) - n_replaced)]
        start = self.view.offset - max(0, n_replaced - len(fragment))
        end = len(facts.syntax.text) if to_end else self.view.offset
        return facts.syntax.n_errors_with(end, end - start, kept + text)

    def is_broken_without(self, n_left: int, n_right: int) -> bool:
        """Whether errors stay without so many code points on either side of the fragment's place.

        `n_left` counts the fragment, which the excerpt is without.
        """
        start = self.view.offset - n_left + len(self.view.fragment)
        end = self.view.offset + n_right
        return self.facts.syntax.n_errors_with(end, end - start, "") > 0

    def write(self, symbols: tuple[str, ...], *, replaces: bool) -> str:
        """Symbols as they would be typed here, in the buffer's style.

        `replaces`: the first one stands in the fragment's place, else all come after it.
        """
        left = self._end_of_line
        if replaces:
            text = self.facts.renderer.continue_line(left, symbols)
            return text.lstrip(" ") if self.view.fragment else text
        return self.facts.renderer.continue_line(left + self.view.fragment, symbols)

    @cached_property
    def _end_of_line(self) -> str:
        """The line left of the fragment, of a long one its last tokens: what stands far to the left
        has no say in how blanks are written."""
        line = self._code
        start = len(line)
        if start <= LONG_LINE:
            return line
        for symbol in self.line_symbols[: -N_LAST - 1 : -1]:
            start = max(0, line.rfind(symbol, 0, start))
        return line[start:]

    @property
    def _code(self) -> str:
        """The line left of the fragment, to be read by itself: without what ends there of a
        comment, and with an empty string for a text block, which is spaced alike."""
        cursor = self.view.cursor
        state = cursor.before.lexer
        if state.mode is Mode.CODE:
            return cursor.left
        begun, _ = lex_line(cursor.left, state)
        literal = EMPTY_STRING if state.mode is Mode.TEXT_BLOCK else ""
        return literal + cursor.left[begun[0].end if begun else 0 :]

    @property
    def last_symbol(self) -> str:
        """The symbol left of the fragment on its line, "" if there is none."""
        last = self.view.cursor.tokens[-1:]
        is_block = bool(last) and last[0].kind is TokenKind.TEXT_BLOCK
        return EMPTY_STRING if is_block else "".join(token.text for token in last)

    def write_token(self, text: str, *, replaces: bool) -> str:
        """A token as it would be typed here: a blank before it only where Java wants one."""
        if self.view.fragment:
            left = "" if replaces else self.view.fragment
        else:
            blank = not self.line or self.line[-1].isspace() or not self.line_symbols
            left = "" if blank else self.last_symbol
        return f" {text}" if left and merge(left, text) else text
