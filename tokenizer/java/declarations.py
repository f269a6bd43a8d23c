"""Declarations of a Java file, whole or broken: types, methods and constructors (tree-sitter).

    file = read_declarations("class A { /** Adds. */ int add(int x) { return x; } }")
    [(d.kind, d.name, d.owner) for d in file.declarations]
    file.code                               the text with its comments blanked
    file.gaps                               lines of broken text that may hide declarations

Every text has an answer: what the parser cannot read is named in `gaps`, never raised. An error
inside the body of a method hides no declaration but those in that body, and is no gap. Lines
count from 1. What the words mean and which types are a library's is not known here.

One parser does for whole and broken files alike; that it finds in whole ones what javalang finds
is tested.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import tree_sitter_java
from tree_sitter import Language, Node, Parser, Query, QueryCursor

DeclarationKind = Literal["class", "interface", "enum", "record", "constructor", "method"]

_JAVA: Final = Language(tree_sitter_java.language())
_KINDS: Final[dict[str, DeclarationKind]] = {
    "class_declaration": "class",
    "interface_declaration": "interface",
    "annotation_type_declaration": "interface",
    "enum_declaration": "enum",
    "record_declaration": "record",
    "constructor_declaration": "constructor",
    "compact_constructor_declaration": "constructor",
    "method_declaration": "method",
    "annotation_type_element_declaration": "method",
}
_TYPES: Final = frozenset({"class", "interface", "enum", "record"})
_WANTED: Final = Query(
    _JAVA,
    f"[{' '.join(f'({kind})' for kind in _KINDS)}] @declaration"
    " [(line_comment) (block_comment)] @comment (ERROR) @error (MISSING) @error",
)
_BEFORE: Final = frozenset({"modifiers", "line_comment", "block_comment"})
_COMMENT: Final = re.compile(rb"/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
# What lies deeper is found in no program, and beyond 65,535 the query would take a minute.
_MAX_DEPTH: Final = 10_000
_MAX_SIGNATURE: Final = 400  # code points; a record of a hundred components is cut there


@dataclass(frozen=True, slots=True)
class JavaDeclaration:
    """A type, method or constructor. `owner` are the types around it, "Outer.Inner" or "".

    `signature` has no modifiers, annotations or throws; `comment` is what stands right above, as
    it is written. `body` is the text between the braces; of a type it is the outline, without
    comments and the bodies of its methods. `line` is where the signature begins.
    """

    kind: DeclarationKind
    name: str
    owner: str
    signature: str
    comment: str
    body: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class JavaFile:
    """All declarations in their order; `gaps` are (first, last) lines of text at no method's place
    that the parser could not read."""

    declarations: tuple[JavaDeclaration, ...]
    code: str
    gaps: tuple[tuple[int, int], ...]


def read_declarations(text: str) -> JavaFile:
    data = text.encode("utf-8", errors="replace")
    cursor = QueryCursor(_WANTED)
    cursor.set_max_start_depth(_MAX_DEPTH)
    nodes = cursor.captures(Parser(_JAVA).parse(data).root_node)
    heads = [_Head.of(node) for node in nodes.get("declaration", ())]
    heads.sort(key=lambda head: (head.start, -head.end))
    comments = sorted((n.start_byte, n.end_byte) for n in nodes.get("comment", ()))
    declarations = tuple(_declarations(data, heads, comments))
    code = _blanked(data, comments).decode("utf-8", errors="replace")
    return JavaFile(declarations, code, tuple(_gaps(heads, nodes.get("error", []))))


@dataclass(frozen=True, slots=True)
class _Head:
    """Places of a declaration, in bytes: its signature starts behind the modifiers, at `first`."""

    kind: DeclarationKind
    name: bytes
    start: int
    first: int
    signature_end: int
    body_start: int
    end: int
    line: int
    end_line: int

    @classmethod
    def of(cls, node: Node) -> "_Head":
        kind, name = _KINDS[node.type], node.child_by_field_name("name")
        body = node.child_by_field_name("body")
        first = next((child for child in node.children if child.type not in _BEFORE), node)
        body_start = body.start_byte if body else node.end_byte
        parameters = node.child_by_field_name("parameters")
        ends = parameters.end_byte if parameters and kind not in _TYPES else body_start
        return cls(
            kind,
            (name.text or b"") if name else b"",
            node.start_byte,
            first.start_byte,
            ends,
            body_start,
            node.end_byte,
            first.start_point[0] + 1,
            node.end_point[0] + 1,
        )


def _declarations(
    data: bytes, heads: list[_Head], comments: list[tuple[int, int]]
) -> Iterator[JavaDeclaration]:
    above = _Above(data, comments)
    around: list[_Head] = []  # the types that are open here
    for i, head in enumerate(heads):
        while around and around[-1].end <= head.start:
            around.pop()
        yield JavaDeclaration(
            head.kind,
            _text(head.name),
            _text(b".".join(each.name for each in around)),
            _signature(data[head.first : head.signature_end]),
            _text(above.comment(head.start)),
            _outline(data, heads, i) if head.kind in _TYPES else _body(data, head),
            head.line,
            head.end_line,
        )
        if head.kind in _TYPES:
            around.append(head)


def _signature(data: bytes) -> str:
    """On one line, with single spaces."""
    return " ".join(_text(data).split())[:_MAX_SIGNATURE].rstrip(" ;")


def _body(data: bytes, head: _Head) -> str:
    return _text(data[head.body_start : head.end])


def _outline(data: bytes, heads: list[_Head], i: int) -> str:
    """The body of a type without comments and the bodies of the declarations in it."""
    parts, place, end = list[bytes](), heads[i].body_start, heads[i].end
    for head in heads[i + 1 :]:
        if head.start >= end:
            break
        if head.body_start >= place:
            parts.append(data[place : head.body_start])
            place = head.end
    return _text(_COMMENT.sub(b" ", b"".join([*parts, data[place:end]])))


class _Above:
    """Comments by the place that they end before."""

    def __init__(self, data: bytes, comments: list[tuple[int, int]]) -> None:
        self._data, self._comments = data, comments
        self._ends = [end for _, end in comments]

    def comment(self, place: int) -> bytes:
        """The comment that nothing but white space parts from the place; of `//` lines, all."""
        stop = i = bisect_right(self._ends, place)
        while i > 0 and self._is_blank(self._ends[i - 1], place):
            i -= 1
            place = self._comments[i][0]
            if self._data.startswith(b"/*", place):
                break
        return self._data[place : self._ends[stop - 1]] if i < stop else b""

    def _is_blank(self, start: int, end: int) -> bool:
        between = self._data[start:end]
        return not between.strip() and between.count(b"\n") < 3


def _gaps(heads: list[_Head], errors: list[Node]) -> Iterator[tuple[int, int]]:
    """Lines of the errors that lie in no body of a method."""
    bodies = list[tuple[int, int]]()  # the outermost
    for head in heads:
        if head.kind not in _TYPES and (not bodies or head.start >= bodies[-1][1]):
            bodies.append((head.body_start, head.end))
    starts = [start for start, _ in bodies]
    for node in sorted(errors, key=lambda node: node.start_byte):
        i = bisect_right(starts, node.start_byte) - 1
        if i < 0 or bodies[i][1] < node.end_byte:
            yield node.start_point[0] + 1, node.end_point[0] + 1


def _blanked(data: bytes, comments: list[tuple[int, int]]) -> bytes:
    """The data with spaces for comments; lines stay where they are."""
    parts, place = list[bytes](), 0
    for start, end in comments:
        if start >= place:
            parts += [data[place:start], b" " + b"\n" * data.count(b"\n", start, end)]
            place = end
    return b"".join([*parts, data[place:]])


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")
