"""Uses of library classes and their methods in a Java file, from imports and declared types.

    names = LibraryNames.of("import java.util.PriorityQueue;")
    uses = list(find_uses("PriorityQueue<Long> q; ... q.poll();", names))
    [str(use.name) for use in uses]         java.util.PriorityQueue, java.util.PriorityQueue.poll

Takes code whose comments are blanked. A variable has the type of the nearest declaration above;
what has no declared type, as a chain of calls or `var`, is not known. Which imports are of the
searched folders themselves is not known here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from beamcoder.tokenizer.java.library import JAVA_LANG, PACKAGES

_IMPORT: Final = re.compile(r"^[ \t]*import\s+(static\s+)?([\w.]+?)(\.\*)?\s*;", re.MULTILINE)
_PACKAGE: Final = re.compile(r"^[ \t]*package\s+([\w.]+)\s*;", re.MULTILINE)
# A type and what follows it: the name of a variable, a member, or (after `new`) arguments.
_PLACE: Final = re.compile(
    r"\b(?:([A-Z]\w*)(?:\s*<[^;(){}=]{0,200}>)?(?:\s*\[\s*\])*\s+([a-z_]\w*)\s*[=;,):]"
    r"|new\s+([A-Z]\w*)"
    r"|([A-Za-z_]\w*)\s*\.\s*([a-z]\w*)\s*\(|([A-Z]\w*)::([a-z]\w*))"
)
# Everything is a String: its uses would say nothing.
_EVERYWHERE: Final = frozenset({"String", "Object", "Override", "Integer", "Exception"})
_LANG: Final[Mapping[str, str]] = {
    name: f"java.lang.{name}" for name in JAVA_LANG - _EVERYWHERE
} | {name: f"java.lang.{name}" for name in ("String", "Integer")}


@dataclass(frozen=True, slots=True)
class ApiUse:
    """A class or method by its qualified name ("java.util.PriorityQueue.poll"), and a line."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class LibraryNames:
    """Simple name -> qualified name of what a file imports, java.lang included."""

    package: str
    qualified: Mapping[str, str]

    @classmethod
    def of(cls, code: str) -> "LibraryNames":
        match = _PACKAGE.search(code)
        names = dict(_LANG)
        for is_static, name, wildcard in _IMPORT.findall(code):
            if is_static:
                continue
            if wildcard:
                names |= {each: f"{name}.{each}" for each in PACKAGES.get(name, ())}
            else:
                names[name.rpartition(".")[2]] = name
        return cls(match[1] if match else "", names)


def find_uses(code: str, names: LibraryNames) -> Iterator[ApiUse]:
    """In the order of the code; one place may be a use of a class and of its method."""
    types, qualified = dict[str, str](), names.qualified
    line, place = 1, 0
    for match in _PLACE.finditer(code):
        declared, variable, made, receiver, method, owner, reference = match.groups()
        if variable:
            types[variable] = declared
        if receiver and receiver not in qualified:
            simple, member = types.get(receiver, ""), method
        else:
            simple = declared or made or receiver or owner
            member = method or reference
        if (name := qualified.get(simple)) is None:
            continue
        line += code.count("\n", place, match.start())
        place = match.start()
        if member:
            yield ApiUse(f"{name}.{member}", line)
        elif simple not in _EVERYWHERE:
            yield ApiUse(name, line)
