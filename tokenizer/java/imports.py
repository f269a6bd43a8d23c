"""Head of a Java file: its package and its imports.

    head = read_head(text)
    head.package, head.imports         "a.b", (Import("java.util.List"), Import("java.io.*"))
    head.explicit("List")              whether an import names the class itself
    head.packages                      those that are brought as a whole: ["java.io"]
    head.is_that_of(other)             whether another text begins with the same head

The head ends where anything but `package`, `import` and comments begins. A statement that is still
being typed, without its `;`, imports nothing. Of a head of more than MAX_HEAD code points nothing
is known. Nothing raises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from beamcoder.tokenizer.lexer import TEXT_START, Mode, lex_line
from beamcoder.tokenizer.token import Token, TokenKind

MAX_HEAD: Final = 1 << 16
_LINES: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_INSIDE: Final = frozenset({".", "*", "static"})


@dataclass(frozen=True, slots=True)
class Import:
    """An import statement: `name` is "java.util.List" or "java.util.*".

    `start` and `end` are its own; behind `line_end`, the comment on its line included, comes a line
    end, or more code right behind the statement.
    """

    name: str
    is_static: bool = False
    start: int = 0
    end: int = 0
    line_end: int = 0

    @property
    def parts(self) -> list[str]:
        return self.name.split(".")

    @property
    def package(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def simple(self) -> str:
        """The class's own name, or "*"."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class FileHead:
    """What stands above the first type. `statement` is the package's, as if it were an import.

    `text` is the head with the line on which it ends; `end` is where the first code begins, if
    there is any: else `has_end` is false.
    """

    text: str
    statement: Import | None
    imports: tuple[Import, ...]
    end: int
    has_end: bool

    @property
    def package(self) -> str:
        """ "" for none."""
        return self.statement.name if self.statement else ""

    @cached_property
    def packages(self) -> list[str]:
        """Of wildcards; of a static one the class, whose nested types it brings."""
        return [each.package for each in self.imports if each.simple == "*"]

    @cached_property
    def _explicit(self) -> frozenset[str]:
        return frozenset(each.simple for each in self.imports)

    def explicit(self, name: str) -> bool:
        """Whether an import names a class of this simple name."""
        return name in self._explicit

    def n_from(self, package: str) -> int:
        """How many imports are from a package or from one below it."""
        below = f"{package}."
        return sum(each.name.startswith(below) for each in self.imports)

    def is_that_of(self, text: str) -> bool:
        if not text.startswith(self.text):
            return False
        return self.text[-1:] in ("\r", "\n") or len(text) == len(self.text)


class _Reader:
    """Takes the tokens of the head one by one."""

    def __init__(self) -> None:
        self.package: Import | None = None
        self.imports: list[Import] = []
        self.end: int | None = None
        self._begun: list[Token] = []
        self._of_line: list[tuple[list[Token], int]] = []  # statements that end on this line

    def take(self, token: Token) -> None:
        """A lexical one."""
        if self._begun and token.text == ";":
            self._of_line.append((self._begun, token.end))
            self._begun = []
        elif self._begun and self._goes_on(token):
            self._begun.append(token)
        elif token.text in ("import", "package"):
            self._begun = [token]
        elif token.text != ";":
            self.end = token.start

    def _goes_on(self, token: Token) -> bool:
        follows = self._begun[-1].text in (".", "import", "package", "static")
        return token.text in _INSIDE or (token.kind is TokenKind.IDENTIFIER and follows)

    def end_line(self, line_end: int, *, is_plain: bool) -> None:
        """`is_plain`: behind the last statement nothing but a comment stands on the line."""
        for at, (tokens, end) in enumerate(self._of_line, 1):
            is_last = at == len(self._of_line)
            self._note(tokens, end, line_end if is_last and is_plain and not self._begun else end)
        self._of_line = []

    def _note(self, tokens: list[Token], end: int, line_end: int) -> None:
        keyword, *rest = tokens
        name = "".join(token.text for token in rest if token.text != "static")
        read = Import(
            name, len(rest) > 1 and rest[0].text == "static", keyword.start, end, line_end
        )
        if keyword.text == "import":
            self.imports.append(read)
        elif self.package is None:
            self.package = read


def read_head(text: str) -> FileHead:
    """Costs what the head is long."""
    reader, at = _Reader(), 0
    for at, line_end, tokens, is_code in _lines(text):
        for token in tokens:
            if reader.end is None:
                reader.take(token)
        reader.end_line(line_end, is_plain=is_code and reader.end is None)
        if reader.end is not None or at > MAX_HEAD:
            break
    end, has_end = (at, False) if reader.end is None else (reader.end, True)
    return FileHead(text[:at], reader.package, tuple(reader.imports), end, has_end)


def _lines(text: str) -> Iterator[tuple[int, int, list[Token], bool]]:
    """Of each line: where it ends with its line end and without it, its lexical tokens with their
    places in the text, and whether code goes on behind it."""
    state = TEXT_START
    for found in _LINES.finditer(text):
        tokens, state = lex_line(found[0], state)
        start, n_code = found.start(), len(found[0].rstrip("\r\n"))
        placed = [replace(t, start=start + t.start) for t in tokens if t.is_lexical]
        yield found.end(), start + n_code, placed, state.mode in (Mode.CODE, Mode.LINE_COMMENT)
