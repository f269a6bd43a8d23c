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
from beamcoder.model.search.answers.vector_map import DrawnMap
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
    met: tuple[str, ...] | None = None  # words of the query that it has, where they were wanted
    unsaved: str | None = None  # the text of its file, where that is another than on the disk

    def snippet(self, n_lines: int = SNIPPET_LINES) -> str:
        """The first lines as they are now, without common indentation; "" where there are none."""
        last = min(self.end_line, self.line + n_lines - 1)
        return dedent("\n".join(islice(self.text().splitlines(), self.line - 1, last)))

    def text(self) -> str:
        """Of its file as it is now; "" where there is none."""
        if self.unsaved is not None:
            return self.unsaved
        try:
            return decoded(Path(self.absolute).read_bytes())
        except (OSError, ValueError, UnreadableError):
            return ""


@dataclass(frozen=True, slots=True)
class Indexed:
    """How much was searched."""

    files: int
    units: int
    vectors: int
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class VectorMap:
    """A drawn map, and what its points are: first those of `hits`, then their neighbours."""

    drawn: DrawnMap
    units: tuple[Hit, ...]
    hits: tuple[int, ...]  # which hit each of the first points is


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    query: str
    hits: tuple[Hit, ...]
    indexed: Indexed
    doubt: Doubt | None = None  # that the best of them is what was meant
    timings_ms: dict[str, float] = field(default_factory=dict)
    map: VectorMap | None = None  # where it was wanted, and there are vectors


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
    fields: dict[str, Any] = {
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
    if hit.met is not None:
        fields["why"]["met"] = list(hit.met)
    if hit.kind == "api":
        fields["uses"] = [{"path": use.path, "line": use.line} for use in hit.uses]
    return fields


def map_json(drawn: VectorMap | None) -> dict[str, Any] | None:
    """Each point with its place, its name, and the number of its result, null for a neighbour."""
    if drawn is None:
        return None
    numbers = [*drawn.hits, *[None] * (len(drawn.units) - len(drawn.hits))]
    places = drawn.drawn.points.round(4).tolist()
    points = [
        {"x": x, "y": y, "name": unit.name, "class": unit.owner, "kind": unit.kind, "result": n}
        for (x, y), unit, n in zip(places, drawn.units, numbers, strict=True)
    ]
    x, y = drawn.drawn.query.round(4).tolist()
    return {"query": {"x": x, "y": y}, "points": points, "share": round(drawn.drawn.share, 4)}
