"""Rule: lower rank for primitives as type arguments: `List<int>`, `Map<String, int>`.

Arrays of them are objects: `List<int[]>` keeps its weight, and so does `List<int` as long as more
may come.
"""

from itertools import pairwise

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.lexer import PRIMITIVES


class TypeArguments:
    """Weighs down what ends such an argument."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        written = self._place.written(candidate)
        texts, first = written.whole, max(1, written.first)
        for at, (word, end) in enumerate(pairwise(texts[first - 1 :]), first - 1):
            if word in PRIMITIVES and (end == ">" or (end == "," and texts[at - 1] == "<")):
                return candidate.weighed(self._weight)
        return candidate
