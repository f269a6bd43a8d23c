"""Rule: lower rank for lambdas that use their parameters as what they are not.

`Arrays.sort(a, (x, y) -> x[0] - y[0])` of an `Integer[]`, `list.forEach(e -> e.x)` of strings: the
parameters are elements of what is sorted or walked over. Of lambdas elsewhere nothing is known.
"""

from collections.abc import Iterator
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.written import Written, statement_start
from beamcoder.tokenizer.java.expressions import is_name, opener
from beamcoder.tokenizer.java.members import UNKNOWN, JavaType, read_type

_OF_FIRST: Final = {"Arrays": {"sort", "parallelSort"}, "Collections": {"sort", "max", "min"}}
_OF_RECEIVER: Final = frozenset({"sort", "removeIf", "forEach"})
_KEYS: Final = frozenset({"comparing", "comparingInt", "comparingLong", "comparingDouble"})
_SORTED: Final = frozenset({"PriorityQueue", "TreeSet", "TreeMap", "PriorityBlockingQueue"})


class Lambdas:
    """Weighs down what a parameter has not."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        written = self._place.written(candidate)
        if "->" not in written.texts[written.start :]:
            return candidate
        fits = all(
            self._fits(written, name, of, body)
            for name, of, body in self._parameters(written)
            if of != UNKNOWN
        )
        return candidate if fits else candidate.weighed(self._weight)

    def _fits(self, written: Written, name: str, of: JavaType, body: int) -> bool:
        """Whether all that is taken of a parameter behind its `->` may be there."""
        texts, classes = written.texts, self._place.facts.types.classes
        for at in range(max(body, written.first - 1), len(texts)):
            ahead, member = written.whole[at + 1], written.whole[at + 2 : at + 3]
            if texts[at] != name or texts[at - 1] == ".":
                continue
            if ahead == "[" and not of.n_dimensions:
                return False
            if ahead == "." and at + 2 < len(texts):
                keys = [member[0], f"{member[0]}("]
                if at + 3 < len(texts):
                    del keys[texts[at + 3] != "("]
                if not classes.offers(of, keys, static=False):
                    return False
        return True

    def _parameters(self, written: Written) -> Iterator[tuple[str, JavaType, int]]:
        """The parameters of the line's lambdas, their types, and where their bodies begin."""
        texts = written.texts
        for at in range(written.start, len(texts)):
            if texts[at] != "->" or at < 2:
                continue
            start = opener(texts, at - 1) if texts[at - 1] == ")" else at - 1
            names = [text for text in texts[max(0, start) : at] if is_name(text)]
            if start > 0 and len(names) in (1, 2):
                of = self._element(written, start)
                yield from ((name, of, at + 1) for name in names)

    def _element(self, written: Written, start: int) -> JavaType:
        """The type of what is passed to the lambda that begins at a token."""
        texts, types = written.texts, self._place.facts.types
        opened = _call_of(texts, start)
        if opened < 1:
            return UNKNOWN
        name, before = texts[opened - 1], texts[opened - 2] if opened > 1 else ""
        if before == "." and opened > 2:
            outer = types.ending_at(texts, opened - 3, written.hidden)
            if outer.is_class and name in _KEYS and outer.type.name == "Comparator":
                return self._element(written, outer.start)
            if outer.is_class:
                is_known = name in _OF_FIRST.get(outer.type.name, ())
                return self._first(written, opened) if is_known else UNKNOWN
            return self._each(outer.type) if name in _OF_RECEIVER else UNKNOWN
        return self._made(written, opened)

    def _first(self, written: Written, opened: int) -> JavaType:
        """What the first argument of a call holds."""
        texts, at = written.texts, opened + 1
        while at < len(texts) and texts[at] not in (",", "(", ")"):
            at += 1
        value = self._place.facts.types.ending_at(texts, at - 1, written.hidden)
        whole = value.start == opened + 1 and not value.is_class and texts[at] == ","
        return self._each(value.type) if whole else UNKNOWN

    def _each(self, of: JavaType) -> JavaType:
        if of == UNKNOWN or len(of.arguments) > 1:
            return UNKNOWN
        found = self._place.facts.types.classes.each(of) or UNKNOWN
        return UNKNOWN if found.is_primitive else found

    def _made(self, written: Written, opened: int) -> JavaType:
        """What `new PriorityQueue<>(` holds, by its own arguments or those of its variable."""
        texts, close = written.texts, opened - 1
        if texts[close] != ">":
            return UNKNOWN
        at = opener(texts, close) - 1
        if at < 1 or texts[at - 1] != "new" or texts[at] not in _SORTED:
            return UNKNOWN
        arguments = read_type(texts, at)[0].arguments
        if not arguments and texts[at - 2] == "=":
            declared, end = read_type(texts, statement_start(texts, at - 2))
            arguments = declared.arguments if end == at - 3 else ()
        return arguments[0] if arguments else UNKNOWN


def _call_of(texts: list[str], start: int) -> int:
    """The number of the `(` whose argument begins or stands at a token; -1 for none."""
    depth = 0
    for at in range(start - 1, -1, -1):
        depth += (texts[at] in (")", "]")) - (texts[at] in ("(", "["))
        if depth < 0:
            return at if texts[at] == "(" else -1
        if texts[at] in (";", "{", "}"):
            break
    return -1
