"""Rule: no second declaration of a local name, no unreachable code.

A local variable or parameter may be declared once where it is seen, so not again while one of its
name is in scope, nor above another one in the same block. After `return`, `break`, `continue` and
`throw` a block ends: they stand above nothing, and nothing but `}` and labels of a `switch` stands
below them. Scopes are guessed from tokens, so nothing is dropped.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from beamcoder.model.decoding.constraints.pairs import CLOSERS, OPENERS
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.java.expressions import is_name
from beamcoder.tokenizer.java.names import declarations
from beamcoder.tokenizer.java.scopes import NameKind
from beamcoder.tokenizer.lexer import lexical

_LOCAL: Final = frozenset({NameKind.LOCAL, NameKind.PARAMETER})
# By itself a line looks like a member: what it declares is a field to `declarations`.
_VARIABLES: Final = _LOCAL | {NameKind.FIELD}
_HEADERS: Final = frozenset({"for", "if", "while", "try", "catch", "switch"})
_JUMPS: Final = frozenset({"return", "break", "continue", "throw"})
_ENDS_BLOCK: Final = frozenset({"}", "case", "default"})
# A line that ends so has the next statement for its own: `if (a)`, `else`, `case 1:`, `x ->`.
_OWNS_NEXT: Final = frozenset({")", "else", "do", ":", "->"})
_LABELS: Final = frozenset({"case", "default"})
_PARTS: Final = frozenset({";", "{", "}"})  # a statement begins after one of them
_LABELLED: Final = frozenset({"continue", "break"})
# Where a statement begins, and so may a label, which is guessed: code may be about to change.
_STARTS: Final = frozenset({"", "{", "}", ";", ":", ")", "else", "do", "->"})


class Conflicts:
    """Weighs down lines that contradict what is declared, or what follows."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        symbols = (*self._place.line_symbols, *candidate.symbols)
        if self._is_unreachable and symbols[0] not in _ENDS_BLOCK:
            return candidate.weighed(self._weight)
        if not candidate.is_line or self._place.rest_symbols:
            return candidate
        if self._declares_again(symbols) or self._cuts_off(symbols):
            return candidate.weighed(self._weight)
        return candidate

    def _declares_again(self, symbols: tuple[str, ...]) -> bool:
        if "class" in symbols or "->" in symbols:
            return False  # with scopes of its own
        found = declarations(lexical(" ".join(symbols)))
        names = {each.name for each in found if each.kind in _VARIABLES}
        is_own_block = symbols[0] in _HEADERS or "{" in symbols
        return not names.isdisjoint(self._seen if is_own_block else self._seen | self._below)

    def _cuts_off(self, symbols: tuple[str, ...]) -> bool:
        if symbols[0] not in _JUMPS or symbols[-1] != ";":
            return False
        following = self._place.next_line_symbols[:1]
        return bool(following) and following[0] not in _ENDS_BLOCK and not self._is_owned

    @property
    def _start(self) -> int:
        """The number of the line's first token."""
        return self._place.facts.at - len(self._place.line_symbols)

    @cached_property
    def _is_owned(self) -> bool:
        """Whether the line is the one statement of a header above."""
        return self._start > 0 and self._place.facts.texts[self._start - 1] in _OWNS_NEXT

    @cached_property
    def _is_unreachable(self) -> bool:
        """Whether the statement above, in the same block, leaves it."""
        statement = self._statement_above()
        if statement and statement[0] in _LABELS and ":" in statement:
            statement = statement[statement.index(":") + 1 :]
        return bool(statement) and statement[0] in _JUMPS

    def _statement_above(self) -> list[str]:
        """The tokens of the statement that ends where the line begins; none without its `;`."""
        texts, at, depth = self._place.facts.texts, self._start - 1, 0
        if at < 1 or texts[at] != ";":
            return []
        while at > 0 and (depth or at == self._start - 1 or texts[at - 1] not in _PARTS):
            at -= 1
            depth += (texts[at] in CLOSERS) - (texts[at] in OPENERS)
        return texts[at : self._start]

    @cached_property
    def _seen(self) -> frozenset[str]:
        """The local names in scope, without those of the line begun."""
        place = self._place.facts.at - len(self._place.line_symbols)
        declared = (each for each in self._place.facts.declarations if each.kind in _LOCAL)
        return frozenset(d.name for d in declared if d.index < place and place <= d.stop)

    @cached_property
    def _below(self) -> frozenset[str]:
        """The local names that are declared below in the same block."""
        facts, depth, inside = self._place.facts, 0, set()
        for at, text in enumerate(facts.texts[facts.at :], facts.at):
            depth += (text in OPENERS) - (text in CLOSERS)
            if depth < 0:
                break
            if depth == 0:
                inside.add(at)
        declared = (each for each in facts.declarations if each.kind is NameKind.LOCAL)
        return frozenset(each.name for each in declared if each.index in inside)


class Labels:
    """Weighs down what a jump cannot lead to."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        fragment, begun = self._place.view.fragment, self._place.line_symbols[-1:]
        kept = (fragment,) if fragment and not candidate.replace else ()
        symbols = (*begun, *kept, *candidate.symbols)
        if all(self._may_follow(jump, text) for jump, text in pairwise(symbols)):
            return candidate
        return candidate.weighed(self._weight)

    def _may_follow(self, jump: str, text: str) -> bool:
        return jump not in _LABELLED or text == ";" or text in self._labels

    @cached_property
    def _labels(self) -> frozenset[str]:
        facts = self._place.facts
        return frozenset(labels(facts.texts[: facts.at]))


def labels(texts: Sequence[str]) -> list[str]:
    """The names in a row of tokens that are labels."""
    rows = zip(("", *texts), texts, texts[1:], strict=False)
    return [name for before, name, colon in rows if _is_label(before, name, colon)]


def _is_label(before: str, name: str, colon: str) -> bool:
    return colon == ":" and before in _STARTS and is_name(name)
