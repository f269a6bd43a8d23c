"""Type of an expression, read backwards from its last token.

    Expression(scope, texts, frozenset()).ending_at(last)

A name, a member, a call, an index, `new`, a cast, a string. All else is UNKNOWN. What names mean
is the scope's to say; nothing is known here of declarations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from beamcoder.tokenizer.java.members import UNKNOWN, Classes, JavaType, read_type
from beamcoder.tokenizer.lexer import KEYWORDS, PRIMITIVES
from beamcoder.tokenizer.token import begins_name

_CLOSERS: Final = {")": "(", "]": "[", ">": "<", "}": "{"}
_STRING: Final = JavaType("String")
_NOT_OURS: Final = frozenset({"@", "::", "class", "import", "package", "goto"})


@dataclass(frozen=True, slots=True)
class Receiver:
    """The type of a value, or (`is_class`) the class that a name stands for.

    `start` is the number of the expression's first token.
    """

    type: JavaType
    start: int
    is_class: bool = False


class Scope(Protocol):
    """What names mean at a place."""

    @property
    def classes(self) -> Classes: ...

    @property
    def this(self) -> JavaType: ...

    def of_variable(self, name: str) -> JavaType | None: ...

    def of_method(self, name: str) -> JavaType: ...

    def is_class(self, name: str) -> bool: ...


class Expression:
    """Expressions in `texts`, the texts of lexical tokens; names in `hidden` are not known."""

    def __init__(self, scope: Scope, texts: Sequence[str], hidden: frozenset[str]) -> None:
        self._scope, self._texts, self._hidden = scope, texts, hidden

    def ending_at(self, last: int) -> Receiver:
        text = self._at(last)
        if text == ")":
            return self._call_or_brackets(last)
        if text == "]":
            return self._index(last)
        if text == "this":
            return Receiver(self._scope.this, last)
        if text[:1] == '"':
            return Receiver(_STRING, last)
        if is_name(text) and self._at(last - 1) not in _NOT_OURS:
            return self._member(last) if self._at(last - 1) == "." else self._name(last)
        return Receiver(UNKNOWN, last)

    def _at(self, index: int) -> str:
        return self._texts[index] if 0 <= index < len(self._texts) else ""

    def _name(self, at: int) -> Receiver:
        name = self._texts[at]
        if name in self._hidden or self._at(at - 1) == "new":
            return Receiver(UNKNOWN, at)
        of = self._scope.of_variable(name)
        if of is not None:
            return Receiver(of, at)
        if self._scope.is_class(name):
            return Receiver(JavaType(name), at, is_class=True)
        return Receiver(UNKNOWN, at)

    def _member(self, at: int) -> Receiver:
        """A field, or a class in a class."""
        outer, name = self.ending_at(at - 2), self._texts[at]
        of = self._scope.classes.member(outer.type, name)
        is_class = outer.is_class and of == JavaType(name)
        return Receiver(of, outer.start, is_class)

    def _call_or_brackets(self, last: int) -> Receiver:
        opened = opener(self._texts, last)
        before = self._at(opened - 1)
        if opened < 0:
            return Receiver(UNKNOWN, 0)
        if before == ">":
            opened = opener(self._texts, opened - 1)
            before = self._at(opened - 1)
            is_new = is_name(before) and self._at(opened - 2) == "new"
            return self._new(opened - 2) if is_new else Receiver(UNKNOWN, max(0, opened))
        if not is_name(before):
            in_brackets = before not in _CLOSERS and before not in ("this", "super")
            return self._brackets(opened, last) if in_brackets else Receiver(UNKNOWN, opened)
        two_before = self._at(opened - 2)
        if two_before == ".":
            outer = self.ending_at(opened - 3)
            return Receiver(self._scope.classes.member(outer.type, f"{before}("), outer.start)
        if two_before == "new":
            return self._new(opened - 2)
        of = UNKNOWN if before in self._hidden else self._scope.of_method(before)
        return Receiver(of, opened - 1)

    def _new(self, at: int) -> Receiver:
        return Receiver(read_type(self._texts, at + 1)[0], at)

    def _brackets(self, opened: int, last: int) -> Receiver:
        """`((Type) value)`, or an expression that brackets stand around."""
        if self._at(opened + 1) == "(":
            cast, end = read_type(self._texts, opened + 2)
            is_type = cast.name in PRIMITIVES or self._scope.is_class(cast.name)
            if is_type and self._at(end) == ")" and end + 1 < last:
                return Receiver(cast, opened)
        inner = self.ending_at(last - 1)
        whole = inner.start == opened + 1 and not inner.is_class
        return Receiver(inner.type if whole else UNKNOWN, opened)

    def _index(self, last: int) -> Receiver:
        opened = opener(self._texts, last)
        if opened < 1:
            return Receiver(UNKNOWN, 0)
        outer = self.ending_at(opened - 1)
        is_new = self._at(outer.start - 1) == "new" or opened + 1 == last
        if is_new or outer.is_class or not outer.type.n_dimensions:
            return Receiver(UNKNOWN, outer.start)
        return Receiver(outer.type.element(), outer.start)


def opener(texts: Sequence[str], last: int) -> int:
    """The number of the token that opens the bracket closed by `texts[last]`; -1 if none does."""
    closing, depth = texts[last], 0
    opening = _CLOSERS[closing]
    for at in range(last, -1, -1):
        depth += (texts[at] == closing) - (texts[at] == opening)
        if not depth:
            return at
        if texts[at] in (";", "{", "}"):
            break
    return -1


def is_name(text: str) -> bool:
    """Whether a token's text is an identifier."""
    return begins_name(text) and text not in KEYWORDS
