"""Spacing between the tokens of a line, and the habits of a buffer.

    style = Style.learn(text)
    style.gaps(["x", "=", "-", "1", ";"])    -> [True, True, False, False]

Each boundary has a *slot*, a name for the decision that a writer takes there ("before call (",
"after ,"). A style counts how the buffer decided in each slot; where it has not, the usual Java
way is followed. Knows nothing of indentation: that is `render`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from beamcoder.tokenizer.lexer import TEXT_START, LineState, Mode, lex_line, lexical
from beamcoder.tokenizer.style.token_roles import (
    ARRAY,
    ARRAY_END,
    BLOCK,
    BLOCK_END,
    CALL,
    CAST,
    CAST_END,
    CLOSE,
    GENERIC,
    GENERIC_END,
    GROUP,
    HEADER,
    KEYWORD,
    LABEL,
    OPERATORS,
    POSTFIX,
    PREFIX,
    WORDS,
    TokenRole,
    roles,
)

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
    **{family: f"before {family}" for family in OPERATORS},
}
_WEAK_LEFT: Final = {family: f"after {family}" for family in OPERATORS}
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
class SpacingStyle:
    """How often each slot had a blank: slot -> (without, with)."""

    counts: Mapping[str, tuple[int, int]]

    @classmethod
    def learn(cls, text: str) -> "SpacingStyle":
        """From any Java text, broken ones too."""
        total: Counter[tuple[str, bool]] = Counter()
        state = TEXT_START
        for line in text.splitlines(keepends=True):
            if state.mode is Mode.CODE:
                decisions, state = _decisions(line)
                for decision, n in decisions:
                    total[decision] += n
            else:  # its code, after what ends there, is no whole line
                _, state = lex_line(line, state)
        slots = {slot for slot, _ in total}
        return cls({slot: (total[slot, False], total[slot, True]) for slot in slots})

    def gaps(self, texts: Sequence[str]) -> list[bool]:
        """For each boundary between the tokens of a line, whether a blank stands there."""
        parts = roles(texts)
        return [self._gap(a, b) for a, b in pairwise(parts)]

    def _gap(self, a: TokenRole, b: TokenRole) -> bool:
        if a.role in WORDS and b.role in WORDS:
            return True
        decided = self._decide(slot(a, b))
        return decided or (not {a.role, b.role} & {GENERIC, GENERIC_END} and merge(a.text, b.text))

    def _decide(self, name: str) -> bool:
        side, _, family = name.partition(" ")
        tight, spaced = self.counts.get(name, (0, 0))
        if tight == spaced and family in OPERATORS:  # do as with the other operators
            others = [self.counts.get(f"{side} {f}", (0, 0)) for f in OPERATORS]
            tight, spaced = sum(o[0] for o in others), sum(o[1] for o in others)
        return name not in _TIGHT if tight == spaced else spaced > tight


@lru_cache(maxsize=16384)
def _decisions(line: str) -> tuple[tuple[tuple[tuple[str, bool], int], ...], LineState]:
    """The decisions taken in one line of code, with their counts; the state after it."""
    found_tokens, after = lex_line(line, TEXT_START)
    if line.lstrip().startswith(("*", "//", "/*")):  # a comment that begins above the text, perhaps
        return (), LineState(after.mode)
    tokens = [token for token in found_tokens if token.is_lexical]
    parts = roles([token.text for token in tokens])
    found: Counter[tuple[str, bool]] = Counter()
    for i in range(len(parts) - 1):
        between = line[tokens[i].end : tokens[i + 1].start]
        both_words = parts[i].role in WORDS and parts[i + 1].role in WORDS
        if not both_words and (not between or between.isspace()):
            found[slot(parts[i], parts[i + 1]), bool(between)] += 1
    return tuple(found.items()), LineState(after.mode)


def slot(a: TokenRole, b: TokenRole) -> str:
    """The name of the decision to be taken between two neighbours."""
    if (a.text, b.text) in _EMPTY:
        return "empty"
    if a.role == KEYWORD and b.role == GENERIC:  # public <T> void f()
        return "keyword generic <"
    return (
        _STRONG_RIGHT.get(b.role)
        or _STRONG_LEFT.get(a.role)
        or (a.role not in OPERATORS and _WEAK_RIGHT.get(b.role))
        or _WEAK_LEFT.get(a.role)
        or (b.role == ARRAY and "before array {")
        or _WEAK_RIGHT.get(b.role)
        or f"{a.role} {b.role}"
    )


@lru_cache(maxsize=4096)
def merge(a: str, b: str) -> bool:
    """Whether two tokens would be read otherwise when nothing parts them."""
    return [token.text for token in lexical(a + b)] != [a, b]
