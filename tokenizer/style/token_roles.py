"""Role of each token in its line: comparison or generic `<`, sign or minus, call or not.

    roles(["x", "=", "-", "1"])     -> parts with the roles name, assignment, prefix, value

Guessed from the line alone, which is all that spacing needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beamcoder.tokenizer.lexer import KEYWORDS, PRIMITIVES
from beamcoder.tokenizer.token import begins_name

# Roles: what a token is on its line. Those of punctuation follow from their neighbours.
NAME, KEYWORD, VALUE = "name", "keyword", "value"
PREFIX, POSTFIX, CLOSE, CAST_END = "prefix", "postfix", ")", "cast )"
CALL, GROUP, HEADER, CAST = "call (", "group (", "header (", "cast ("
ARRAY, BLOCK, ARRAY_END, BLOCK_END = "array {", "block {", "array }", "block }"
GENERIC, GENERIC_END, WILDCARD = "generic <", "generic >", "?"
EACH, LABEL, TERNARY = "each :", "label :", "ternary"

WORDS: Final = frozenset({NAME, KEYWORD, VALUE})
_FAMILY: Final[dict[str, str]] = {
    **dict.fromkeys(("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="), "assignment"),
    **dict.fromkeys(("<<=", ">>=", ">>>="), "assignment"),
    **dict.fromkeys(("==", "!=", "<", ">", "<=", ">="), "comparison"),
    **dict.fromkeys(("&&", "||"), "logic"),
    **dict.fromkeys(("+", "-"), "sum"),
    **dict.fromkeys(("*", "/", "%"), "product"),
    **dict.fromkeys(("&", "|", "^", "<<", ">>", ">>>"), "bits"),
    "->": "arrow",
}
OPERATORS: Final = frozenset({*_FAMILY.values(), TERNARY, EACH})
_OPERANDS: Final = frozenset({"this", "super", "true", "false", "null", "class"})
_HEADS: Final = frozenset({"if", "for", "while", "switch", "catch", "synchronized", "try"})
_IN_TYPES: Final = PRIMITIVES | {
    *("extends", "super", "?", "&", "<", ">", ",", ".", "[", "]", "..."),
}
_CLOSERS: Final = {")": "(", "]": "[", "}": "{"}
_REACH: Final = 64  # tokens among which the end of type arguments is looked for


@dataclass(frozen=True, slots=True)
class TokenRole:
    """A token of a line and its role."""

    text: str
    role: str


def roles(texts: Sequence[str]) -> list[TokenRole]:
    """The tokens of a line with their roles."""
    reader = _RoleReader(texts)
    for i in range(len(texts)):
        reader.read(i)
    return reader.parts


class _RoleReader:
    """Gives each token its role, from left to right."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self.parts: list[TokenRole] = []
        self._open: list[TokenRole] = []
        self._n_questions = 0  # `?` that wait for their `:`

    def read(self, i: int) -> None:
        text = self._texts[i]
        part = TokenRole(text, self._role(i, text))
        if text in ("(", "[", "{") or part.role == GENERIC:
            self._open.append(part)
        self.parts.append(part)

    def _role(self, i: int, text: str) -> str:
        if begins_name(text) or text[0] == "\\":
            return KEYWORD if text in KEYWORDS else NAME
        if text[0].isdigit() or text[0] in "\"'" or (text[0] == "." and text[1:2].isdigit()):
            return VALUE
        if text in _CLOSERS:
            return self._closing(text)
        chosen = _CHOICES.get(text)
        return chosen(self, i) if chosen else _FAMILY.get(text, text)

    def _closing(self, text: str) -> str:
        while self._open and self._open[-1].text != _CLOSERS[text]:
            self._open.pop()
        opened = self._open.pop().role if self._open else ""
        if text == ")":
            return CAST_END if opened == CAST else CLOSE
        if text == "}":
            return ARRAY_END if opened == ARRAY else BLOCK_END
        return text

    def _parenthesis(self, i: int) -> str:
        before = self.parts[-1] if self.parts else None
        if before is not None and (
            before.role in (NAME, GENERIC_END) or before.text in ("this", "super")
        ):
            return CALL
        if before is not None and before.text in _HEADS:
            return HEADER
        return CAST if _is_cast(self._texts, i) else GROUP

    def _brace(self, _: int) -> str:
        before = self.parts[-1] if self.parts else None
        in_array = bool(self._open) and self._open[-1].role == ARRAY
        after_type = before is not None and before.text in ("=", "]")
        return ARRAY if in_array or after_type else BLOCK

    def _less(self, i: int) -> str:
        before = self.parts[-1] if self.parts else None
        may_open = before is None or before.text == "." or before.role == KEYWORD
        may_open |= before is not None and before.text[0].isupper()
        return GENERIC if may_open and _type_arguments_end(self._texts, i) else "comparison"

    def _greater(self, _: int) -> str:
        if self._open and self._open[-1].role == GENERIC:
            self._open.pop()
            return GENERIC_END
        return "comparison"

    def _sign(self, i: int) -> str:
        return _FAMILY[self._texts[i]] if self._has_operand() else PREFIX

    def _step(self, _: int) -> str:
        return POSTFIX if self._has_operand() else PREFIX

    def _has_operand(self) -> bool:
        """Whether what stands left can be the left side of an operator."""
        if not self.parts:
            return False
        before = self.parts[-1]
        return (
            before.role in (NAME, VALUE, CLOSE, POSTFIX)
            or before.text == "]"
            or before.text in _OPERANDS
        )

    def _not(self, _: int) -> str:
        return PREFIX

    def _question(self, _: int) -> str:
        if self._open and self._open[-1].role == GENERIC:
            return WILDCARD
        self._n_questions += 1
        return TERNARY

    def _colon(self, _: int) -> str:
        if self._n_questions:
            self._n_questions -= 1
            return TERNARY
        return EACH if self._open and self._open[-1].role == HEADER else LABEL


_CHOICES: Final = {
    "(": _RoleReader._parenthesis,
    "{": _RoleReader._brace,
    "<": _RoleReader._less,
    ">": _RoleReader._greater,
    **dict.fromkeys(("+", "-"), _RoleReader._sign),
    **dict.fromkeys(("++", "--"), _RoleReader._step),
    **dict.fromkeys(("!", "~"), _RoleReader._not),
    "?": _RoleReader._question,
    ":": _RoleReader._colon,
}


def _is_word(text: str) -> bool:
    return begins_name(text)


def _is_cast(texts: Sequence[str], i: int) -> bool:
    """Whether the parenthesis at `i` holds a type, and an operand follows."""
    stop = i + 1
    while stop < len(texts) and (_is_word(texts[stop]) or texts[stop] in _IN_TYPES):
        if _is_word(texts[stop]) and _is_word(texts[stop - 1]):
            return False
        stop += 1
    if stop + 1 >= len(texts) or texts[stop] != ")" or stop == i + 1:
        return False
    after, first = texts[stop + 1], texts[i + 1]
    if first in PRIMITIVES:
        return after not in ("->", ")", ";", ",", ".")
    is_operand = _is_word(after) or after[0].isdigit() or after[0] in "\"'(!~"
    return first[0].isupper() and is_operand and after != "instanceof"


def _type_arguments_end(texts: Sequence[str], i: int) -> bool:
    """Whether the `<` at `i` is closed by a `>` with only types between."""
    depth = 0
    for text in texts[i : i + _REACH]:
        depth += (text == "<") - (text == ">")
        if depth == 0:
            return True
        if not _is_word(text) and text not in _IN_TYPES:
            return False
    return False
