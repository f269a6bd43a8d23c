"""Phases of a reader of Java tokens: what the tokens since the last boundary are part of.

    BEGINS["import"]                    ReaderPhase.IMPORT
    ReaderPhase.IMPORT.ends_at(";")     True

The tables below are the rule. Every phase goes on over names and over what is part of a type.
Brackets it does not count, and what is declared it does not know.
"""

from enum import Enum, auto
from typing import Final

from beamcoder.tokenizer.lexer import PRIMITIVES


class ReaderPhase(Enum):
    """What the tokens since the last boundary are part of."""

    CODE = auto()
    IMPORT = auto()  # import a.b.C
    CASE = auto()  # case A, B(int c): no lambda begins at its arrow, no label ends at its colon
    NEW = auto()  # new A<B>: its "(" are arguments after which a class body may come
    ANONYMOUS = auto()  # new A(…) with a "{" next
    CLASS = auto()  # class A<B> extends C: its "{" opens a class body
    ENUM = auto()
    RECORD = auto()  # record A<B>: its "(" opens components

    def ends_at(self, text: str) -> bool:
        goes_on = _GOES_ON_OVER.get(self)
        return text not in goes_on if goes_on else text in _ENDS_AT.get(self, ())


# Words that begin a member, or follow `import`; those that are part of a type.
ACCESS: Final = ("public", "private", "protected", "static")
IN_TYPES: Final = PRIMITIVES | {"<", ">", ",", ".", "?", "&", "[", "]", "@", "extends", "super"}
BEGINS: Final = {"import": ReaderPhase.IMPORT, "case": ReaderPhase.CASE, "new": ReaderPhase.NEW}
CLASS_HEADERS: Final = frozenset([ReaderPhase.CLASS, ReaderPhase.ENUM, ReaderPhase.RECORD])
# Some phases go on over these tokens and end at any other…
_GOES_ON_OVER: Final = {ReaderPhase.IMPORT: IN_TYPES | {"*", "static"}, ReaderPhase.NEW: IN_TYPES}
# …the others end at these and go on over any other; code has no end.
_ENDS_AT: Final = {
    ReaderPhase.CASE: frozenset(["->", ":", ";", "{", "}"]),
    ReaderPhase.ANONYMOUS: frozenset(["{"]),
    **dict.fromkeys(CLASS_HEADERS, frozenset(["{", ";", *ACCESS])),
}
