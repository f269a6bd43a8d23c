"""Units of the search: the types, methods and constructors of a Java file, and its API uses.

    extraction = extract("class G { /** Shortest paths. */ long[] dijkstra(int s) { ... } }")
    [(unit.kind, unit.name, unit.comment) for unit in extraction.units]
    extraction.uses                         places where library classes and methods are used
    extraction.flaw                         "" or what of the file may be missing, as a sentence

Every text has units, if need be none; broken ones say where declarations may be missing. Files,
words and vectors are not known here.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final, Literal

from beamcoder.model.search.uses import ApiUse, LibraryNames, find_uses
from beamcoder.tokenizer.java.declarations import JavaDeclaration, read_declarations

UnitKind = Literal["class", "interface", "enum", "record", "constructor", "method", "api"]

_MARKS: Final = re.compile(
    r"^[ \t]*(?:/\*+|\*+/|\*+|//+)|\*+/[ \t]*$|</?\w[^<>]*>|\{@\w+\s*|[{}]", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Unit:
    """What can be looked for. `owner` are the types around it, "Outer.Inner" or "".

    `comment` is what stands above it, without comment marks and mark-up. `body` is the text
    between the braces (its own comments included); of a type the outline, without the bodies of
    its methods. `calls` are the library members that it uses, "PriorityQueue.poll". Lines count
    from 1; the signature begins in `line`.
    """

    kind: UnitKind
    name: str
    owner: str
    signature: str
    comment: str
    body: str
    calls: tuple[str, ...]
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that a file has for the search. `package` is "" where the file names none."""

    units: tuple[Unit, ...]
    uses: tuple[ApiUse, ...]
    package: str
    flaw: str


def extract(text: str) -> Extraction:
    file = read_declarations(text)
    names = LibraryNames.of(file.code)
    uses = tuple(find_uses(file.code, names))
    lines = [use.line for use in uses]
    units = tuple(_unit(each, uses, lines) for each in file.declarations)
    return Extraction(units, uses, names.package, _flaw(file.gaps))


def _unit(declaration: JavaDeclaration, uses: tuple[ApiUse, ...], lines: list[int]) -> Unit:
    first = bisect_left(lines, declaration.line)
    last = bisect_right(lines, declaration.end_line)
    is_type = declaration.kind not in ("method", "constructor")
    calls = () if is_type else tuple(dict.fromkeys(map(_short, uses[first:last])))
    return Unit(
        declaration.kind,
        declaration.name,
        declaration.owner,
        declaration.signature,
        plain_comment(declaration.comment),
        declaration.body,
        calls,
        declaration.line,
        declaration.end_line,
    )


def _short(use: ApiUse) -> str:
    """java.util.PriorityQueue.poll -> PriorityQueue.poll"""
    parts = use.name.split(".")
    first = next((i for i, part in enumerate(parts) if part[:1].isupper()), 0)
    return ".".join(parts[first:])


def plain_comment(comment: str) -> str:
    """The words of a comment: no marks, tags of HTML or braces of Javadoc, on one line.

    >>> plain_comment("/** Adds {@code x}.\\n *  @param x a <b>number</b> */")
    'Adds x. @param x a number'
    """
    return " ".join(_MARKS.sub(" ", comment).split()).replace(" .", ".") if comment else ""


def _flaw(gaps: tuple[tuple[int, int], ...]) -> str:
    if not gaps:
        return ""
    first, last = gaps[0]
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    more = f" and {len(gaps) - 1} places more" if len(gaps) > 1 else ""
    return f"not valid Java in {where}{more}: declarations there may be missing"
