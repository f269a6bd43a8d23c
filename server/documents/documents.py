"""Open documents as immutable snapshots, with offsets in code points.

Knows nothing of positions and encodings: `convert` turns those into offsets.
"""

import logging
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any, Final
from urllib.parse import unquote

from beamcoder.server.access import LOCAL, Access
from beamcoder.tokenizer.live.line_starts import Starts, starts_after
from beamcoder.tokenizer.live.lines import UnchangedEnds, changed, well_formed

log = logging.getLogger(__name__)

_LINE_END: Final = re.compile(r"[\r\n]")
_revisions = count(1)


@dataclass(frozen=True, slots=True)
class Edit:
    """The code points from `start` to `end` became `text`."""

    start: int
    end: int
    text: str

    @property
    def growth(self) -> int:
        return len(self.text) - (self.end - self.start)

    def moved(self, offset: int) -> int:
        """Where the text at an offset stands after the edit; inside of it: at its start."""
        if offset >= self.end:
            return offset + self.growth
        return min(offset, self.start)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A text that was refused where it would have begun."""

    start: int
    text: str


@dataclass(frozen=True)
class Document:
    """A text as it stood at one moment. No two snapshots share a `revision`.

    `statement` is what the client says the text solves, None if it said nothing. `refused` is
    what is not to be offered again on the line that is being written. `is_remote`: it came over a
    network, and its URI names no file of ours. `around` is what stands before and after the place
    of the last edit, `known_starts` where the lines start, if they are known.
    """

    uri: str
    text: str
    revision: int = field(default_factory=lambda: next(_revisions))
    statement: str | None = None
    refused: tuple[Refusal, ...] = ()
    is_remote: bool = False
    around: UnchangedEnds = field(default_factory=UnchangedEnds, repr=False, compare=False)
    known_starts: Starts | None = field(default=None, repr=False, compare=False)

    @cached_property
    def starts(self) -> Starts:
        """Where each line starts, and the end; lines end with "\\n", "\\r\\n" or "\\r"."""
        return Starts.of(self.text) if self.known_starts is None else self.known_starts

    @property
    def file_name(self) -> str:
        """The last part of the address."""
        return unquote(self.uri.rpartition("/")[2])

    @property
    def n_lines(self) -> int:
        return len(self.starts) - 1

    def line_span(self, line: int) -> tuple[int, int]:
        """Start and end of a line from 0, its end mark left out; the end of the text if beyond."""
        if line >= self.n_lines:
            return len(self.text), len(self.text)
        start, end = self.starts[line], self.starts[line + 1]
        return start, start + len(self.text[start:end].rstrip("\r\n"))

    def line_at(self, offset: int) -> int:
        return self.starts.line_at(offset)

    def edited(self, edit: Edit) -> "Document":
        around = self.around
        if not around.is_about(edit.start, edit.end, len(self.text)):
            around = UnchangedEnds.of(self.text, edit.start, edit.end)
        n, between = len(around.before), around.between(self.text)
        between = between[: edit.start - n] + edit.text + between[edit.end - n :]
        text = "".join((around.before, between, around.after))  # the one copy of a long text
        kept = tuple(refusal for refusal in self.refused if self._goes_on(refusal, edit))
        stretch = edit.start, edit.end  # few lines are split again, however long the text
        starts = starts_after(self.text, self.starts, stretch, edit.text)
        return self._with(text=text, refused=kept, around=around, known_starts=starts)

    def least(self, edit: Edit) -> Edit:
        """The same edit without what it leaves as it is: some clients send more than changes."""
        old, new = self.text[edit.start : edit.end], edit.text
        head, end, new_end = changed(old, new)
        return Edit(edit.start + head, edit.start + end, new[head:new_end])

    def refusing(self, start: int, text: str) -> "Document":
        return self._with(refused=(*self.refused, Refusal(start, text)))

    def stating(self, statement: str | None) -> "Document":
        return self._with(statement=statement)

    def refused_at(self, offset: int) -> frozenset[str]:
        """What was refused where the text goes along it up to this offset."""
        return frozenset(
            refusal.text
            for refusal in self.refused
            if refusal.start <= offset
            and refusal.text.startswith(self.text[refusal.start : offset])
        )

    def _with(self, **changes: Any) -> "Document":
        """Another snapshot, which knows its lines as this one does if they are not changed."""
        return replace(self, **{"known_starts": self.starts, **changes}, revision=next(_revisions))

    def _goes_on(self, refusal: Refusal, edit: Edit) -> bool:
        """Whether the user still writes the line after what was refused."""
        between = self.text[refusal.start : edit.end] + edit.text
        return edit.start >= refusal.start and not _LINE_END.search(between)


class Documents:
    """Every open document by its URI, whatever the scheme: `untitled:` too."""

    def __init__(self, access: Access = LOCAL) -> None:
        self._open: dict[str, Document] = {}
        self._limits, self._is_remote = access.limits, not access.is_local
        self._is_crowded = False  # the client has had the message

    def get(self, uri: str) -> Document | None:
        return self._open.get(uri)

    def all(self) -> tuple[Document, ...]:
        return tuple(self._open.values())

    def put(self, document: Document) -> None:
        self._open[document.uri] = document

    def open(self, uri: str, text: str) -> str:
        """The sentence that says why it is not kept, once for too many; "" for all else."""
        self._open.pop(uri, None)  # whatever stood there is of the past
        document = Document(uri, well_formed(text), is_remote=self._is_remote)
        if sentence := self.refusal(document):
            return sentence
        if len(self._open) >= self._limits.documents:
            log.info("not opened, for %d are open: %s", len(self._open), uri)
            return "" if self._is_crowded else self._crowded(uri)
        self.put(document)
        return ""

    def refusal(self, document: Document) -> str:
        """Why a document that came over a network is too large; "" if it is not."""
        n, limit = len(document.text), self._limits.document_characters
        if n <= limit or not self._is_remote:
            return ""
        return f"{document.uri} has {n:,} characters: nothing is completed beyond {limit:,}"

    def _crowded(self, uri: str) -> str:
        self._is_crowded = True
        n = len(self._open)
        return f"{uri} is not completed, nor others that come: {n} documents are open; close some"

    def close(self, uri: str) -> None:
        if self._open.pop(uri, None) is None:
            log.info("close of a document that is not open: %s", uri)
