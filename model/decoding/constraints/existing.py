"""Rule: no line declares again what its class or file has: a method, class, field or import.

Only what Java forbids. A method of another signature is an overload, and a name may hide one of an
outer class; so may a class, but it is not named like the one that it stands in.
"""

from functools import cached_property
from typing import Final

from beamcoder.model.decoding.constraints.pairs import CLOSERS, OPENERS
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.java.names import declarations
from beamcoder.tokenizer.java.scopes import Declaration, NameKind
from beamcoder.tokenizer.lexer import lexical

_HEAD: Final = frozenset({"import", "package"})
_MEMBERS: Final = frozenset({NameKind.METHOD, NameKind.FIELD, NameKind.CLASS})
_CLASS_WORDS: Final = (("class",), ("interface",), ("enum",))
Signature = tuple[str, NameKind, tuple[str, ...] | None]


class Existing:
    """Drops lines that declare what is there."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def judge(self, candidate: Candidate) -> Candidate | None:
        place = self._place
        if not candidate.is_line:
            is_class = place.line_symbols[-1:] in _CLASS_WORDS
            known = (candidate.symbols[0], NameKind.CLASS, None)
            return None if is_class and known in self._members else candidate
        symbols = (*place.line_symbols, *candidate.symbols, *place.rest_symbols)
        if symbols[0] in _HEAD:
            return None if self._repeats_head(symbols) else candidate
        if not ({"(", "="} & {*symbols} or symbols[-1] in (";", "{") or "class" in symbols):
            return candidate
        found = declarations(lexical(" ".join(symbols)))
        declared = [signature(symbols, each) for each in found if each.kind in _MEMBERS]
        return None if self._members.intersection(declared[:1]) else candidate

    def _repeats_head(self, symbols: tuple[str, ...]) -> bool:
        """Whether an import stands in the file, or a package's name."""
        if symbols[0] == "package":
            return any(head[0] == "package" for head in self._heads)
        ended = symbols if symbols[-1] == ";" else (*symbols, ";")
        return ended in self._heads

    @cached_property
    def _start(self) -> int:
        """The number of the first token of the cursor's line."""
        return self._place.facts.at - len(self._place.line_symbols)

    @cached_property
    def _stop(self) -> int:
        return self._place.facts.at + len(self._place.rest_symbols)

    @cached_property
    def _heads(self) -> set[tuple[str, ...]]:
        """The statements in sight that a file begins with, without the cursor's line."""
        texts, found = self._place.facts.texts, set()
        for at, text in enumerate(texts):
            if text in _HEAD and not self._start <= at < self._stop:
                end = next((k for k in range(at, len(texts)) if texts[k] == ";"), at)
                found.add(tuple(texts[at : end + 1]))
        return found

    @cached_property
    def _members(self) -> frozenset[Signature]:
        """What the class around the cursor has, and the classes that it stands in."""
        facts, body = self._place.facts, self._body
        return frozenset(
            signature(facts.texts, each)
            for each in facts.declarations
            if each.kind in _MEMBERS
            and not self._start <= each.index < self._stop
            and (each.first == body or (each.kind is NameKind.CLASS and self._encloses(each)))
        )

    @cached_property
    def _body(self) -> int:
        """The number of the `{` that is open around the line, 0 for none."""
        opened: list[int] = []
        for at, text in enumerate(self._place.facts.texts[: self._start]):
            if text == "{":
                opened.append(at)
            elif text == "}" and opened:
                opened.pop()
        return opened[-1] if opened else 0

    def _encloses(self, each: Declaration) -> bool:
        """Whether the cursor stands in the body of a class."""
        texts = self._place.facts.texts
        if each.index > self._start:
            return False
        depth = 0
        for text in texts[each.index : self._start]:
            depth += (text == "{") - (text == "}")
            if text == "}" and depth <= 0:
                return False
        return depth > 0


def signature(texts: list[str] | tuple[str, ...], each: Declaration) -> Signature:
    """What tells two members apart: name, kind and, of a method, the types of its parameters."""
    is_method = each.kind is NameKind.METHOD
    return each.name, each.kind, _parameters(texts, each.index + 1) if is_method else None


def _parameters(texts: list[str] | tuple[str, ...], at: int) -> tuple[str, ...]:
    """The erased types between the `(` at a token and its `)`; "?" last where that is missing."""
    types, part, depth, angles = list[str](), list[str](), 0, 0
    for text in texts[at:]:
        depth += (text in OPENERS) - (text in CLOSERS)
        if depth == 0:
            return tuple([*types, _type_of(part)] if part else types)
        angles += (text == "<") - (text == ">")
        if text == "," and depth == 1 and not angles:
            types.append(_type_of(part))
            part = []
        elif not (depth == 1 and text == "(") and not angles and text != ">":
            part.append(text)
    return (*types, "?")


def _type_of(parameter: list[str]) -> str:
    """`final int a [ ]` -> `int[]`; an array for `...`."""
    words = [text for text in parameter if text not in ("final", "[", "]", "...")]
    n_dimensions = parameter.count("[") + parameter.count("...")
    return "".join(words[:-1]) + "[]" * n_dimensions
