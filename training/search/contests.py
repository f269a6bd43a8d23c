"""Pairs of a problem statement and a program that solves it, from a built corpus.

    solutions = read_solutions(Path("corpora/six"), reserved)
    solutions.train, solutions.validation, solutions.test

No problem and no author stands on two sides, and no reserved problem is trained on. A program is
one unit, whole: its statement describes none of its methods alone.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import CorpusError
from beamcoder.model.search.units import Unit
from beamcoder.training.search.pairs import MAX_BODY, Pair

ORIGIN: Final = "statement"
TEST_SOURCES: Final = ("charles-wangkai/codeforces",)
VALIDATION_SOURCES: Final = ("nirvanarsc/CompetitiveProgramming", "uwi/codeforces")
N_TEST, N_VALIDATION = 2_000, 600
MAX_STATEMENT: Final = 3_000  # code points: beyond stand samples and notes
MAX_PER_PROBLEM: Final = 4  # programs of one problem that are trained on


@dataclass(frozen=True, slots=True)
class Solutions:
    train: list[Pair]
    validation: list[Pair]
    test: list[Pair]


def read_solutions(corpus: Path, reserved: frozenset[str]) -> Solutions:
    """Test and validation have one program a problem; their problems are in no other part."""
    statements = _statements(corpus)
    rows = list(_rows(corpus, statements))
    authors = {source.split("/")[0] for source in (*TEST_SOURCES, *VALIDATION_SOURCES)}
    test = _one_each(rows, TEST_SOURCES, N_TEST, set())
    taken = {row["statement"] for row in test}
    validation = _one_each(rows, VALIDATION_SOURCES, N_VALIDATION, taken)
    taken |= {row["statement"] for row in validation} | reserved
    train = [r for r in rows if r["statement"] not in taken and r["author"] not in authors]
    parts = (_few_each(train), validation, test)
    return Solutions(*([_pair(row, statements) for row in part] for part in parts))


def _statements(corpus: Path) -> dict[str, str]:
    return {row["key"]: row["text"] for row in _json_lines(corpus / "statements.jsonl")}


def _rows(corpus: Path, statements: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for row in _json_lines(corpus / "train.jsonl"):
        if row["statement"] in statements and not row["reserved"]:
            yield row


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
    except (OSError, ValueError) as exc:
        raise CorpusError(f"{path} cannot be read as a part of a corpus: {exc}") from exc


def _one_each(
    rows: list[dict[str, Any]], sources: tuple[str, ...], count: int, taken: set[str]
) -> list[dict[str, Any]]:
    """One program a problem, of the problems whose sums are lowest: a fixed draw."""
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["source"] in sources and row["statement"] not in taken:
            first.setdefault(row["statement"], row)
    keys = sorted(first, key=lambda key: zlib.crc32(key.encode()))
    return [first[key] for key in keys[:count]]


def _few_each(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    n_of: dict[str, int] = {}
    kept = []
    for row in sorted(rows, key=lambda row: zlib.crc32((row["source"] + row["path"]).encode())):
        n_of[row["statement"]] = n_of.get(row["statement"], 0) + 1
        if n_of[row["statement"]] <= MAX_PER_PROBLEM:
            kept.append(row)
    return kept


def _pair(row: Mapping[str, Any], statements: Mapping[str, str]) -> Pair:
    text = statements[row["statement"]][:MAX_STATEMENT]
    unit = program_unit(row["text"])
    return Pair(text, unit, "", ORIGIN, row["source"], f"{row['path']}#{row['statement']}")


def program_unit(text: str) -> Unit:
    """A whole program as one unit without a name: file and class names often tell the problem."""
    n_lines = text.count("\n") + 1
    return Unit("class", "", "", "", "", text[:MAX_BODY], (), 1, n_lines)
