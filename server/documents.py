"""The open texts: immutable snapshots, replaced at every edit. Offsets are code points.

Knows nothing of positions and encodings: `convert` turns those into offsets.
"""

import logging
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Final

from beamcoder.tokenizer.live import split_lines

log = logging.getLogger(__name__)

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_revisions = count(1)


@dataclass(frozen=True)
class Document:
    """A text as it stood at one moment. No two snapshots share a `revision`."""

    uri: str
    text: str
    revision: int = field(default_factory=lambda: next(_revisions))

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts; lines end with "\\n", "\\r\\n" or "\\r"."""
        starts = [0]
        for line in split_lines(self.text):
            starts.append(starts[-1] + len(line))
        return starts[:-1]

    def line_span(self, line: int) -> tuple[int, int]:
        """Start and end of a line from 0, its end mark left out; the end of the text if beyond."""
        if line >= len(self.starts):
            return len(self.text), len(self.text)
        start = self.starts[line]
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        return start, start + len(self.text[start:end].rstrip("\r\n"))

    def line_at(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def edited(self, start: int, end: int, replacement: str) -> "Document":
        start, end = min(start, end), max(start, end)
        return Document(self.uri, self.text[:start] + well_formed(replacement) + self.text[end:])


class Documents:
    """Every open document by its URI, whatever the scheme: `untitled:` too."""

    def __init__(self) -> None:
        self._open: dict[str, Document] = {}

    def get(self, uri: str) -> Document | None:
        return self._open.get(uri)

    def put(self, document: Document) -> None:
        self._open[document.uri] = document

    def open(self, uri: str, text: str) -> None:
        self.put(Document(uri, well_formed(text)))

    def close(self, uri: str) -> None:
        if self._open.pop(uri, None) is None:
            log.info("close of a document that is not open: %s", uri)


def well_formed(text: str) -> str:
    """Half characters, as JSON escapes can make them, replaced one for one."""
    return _LONE_SURROGATE.sub("\ufffd", text)
