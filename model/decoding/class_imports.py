"""Classes that an item uses and its file does not import.

    finder = ImportFinder(text, offset, read_head(text), package, types)
    finder.of(item)                   ("java.util.ArrayList",)
    with_imports(answer, finder)      the answer, each item with its `imports`

Only what is known counts: Java's library by its tables, the workspace by its files. Nothing is
named where the file declares a class of that name, imports one, sees one of its own package, or has
a wildcard for it; nor above the end of its imports. Where two packages have the name, the item's
own use of it decides, then what the file imports, then how often each is imported elsewhere.
"""

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.tokenizer.java.imports import FileHead, read_head
from beamcoder.tokenizer.java.library import (
    ABSTRACT,
    GENERIC,
    IMPORTABLE,
    JAVA_LANG,
    NAMESAKES,
    PACKAGES,
    packages_of,
)
from beamcoder.tokenizer.java.source_types import NO_TYPES, SourceTypes
from beamcoder.tokenizer.lexer import lex, lexical
from beamcoder.tokenizer.token import TokenKind

MAX_LEFT: Final = 512  # code points of a line that are read
_WORD: Final = re.compile(r"[^\W\d]\w*")
_WORD_BEFORE: Final = re.compile(r"[^\W\d]\w*\Z")
_OWN_LINE: Final = re.compile(r"\s*(?:import|package)\b")
# Names after these are members, annotations, labels, or declared here.
_NO_USE: Final = frozenset({".", "::", "@", "break", "continue", "goto", "import", "package"})
_AMBIGUOUS: Final = frozenset[str]().union(*NAMESAKES.values())
_TYPE_WORDS: Final = ("class", "interface", "enum", "record")
_DECLARES: Final = frozenset(_TYPE_WORDS)


class ClassUse(NamedTuple):
    """Where a class's simple name begins in a line, and the tokens beside it."""

    start: int
    before: str
    after: str

    @property
    def is_one(self) -> bool:
        """Not a member, a method or a label."""
        is_method = self.after == "(" and self.before != "new"
        return not is_method and self.before not in _NO_USE


@dataclass(frozen=True)
class ImportFinder:
    """For one place of a text; `package` is the one that its folder asks for."""

    text: str
    offset: int
    head: FileHead
    package: str
    types: SourceTypes
    _declared: dict[str, bool] = field(default_factory=dict)

    @property
    def names(self) -> Set[str]:
        """Simple names of workspace classes that the text sees, or may import."""
        return self.types.importable | self._near

    @property
    def _near(self) -> Set[str]:
        return self.types.near(self.head.package or self.package)

    def of(self, item: Item) -> tuple[str, ...]:
        """Full names, in the order of their uses; those that the line begun uses come along."""
        if not self.head.has_end or self.head.end >= self.offset - item.replace:
            return ()
        if not any(map(self._is_known, _WORD.findall(item.text))):
            return ()
        left = self._line[: len(self._line) - item.replace]
        if _OWN_LINE.match(left):
            return ()
        begun = _WORD_BEFORE.search(left)
        n_before = begun.start() if begun else len(left)
        found = {
            full: any(use.start >= n_before for use in uses)
            for name, uses in self._uses(left + item.text).items()
            if (full := self._import(name, uses))
        }
        return tuple(found) if any(found.values()) else ()

    @cached_property
    def _line(self) -> str:
        """The end of the line left of the cursor."""
        starts = (self.text.rfind(sign, 0, self.offset) + 1 for sign in "\r\n")
        return self.text[max(*starts, self.offset - MAX_LEFT) : self.offset]

    def _uses(self, line: str) -> dict[str, list[ClassUse]]:
        """The uses of the known classes of a line, by simple name."""
        tokens, found = lexical(line), defaultdict[str, list[ClassUse]](list)
        texts = ["", *(token.text for token in tokens), ""]
        own = {name for keyword, name in pairwise(texts) if keyword in _DECLARES}
        for at, token in enumerate(tokens, 1):
            use = ClassUse(token.start, texts[at - 1], texts[at + 1])
            is_name = token.kind is TokenKind.IDENTIFIER and token.text not in own
            if is_name and self._is_known(token.text) and use.is_one:
                found[token.text].append(use)
        return found

    def _is_known(self, name: str) -> bool:
        return name in IMPORTABLE or name in self.types.importable

    def _import(self, name: str, uses: Sequence[ClassUse]) -> str | None:
        """The import that a class needs, if any."""
        if name in JAVA_LANG or self.head.explicit(name):
            return None
        package = self._package(name, uses)
        if self._brought(name) == [package] or name in self._near or self._declares(name):
            return None
        return f"{package}.{name}"

    def _package(self, name: str, uses: Sequence[ClassUse]) -> str:
        """The likeliest of those that have the class."""
        known = [*packages_of(name), *self.types.packages(name)]
        fitting = [each for each in known if _fits(f"{each}.{name}", name, uses)] or known
        brought = self._brought(name)
        fitting = [each for each in fitting if each in brought] or fitting
        return max(fitting, key=lambda package: self._evidence(package, name))

    def _evidence(self, package: str, name: str) -> tuple[int, int]:
        return self.head.n_from(package), self.types.n_imports(f"{package}.{name}")

    def _brought(self, name: str) -> list[str]:
        """The packages of the file's wildcards that have a class."""
        packages = dict.fromkeys(self.head.packages)
        return [package for package in packages if self._has(package, name)]

    def _has(self, package: str, name: str) -> bool:
        library = PACKAGES.get(package, NAMESAKES.get(package, frozenset()))
        return name in library or package in self.types.packages(name)

    def _declares(self, name: str) -> bool:
        """Whether the text declares a type of its own by this name, wherever."""
        if name not in self._declared:
            places = (found.start() for found in re.finditer(rf"{name}\b", self.text))
            self._declared[name] = any(map(self._is_declaration, places))
        return self._declared[name]

    def _is_declaration(self, at: int) -> bool:
        """Whether a name declares a type, as far as its line says: not in a comment."""
        before = self.text[max(0, at - MAX_LEFT) : at].rstrip()
        if not before.endswith(_TYPE_WORDS):
            return False
        line = before[max(before.rfind(sign) for sign in "\r\n") + 1 :]
        tokens = lex(line)
        is_inside = line.lstrip().startswith("*") or tokens[-1].text not in _DECLARES
        return not is_inside and self.text[at - 1].isspace()


class ImportReader:
    """Of one document: reads the head of its text again when that has changed."""

    def __init__(self, types: SourceTypes = NO_TYPES) -> None:
        self.types = types  # of the workspace
        self.head: FileHead | None = None

    def finder(self, request: Request) -> ImportFinder:
        if self.head is None or not self.head.is_that_of(request.text):
            self.head = read_head(request.text)
        where = request.text, request.offset, self.head
        return ImportFinder(*where, request.package or "", self.types)


def _fits(full: str, name: str, uses: Sequence[ClassUse]) -> bool:
    """Whether a class, of two with one name, can be used so."""
    if name not in _AMBIGUOUS:
        return True
    if any(use.after == "<" for use in uses):
        return full in GENERIC
    return full not in ABSTRACT or all(use.before != "new" for use in uses)


def with_imports(answer: Answer, finder: ImportFinder) -> Answer:
    """The answer, each item with what it needs; the same one, where none needs any."""

    def named(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(
            replace(item, imports=found) if (found := finder.of(item)) != item.imports else item
            for item in items
        )

    standing = None if answer.standing is None else named((answer.standing,))[0]
    tokens, lines, blocks = map(named, (answer.tokens, answer.lines, answer.blocks))
    return replace(answer, tokens=tokens, lines=lines, blocks=blocks, standing=standing)


def telling_imports(request: Request, finder: ImportFinder) -> Request:
    """A request whose listener gets the tokens with their imports, too."""
    tell = request.on_tokens
    if tell is None:
        return request
    return replace(request, on_tokens=lambda answer: tell(with_imports(answer, finder)))
