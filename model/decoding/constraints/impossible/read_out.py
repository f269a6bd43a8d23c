"""Rule: lower rank for counting once more what a loop above has counted down.

Behind `while (m-- > 0) {...}` no `m` is left: a second such loop never runs, `i < m` is false, and
an array of that length cannot be. So it is with any condition behind the loop that waited for it
to become false (`while (!queue.isEmpty())`, `while (sc.hasNext())`), as long as nothing in between
names what it is about. A loop that `break` may leave says nothing.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.written import Written, matching
from beamcoder.tokenizer.java.expressions import is_name

_CONDITIONS: Final = frozenset({"while", "if"})
_LEAVES: Final = frozenset({"break", "return"})
Condition = tuple[str, ...]


class ReadOut:
    """Weighs down lines that count on what is spent."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        if not candidate.is_line or not self._conditions:
            return candidate
        written = self._place.written(candidate)
        is_again = _condition(written) in self._conditions or self._counts(written)
        return candidate.weighed(self._weight) if is_again else candidate

    def _counts(self, written: Written) -> bool:
        """Whether a bound or a length is a number that has been counted down."""
        texts = written.whole
        for at in range(max(1, written.first), len(written.texts)):
            before, ahead = texts[at - 1], texts[at + 1]
            if texts[at] in self._counters and texts[at] not in written.hidden:
                is_bound = before in ("<", "<=") or (before == "[" and texts[at - 3] == "new")
                is_counted = ahead == "--" and texts[written.start] in ("while", "for")
                if is_bound or is_counted:
                    return True
        return False

    @cached_property
    def _counters(self) -> frozenset[str]:
        """The names that such a loop has counted down."""
        found = set[str]()
        for condition in self._conditions:
            for at, text in enumerate(condition):
                if text == "--":
                    found.update(filter(is_name, condition[max(0, at - 1) : at + 2]))
        return frozenset(found)

    @cached_property
    def _conditions(self) -> frozenset[Condition]:
        """The conditions that loops above have made false, and that still are."""
        facts = self._place.facts
        texts = facts.texts[: facts.at - len(self._place.line_symbols)]
        return frozenset(
            condition
            for condition, stop in _loops(texts)
            if not _is_touched(texts, stop, condition)
        )


def _condition(written: Written) -> Condition:
    """What a line begun with `while (` or `if (` asks, without its brackets."""
    texts, at = written.whole, written.start
    if texts[at] not in _CONDITIONS or texts[at + 1] != "(":
        return ()
    return tuple(texts[at + 2 : matching(texts, at + 1)])


def _loops(texts: list[str]) -> Iterator[tuple[Condition, int]]:
    """The conditions of loops that end before the last token, and where they end."""
    for at in range(len(texts) - 1):
        if texts[at] != "while" or texts[at + 1] != "(":
            continue
        closed = matching(texts, at + 1)
        stop = _body_end(texts, closed + 1) if closed > 0 else -1
        if stop > 0 and _LEAVES.isdisjoint(texts[closed:stop]) and _encloses(texts, stop):
            yield tuple(texts[at + 2 : closed]), stop


def _body_end(texts: list[str], start: int) -> int:
    """The number of the last token of the block or simple statement at a token; -1 for none."""
    if start >= len(texts):
        return -1
    if texts[start] == "{":
        return matching(texts, start)
    return next((at for at in range(start, len(texts)) if texts[at] in (";", "{")), -1)


def _encloses(texts: list[str], stop: int) -> bool:
    """Whether the block that a statement ends in is still open at the last token."""
    depth = 0
    for text in texts[stop + 1 :]:
        depth += (text == "{") - (text == "}")
        if depth < 0:
            return False
    return True


def _is_touched(texts: Sequence[str], stop: int, condition: Condition) -> bool:
    """Whether what a condition is about is named between its loop and the cursor."""
    about = {text for text in condition if is_name(text)}
    return not about or not about.isdisjoint(texts[stop + 1 :])
