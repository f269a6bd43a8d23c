"""Records of the corpus: a file cleaned, recognised and fingerprinted.

    made = make(RecordBatch(source_name, entries, contents, readmes, addresses))

`CorpusRecord` is what later steps hold in memory; the text itself stays on disk at `offset`. Knows
nothing of caches, other files, or splits.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from beamcoder.training.corpus import fingerprint
from beamcoder.training.corpus.cleaning import Clean, Drop, DropReason, clean
from beamcoder.training.corpus.problems.ids import problem_of
from beamcoder.training.corpus.sources import Source
from beamcoder.training.corpus.tree import Entry

Signatures = NDArray[np.uint32]  # (n_files, 128)


@dataclass(frozen=True, slots=True)
class CorpusRecord:
    """One kept file. `row` is its row in the source's signatures, `offset` its line's start."""

    source: Source
    path: str
    style: str
    problem: str | None
    exact: str
    n_tokens: int
    is_deleted: bool
    offset: int
    row: int


@dataclass(frozen=True, slots=True)
class RecordBatch:
    """Work for one process: some files of a source, the readmes that lie next to them, and the
    addresses of problems that their author's editor noted; empty strings where there is none."""

    source: str
    entries: list[Entry]
    contents: list[bytes | None]
    readmes: list[str]
    addresses: list[str]


@dataclass(frozen=True, slots=True)
class Made:
    """What a batch gave: a JSON line and a signature per kept file, a step per dropped one."""

    lines: list[str]
    signatures: Signatures
    drops: list[tuple[str, str]]
    readmes: dict[str, str]  # problem -> the readme next to its code

    @property
    def n_files(self) -> int:
        return len(self.lines) + len(self.drops)


def make(batch: RecordBatch) -> Made:
    """Cleans and fingerprints a batch; never raises for what is in a file."""
    lines, signatures, drops, readmes = [], [], [], {}
    notes = zip(batch.readmes, batch.addresses, strict=True)
    files = zip(batch.entries, batch.contents, notes, strict=True)
    for entry, content, (readme, address) in files:
        result = Drop(DropReason.UNREADABLE) if content is None else clean(entry.path, content)
        if isinstance(result, Drop):
            drops.append((entry.path, str(result.step)))
            continue
        problem = problem_of(batch.source, entry.path, result.text, f"{address}\n{readme}")
        if problem and readme:
            readmes[problem] = readme
        lines.append(_line(entry, result, problem))
        signatures.append(fingerprint.signature(result.tokens))
    stacked = np.array(signatures, np.uint32).reshape(-1, fingerprint.N_PERMUTATIONS)
    return Made(lines, stacked, drops, readmes)


def _line(entry: Entry, kept: Clean, problem: str | None) -> str:
    item = {
        "path": entry.path,
        "style": str(kept.style),
        "problem": problem,
        "exact": fingerprint.exact_key(kept.tokens),
        "n_tokens": len(kept.tokens),
        "is_deleted": entry.is_deleted,
        "text": kept.text,
    }
    return json.dumps(item) + "\n"


def read_records(source: Source, file: Path) -> Iterator[CorpusRecord]:
    """The records of a file of such lines, without their texts."""
    offset = 0
    with file.open("rb") as stream:
        for row, line in enumerate(stream):
            item = json.loads(line)
            del item["text"]
            yield CorpusRecord(source=source, offset=offset, row=row, **item)
            offset += len(line)
