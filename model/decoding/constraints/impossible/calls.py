"""Rule: lower rank for calls whose arguments are too few, too many or of other types.

Of the methods and constructors that the file declares, in classes without a parent that is not
known; of collections, what they hold; of `Arrays.sort`, that numbers are sorted as they are.
Arguments that are not wholly known are not judged.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.written import Written, ends_type
from beamcoder.tokenizer.java.calls import Parameters, arguments, read_parameters
from beamcoder.tokenizer.java.expressions import is_name
from beamcoder.tokenizer.java.members import UNKNOWN, JavaType
from beamcoder.tokenizer.java.scopes import NameKind
from beamcoder.tokenizer.lexer import PRIMITIVES

_ADDS: Final = frozenset({"add", "addFirst", "addLast", "offer", "offerFirst", "offerLast", "push"})
_SORTS: Final = frozenset({"sort", "parallelSort"})
_FUNCTIONAL: Final = frozenset({"->", "::"})
_MEMBER_STARTS: Final = frozenset({"{", "}", ";", "public", "private", "protected", ">"})
Span = tuple[int, int]


class Calls:
    """Weighs down lines with a call that cannot be made."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        if not candidate.is_line or "(" not in self._place.written(candidate).texts:
            return candidate
        written = self._place.written(candidate)
        texts = written.whole
        for opened in range(written.start, len(written.texts)):
            if texts[opened] != "(" or not opened or not is_name(texts[opened - 1]):
                continue
            spans = arguments(texts, opened)
            ended = spans is not None and (spans[-1][1] if spans else opened + 1) >= written.first
            if ended and spans is not None and not self._fits(written, opened, spans):
                return candidate.weighed(self._weight)
        return candidate

    def _fits(self, written: Written, opened: int, spans: Sequence[Span]) -> bool:
        texts, name = written.whole, written.whole[opened - 1]
        before = texts[opened - 2] if opened > 1 else ""
        given = [self._type(written, span) for span in spans]
        if before == ".":
            return self._fits_member(written, opened, spans, given)
        if before == "new":
            return self._takes(self._constructors(name), given)
        if ends_type(before) or name in written.hidden:
            return True  # it is declared here
        return self._takes(self._methods(name), given)

    def _fits_member(
        self, written: Written, opened: int, spans: Sequence[Span], given: Sequence[JavaType]
    ) -> bool:
        types, name = self._place.facts.types, written.whole[opened - 1]
        outer = types.ending_at(written.whole, opened - 3, written.hidden)
        if outer.is_class and outer.type.name == "Arrays" and name in _SORTS:
            is_plain = bool(given) and given[0].n_dimensions == 1 and given[0].name in PRIMITIVES
            compares = any(
                not _FUNCTIONAL.isdisjoint(written.whole[start:stop])
                or written.whole[start] in ("Collections", "Comparator", "Comparators")
                for start, stop in spans[1:]
            )
            return not (is_plain and (compares or len(spans) in (2, 4)))
        if not outer.is_class and name in _ADDS and len(given) == 1:
            return self._holds(outer.type, given[0])
        return True

    def _holds(self, collection: JavaType, value: JavaType) -> bool:
        classes = self._place.facts.types.classes
        if collection.n_dimensions or not collection.arguments or value == UNKNOWN:
            return True
        if not classes.extends(collection, "Collection") or len(collection.arguments) != 1:
            return True
        return classes.accepts(collection.arguments[0], value)

    def _type(self, written: Written, span: Span) -> JavaType:
        """The type of an argument that is one known expression from end to end."""
        start, stop = span
        value = self._place.facts.types.ending_at(written.whole[:stop], stop - 1, written.hidden)
        return value.type if value.start == start and not value.is_class else UNKNOWN

    def _takes(self, found: Sequence[Parameters] | None, given: Sequence[JavaType]) -> bool:
        if not found:
            return True
        accepts = self._place.facts.types.classes.accepts
        return any(
            each.may_take(len(given))
            and (each.is_open or all(accepts(a, b) for a, b in zip(each.types, given, strict=True)))
            for each in found
        )

    def _methods(self, name: str) -> list[Parameters]:
        """The parameters of the methods of a name; none if a parent may have more of them."""
        return [] if self._inherits else self._headers.get(name, [])

    @cached_property
    def _inherits(self) -> bool:
        """Whether a class of the file has a parent, of which not all is known."""
        return not {"extends", "implements"}.isdisjoint(self._place.facts.texts)

    @cached_property
    def _headers(self) -> dict[str, list[Parameters]]:
        facts, found = self._place.facts, dict[str, list[Parameters]]()
        broken = set[str]()
        for each in facts.declarations:
            if each.kind is NameKind.METHOD:
                read = read_parameters(facts.texts, each.index + 1)
                if read is None:
                    broken.add(each.name)
                else:
                    found.setdefault(each.name, []).append(read)
        return {name: read for name, read in found.items() if name not in broken}

    def _constructors(self, name: str) -> list[Parameters]:
        """Those that a class of the file declares; none where that is not known."""
        texts = self._place.facts.texts
        found = []
        for at in range(1, len(texts) - 1):
            if texts[at] == name and texts[at + 1] == "(" and texts[at - 1] in _MEMBER_STARTS:
                read = read_parameters(texts, at + 1)
                if read is None:
                    return []
                found.append(read)
        return found
