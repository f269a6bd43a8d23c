"""Scopes of declared names: a stack of open brackets, for text that may be broken.

A name ends with the bracket it was declared in, with the statement after its header (`for`,
`try`, `catch`, a method's parameters) or with its lambda. The caller says which tokens are names
and what a bracket opens; no token is looked at here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class NameKind(StrEnum):
    """What a name stands for."""

    IMPORT = "import"  # a class, or a static member
    CLASS = "class"  # also interface, enum, record, annotation
    METHOD = "method"
    FIELD = "field"  # also a record's component, an enum's constant
    LOCAL = "local"  # also of a loop, a resource, a pattern
    PARAMETER = "parameter"  # of a method, a lambda, a catch
    TYPE_PARAMETER = "type parameter"
    LABEL = "label"


@dataclass(slots=True)
class Declaration:
    """`name` stands at token `index` and can be seen at the places `first` to `stop`.

    A place is a number of tokens before it; a member can be seen before it is declared.
    """

    name: str
    kind: NameKind
    index: int
    first: int
    stop: int


class Role(StrEnum):
    """What a bracket opens."""

    CLASS = "class body"
    CONSTANTS = "enum body, before its first semicolon"
    CODE = "block or array"
    FOR = "for header"
    TRY = "resources"
    CATCH = "catch header"
    METHOD = "parameters"
    RECORD = "components"
    NEW = "arguments after new"
    PLAIN = "expression"


BODIES: Final = frozenset({Role.CLASS, Role.CONSTANTS})
_HEADERS: Final = frozenset({Role.FOR, Role.TRY, Role.CATCH, Role.METHOD})
_ALL_ROLES: Final = frozenset(Role)
_TRIES: Final = frozenset({Role.TRY, Role.CATCH})
_KINDS: Final = {
    Role.CLASS: NameKind.FIELD,
    Role.CONSTANTS: NameKind.FIELD,
    Role.RECORD: NameKind.FIELD,
    Role.METHOD: NameKind.PARAMETER,
    Role.CATCH: NameKind.PARAMETER,
}


@dataclass(slots=True)
class Frame:
    """An open bracket, and the names that end with it or before it."""

    opener: str
    role: Role
    start: int
    names: list[Declaration] = field(default_factory=list)
    # With the statement to come: what a header declared, and which header.
    of_statement: list[tuple[Role, Declaration]] = field(default_factory=list)
    of_lambda: list[Declaration] = field(default_factory=list)
    lists_variables: bool = False  # `int a, ` came: a name after a comma is one more
    is_lambda: bool = False

    @property
    def variable_kind(self) -> NameKind:
        """What a variable declared right here is."""
        return _KINDS.get(self.role, NameKind.LOCAL)

    def end_lambdas(self, at: int) -> None:
        _stop(self.of_lambda, at)
        self.of_lambda.clear()


class Scopes:
    """The open brackets, outermost first; the text itself counts as a class body."""

    def __init__(self) -> None:
        self.frames = [Frame("", Role.CLASS, 0)]

    @property
    def inner(self) -> Frame:
        return self.frames[-1]

    def open(self, opener: str, role: Role, at: int) -> Frame:
        self.frames.append(Frame(opener, role, at))
        return self.frames[-1]

    def close(self, opener: str, at: int, is_lambda: bool = False) -> Frame | None:
        """Closes the innermost "(" or "[" of this block, and what was left open in it.

        `is_lambda`: what stood in the bracket are the parameters of a lambda.
        """
        for frame in reversed(self.frames):
            if frame.opener == opener:
                while self._pop(at, is_lambda) is not frame:
                    pass
                return frame
            if frame.opener in ("{", ""):
                break
        return None

    def close_block(self, at: int, following: str) -> None:
        """Closes the innermost "{"; a "}" too many closes nothing."""
        if not any(frame.opener == "{" for frame in self.frames):
            return
        while (frame := self._pop(at)).opener != "{":
            pass
        if frame.is_lambda:
            self.inner.end_lambdas(at)
        self._end_statement(at, following)

    def semicolon(self, at: int, following: str) -> None:
        while self.inner.opener in ("(", "[") and self.inner.role not in (Role.FOR, Role.TRY):
            self._pop(at)  # it was never closed
        self.inner.end_lambdas(at)
        self.inner.lists_variables = False
        if self.inner.opener == "(":
            return
        self._end_statement(at, following)
        if self.inner.role is Role.CONSTANTS:
            self.inner.role = Role.CLASS

    def recover(self, at: int) -> None:
        """A member begins: closes the blocks and brackets inside the innermost class body."""
        while self.inner.role not in BODIES:
            self._pop(at)
        self._end_statement(at, "")

    def _pop(self, at: int, is_lambda: bool = False) -> Frame:
        frame = self.frames.pop()
        frame.end_lambdas(at)
        _stop((declared for _, declared in frame.of_statement), at)
        if frame.opener == "{":
            _stop(frame.names, at)
        elif frame.role in _HEADERS:
            self.inner.of_statement += [(frame.role, declared) for declared in frame.names]
        elif is_lambda:
            for declared in frame.names:
                declared.kind = NameKind.PARAMETER
            self.inner.of_lambda += frame.names
        elif frame.role is not Role.RECORD:  # whose names belong to the body to come
            self.inner.names += frame.names
        return frame

    def _end_statement(self, at: int, following: str) -> None:
        """A statement may end here, unless `following` goes on with it."""
        frame = self.inner
        if following == "else" or not frame.of_statement:
            return
        ends = _TRIES if following in ("catch", "finally") else _ALL_ROLES
        _stop((declared for role, declared in frame.of_statement if role in ends), at)
        frame.of_statement = [each for each in frame.of_statement if each[0] not in ends]


def _stop(names: Iterable[Declaration], at: int) -> None:
    """The names end before token `at`, unless they ended earlier."""
    for declared in names:
        declared.stop = min(declared.stop, at)
