"""Token of the lexer: kind, stretch of text, flaw.

Knows nothing of pieces, of trees or of editors. Offsets are code points.
"""

from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category


class TokenKind(StrEnum):
    """The classes of Java text. The first two are trivia: no lexical tokens."""

    SPACE = "space"  # blanks, tabs, line ends
    COMMENT = "comment"
    IDENTIFIER = "identifier"
    KEYWORD = "keyword"  # reserved words, with true, false and null
    INTEGER = "integer"
    FLOAT = "float"
    CHARACTER = "character"
    STRING = "string"
    TEXT_BLOCK = "text_block"
    OPERATOR = "operator"
    SEPARATOR = "separator"  # ( ) { } [ ] ; , . ... @ ::
    ERROR = "error"  # a character that starts no Java token


TRIVIA = frozenset({TokenKind.SPACE, TokenKind.COMMENT})


@dataclass(frozen=True, slots=True)
class Token:
    """One stretch of a text: `source[start:end] == text`.

    `flaw` says in a few words what is missing or wrong ("unfinished string"), or is empty.
    """

    kind: TokenKind
    text: str
    start: int
    flaw: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_content(self) -> bool:
        """True for words, numbers and quoted text, false for punctuation; see `is_content`."""
        return is_content(self.text)

    @property
    def is_lexical(self) -> bool:
        """True for what a parser reads, false for space and comments."""
        return self.kind not in TRIVIA


# Unicode's categories of what names begin with and are made of, as Java has it.
NAME_STARTS = frozenset(["Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Sc", "Pc"])
NAME_PARTS = NAME_STARTS | frozenset(["Nd", "Mn", "Mc", "Cf"])


def begins_name(text: str) -> bool:
    """Whether a token's text begins as a name or a keyword does."""
    return text[:1].isalpha() or text[:1] in ("_", "$") or is_name_part(text[:1], NAME_STARTS)


def is_name_part(character: str, allowed: frozenset[str] = NAME_PARTS) -> bool:
    """Whether Java lets a name have this character, "" being none."""
    return bool(character) and category(character) in allowed


def is_content(text: str) -> bool:
    """Whether a token's text begins a word, a number or quoted text: no punctuation."""
    return text[0].isalnum() or text[0] in "\"'" or begins_name(text)
