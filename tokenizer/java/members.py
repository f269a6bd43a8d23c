"""Types of Java's library and their members, as a table with lookups.

    read_type(["Map", "<", "A", ",", "B", ">"], 0)       (JavaType, where it ends)
    Classes({}).member(JavaType("Scanner"), "next(")    JavaType("String")

A member's key is its name, with "(" after it if it is a method: a class may have both. The table,
members.txt, is written by Members.java from a JDK. A class that is missing there is unknown, not
empty: nothing can be said of its members.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from beamcoder.tokenizer.lexer import PRIMITIVES
from beamcoder.tokenizer.token import begins_name

_TABLE: Final = Path(__file__).with_name("members.txt")
_PARTS: Final = re.compile(r"\w+|\S")
_MAX_SUPERS: Final = 64  # classes that extend each other in a circle end here

_BOX_OF: Final = {name: name.capitalize() for name in PRIMITIVES} | {
    "int": "Integer",
    "char": "Character",
}
_BOXES: Final = {box: name for name, box in _BOX_OF.items()}
# What a variable of a primitive type takes. Constants are not distinguished from other ints, so the
# narrower ones take an int too.
_WHOLE: Final = frozenset({"byte", "short", "char", "int"})
_TAKES: Final = {
    "boolean": frozenset({"boolean"}),
    **dict.fromkeys(_WHOLE, _WHOLE),
    "long": _WHOLE | {"long"},
    "float": _WHOLE | {"long", "float"},
    "double": _WHOLE | {"long", "float", "double"},
}


@dataclass(frozen=True, slots=True)
class JavaType:
    """A type by its simple name; "?" is one that is not known."""

    name: str
    arguments: tuple["JavaType", ...] = ()
    n_dimensions: int = 0

    @property
    def is_primitive(self) -> bool:
        return not self.n_dimensions and (self.name in PRIMITIVES or self.name == "void")

    def element(self) -> "JavaType":
        """Of an array: what an index gives."""
        return replace(self, n_dimensions=self.n_dimensions - 1)


UNKNOWN: Final = JavaType("?")
_INTEGER: Final = JavaType("Integer")


@dataclass(frozen=True, slots=True)
class JavaClass:
    """`members` maps keys to types; `static` holds those that the class's name offers too."""

    parameters: tuple[str, ...]
    supers: tuple[JavaType, ...]
    members: Mapping[str, JavaType]
    static: frozenset[str]


# One of which nothing is known but that it is there.
UNKNOWN_CLASS: Final = JavaClass((), (UNKNOWN,), {}, frozenset())


def read_type(texts: Sequence[str], at: int) -> tuple[JavaType, int]:
    """The type that begins at token `at`, and where it ends; UNKNOWN and `at` if none does."""
    if at < len(texts) and texts[at] == "?":
        bounded = at + 1 < len(texts) and texts[at + 1] == "extends"
        return read_type(texts, at + 2) if bounded else (UNKNOWN, _after_bound(texts, at + 1))
    if at >= len(texts) or not begins_name(texts[at]):
        return UNKNOWN, at
    while at + 2 < len(texts) and texts[at + 1] == "." and begins_name(texts[at + 2]):
        at += 2
    name, at, arguments = texts[at], at + 1, list[JavaType]()
    if at < len(texts) and texts[at] == "<":
        arguments, at = _arguments(texts, at + 1)
    n_dimensions = 0
    while at + 1 < len(texts) and texts[at] == "[" and texts[at + 1] == "]":
        n_dimensions, at = n_dimensions + 1, at + 2
    return JavaType(name, tuple(arguments), n_dimensions), at


def _after_bound(texts: Sequence[str], at: int) -> int:
    """`? super T` is unknown, but has to be read."""
    return read_type(texts, at + 1)[1] if at < len(texts) and texts[at] == "super" else at


def _arguments(texts: Sequence[str], at: int) -> tuple[list[JavaType], int]:
    found = []
    while at < len(texts) and texts[at] != ">":
        argument, end = read_type(texts, at)
        if end == at:
            return [], at
        found.append(argument)
        at = end + 1 if end < len(texts) and texts[end] == "," else end
    return found, at + 1


class Classes:
    """Classes by simple name: a buffer's own hide the library's."""

    def __init__(self, own: Mapping[str, JavaClass]) -> None:
        self._own = own

    def find(self, name: str) -> JavaClass | None:
        return self._own.get(name) or library_class(name)

    def member(self, of: JavaType, key: str) -> JavaType:
        """The type of a member, the class's type parameters filled in; else UNKNOWN."""
        if of.n_dimensions:
            return JavaType("int") if key == "length" else UNKNOWN
        for java_class, filled in self._lineage(of):
            if java_class is not None and key in java_class.members:
                return fill(java_class.members[key], filled)
        return UNKNOWN

    def offers(self, of: JavaType, keys: Sequence[str], *, static: bool) -> bool:
        """Whether one of the keys may be a member: True where anything is unknown."""
        if of.n_dimensions:
            return not {"length", "clone(", "getClass(", "equals(", "hashCode("}.isdisjoint(keys)
        if of.is_primitive:
            return static and "class" in keys
        if "class" in keys or "this" in keys:
            return True
        for java_class, _ in self._lineage(of):
            if java_class is None:
                return True
            offered = java_class.static if static else java_class.members
            if any(key in offered for key in keys):
                return True
        return False

    def extends(self, of: JavaType, name: str) -> bool:
        """Whether a class is another or has it above itself: True where anything is unknown."""
        if self.find(name) is None:
            return True
        if name == "Object" or of.name == name:
            return True
        found = False
        for java_class, _ in self._lineage(of):
            if java_class is None:
                return True
            found = found or any(parent.name == name for parent in java_class.supers)
        return found

    def each(self, values: JavaType) -> JavaType | None:
        """What `for (each : values)` gives; None for what cannot be walked over."""
        if values.n_dimensions:
            return values.element()
        if values.is_primitive or not self.offers(values, ["iterator("], static=False):
            return None
        iterator = self.member(values, "iterator(")
        return iterator.arguments[0] if iterator.arguments else UNKNOWN

    def accepts(self, wanted: JavaType, value: JavaType) -> bool:
        """Whether a variable may take a value: True where anything is unknown."""
        if UNKNOWN in (wanted, value) or wanted.name == "var":
            return True
        if "void" in (wanted.name, value.name):
            return False
        if wanted.n_dimensions != value.n_dimensions:
            return wanted.n_dimensions < value.n_dimensions and self._is_above_arrays(wanted)
        if wanted.n_dimensions:
            return wanted.name == value.name or not {wanted.name, value.name} & PRIMITIVES
        if wanted.is_primitive:
            number = _BOXES.get(value.name, value.name)
            return number in _TAKES[wanted.name] or not self._is_known(number)
        if value.is_primitive:
            is_box = _BOXES.get(wanted.name, "") in _TAKES[value.name]
            return is_box or self.extends(JavaType(_BOX_OF[value.name]), wanted.name)
        return self.extends(value, wanted.name)

    def _is_known(self, name: str) -> bool:
        return name in PRIMITIVES or self.find(name) is not None

    def _is_above_arrays(self, of: JavaType) -> bool:
        return of.name in ("Object", "Cloneable", "Serializable") or not self._is_known(of.name)

    def _lineage(self, of: JavaType) -> Iterator[tuple[JavaClass | None, Mapping[str, JavaType]]]:
        """A class and all above it, nearest first; None for one that is not known."""
        waiting, seen = [of, JavaType("Object")], set[str]()
        while waiting and len(seen) < _MAX_SUPERS:
            at = waiting.pop(0)
            if at.name in seen:
                continue
            seen.add(at.name)
            java_class = self.find(at.name)
            if java_class is None:
                yield None, {}
                continue
            filled = dict(zip(java_class.parameters, at.arguments, strict=False))
            missing = dict.fromkeys(java_class.parameters, UNKNOWN) | filled
            yield java_class, missing
            waiting[:0] = [fill(parent, missing) for parent in java_class.supers]


def fill(template: JavaType, filled: Mapping[str, JavaType]) -> JavaType:
    """A type with type parameters replaced."""
    found = filled.get(template.name)
    if found is not None:
        if found == UNKNOWN:
            return UNKNOWN
        return replace(found, n_dimensions=found.n_dimensions + template.n_dimensions)
    if not template.arguments:
        return template
    return replace(template, arguments=tuple(fill(each, filled) for each in template.arguments))


@lru_cache(maxsize=1)
def _lines() -> Mapping[str, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return {_PARTS.findall(line)[0]: line for line in lines}


def library_class_names() -> Set[str]:
    return _lines().keys()


@lru_cache(maxsize=512)
def library_class(name: str) -> JavaClass | None:
    """A class of the table, read when it is first needed."""
    line = _lines().get(name)
    return None if line is None else _read_class(line)


def _read_class(line: str) -> JavaClass:
    head, *groups = line.split(" | ")
    declared, _, supers = head.partition(" :")
    parameters = _PARTS.findall(declared)[1:]
    members: dict[str, JavaType] = {}
    static = set[str]()
    for group in groups:
        written, *keys = group.split(" ")
        of, _ = read_type(_PARTS.findall(written), 0)
        static.update(key[1:] for key in keys if key.startswith("*"))
        for key in (key.lstrip("*") for key in keys):
            members[key] = UNKNOWN if members.get(key, of) != of else of
    above = tuple(read_type(_PARTS.findall(each), 0)[0] for each in supers.split())
    names = tuple(each for each in parameters if each.isalnum())
    return JavaClass(names, above, members, frozenset(static))
