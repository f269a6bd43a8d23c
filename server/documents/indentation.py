"""Indentation of a line of blanks, in the buffer's own blanks.

From the text above alone: the statement that ends there says it for sure, a line that goes on
does not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from beamcoder.server.documents.documents import Document

LINES_LOOKED_AT: Final = 200  # for the lines above, and for the buffer's unit of indentation
MAX_SCANNED_CHARACTERS: Final = 20_000  # code points that tell whether a buffer is indented by tabs
UNIT: Final = "    "  # where nothing is indented yet
_BLANKS: Final = re.compile(r"[ \t]*")
_COMMENT: Final = r"\s*(?://.*|/\*.*\*/\s*)?$"
_OPENS: Final = re.compile(r"\{" + _COMMENT)
_ENDS: Final = re.compile(r"[;{}]" + _COMMENT)
# What begins so is no part of the statement below it; nor is what ends as a label does.
_APART: Final = re.compile(r"\s*(?://|/?\*|@)|.*:" + _COMMENT)
_CLOSES: Final = re.compile(r"\s*[)\]}]")


@dataclass(frozen=True, slots=True)
class Block:
    """What the text above says of a line: `is_sure` where a statement or a `{` ends there."""

    blanks: str
    unit: str
    is_sure: bool

    def of(self, text: str) -> str:
        """The blanks before this text: what closes the block stands one step less deep."""
        return self.blanks.removesuffix(self.unit) if text.startswith("}") else self.blanks


def block_at(document: Document, line: int) -> Block:
    """What follows the last line with text above `line`."""
    unit, texts = unit_of(document, line), lines_above(document, line)
    last = next(texts, None)
    if last is None:
        return Block("", unit, is_sure=True)
    if not _ENDS.search(last):
        return Block(blanks_of(last), unit, is_sure=False)
    more = unit if _OPENS.search(last) else ""
    return Block(blanks_of(first_of(last, texts)) + more, unit, is_sure=True)


def first_of(last: str, above: Iterator[str]) -> str:
    """The first line of the statement that ends in `last`: `for` above a body without braces."""
    for text in above:
        if _CLOSES.match(last) or _ENDS.search(text) or _APART.match(text):
            break
        last = text
    return last


def lines_above(document: Document, line: int) -> Iterator[str]:
    """The lines with text above `line`, the nearest first."""
    for above in range(line - 1, max(-1, line - 1 - LINES_LOOKED_AT), -1):
        text = text_of(document, above)
        if text.strip():
            yield text


def unit_of(document: Document, line: int = -1) -> str:
    """One step of indentation: the least that the buffer has in the blanks that most lines begin
    with, `line` left out."""
    n_lines = min(document.n_lines, LINES_LOOKED_AT)
    texts = (text_of(document, i) for i in range(n_lines) if i != line)
    found = [blanks for text in texts if text.strip() and (blanks := blanks_of(text))]
    found = [blanks for blanks in found if blanks != " "]  # as inside of a comment
    tabbed = [blanks for blanks in found if "\t" in blanks]
    most = tabbed if 2 * len(tabbed) > len(found) else [b for b in found if "\t" not in b]
    return min(most, key=len, default=UNIT)


def is_foreign(document: Document, stands: str) -> bool:
    """Whether a line is indented by tabs in a buffer of spaces, or the other way round."""
    if not stands:
        return False
    # Counted, not read line by line: this runs at every key.
    n_tabbed = document.text.count("\n\t", 0, MAX_SCANNED_CHARACTERS)
    is_tabbed = n_tabbed > 0 and n_tabbed > document.text.count("\n  ", 0, MAX_SCANNED_CHARACTERS)
    return ("\t" in stands) != is_tabbed


def text_of(document: Document, line: int) -> str:
    start, end = document.line_span(line)
    return document.text[start:end]


def blanks_of(text: str) -> str:
    found = _BLANKS.match(text)
    return found[0] if found else ""


def blank_line_at(document: Document, offset: int) -> int | None:
    """The line of an offset, if it is one of blanks."""
    line = document.line_at(offset)
    return None if text_of(document, line).strip(" \t") else line
