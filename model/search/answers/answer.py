"""Answers of the search: hits with their places, why they are there, and the lines to be seen.

    hit.score, hit.words, hit.meaning       from 0 to 1: the order, and what each half says
    hit.rules                               names of the rules that moved it
    to_json(answer)                         the object that `beamcoder search --json` prints

Plain values; lines count from 1. Snippets are read from the files when they are shown, so that the
index holds no text.
"""

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

from beamcoder.model.search.answers.doubt import Doubt
from beamcoder.model.search.answers.doubt import to_json as doubt_json
from beamcoder.model.search.files.sources import Skipped, UnreadableError, decoded

SNIPPET_LINES: Final = 12
MAX_USES: Final = 50


@dataclass(frozen=True, slots=True)
class UsePlace:
    """A place that uses an API."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found; of an API, the place is that of its first use in `uses`."""

    path: str
    line: int
    end_line: int
    kind: str
    name: str
    owner: str
    signature: str
    score: float
    words: float
    meaning: float
    rules: tuple[str, ...]
    absolute: str
    uses: tuple[UsePlace, ...] = ()
    unsaved: str | None = None  # the text of its file, where that is another than on the disk

    def snippet(self, n_lines: int = SNIPPET_LINES) -> str:
        """The first lines as they are now, without common indentation; "" where there are none."""
        try:
            text = self.unsaved or decoded(Path(self.absolute).read_bytes())
        except (OSError, ValueError, UnreadableError):
            return ""
        last = min(self.end_line, self.line + n_lines - 1)
        return dedent("\n".join(islice(text.splitlines(), self.line - 1, last)))


@dataclass(frozen=True, slots=True)
class Indexed:
    """How much was searched."""

    files: int
    units: int
    vectors: int
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    query: str
    hits: tuple[Hit, ...]
    indexed: Indexed
    doubt: Doubt | None = None  # that the best of them is what was meant
    timings_ms: dict[str, float] = field(default_factory=dict)


def to_json(answer: SearchAnswer) -> dict[str, Any]:
    indexed = answer.indexed
    return {
        "query": answer.query,
        "results": [hit_json(hit) for hit in answer.hits],
        "doubt": doubt_json(answer.doubt),
        "indexed": {
            "files": indexed.files,
            "units": indexed.units,
            "vectors": indexed.vectors,
            "skipped": [{"path": each.path, "reason": each.reason} for each in indexed.skipped],
        },
        "timings_ms": {name: round(value, 3) for name, value in answer.timings_ms.items()},
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    fields = {
        "path": hit.path,
        "line": hit.line,
        "end_line": hit.end_line,
        "kind": hit.kind,
        "name": hit.name,
        "class": hit.owner,
        "signature": hit.signature,
        "score": round(hit.score, 4),
        "why": {
            "words": round(hit.words, 4),
            "meaning": round(hit.meaning, 4),
            "rules": list(hit.rules),
        },
        "snippet": hit.snippet(),
    }
    if hit.kind == "api":
        fields["uses"] = [{"path": use.path, "line": use.line} for use in hit.uses]
    return fields
