"""Record of one file for the index: its units as columns, their words, and its API uses.

    record = make_record(place, extract(text), words, apis)
    record.n_units, record.flaw             how many, and what of the file may be missing, or ""
    record.parts                            columns and postings, as they lie on a disk

A record is all that memory and the store keep of a file: no text of it but names and signatures.
Words are weighed by the field that they stand in, and counted in a byte. Ranking is not known here.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np

from beamcoder.model.search.units import Extraction, Unit, UnitKind
from beamcoder.model.search.words import KEYWORDS, TOKEN, WordNumbers

KINDS: Final[tuple[UnitKind, ...]] = (
    *("class", "interface", "enum", "record", "constructor", "method"),
    "api",
)
N_COLUMNS: Final = 4  # kind, line, end_line, twin
MAX_COUNT: Final = 255
# How often a word counts in each field.
NAME, OWNER, SIGNATURE, COMMENT, BODY = 3, 1, 1, 1, 1
SEPARATOR: Final = b"\0"  # between name, owner and signature
END: Final = b"\n"  # of each unit's label


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A Java file as a folder has it: where, when it was changed, and its length in bytes."""

    path: str
    absolute: str
    changed_ns: int
    n_bytes: int

    @property
    def stamp(self) -> tuple[int, int]:
        """Equal as long as nobody has written to the file."""
        return self.changed_ns, self.n_bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """Arrays of n units, as bytes: `columns` (n, 4) int32 of kind, first line, last line and twin;
    `n_words` (n) int32 of distinct words, which lie one unit behind the other in `words` int32 and
    `counts` uint8; `uses` (m, 2) int32 of API and line. `labels` are lines of three texts."""

    columns: bytes
    labels: bytes
    n_words: bytes
    words: bytes
    counts: bytes
    uses: bytes

    @property
    def sum(self) -> int:
        """CRC-32 of all."""
        total = 0
        for part in (
            *(self.columns, self.labels, self.n_words),
            *(self.words, self.counts, self.uses),
        ):
            total = crc32(part, total)
        return total


@dataclass(frozen=True, slots=True)
class FileRecord:
    place: SourcePlace
    package: str
    n_units: int
    flaw: str
    parts: Parts


def make_record(
    place: SourcePlace, extraction: Extraction, words: WordNumbers, apis: WordNumbers
) -> FileRecord:
    uses = [(apis.add(use.name), use.line) for use in extraction.uses]
    parts = _parts(extraction.units, words, _integers(uses))
    return FileRecord(place, extraction.package, len(extraction.units), extraction.flaw, parts)


def _parts(units: tuple[Unit, ...], words: WordNumbers, uses: bytes) -> Parts:
    columns, labels = list[tuple[int, int, int, int]](), list[bytes]()
    n_words, numbers, counts = list[int](), list[bytes](), list[bytes]()
    for unit in units:
        weights = weigh(unit, words)
        own = _integers(list(weights))
        n_words.append(len(weights))
        numbers.append(own)
        counts.append(bytes([min(count, MAX_COUNT) for count in weights.values()]))
        twin = crc32(counts[-1], crc32(own)) & 0x7FFFFFFF
        columns.append((KINDS.index(unit.kind), unit.line, unit.end_line, twin))
        labels.append(_label(unit))
    joined = b"".join
    return Parts(
        _integers(columns),
        joined(labels),
        _integers(n_words),
        joined(numbers),
        joined(counts),
        uses,
    )


def make_api_record(names: list[str], words: WordNumbers) -> FileRecord:
    """Of library classes and methods, in the order of their names, as if of a file."""
    parts = _parts(tuple(map(api_unit, names)), words, b"")
    return FileRecord(SourcePlace("", "", 0, 0), "", len(names), "", parts)


def weigh(unit: Unit, words: WordNumbers) -> dict[int, int]:
    """Numbers of the unit's words -> how much they count."""
    weights = dict[int, int]()
    fields = (
        (unit.name, NAME),
        (unit.owner, OWNER),
        (unit.signature.replace(unit.name, " ", 1), SIGNATURE),
        (unit.comment, COMMENT),
    )
    for text, weight in fields:
        for token in TOKEN.findall(text):
            for number in words.numbers(token):
                weights[number] = weights.get(number, 0) + weight
    for token, n in Counter(TOKEN.findall(unit.body)).items():
        if token not in KEYWORDS:
            for number in words.numbers(token):
                weights[number] = weights.get(number, 0) + n * BODY
    return weights


def api_unit(name: str) -> Unit:
    """The unit of a library class or method, by its qualified name.

    >>> unit = api_unit("java.util.PriorityQueue.poll")
    >>> unit.name, unit.owner, unit.signature
    ('poll', 'PriorityQueue', 'java.util.PriorityQueue.poll')
    """
    parts = name.split(".")
    first = _first_class(parts)
    return Unit("api", parts[-1], ".".join(parts[first:-1]), name, "", "", (), 0, 0)


def api_class(name: str) -> str:
    """The qualified top-level class of an API.

    >>> api_class("java.util.Map.Entry.getKey")
    'java.util.Map'
    """
    parts = name.split(".")
    return ".".join(parts[: _first_class(parts) + 1])


def _first_class(parts: list[str]) -> int:
    capitals = (i for i, part in enumerate(parts) if part[:1].isupper())
    return next(capitals, len(parts) - 1)


def _label(unit: Unit) -> bytes:
    texts = (unit.name, unit.owner, unit.signature)
    data = [" ".join(text.replace("\0", " ").split()).encode("utf-8", "replace") for text in texts]
    return SEPARATOR.join(data) + END


def _integers(numbers: object) -> bytes:
    return np.array(numbers, np.int32).tobytes()
