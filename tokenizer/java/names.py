"""Declared names of a Java text and their scopes, from lexical tokens alone.

    tokens = lexical(text)
    declared = declarations(tokens)
    visible(declared, place)        {name: kind} at a place: before token number `place`
    library_names(tokens)           what java.lang and the wildcard imports add

There is no parser below: half a file has names as well as a whole one. A `public` or `static`
where none may stand ends the blocks that were left open. The price is guessing: two names side by
side are a type and its variable. Inherited members and static wildcard imports stay unknown, and
a pattern's variable is seen to the end of its block.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from beamcoder.tokenizer.java.library import JAVA_LANG, PACKAGES
from beamcoder.tokenizer.java.scopes import BODIES, Declaration, NameKind, Role, Scopes
from beamcoder.tokenizer.lexer import PRIMITIVES
from beamcoder.tokenizer.token import Token, TokenKind

_HEADERS: Final = {"for": Role.FOR, "try": Role.TRY, "catch": Role.CATCH}
_ACCESS: Final = ("public", "private", "protected", "static")
_STARTS: Final = frozenset(["", "{", "}", ";"])
_MEMBER_STARTS: Final = _STARTS | {*_ACCESS, "final", "abstract", "synchronized", "default"}
_IN_TYPES: Final = PRIMITIVES | {"<", ">", ",", ".", "?", "&", "[", "]", "@", "extends", "super"}
_NO_TYPES: Final = frozenset(["yield", "permits", "when", "sealed", "non"])
_AFTER_VARIABLE: Final = frozenset(["=", ",", ";", "[", ""])
_AFTER_CONSTANT: Final = frozenset(["(", ",", "}", ";", "{", ""])


def declarations(tokens: Sequence[Token]) -> list[Declaration]:
    """Every declaration in lexical tokens, in their order."""
    return _DeclarationReader(tokens).read()


def declared_names(tokens: Sequence[Token]) -> dict[str, NameKind]:
    """Every declared name, wherever it can be seen."""
    return {declared.name: declared.kind for declared in declarations(tokens)}


def visible(declared: Iterable[Declaration], place: int) -> dict[str, NameKind]:
    """The declared names seen at a place; an inner declaration hides an outer one."""
    seen = [each for each in declared if each.first <= place <= each.stop]
    return {each.name: each.kind for each in sorted(seen, key=lambda each: each.first)}


def library_names(tokens: Sequence[Token]) -> frozenset[str]:
    """What java.lang and the wildcard imports of these lexical tokens add."""
    names, start = JAVA_LANG, None
    for index, token in enumerate(tokens):
        if token.text == "import":
            start = index + 1
        elif token.text == "*" and start is not None:
            package = "".join(part.text for part in tokens[start : index - 1])
            names |= PACKAGES.get(package, frozenset())
        elif token.text == ";":
            start = None
    return names


class _DeclarationReader:
    """One pass over the tokens: which names are declared, what each bracket opens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.n_tokens = len(tokens)
        # Padded, so that looking two before the first or beyond the last finds "".
        self.texts = [*(token.text for token in tokens), "", ""]
        self.is_name = [*(token.kind is TokenKind.IDENTIFIER for token in tokens), False, False]
        self.at = 0
        self.declared: list[Declaration] = []
        self.scopes = Scopes()
        self.angles: list[int] = []  # open `<` that may be type arguments
        self.closed_type = False  # the last token was the `>` that closed the last of them
        self.in_new = self.in_case = self.in_import = False
        self.body: Role | None = None  # of the class whose name came and whose "{" did not
        self.is_record = False
        self.body_names: list[Declaration] = []  # type parameters and components
        # Token numbers: of the "(" of parameters, the "{" after `new A()`, the "<" of `<T>`.
        self.parameters_at = self.anonymous_at = self.type_parameters_at = -1

    def read(self) -> list[Declaration]:
        handlers: dict[str, Callable[[], None]] = {
            "(": self._open_paren,
            "[": self._open_bracket,
            "{": self._open_brace,
            ")": self._close_paren,
            "]": self._close_bracket,
            "}": self._close_brace,
            ";": self._semicolon,
            ",": self._comma,
            "<": self._open_angle,
            "case": self._case,
            "->": self._end_case,
            ":": self._end_case,
            "import": self._import,
            **dict.fromkeys(_ACCESS, self._member),
        }
        for index, text in enumerate(self.texts[: self.n_tokens]):
            self.at = index
            if self.is_name[index]:
                self._name()
            elif text in handlers:
                handlers[text]()
            self._follow_types(text)
        return self.declared

    # Names

    def _name(self) -> None:
        previous, following = self.texts[self.at - 1], self.texts[self.at + 1]
        frame = self.scopes.inner
        if previous in ("class", "interface", "enum") or (
            previous == "record" and following in ("(", "<")
        ):
            self._class(previous)
        elif self.angles == [self.type_parameters_at] and previous in ("<", ","):
            self._type_parameter()
        elif self._ends_type(self.at - 1):
            self._typed(following)
        elif following == "->" and not self.in_case:
            frame.of_lambda.append(self._declare(NameKind.PARAMETER, self.at + 1))
        elif following == ":" and (previous in _STARTS or previous in ("else", "do")):
            label = self._declare(NameKind.LABEL, self.at + 1)
            frame.of_statement.append((Role.FOR, label))
        elif previous == "," and frame.lists_variables and following in _AFTER_VARIABLE:
            if not self.angles:
                self._declare_here(frame.variable_kind)
        elif (
            frame.role is Role.CONSTANTS and previous in ("{", ",") and following in _AFTER_CONSTANT
        ):
            self._declare_here(NameKind.FIELD)

    def _ends_type(self, index: int) -> bool:
        """Whether a type may end at a token, so that a name after it is declared."""
        text = self.texts[index]
        if not self.is_name[index]:
            is_type = text in PRIMITIVES or text in ("void", "]", "...")
            return is_type or (text == ">" and self.closed_type)
        while self.texts[index - 1] == "." and self.is_name[index - 2]:
            index -= 2
        return text not in _NO_TYPES and self.texts[index - 1] != "@"

    def _typed(self, following: str) -> None:
        frame = self.scopes.inner
        if following != "(":
            self._declare_here(frame.variable_kind)
            frame.lists_variables = frame.opener != "(" or frame.role is Role.FOR
        elif frame.role in BODIES:
            self._declare_here(NameKind.METHOD)
            self.parameters_at = self.at + 1

    def _class(self, word: str) -> None:
        self._declare_here(NameKind.CLASS)
        self.body = Role.CONSTANTS if word == "enum" else Role.CLASS
        self.is_record = word == "record"
        self.body_names = []
        self.type_parameters_at = self.at + 1

    def _type_parameter(self) -> None:
        parameter = self._declare(NameKind.TYPE_PARAMETER, self.at + 1)
        if self.body is not None:
            self.body_names.append(parameter)
        else:
            self.scopes.inner.of_statement.append((Role.METHOD, parameter))

    def _declare_here(self, kind: NameKind) -> None:
        """Declares the name for as long as the innermost bracket is open."""
        frame = self.scopes.inner
        first = frame.start if frame.role in BODIES else self.at + 1
        frame.names.append(self._declare(kind, first))

    def _declare(self, kind: NameKind, first: int, index: int | None = None) -> Declaration:
        index = self.at if index is None else index
        declared = Declaration(self.texts[index], kind, index, first, self.n_tokens)
        self.declared.append(declared)
        return declared

    # Imports

    def _import(self) -> None:
        self._end_import()
        self.in_import = True

    def _end_import(self) -> None:
        last = self.at - 1
        if self.in_import and self.is_name[last]:
            self._declare(NameKind.IMPORT, 0, last)
        self.in_import = False

    def _member(self) -> None:
        """An access modifier or `static` can only begin a member, or follow `import`."""
        if self.texts[self.at - 1] != "import":
            self._end_import()
            self.scopes.recover(self.at)

    # Brackets

    def _open_paren(self) -> None:
        frame = self.scopes.open("(", self._paren_role(), self.at)
        if frame.role is Role.RECORD:
            frame.names = self.body_names
            self.is_record = False

    def _paren_role(self) -> Role:
        previous, role = self.texts[self.at - 1], self.scopes.inner.role
        if previous in _HEADERS:
            return _HEADERS[previous]
        if self.body is not None and self.is_record:
            return Role.RECORD
        is_constructor = self.is_name[self.at - 1] and self.texts[self.at - 2] in _MEMBER_STARTS
        if self.at == self.parameters_at or (is_constructor and role is Role.CLASS):
            return Role.METHOD
        return Role.NEW if self.in_new else Role.PLAIN

    def _close_paren(self) -> None:
        is_lambda = self.texts[self.at + 1] == "->" and not self.in_case
        frame = self.scopes.close("(", self.at, is_lambda)
        if frame is None:
            return
        if frame.role is Role.NEW:
            self.anonymous_at = self.at + 1
        if is_lambda:
            self._bare_parameters(frame.start)

    def _bare_parameters(self, start: int) -> None:
        """The parameters of `(a, b) ->`."""
        inside = range(start + 1, self.at)
        if all(self.is_name[k] if (k - start) % 2 else self.texts[k] == "," for k in inside):
            names = [self._declare(NameKind.PARAMETER, self.at + 1, k) for k in inside[::2]]
            self.scopes.inner.of_lambda += names

    def _open_bracket(self) -> None:
        self.scopes.open("[", Role.PLAIN, self.at)

    def _close_bracket(self) -> None:
        self.scopes.close("[", self.at)

    def _open_brace(self) -> None:
        self._end_import()
        if self.scopes.inner.role in (Role.METHOD, Role.CATCH):
            self.scopes.close("(", self.at)  # its ")" is missing
        frame = self.scopes.open("{", self._brace_role(), self.at)
        frame.is_lambda = self.texts[self.at - 1] == "->"
        if self.body is not None:
            frame.names += self.body_names
            self.body = None

    def _brace_role(self) -> Role:
        if self.body is not None:
            return self.body
        is_constant = self.scopes.inner.role is Role.CONSTANTS
        return Role.CLASS if is_constant or self.at == self.anonymous_at else Role.CODE

    def _close_brace(self) -> None:
        self.scopes.close_block(self.at, self.texts[self.at + 1])

    def _semicolon(self) -> None:
        self._end_import()
        self.scopes.semicolon(self.at, self.texts[self.at + 1])
        self.body = None

    def _comma(self) -> None:
        if not self.angles:
            self.scopes.inner.end_lambdas(self.at)

    # What tells type arguments from comparisons, and labels of a switch from other names

    def _open_angle(self) -> None:
        self.angles.append(self.at)
        if self.scopes.inner.role is Role.CLASS and self.texts[self.at - 1] in _MEMBER_STARTS:
            self.type_parameters_at = self.at

    def _follow_types(self, text: str) -> None:
        """Forgets what was open when a token came that no type has."""
        self.closed_type = False
        if text == ">" and self.angles:
            opened = self.angles.pop()
            self.closed_type = not self.angles and opened != self.type_parameters_at
        elif not self.is_name[self.at] and text not in _IN_TYPES:
            self.angles.clear()
            self.in_new = text == "new"

    def _case(self) -> None:
        self.in_case = True

    def _end_case(self) -> None:
        self.in_case = False
