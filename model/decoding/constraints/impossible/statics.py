"""Rule: lower rank for an instance's members where there is none: in a `static` method.

Fields and methods of the class around it that are not static, `this` and `super`.
"""

from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.java.expressions import is_name

_OF_ANOTHER: Final = frozenset({".", "::", "new", "@"})


class Statics:
    """Weighs down what needs an object."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate:
        if not self._is_static:
            return candidate
        written = self._place.written(candidate)
        texts = written.whole
        if "class" in texts[written.start :] or "new" in texts[written.start : written.first]:
            return candidate  # with members of its own, perhaps
        for at in range(written.first, len(written.texts)):
            text, before = texts[at], texts[at - 1] if at else ""
            if before in _OF_ANOTHER or not (is_name(text) or text in ("this", "super")):
                continue
            ahead = texts[at + 1] if at + 1 < len(written.texts) else ""
            if text not in written.hidden and self._needs_object(text, ahead):
                return candidate.weighed(self._weight)
        return candidate

    @property
    def _is_static(self) -> bool:
        return self._place.facts.types.is_static_here

    def _needs_object(self, text: str, ahead: str) -> bool:
        if text in ("this", "super"):
            return True
        keys = [text, f"{text}("]
        if ahead:
            del keys[ahead != "("]
        seen = self._place.facts.types.needs_object
        found = [seen[key] for key in keys if key in seen]
        return bool(found) and all(found)
