"""Rule: lower rank for a label that its `switch` has already: `case 1:` or `default` twice."""

from functools import cached_property

from beamcoder.model.decoding.constraints.pairs import CLOSERS, OPENERS
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.written import statement_start

_Label = tuple[str, ...]


class Cases:
    """Weighs down lines and words that say such a label again."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        written = self._place.written(candidate)
        line = written.texts[written.start :]
        if line[:1] == ["default"]:
            labels: list[_Label] = [("default",)]
        elif line[:1] == ["case"] and written.first > written.start - (len(line) > 1):
            labels = _labels(line, is_open=not candidate.is_line)
        else:
            return candidate
        is_again = not self._existing.isdisjoint(labels)
        return candidate.weighed(self._weight) if is_again else candidate

    @cached_property
    def _existing(self) -> frozenset[_Label]:
        """The labels of the switch around the line, its own left out."""
        facts = self._place.facts
        texts, start = facts.texts, facts.at - len(self._place.line_symbols)
        stop = facts.at + len(self._place.rest_symbols)
        opened = _opened(texts, start)
        if opened < 0 or "switch" not in texts[statement_start(texts, opened - 1) : opened]:
            return frozenset()
        found, depth = set[_Label](), 0
        for at in range(opened, len(texts)):
            depth += (texts[at] in OPENERS) - (texts[at] in CLOSERS)
            if depth == 0:
                break
            if depth == 1 and texts[at] in ("case", "default") and not start <= at < stop:
                found.update(_labels(texts[at : at + 64]))
        return frozenset(found)


def _opened(texts: list[str], start: int) -> int:
    """The number of the `{` that is open at a token; -1 for none."""
    depth = 0
    for at in range(start - 1, -1, -1):
        depth += (texts[at] == "}") - (texts[at] == "{")
        if depth < 0:
            return at
    return -1


def _labels(texts: list[str], *, is_open: bool = False) -> list[_Label]:
    """The labels between `case` and `:` or `->`; of one that is not ended, if `is_open`."""
    if texts[0] == "default":
        return [("default",)]
    found, part = list[_Label](), list[str]()
    for text in texts[1:]:
        if text in (":", "->"):
            return [*found, tuple(part)]
        if text == ",":
            found.append(tuple(part))
            part = []
        else:
            part.append(text)
    return [*found, tuple(part)] if is_open else found
