"""Rule: a public class has the name of its file, and so has the first class of a file."""

from dataclasses import replace
from functools import cached_property
from typing import Final

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.lexer import KEYWORDS

_KINDS: Final = frozenset({"class", "interface", "enum", "record"})


class PublicClass:
    """Writes the file's name where another one was found, if what has been typed allows it."""

    def __init__(self, place: Place) -> None:
        self._place = place
        name, extension = place.file_name.rpartition(".")[::2]
        self._name = name if extension == "java" and _is_name(name) else ""

    def judge(self, candidate: Candidate) -> Candidate:
        place = self._place
        if not self._name or place.facts.open_brackets:
            return candidate
        begun = place.line_symbols
        if place.view.fragment and not candidate.replace:
            begun = (*begun, place.view.fragment)
        symbols = (*begun, *candidate.symbols)
        kind = next((at for at, symbol in enumerate(symbols) if symbol in _KINDS), len(symbols))
        at = kind + 1 - len(begun)
        is_named = "public" in symbols[:kind] or not self._has_class
        if not is_named or not 0 <= at < len(candidate.symbols):
            return candidate
        return (
            candidate
            if at == 0 and not self._may_replace(candidate)
            else self._with_name(candidate, at)
        )

    @cached_property
    def _has_class(self) -> bool:
        """Whether a class stands anywhere but on the cursor's line."""
        facts, place = self._place.facts, self._place
        start, stop = facts.at - len(place.line_symbols), facts.at + len(place.rest_symbols)
        others = (*facts.texts[:start], *facts.texts[stop:])
        return not _KINDS.isdisjoint(others)

    def _may_replace(self, candidate: Candidate) -> bool:
        """Whether the name goes on from what has been typed of it."""
        return not candidate.replace or self._name.startswith(self._place.view.fragment)

    def _with_name(self, candidate: Candidate, at: int) -> Candidate:
        found, name = candidate.symbols, self._name
        if found[at] == name or not _is_name(found[at]):
            return candidate
        symbols = (*found[:at], name, *found[at + 1 :])
        if candidate.is_line:
            return replace(
                candidate, symbols=symbols, text=self._place.write(symbols, replaces=True)
            )
        replaces = candidate.replace > 0
        return replace(
            candidate, symbols=symbols, text=self._place.write_token(name, replaces=replaces)
        )


def _is_name(text: str) -> bool:
    return text.isidentifier() and text not in KEYWORDS
