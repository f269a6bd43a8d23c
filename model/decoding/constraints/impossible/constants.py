"""Rule: lower rank for a second value of what is `final`: `MOD = 5;`, `n++`, `total += a[i];`.

Only of names that have their value where they are declared; what a constructor or a block sets
first is not judged.
"""

from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.written import Written, ends_type, statement_start
from beamcoder.tokenizer.java.expressions import is_name
from beamcoder.tokenizer.java.scopes import NameKind

_SETS: Final = frozenset(
    {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", ">>>="}
)
_STEPS: Final = frozenset({"++", "--"})
_VARIABLES: Final = frozenset({NameKind.FIELD, NameKind.LOCAL, NameKind.PARAMETER})


class Constants:
    """Weighs down what changes such a name."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight
        self._finals: dict[str, bool] = {}

    def judge(self, candidate: Candidate) -> Candidate:
        if "final" not in self._place.facts.texts:
            return candidate
        written = self._place.written(candidate)
        for at in range(written.first, len(written.texts)):
            name = _changed(written, at)
            if name and name not in written.hidden and self._is_final(name):
                return candidate.weighed(self._weight)
        return candidate

    def _is_final(self, name: str) -> bool:
        if name not in self._finals:
            self._finals[name] = self._declared_final(name)
        return self._finals[name]

    def _declared_final(self, name: str) -> bool:
        facts = self._place.facts
        seen = [
            each
            for each in facts.declarations
            if each.name == name and each.kind in _VARIABLES and each.first <= facts.at <= each.stop
        ]
        if not seen:
            return False
        inner = max(seen, key=lambda each: each.first)
        texts, at = facts.texts, inner.index
        has_value = inner.kind is NameKind.PARAMETER or texts[at + 1 : at + 2] in (["="], [":"])
        start = statement_start(texts, at)
        if inner.kind is NameKind.PARAMETER:  # of its own list only
            start = max((k for k in range(start, at) if texts[k] in ("(", ",")), default=start)
        return has_value and "final" in texts[start:at]


def _changed(written: Written, at: int) -> str:
    """The simple name that the token at a place gives a new value, "" for none."""
    texts = written.texts
    text, before = texts[at], texts[at - 1] if at else ""
    two_before = texts[at - 2] if at > 1 else ""
    if text in _SETS or text in _STEPS:
        is_simple = is_name(before) and two_before != "." and not ends_type(two_before)
        return before if is_simple and two_before != "," else ""
    ahead = written.whole[at + 1]
    is_simple = before in _STEPS and is_name(text) and ahead not in (".", "[", "(")
    return text if is_simple else ""
