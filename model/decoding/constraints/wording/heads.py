"""Rule: a file begins with its own package, and imports what is there.

The package is that of the folder, or none; never the one of the author who wrote that most often.
An import is of Java's library, of the file's own package, or of what the file imports already:
others are not offered, as long as no workspace says what else there is. Of a file whose place is
not known nothing is judged.
"""

from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place

_LIBRARY: Final = frozenset({"java", "javax", "static"})


class Heads:
    """Writes the package that is known, drops others, and imports of strangers."""

    def __init__(self, place: Place, weight: float) -> None:
        self._place, self._weight = place, weight

    def judge(self, candidate: Candidate) -> Candidate | None:
        place = self._place
        if place.package is None or place.facts.open_brackets:
            return candidate
        written = place.written(candidate)
        line = written.texts[written.start :]
        if line[:1] == ["package"]:
            return self._package(candidate, written.first - written.start)
        if self._is_due:
            return candidate.weighed(self._weight)
        if line[:1] == ["import"] and not place.has_workspace:
            return self._import(candidate, line)
        return candidate

    @property
    def _is_due(self) -> bool:
        """Whether the package is known and has to be the first statement of all."""
        place = self._place
        return bool(place.package) and not (place.n_before or place.line_symbols)

    def _import(self, candidate: Candidate, line: list[str]) -> Candidate | None:
        """Nothing of another root."""
        root = next((text for text in line[1:] if text != "static"), "")
        return candidate if not root or root in self._roots else None

    @cached_property
    def _roots(self) -> frozenset[str]:
        texts = self._place.facts.texts
        start = self._place.facts.at - len(self._place.line_symbols)
        above = {b for a, b in pairwise(texts[:start]) if a in ("import", "static", "package")}
        return _LIBRARY | above | {(self._place.package or "").partition(".")[0]}

    def _package(self, candidate: Candidate, n_begun: int) -> Candidate | None:
        """A word or a line of the file's package statement, of which some symbols are there."""
        name = self._place.package
        wanted = ("package", *_parts(name), ";") if name else ()
        if not wanted or self._begun(n_begun) != wanted[:n_begun]:
            return None
        rest = wanted[n_begun:]
        fragment = self._place.view.fragment
        if not rest or (fragment and not rest[0].startswith(fragment)):
            return None
        return self._rewritten(candidate, rest if candidate.is_line else rest[:1])

    def _begun(self, n: int) -> tuple[str, ...]:
        return self._place.line_symbols[:n]

    def _rewritten(self, candidate: Candidate, symbols: tuple[str, ...]) -> Candidate | None:
        place, n = self._place, len(self._place.view.fragment)
        if candidate.symbols == symbols:
            return candidate
        if n and not candidate.replace:
            return None
        if candidate.is_line:
            text = place.write(symbols, replaces=True)
        else:
            text = place.write_token(symbols[0], replaces=n > 0)
        return replace(candidate, symbols=symbols, text=text)


def _parts(name: str) -> list[str]:
    """`a.b` as tokens."""
    found = list[str]()
    for part in name.split("."):
        found += [".", part] if found else [part]
    return found
