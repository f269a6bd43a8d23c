"""Rule: lower rank for an object of what has none: `new List<>()`, an abstract class.

Those of the library by a table, those of the file by their declaration. Arrays of them and classes
without a name are fine.
"""

from functools import cached_property
from itertools import pairwise
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.written import matching
from beamcoder.tokenizer.java.expressions import is_name
from beamcoder.tokenizer.java.members import read_type

_ABSTRACT: Final = frozenset(
    {
        *("AbstractList", "AbstractMap", "BiConsumer", "BiFunction", "BinaryOperator", "Calendar"),
        *("CharSequence", "Collection", "Comparable", "Comparator", "Consumer", "Deque"),
        *("Function", "InputStream", "IntStream", "Iterable", "Iterator", "List", "Map"),
        *("NavigableMap", "NavigableSet", "Number", "OutputStream", "Predicate", "Queue"),
        *("Reader", "Runnable", "Set", "SortedMap", "SortedSet", "Stream", "Supplier"),
        *("UnaryOperator", "Writer"),
    }
)


class Instances:
    """Weighs down a `new` whose arguments are closed and that no body follows."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        written = self._place.written(candidate)
        texts = written.whole
        for at in range(written.start, len(written.texts)):
            if texts[at] != "new":
                continue
            made, opened = read_type(texts, at + 1)
            if made.n_dimensions or texts[opened] != "(" or not self._is_abstract(made.name):
                continue
            closed = matching(texts, opened)
            if closed >= written.first - 1 and texts[closed + 1] not in ("{", ""):
                return candidate.weighed(self._weight)
        return candidate

    def _is_abstract(self, name: str) -> bool:
        return name in self._own_abstract or (name in _ABSTRACT and name not in self._own)

    @cached_property
    def _own(self) -> frozenset[str]:
        """The classes that the file declares."""
        return frozenset(
            name for word, name in pairwise(self._place.facts.texts) if word == "class"
        )

    @cached_property
    def _own_abstract(self) -> frozenset[str]:
        texts = ["", *self._place.facts.texts, ""]
        rows = zip(texts, texts[1:], texts[2:], strict=False)
        return frozenset(
            name
            for before, word, name in rows
            if is_name(name) and (word == "interface" or (word == "class" and before == "abstract"))
        )
