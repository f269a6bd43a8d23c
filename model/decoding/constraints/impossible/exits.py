"""Rule: lower rank for an exit from where there is none.

`break` and `continue` stand in a loop (`break` also in a `switch`), `return n;` not in a method
that gives nothing, and `return;` not in one that gives something.
"""

from functools import cached_property
from itertools import pairwise
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.written import statement_start
from beamcoder.tokenizer.java.members import UNKNOWN

_LOOPS: Final = frozenset({"for", "while", "do"})
_PLAIN: Final = frozenset({"if", "else", "try", "catch", "finally", "synchronized", "case"})


class Exits:
    """Weighs down the words and lines that leave what does not stand around them."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        written = self._place.written(candidate)
        own = range(max(written.start, written.first - 1), len(written.texts))
        pairs = list(pairwise([*(written.texts[at] for at in own), ""]))
        line = written.texts[written.start :]
        has_loop = not _LOOPS.isdisjoint(line) or "switch" in line or "->" in line
        for word, ahead in pairs:
            if word in ("break", "continue") and not has_loop and self._is_outside(word):
                return candidate.weighed(self._weight)
            if word == "return" and ahead and "->" not in line and not self._gives(ahead):
                return candidate.weighed(self._weight)
        return candidate

    def _gives(self, ahead: str) -> bool:
        """Whether the method around gives what begins with this token: `;` for nothing."""
        returned = self._place.facts.types.returned
        return returned == UNKNOWN or (returned.name == "void") == (ahead == ";")

    def _is_outside(self, word: str) -> bool:
        return not (self._around & (_LOOPS if word == "continue" else _LOOPS | {"switch"}))

    @cached_property
    def _around(self) -> frozenset[str]:
        """The loops and switches around the line, up to the method; all where it is not plain."""
        facts = self._place.facts
        texts, at, depth = facts.texts, facts.at - len(self._place.line_symbols), 0
        found = self._header(statement_start(texts, at), at)
        while at > 0:
            at -= 1
            depth += (texts[at] == "}") - (texts[at] == "{")
            if depth >= 0:
                continue
            depth = 0
            start = statement_start(texts, at)
            header = texts[start:at]
            own = self._header(start, at)
            found |= own
            if "->" in header or header == [] or header[-1:] == [":"]:
                return found | _LOOPS | {"switch"}  # a lambda, a bare block: not understood
            if not own and header[0] not in _PLAIN:
                break
        return found

    def _header(self, start: int, stop: int) -> frozenset[str]:
        """The loops that a header without its statement begins, or that stand before an `else`."""
        words = self._place.facts.texts[start:stop]
        if words[:1] in (["else"], ["while"]):
            words = [*words, "for"]  # of a loop whose one statement ended above, perhaps
        return frozenset(words) & (_LOOPS | {"switch"})
