"""Where blanks stand between the tokens of a line, and what the habit of a buffer is.

    style = Style.learn(text)
    style.gaps(["x", "=", "-", "1", ";"])    -> [True, True, False, False]

Each boundary has a *slot*, a name for the decision that a writer takes there ("before call (",
"after ,"). A style counts how the buffer decided in each slot; where it has not, the usual Java
way is followed. Roles (is this `<` a comparison? is this `-` a sign?) are guessed from the line
alone. Knows nothing of indentation: that is `render`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from beamcoder.tokenizer.lexer import KEYWORDS, PRIMITIVES, lexical

# Roles: what a token is on its line. Those of punctuation are told apart by their neighbours.
NAME, KEYWORD, VALUE = "name", "keyword", "value"
PREFIX, POSTFIX, CLOSE, CAST_END = "prefix", "postfix", ")", "cast )"
CALL, GROUP, HEADER, CAST = "call (", "group (", "header (", "cast ("
ARRAY, BLOCK, ARRAY_END, BLOCK_END = "array {", "block {", "array }", "block }"
GENERIC, GENERIC_END, WILDCARD = "generic <", "generic >", "?"
EACH, LABEL, TERNARY = "each :", "label :", "ternary"

_WORDS: Final = frozenset({NAME, KEYWORD, VALUE})
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
_OPERATORS: Final = frozenset({*_FAMILY.values(), TERNARY, EACH})
_OPERANDS: Final = frozenset({"this", "super", "true", "false", "null", "class"})
_HEADS: Final = frozenset({"if", "for", "while", "switch", "catch", "synchronized", "try"})
_IN_TYPES: Final = PRIMITIVES | {
    *("extends", "super", "?", "&", "<", ">", ",", ".", "[", "]", "..."),
}
_CLOSERS: Final = {")": "(", "]": "[", "}": "{"}
_EMPTY: Final = frozenset({("(", ")"), ("{", "}"), ("[", "]"), ("<", ">")})

# What decides at a boundary, in this order: the strong right side, the strong left side, then
# the weak ones. By text or by role.
_STRONG_RIGHT: Final[dict[str, str]] = {
    ",": "before ,",
    ";": "before ;",
    ".": "around .",
    "::": "around .",
    "...": "before ...",
    CLOSE: "inside ()",
    CAST_END: "inside cast",
    "]": "inside []",
    POSTFIX: "before postfix",
    GENERIC: "before <",
    GENERIC_END: "inside <>",
    LABEL: "before label :",
    BLOCK_END: "inside {}",
    ARRAY_END: "inside array",
}
_STRONG_LEFT: Final[dict[str, str]] = {
    ".": "around .",
    "::": "around .",
    "@": "after @",
    ",": "after ,",
    ";": "after ;",
    CALL: "inside ()",
    GROUP: "inside ()",
    HEADER: "inside ()",
    CAST: "inside cast",
    "[": "inside []",
    GENERIC: "inside <>",
    BLOCK: "inside {}",
    ARRAY: "inside array",
    PREFIX: "after prefix",
    CAST_END: "after cast",
}
_WEAK_RIGHT: Final[dict[str, str]] = {
    CALL: "before call (",
    HEADER: "before header (",
    "[": "before [",
    BLOCK: "before {",
    **{family: f"before {family}" for family in _OPERATORS},
}
_WEAK_LEFT: Final = {family: f"after {family}" for family in _OPERATORS}
# Slots without a blank where the buffer has not decided; all others have one.
_TIGHT: Final = frozenset(
    {
        *("before ,", "before ;", "around .", "before ...", "inside ()", "inside cast"),
        *("inside []", "before postfix", "before <", "inside <>", "before label :"),
        *("inside array", "before array {", "after @", "after prefix", "before call ("),
        *("before [", "empty"),
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """A token of a line and its role."""

    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Style:
    """How often each slot had a blank: slot -> (without, with)."""

    counts: Mapping[str, tuple[int, int]]

    @classmethod
    def learn(cls, text: str) -> "Style":
        """From any Java text, broken ones too."""
        total: Counter[tuple[str, bool]] = Counter()
        for line in text.splitlines():
            for decision, n in _decisions(line):
                total[decision] += n
        slots = {slot for slot, _ in total}
        return cls({slot: (total[slot, False], total[slot, True]) for slot in slots})

    def gaps(self, texts: Sequence[str]) -> list[bool]:
        """For each boundary between the tokens of a line, whether a blank stands there."""
        parts = roles(texts)
        return [self._gap(a, b) for a, b in pairwise(parts)]

    def _gap(self, a: Part, b: Part) -> bool:
        if a.role in _WORDS and b.role in _WORDS:
            return True
        decided = self._decide(slot(a, b))
        return decided or (not {a.role, b.role} & {GENERIC, GENERIC_END} and merge(a.text, b.text))

    def _decide(self, name: str) -> bool:
        side, _, family = name.partition(" ")
        tight, spaced = self.counts.get(name, (0, 0))
        if tight == spaced and family in _OPERATORS:  # do as with the other operators
            others = [self.counts.get(f"{side} {f}", (0, 0)) for f in _OPERATORS]
            tight, spaced = sum(o[0] for o in others), sum(o[1] for o in others)
        return name not in _TIGHT if tight == spaced else spaced > tight


@lru_cache(maxsize=16384)
def _decisions(line: str) -> tuple[tuple[tuple[str, bool], int], ...]:
    """The decisions taken in one line, with their counts."""
    if line.lstrip().startswith(("*", "//", "/*")):
        return ()
    tokens = lexical(line)
    parts = roles([token.text for token in tokens])
    found: Counter[tuple[str, bool]] = Counter()
    for i in range(len(parts) - 1):
        between = line[tokens[i].end : tokens[i + 1].start]
        both_words = parts[i].role in _WORDS and parts[i + 1].role in _WORDS
        if not both_words and (not between or between.isspace()):
            found[slot(parts[i], parts[i + 1]), bool(between)] += 1
    return tuple(found.items())


def slot(a: Part, b: Part) -> str:
    """The name of the decision to be taken between two neighbours."""
    if (a.text, b.text) in _EMPTY:
        return "empty"
    if a.role == KEYWORD and b.role == GENERIC:  # public <T> void f()
        return "keyword generic <"
    return (
        _STRONG_RIGHT.get(b.role)
        or _STRONG_LEFT.get(a.role)
        or (a.role not in _OPERATORS and _WEAK_RIGHT.get(b.role))
        or _WEAK_LEFT.get(a.role)
        or (b.role == ARRAY and "before array {")
        or _WEAK_RIGHT.get(b.role)
        or f"{a.role} {b.role}"
    )


@lru_cache(maxsize=4096)
def merge(a: str, b: str) -> bool:
    """Whether two tokens would be read otherwise when nothing parts them."""
    return [token.text for token in lexical(a + b)] != [a, b]


def roles(texts: Sequence[str]) -> list[Part]:
    """The tokens of a line with their roles."""
    reader = _Reader(texts)
    for i in range(len(texts)):
        reader.read(i)
    return reader.parts


class _Reader:
    """Gives each token its role, from left to right."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self.parts: list[Part] = []
        self._open: list[Part] = []
        self._n_questions = 0  # `?` that wait for their `:`

    def read(self, i: int) -> None:
        text = self._texts[i]
        part = Part(text, self._role(i, text))
        if text in ("(", "[", "{") or part.role == GENERIC:
            self._open.append(part)
        self.parts.append(part)

    def _role(self, i: int, text: str) -> str:
        if text[0].isalpha() or text[0] in "_$\\":
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
    "(": _Reader._parenthesis,
    "{": _Reader._brace,
    "<": _Reader._less,
    ">": _Reader._greater,
    **dict.fromkeys(("+", "-"), _Reader._sign),
    **dict.fromkeys(("++", "--"), _Reader._step),
    **dict.fromkeys(("!", "~"), _Reader._not),
    "?": _Reader._question,
    ":": _Reader._colon,
}


def _is_word(text: str) -> bool:
    return text[0].isalpha() or text[0] in "_$"


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
    for text in _stretch(texts, i):
        depth += (text == "<") - (text == ">")
        if depth == 0:
            return True
        if not _is_word(text) and text not in _IN_TYPES:
            return False
    return False


def _stretch(texts: Sequence[str], i: int, n: int = 64) -> Iterable[str]:
    return texts[i : i + n]
