"""Reader of declared names: one pass over tokens, led by tables of what may stand where.

    NameReader(lexical(text)).read()

What the reader knows at a token is its phase (what the tokens since the last boundary are part
of), the open brackets (`scopes`) and the open type arguments. The tables say the rest:

    phases                          which phase begins and ends, at which token
    _NAME_AFTER, _NAME_BEFORE       what a name declares, by its neighbours
    _AT_TOKEN                       what any other token does

A rule looks at three tokens back, a dotted name whole, and one ahead. It does not see that a
constructor is one behind an annotation with arguments or its own type parameters.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from beamcoder.tokenizer.java.phases import ACCESS, BEGINS, CLASS_HEADERS, IN_TYPES, ReaderPhase
from beamcoder.tokenizer.java.scopes import BODIES, Declaration, NameKind, Role, Scopes
from beamcoder.tokenizer.lexer import PRIMITIVES
from beamcoder.tokenizer.token import Token, TokenKind

_STARTS: Final = frozenset(["", "{", "}", ";"])
_MEMBER_STARTS: Final = _STARTS | {*ACCESS, "final", "abstract", "synchronized", "default"}
_LABEL_STARTS: Final = _STARTS | {"else", "do"}
_NO_TYPES: Final = frozenset(["yield", "permits", "when", "sealed", "non"])
_AFTER_VARIABLE: Final = frozenset(["=", ",", ";", "[", ""])
_AFTER_CONSTANT: Final = frozenset(["(", ",", "}", ";", "{", ""])

_CLASS_PHASES: Final = {"enum": ReaderPhase.ENUM, "record": ReaderPhase.RECORD}  # CLASS, otherwise
_HEADER_BODIES: Final = {
    ReaderPhase.CLASS: Role.CLASS,
    ReaderPhase.ENUM: Role.CONSTANTS,
    ReaderPhase.RECORD: Role.CLASS,
    ReaderPhase.ANONYMOUS: Role.CLASS,
}
_PAREN_ROLES: Final = {"for": Role.FOR, "try": Role.TRY, "catch": Role.CATCH}


class NameReader:
    """Which names are declared, and where each can be seen."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.n_tokens = len(tokens)
        # Padded, so that looking before the first or beyond the last finds "".
        self.texts = [*(token.text for token in tokens), "", ""]
        self.is_name = [*(token.kind is TokenKind.IDENTIFIER for token in tokens), False, False]
        self.at = 0
        self.phase = ReaderPhase.CODE
        self.scopes = Scopes()
        self.declared: list[Declaration] = []
        self.body_names: list[Declaration] = []  # of a class header: type parameters, components
        self.angles: list[bool] = []  # open `<` of types: whether they declare type parameters
        self.type_closed_at = -1  # the `>` that closed the last type arguments

    def read(self) -> list[Declaration]:
        is_name = self.is_name
        for at, text in enumerate(self.texts[: self.n_tokens]):
            self.at = at
            if is_name[at]:
                self._name()
                continue
            act = _AT_TOKEN.get(text)
            if act is not None:
                act(self)
            if text not in IN_TYPES:
                if self.angles:
                    self.angles.clear()
                if self.phase is not ReaderPhase.CODE or text in BEGINS:
                    self._follow_phase(text)
        return self.declared

    def _follow_phase(self, text: str) -> None:
        """After a token that is in no type: whether the phase goes on over it, or one begins."""
        if self.phase.ends_at(text):
            self._end_phase()
        if self.phase is ReaderPhase.CODE:
            self.phase = BEGINS.get(text, ReaderPhase.CODE)

    def _end_phase(self) -> None:
        last = self.at - 1
        if self.phase is ReaderPhase.IMPORT and self.is_name[last]:
            self._declare(NameKind.IMPORT, 0, last)
        self.phase = ReaderPhase.CODE

    # What a name declares: each rule says whether it was for this name

    def _name(self) -> None:
        at = self.at
        if self.is_name[at - 1]:
            is_declared = self._after_name()
        else:
            rule = _NAME_AFTER.get(self.texts[at - 1])
            is_declared = rule is not None and rule(self)
        if not is_declared:
            rule = _NAME_BEFORE.get(self.texts[at + 1])
            if rule is not None:
                rule(self)

    def _after_class_word(self) -> bool:
        self._declare_here(NameKind.CLASS)
        self.phase = _CLASS_PHASES.get(self.texts[self.at - 1], ReaderPhase.CLASS)
        self.body_names = []
        return True

    def _after_name(self) -> bool:
        """After a type, unless one of the two names is a keyword there, or an annotation's."""
        word = self.texts[self.at - 1]
        if word == "record" and self.texts[self.at + 1] in ("(", "<"):
            return self._after_class_word()
        if self.texts[self.at] == "permits" and self.phase in CLASS_HEADERS:
            return False
        index = self.at - 1
        while self.texts[index - 1] == "." and self.is_name[index - 2]:
            index -= 2
        if self.texts[index - 1] == "@":
            return self._constant()
        return word not in _NO_TYPES and self._after_type()

    def _after_type(self) -> bool:
        frame = self.scopes.inner
        if self.texts[self.at + 1] != "(":
            self._declare_here(frame.variable_kind)
            frame.lists_variables = frame.opener != "(" or frame.role is Role.FOR
        elif frame.role in BODIES:
            self._declare_here(NameKind.METHOD)
        return True

    def _after_closing_angle(self) -> bool:
        return self.type_closed_at == self.at - 1 and self._after_type()

    def _type_parameter(self) -> bool:
        if self.angles != [True]:
            return False
        parameter = self._declare(NameKind.TYPE_PARAMETER, self.at + 1)
        if self.phase in CLASS_HEADERS:
            self.body_names.append(parameter)
        else:
            self.scopes.inner.of_statement.append((Role.METHOD, parameter))
        return True

    def _after_comma(self) -> bool:
        return self._type_parameter() or self._next_variable() or self._constant()

    def _next_variable(self) -> bool:
        frame = self.scopes.inner
        if not frame.lists_variables or self.texts[self.at + 1] not in _AFTER_VARIABLE:
            return False
        if not self.angles:
            self._declare_here(frame.variable_kind)
        return True

    def _constant(self) -> bool:
        is_constant = self.scopes.inner.role is Role.CONSTANTS
        if is_constant and self.texts[self.at + 1] in _AFTER_CONSTANT:
            self._declare_here(NameKind.FIELD)
            return True
        return False

    def _before_arrow(self) -> bool:
        if self.phase is ReaderPhase.CASE:
            return False
        parameter = self._declare(NameKind.PARAMETER, self.at + 1)
        self.scopes.inner.of_lambda.append(parameter)
        return True

    def _before_colon(self) -> bool:
        if self.texts[self.at - 1] not in _LABEL_STARTS:
            return False
        label = self._declare(NameKind.LABEL, self.at + 1)
        self.scopes.inner.of_statement.append((Role.FOR, label))
        return True

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

    def _has_just_declared(self, kind: NameKind) -> bool:
        last = self.declared[-1] if self.declared else None
        return last is not None and last.index == self.at - 1 and last.kind is kind

    # What other tokens do

    def _open_paren(self) -> None:
        frame = self.scopes.open("(", self._paren_role(), self.at)
        if frame.role is Role.RECORD:
            frame.names = self.body_names
            self.phase = ReaderPhase.CLASS

    def _paren_role(self) -> Role:
        previous = self.texts[self.at - 1]
        if previous in _PAREN_ROLES:
            return _PAREN_ROLES[previous]
        if self.phase is ReaderPhase.RECORD:
            return Role.RECORD
        if self._has_just_declared(NameKind.METHOD) or self._is_constructor():
            return Role.METHOD
        return Role.NEW if self.phase is ReaderPhase.NEW else Role.PLAIN

    def _is_constructor(self) -> bool:
        if not self.is_name[self.at - 1] or self.scopes.inner.role is not Role.CLASS:
            return False
        return self.texts[self.at - 2] in _MEMBER_STARTS or self.texts[self.at - 3] == "@"

    def _close_paren(self) -> None:
        is_lambda = self.texts[self.at + 1] == "->" and self.phase is not ReaderPhase.CASE
        frame = self.scopes.close("(", self.at, is_lambda)
        if frame is None:
            return
        if frame.role is Role.NEW and self.texts[self.at + 1] == "{":
            self.phase = ReaderPhase.ANONYMOUS
        if is_lambda:
            self._bare_parameters(frame.start)

    def _bare_parameters(self, start: int) -> None:
        """The parameters of `(a, b) ->`."""
        inside = range(start + 1, self.at)
        if all(self.is_name[k] if (k - start) % 2 else self.texts[k] == "," for k in inside):
            names = [self._declare(NameKind.PARAMETER, self.at + 1, k) for k in inside[::2]]
            self.scopes.inner.of_lambda += names

    def _open_brace(self) -> None:
        if self.scopes.inner.role in (Role.METHOD, Role.CATCH):
            self.scopes.close("(", self.at)  # its ")" is missing
        role = _HEADER_BODIES.get(self.phase)
        if role is None:
            is_constant = self.scopes.inner.role is Role.CONSTANTS
            role = Role.CLASS if is_constant else Role.CODE
        frame = self.scopes.open("{", role, self.at)
        frame.is_lambda = self.texts[self.at - 1] == "->"
        if self.phase in CLASS_HEADERS:
            frame.names += self.body_names

    def _close_brace(self) -> None:
        self.scopes.close_block(self.at, self.texts[self.at + 1])

    def _semicolon(self) -> None:
        self.scopes.semicolon(self.at, self.texts[self.at + 1])

    def _comma(self) -> None:
        if not self.angles:
            self.scopes.inner.end_lambdas(self.at)

    def _open_angle(self) -> None:
        """Of type parameters, after a class's name or where a member begins; else of arguments."""
        begins_member = self.texts[self.at - 1] in _MEMBER_STARTS
        self.angles.append(
            self._has_just_declared(NameKind.CLASS)
            or (begins_member and self.scopes.inner.role is Role.CLASS)
        )

    def _close_angle(self) -> None:
        if self.angles and not self.angles.pop() and not self.angles:
            self.type_closed_at = self.at

    def _member(self) -> None:
        """An access modifier or `static` can only begin a member, or follow `import`."""
        if self.texts[self.at - 1] != "import":
            self._end_phase()
            self.scopes.recover(self.at)


_Act = Callable[[NameReader], object]
_Rule = Callable[[NameReader], bool]

_NAME_AFTER: Final[Mapping[str, _Rule]] = {
    **dict.fromkeys(("class", "interface", "enum"), NameReader._after_class_word),
    **dict.fromkeys((*PRIMITIVES, "void", "]", "..."), NameReader._after_type),
    ">": NameReader._after_closing_angle,
    "<": NameReader._type_parameter,
    ",": NameReader._after_comma,
    **dict.fromkeys(("{", ")"), NameReader._constant),
}
_NAME_BEFORE: Final[Mapping[str, _Rule]] = {
    "->": NameReader._before_arrow,
    ":": NameReader._before_colon,
}
_AT_TOKEN: Final[Mapping[str, _Act]] = {
    "(": NameReader._open_paren,
    "[": lambda reader: reader.scopes.open("[", Role.PLAIN, reader.at),
    "{": NameReader._open_brace,
    ")": NameReader._close_paren,
    "]": lambda reader: reader.scopes.close("[", reader.at),
    "}": NameReader._close_brace,
    ";": NameReader._semicolon,
    ",": NameReader._comma,
    "<": NameReader._open_angle,
    ">": NameReader._close_angle,
    **dict.fromkeys(ACCESS, NameReader._member),
}
