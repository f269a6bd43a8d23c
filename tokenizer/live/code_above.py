"""Tokens above a line, read backwards, and how deep what they belong to stands.

    above = CodeAbove(buffer, line, step)   the lines above must be settled
    above.token(0)                          the last token above the line, or None
    start = above.start_of(0)               the first token of the statement that it ends
    above.level(start)                      the blanks before that statement

Tokens are numbered from the line upwards, as far as MAX_LINES lines with tokens. Braces in comments
and literals are no tokens, and lines that begin inside a comment or a text block begin nothing.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from beamcoder.tokenizer.lexer import OPERATORS, Mode
from beamcoder.tokenizer.live.buffer import IS_INSIDE, Buffer
from beamcoder.tokenizer.live.cut import goes_on

MAX_LINES: Final = 200  # lines with tokens that are read upwards
MAX_TOKENS: Final = 6000  # that are, where lines are long
MAX_LABEL_TOKENS: Final = 64  # between `case` and its `:`
OPENERS: Final = frozenset("{([")
CLOSERS: Final = frozenset("})]")
_HEADERS: Final = frozenset({"if", "for", "while", "switch", "synchronized", "catch", "try"})
_BARE_HEADERS: Final = frozenset({"else", "do", "try", "finally"})
BEFORE_ARRAY: Final = frozenset({"=", "]", "{", ",", "("})
_PREFIXES: Final = frozenset(
    {"++", "--", "!", "~"}
)  # may begin a statement, unlike other operators
_GOES_ON_AFTER_BLOCK: Final = (
    frozenset({"else", "catch", "finally", ";", ",", ".", ")", "]", "[", "::"})
    | OPERATORS - _PREFIXES
)


class BlockStep(Protocol):
    """What a line grows by after one that begins with `blanks` and opens a block or an array."""

    def __call__(self, blanks: str, *, is_array: bool = False) -> str: ...


@dataclass(frozen=True, slots=True)
class CodeToken:
    """A lexical token of a line; `is_first` if the line begins with it."""

    text: str
    line: int
    end: int  # column
    is_first: bool


class CodeAbove:
    """The tokens above a line."""

    def __init__(self, buffer: Buffer, line: int, step: BlockStep) -> None:
        self._buffer, self._step = buffer, step
        self._tokens: list[CodeToken] = []
        self._next, self._n_left = line - 1, MAX_LINES

    def token(self, k: int) -> CodeToken | None:
        """The k-th token above the line, from 0; None beyond the first or too far up."""
        while MAX_TOKENS > k >= len(self._tokens) and self._next >= 0 and self._n_left:
            self._read(self._next)
            self._next -= 1
        return self._tokens[k] if k < len(self._tokens) else None

    def text(self, k: int) -> str:
        """Of the k-th token, "" where there is none."""
        token = self.token(k)
        return "" if token is None else token.text

    def _read(self, line: int) -> None:
        cut, before = self._buffer.cut(line), self._buffer.before(line)
        begins = before.lexer.mode is Mode.CODE and not goes_on(before.lexer)
        first = cut.tokens[0] if begins and cut.tokens else None
        for token in reversed(cut.tokens):
            self._tokens.append(CodeToken(token.text, line, token.end, token is first))
        self._n_left -= bool(cut.tokens)

    def blanks(self, k: int) -> str:
        """The blanks that the line of the k-th token begins with."""
        token, table = self.token(k), self._buffer.table
        line = 0 if token is None else token.line
        while table[IS_INSIDE, line]:
            line -= 1
        return "" if token is None else blanks_of(self._buffer.live.lines[line])

    # Brackets and statements

    def opener(self, k: int) -> int | None:
        """The bracket that the closing one at k closes."""
        depth, at = 1, k
        while depth:
            at += 1
            text = self.text(at)
            if not text:
                return None
            depth += (text in CLOSERS) - (text in OPENERS)
        return at

    def enclosing(self, k: int) -> int | None:
        """The bracket that is open at k: the nearest from there upwards that nothing closed."""
        at: int | None = k
        while at is not None and (text := self.text(at)):
            if text in OPENERS:
                return at
            at = self.beyond(at)
        return None

    def beyond(self, k: int) -> int | None:
        """The next token upwards outside of what is in brackets."""
        opener = self.opener(k) if self.text(k) in CLOSERS else k
        return None if opener is None else opener + 1

    def start_of(self, k: int) -> int:
        """The first token of the statement, header or argument that has the token k."""
        at, argument = k, None
        while True:
            if self.text(at) in CLOSERS:
                opener = self.opener(at)
                if opener is None:
                    return at
                at = opener
            if self.text(at) == "," and at > k and argument is None:
                argument = at - 1
            if not self.text(at + 1) or self._ends(at + 1):
                is_argument = argument is not None and self.text(at + 1) in ("(", "[")
                return argument if is_argument and argument is not None else at
            at += 1

    def _ends(self, k: int) -> bool:
        """Whether the token k ends what stands above the token after it."""
        text, after = self.text(k), self.text(k - 1)
        if text == ";":
            return after != "else"
        if text == "}":
            return after not in _GOES_ON_AFTER_BLOCK and not self._is_do_while(k)
        return text in OPENERS or self.label_start(k) is not None

    def _is_do_while(self, k: int) -> bool:
        """Whether the block that ends at k is that of a `do`, and `while` comes after it."""
        opener = self.opener(k) if self.text(k - 1) == "while" else None
        return opener is not None and self.text(opener + 1) == "do"

    def label_start(self, k: int) -> int | None:
        """The `case` or `default` of the label that ends with the token k."""
        if self.text(k) not in (":", "->"):
            return None
        at: int | None = k + 1
        while at is not None and at < k + MAX_LABEL_TOKENS:
            text = self.text(at)
            if text == "case" or (text == "default" and at == k + 1):
                return at
            if text in ("", "?", ";", ":", "->") or text in OPENERS or text == "}":
                return None
            at = self.beyond(at)
        return None

    # Depths

    def level(self, start: int) -> str:
        """The blanks before a statement that begins with a token."""
        token = self.token(start)
        if token is None or token.is_first:
            return self.blanks(start)
        before = self.text(start + 1)
        label = self.label_start(start + 1)
        if label is not None:
            blanks, is_label = self.level(label), token.text in ("case", "default")
            return blanks if is_label or before == "->" else blanks + self._step(blanks)
        if before == "{":
            return self.inside(start + 1)
        if before in (";", "}"):
            earlier = self.start_of(start + 1)
            return self.level(earlier) if earlier > start else self.blanks(start)
        return self.blanks(start)

    def inside(self, brace: int) -> str:
        """The blanks before what stands in the block that a brace opens."""
        owner = self.owner(brace)
        return owner + self._step(owner, is_array=self.is_array(brace))

    def owner(self, brace: int) -> str:
        """The blanks before what an opening bracket belongs to, where its closing one stands."""
        token = self.token(brace)
        if token is None or (token.is_first and token.text == "{"):
            return self.blanks(brace)
        header = self.header(brace + 1) if token.text == "{" else None
        if header is not None:
            return self.blanks(header)
        label = self.label_start(brace + 1)
        if label is not None:
            return self.level(label)
        start = self.start_of(brace)
        expression = self._expression(brace, start)
        return self.level(start) if expression is None else self.blanks(expression)

    def _expression(self, brace: int, start: int) -> int | None:
        """What begins an expression with a brace in a statement: a lambda, an array, `new`."""
        if self.text(brace + 1) == "->" or self.is_array(brace):
            return brace + 1
        at: int | None = brace + 1
        while at is not None and at <= start:
            if self.text(at) == "new":
                return at
            at = self.beyond(at)
        return None

    def is_array(self, brace: int) -> bool:
        """Whether a brace opens the values of an array."""
        return self.text(brace + 1) in BEFORE_ARRAY

    def header(self, k: int) -> int | None:
        """The keyword of the header that ends with the token k, and whose block comes next."""
        if self.text(k) in _BARE_HEADERS:
            return k
        opener = self.opener(k) if self.text(k) == ")" else None
        if opener is None or self.text(opener + 1) not in _HEADERS:
            return None
        return None if self._is_do_while(opener + 2) else opener + 1

    def is_switch(self, brace: int) -> bool:
        """Whether the block that a brace opens is a `switch`'s."""
        opener = self.opener(brace + 1) if self.text(brace + 1) == ")" else None
        return opener is not None and self.text(opener + 1) == "switch"

    def last_label(self, brace: int) -> str | None:
        """The blanks before the last label of a `switch` whose block is open since `brace`."""
        at: int | None = 0
        while at is not None and at < brace:
            text = self.text(at)
            is_label = text == "case" or (text == "default" and self.text(at - 1) in (":", "->"))
            if is_label:
                return self.level(at)
            at = self.beyond(at)
        return None


def blanks_of(line: str) -> str:
    """The blanks and tabs that a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]
