"""Rule: lower rank for operators whose operands they cannot take.

No arithmetic and no order of what is no number (`s - 1`, `a < b` of strings or arrays), nothing
but conditions beside `&&`, `||` and `!`, no `==` of a number and an object that is none. Only
operands whose type is known are judged, each by itself.
"""

from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.written import Written
from beamcoder.tokenizer.java.expressions import is_name
from beamcoder.tokenizer.java.members import UNKNOWN, JavaType
from beamcoder.tokenizer.java.types import Types

_NUMERIC: Final = frozenset({"-", "*", "/", "%", "<", ">", "<=", ">=", "<<", ">>", ">>>"})
_STEPS: Final = frozenset({"++", "--"})
_EQUAL: Final = frozenset({"==", "!="})
_LOGICAL: Final = frozenset({"&&", "||"})
_NUMBER: Final = JavaType("double")
_BOOLEAN: Final = JavaType("boolean")
_GOES_ON: Final = frozenset({".", "[", "(", "::", "->", "<", "++", "--", "instanceof"})
# Behind these a condition begins, and ends before those: what stands between is one alone.
_BEGINS: Final = frozenset({"(", "&&", "||", "!", "return", "=", ",", "?", ":", "->"})
_ENDS: Final = frozenset({")", "&&", "||", ";", ",", "?", ":"})


class Operands:
    """Weighs down the operators of a candidate that do not fit their neighbours."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        written = self._place.written(candidate)
        check = _Neighbours(self._place.facts.types, written)
        fits = all(map(check.fits, range(written.first, len(written.texts))))
        return candidate if fits else candidate.weighed(self._weight)


class _Neighbours:
    """One candidate after the tokens before it."""

    def __init__(self, types: Types, written: Written) -> None:
        self._types, self._written = types, written
        self._texts = written.texts

    def fits(self, at: int) -> bool:
        """Whether the operator at a token may stand behind what it does, and, where the token is an
        operand, whether the operator before it takes it."""
        text, before = self._texts[at], self._texts[at - 1] if at else ""
        if text in _NUMERIC and _ends_value(before):
            return self._is(_NUMBER, self._type(at - 1))
        if text in _LOGICAL:
            return not self._is_alone(at - 1) or self._is(_BOOLEAN, self._type(at - 1))
        if text in _STEPS and _ends_value(before) and before != ")":
            return self._is(_NUMBER, self._type(at - 1))
        return self._follows(at) if is_name(text) else True

    def _follows(self, at: int) -> bool:
        """A variable that nothing is taken from, as the operand right of an operator."""
        ahead, before = self._written.whole[at + 1], self._texts[at - 1] if at else ""
        if not ahead or ahead in _GOES_ON:
            return True
        value = self._type(at)
        if before in _NUMERIC and at > 1 and _ends_value(self._texts[at - 2]):
            return ahead in _GOES_ON or self._is(_NUMBER, value)
        if before == "!":
            return self._is(_BOOLEAN, value)
        if before in _LOGICAL and ahead in _ENDS:
            return self._is(_BOOLEAN, value)
        if before in _EQUAL and ahead in _ENDS and self._is_alone(at - 2):
            return self._may_equal(self._type(at - 2), value)
        return True

    def _may_equal(self, left: JavaType, right: JavaType) -> bool:
        """Numbers and numbers, conditions and conditions; of two objects, one may be the other."""
        if UNKNOWN in (left, right) or not (left.is_primitive or right.is_primitive):
            return True
        both = left, right
        return any(all(self._is(of, each) for each in both) for of in (_NUMBER, _BOOLEAN))

    def _type(self, last: int) -> JavaType:
        found = self._types.ending_at(self._texts, last, self._written.hidden)
        return UNKNOWN if found.is_class else found.type

    def _is_alone(self, last: int) -> bool:
        """Whether the operand that ends at a token is no part of a longer one."""
        if last < 1 or not _ends_value(self._texts[last]):
            return False
        start = self._types.ending_at(self._texts, last, self._written.hidden).start
        return start > 0 and self._texts[start - 1] in _BEGINS

    def _is(self, wanted: JavaType, value: JavaType) -> bool:
        return self._types.classes.accepts(wanted, value)


def _ends_value(text: str) -> bool:
    return is_name(text) or text in (")", "]")
