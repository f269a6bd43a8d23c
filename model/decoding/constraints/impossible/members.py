"""Rule: lower rank for members and values that do not fit a known type.

Of the expressions whose type is known from declarations, some things cannot compile: a member
that the type has not (`sc.length()`, `n.size()`), an index of what is no array or by what is no
int; and in whole lines a value of another type than what takes it: a variable (`int n =
sc.nextLine();`), the method that returns it, a condition, a loop over it. What is not known is
not judged; types may be guessed wrong, so nothing is dropped.
"""

from collections.abc import Sequence
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.written import ends_type
from beamcoder.tokenizer.java.expressions import is_name, opener
from beamcoder.tokenizer.java.members import UNKNOWN, JavaType, read_type
from beamcoder.tokenizer.java.types import Types

_BOOLEAN: Final = JavaType("boolean")
_STARTS: Final = frozenset({";", "{", "}", "final", "static", "private", "public"})
_NO_INDEX: Final = frozenset({"long", "float", "double", "boolean", "String"})


class Members:
    """Weighs down what cannot compile, once a candidate."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        if self._weight == 1 or self._place.line_symbols[:1] in (("import",), ("package",)):
            return candidate
        written = self._place.written(candidate)
        check = _Check(self._place.facts.types, written.texts, written.hidden)
        possible = all(check.fits(at) for at in range(written.first, len(written.texts)))
        if possible and candidate.is_line:
            possible = check.assigns()
        return candidate if possible else candidate.weighed(self._weight)


class _Check:
    """One candidate after the tokens before it."""

    def __init__(self, types: Types, texts: Sequence[str], hidden: frozenset[str]) -> None:
        self._types, self._texts, self._hidden = types, texts, hidden

    def fits(self, at: int) -> bool:
        """Whether token `at` may stand after those before it."""
        text, before = self._texts[at], self._texts[at - 1] if at else ""
        if before == "." and (is_name(text) or text == "class"):
            return self._offers(at)
        if text == ".":
            return not self._type_at(at - 1).is_primitive or before == "]"
        if text == "[" and (is_name(before) or before in (")", "]")):
            return self._has_index(at)
        if before == "[" and is_name(text):
            return self._is_index(at)
        return text != ")" or self._heads(at)

    def _heads(self, at: int) -> bool:
        """Whether a header that ends here asks what is true or false, or walks over something."""
        opened = opener(self._texts, at)
        header = self._texts[opened - 1] if opened > 0 else ""
        if header not in ("if", "while", "for"):
            return True
        value = self._types.ending_at(self._texts, at - 1, self._hidden)
        if value.type == UNKNOWN or value.is_class:
            return True
        if header != "for":
            is_whole = value.start == opened + 1
            return not is_whole or self._types.classes.accepts(_BOOLEAN, value.type)
        if self._texts[value.start - 1] != ":":
            return True
        each = self._types.classes.each(value.type)
        wanted, end = read_type(self._texts, opened + 1)
        declares = end == value.start - 2
        return each is not None and not (declares and not self._types.classes.accepts(wanted, each))

    def assigns(self) -> bool:
        """Whether the value of the last assignment or return fits its type; True for other
        statements."""
        texts = self._texts
        if texts[-1] != ";":
            return True
        value = self._types.ending_at(texts, len(texts) - 2, self._hidden)
        at = value.start - 1
        if at < 1 or texts[at] not in ("=", "return") or value.is_class:
            return True
        wanted = self._types.returned if texts[at] == "return" else self._assigned(at)
        return self._types.classes.accepts(wanted, value.type)

    def _assigned(self, at: int) -> JavaType:
        """The type of the variable before the "=" at a token."""
        texts, start = self._texts, at
        while start and texts[start - 1] not in _STARTS:
            start -= 1
        declared, end = read_type(texts, start)
        if end == at - 1 and is_name(texts[end]):
            return declared
        target = self._types.ending_at(texts, at - 1, self._hidden)
        return target.type if target.start == start and not target.is_class else UNKNOWN

    def _type_at(self, last: int) -> JavaType:
        found = self._types.ending_at(self._texts, last, self._hidden)
        return UNKNOWN if found.is_class else found.type

    def _offers(self, at: int) -> bool:
        name = self._texts[at]
        outer = self._types.ending_at(self._texts, at - 2, self._hidden)
        if outer.type == UNKNOWN:
            return True
        keys = [name, f"{name}("]
        if at + 1 < len(self._texts):
            del keys[self._texts[at + 1] != "("]
        return self._types.classes.offers(outer.type, keys, static=outer.is_class)

    def _has_index(self, at: int) -> bool:
        if at >= 2 and ends_type(self._texts[at - 2]):
            return True  # `String args[`: the name is being declared
        outer = self._types.ending_at(self._texts, at - 1, self._hidden)
        return outer.is_class or outer.type == UNKNOWN or outer.type.n_dimensions > 0

    def _is_index(self, at: int) -> bool:
        """A variable as the whole index; as long as more may come, only numbers tell."""
        of = self._type_at(at)
        if at + 1 < len(self._texts):
            ends = self._texts[at + 1] == "]"
            return not ends or not (of.n_dimensions or of.name in _NO_INDEX)
        return not of.is_primitive or of.name not in _NO_INDEX
