"""Window on a document: what the engine reads of one that is too long to be read whole.

    window = window_at(document, offset)
    window.text, window.offset, window.around      the whole text, up to WHOLE code points

Of a longer one it is the code around the cursor, below the file's imports. Its ends are counted in
steps from the ends of the text, so that keys at one place leave them where they are, and what was
read of it stays. What lies beyond is as if it were not there: names, open blocks.
"""

import re
from dataclasses import dataclass
from typing import Final

from beamcoder.server.documents.documents import Document
from beamcoder.tokenizer.live.lines import UnchangedEnds

WHOLE: Final = 2_000_000  # code points; some five seconds of reading when they are new
REACH: Final = 256_000  # that are read on either side, and up to a step more
STEP: Final = 128_000
NEAR: Final = 4_000  # from an end of the window to a line's end, for whole lines
HEAD: Final = 16_000
_IMPORTS: Final = re.compile(r"^[ \t]*import\b[^;{}]{1,200};[^\n]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Window:
    """`offset` is the cursor's in `text`; `around` what this keeps from edit to edit, if known."""

    text: str
    offset: int
    around: UnchangedEnds | None


def window_at(document: Document, offset: int) -> Window:
    text = document.text
    if len(text) <= WHOLE:
        return Window(text, offset, document.around)
    first, last = _ends(document, offset)
    head = _imports(text) if first else ""
    return Window(head + text[first:last], len(head) + offset - first, None)


def _ends(document: Document, offset: int) -> tuple[int, int]:
    """Where the window begins and ends: with whole lines, where they are no longer than is near."""
    n = len(document.text)
    first = max(0, offset // STEP * STEP - REACH)
    last = n - max(0, (n - offset) // STEP * STEP - REACH)
    starts = document.starts
    below = starts[min(starts.line_at(first) + 1, document.n_lines)]
    above = starts[starts.line_at(last)]
    if first and below - first <= NEAR:
        first = below
    if last < n and last - above <= NEAR:
        last = above
    return first, last


def _imports(text: str) -> str:
    """The imports that the file begins with, as they stand there."""
    return "".join(_IMPORTS.findall(text[:HEAD]))
