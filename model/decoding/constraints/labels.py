"""Rule: after `continue` and `break` only labels that are declared, or `;`.

Labels are guessed from tokens (a name and a colon where a statement begins), and code may be about
to change, so nothing is dropped.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.java.expressions import is_name

_JUMPS: Final = frozenset({"continue", "break"})
_STARTS: Final = frozenset({"", "{", "}", ";", ":", ")", "else", "do", "->"})


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
        return jump not in _JUMPS or text == ";" or text in self._labels

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
