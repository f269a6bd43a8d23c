"""Edits that bring classes into a Java file, and leave all else as it is.

    import_edits(text, ["java.util.List"])      (Insertion(14, "\\nimport java.util.List;"),)

An import stands among those of its package, else of its nearest relatives, where sorting by name
would put it; without any, behind the static ones, the package, or a comment that heads the file. A
comment right above the first type is its own. Blank lines are as the file has them, line ends too.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from beamcoder.tokenizer.java.imports import FileHead, Import, read_head
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.token import Token, TokenKind

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_BLANK_LINE: Final = re.compile(r"(?>\r\n|\r|\n)[ \t]*(?:\r|\n|\Z)")
_JAVADOC: Final = "/**"


class Insertion(NamedTuple):
    """`text` goes in at an offset, in code points, of the text as it is."""

    offset: int
    text: str


def import_edits(
    text: str, names: Iterable[str], head: FileHead | None = None
) -> tuple[Insertion, ...]:
    """The insertions, top down, for classes by their full names; none for what is there already."""
    head = head or read_head(text)
    wanted = sorted(name for name in set(names) if _is_missing(name, head))
    if not wanted or not head.has_end:
        return ()
    line_end = (_LINE_END.search(text) or ["\n"])[0]
    others = [each for each in head.imports if not each.is_static]
    if others:
        return _sorted_in(wanted, others, line_end)
    return (_first(text, head, line_end, [f"import {name};" for name in wanted]),)


def _is_missing(name: str, head: FileHead) -> bool:
    package, _, simple = name.rpartition(".")
    return bool(package) and not head.explicit(simple)


def _sorted_in(
    names: Sequence[str], imports: Sequence[Import], line_end: str
) -> tuple[Insertion, ...]:
    """Each where it belongs; what comes to one place comes in one piece."""
    behind, before = defaultdict[int, str](str), defaultdict[int, str](str)
    for name in names:
        family = _nearest(name, imports)
        smaller = [each for each in family if each.name < name]
        if smaller:
            behind[smaller[-1].line_end] += f"{line_end}import {name};"
        else:
            before[family[0].start] += f"import {name};{line_end}"
    return tuple(sorted(Insertion(*each) for at in (behind, before) for each in at.items()))


def _nearest(name: str, imports: Sequence[Import]) -> list[Import]:
    """The imports that share the most of a name's package; all, where none shares any."""
    parts = name.split(".")[:-1]

    def n_shared(other: Import) -> int:
        pairs = zip(parts, other.parts, strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    most = max(map(n_shared, imports))
    return [each for each in imports if n_shared(each) == most]


def _first(text: str, head: FileHead, line_end: str, lines: list[str]) -> Insertion:
    """The first imports of a file that are not static."""
    block = line_end.join(lines)
    if head.imports:
        return Insertion(head.imports[-1].line_end, 2 * line_end + block)
    if head.statement is not None:
        at = head.statement.line_end
        return Insertion(at, (2 if _is_blank_below(text, at) else 1) * line_end + block)
    header, start = _header(text, head)
    if header is None:
        return Insertion(start, block + 2 * line_end)
    if _is_blank_below(text, header.end):
        return Insertion(header.end, 2 * line_end + block)
    return Insertion(header.end, line_end + block + line_end)


def _header(text: str, head: FileHead) -> tuple[Token | None, int]:
    """The last comment that is the file's, and where the first type begins with its own one."""
    start = head.end
    for token in reversed(lex(text[: head.end])):
        if token.kind is TokenKind.COMMENT:
            below = text[token.end : start]
            n_lines = len(_LINE_END.findall(below))
            if n_lines > 1 or (n_lines and not token.text.startswith(_JAVADOC)):
                return token, start
            start = token.start
    return None, len(text[:start].rstrip(" \t"))


def _is_blank_below(text: str, at: int) -> bool:
    return _BLANK_LINE.match(text, at) is not None
