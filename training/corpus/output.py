"""The corpus folder: its files, written and read.

train.jsonl validation.jsonl test.jsonl    one file a line
statements.jsonl                           {"key", "text"}
manifest.json                              sources with licence and version, options, splits
report.json report.md                      counts per source and step
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import beamcoder
from beamcoder.files import atomic_lines, write_atomic
from beamcoder.training.corpus.collect import Collected
from beamcoder.training.corpus.records import CorpusRecord
from beamcoder.training.corpus.report import report_text
from beamcoder.training.corpus.splits import Split, SplitPlan, Splits
from beamcoder.training.corpus.storage import dump_json

MANIFEST: Final = "manifest.json"
STATEMENTS_FILE: Final = "statements.jsonl"


@dataclass(slots=True)
class Corpus:
    """Everything decided about a corpus, before and while it is written."""

    collected: list[Collected]
    records: list[CorpusRecord]
    plan: SplitPlan
    is_reserved: list[bool]
    splits: Splits
    missing: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)
    statement_counts: dict[str, int] = field(default_factory=dict)

    def kept(self) -> list[int]:
        return [row for row, reason in enumerate(self.plan.dropped) if reason is None]

    def report(self) -> dict[str, Any]:
        """Counts per source and step, per split and style."""
        drops: dict[str, Counter[str]] = {
            item.source.name: Counter(item.drops) for item in self.collected
        }
        sides: dict[str, set[str]] = {item.source.name: set() for item in self.collected}
        kept: dict[str, Counter[str]] = {item.source.name: Counter() for item in self.collected}
        totals: dict[str, Counter[str]] = {str(split): Counter() for split in Split}
        for row, record in enumerate(self.records):
            name, reason = record.source.name, self.plan.dropped[row]
            if reason is not None:
                drops[name][reason] += 1
                continue
            kept[name][record.style] += 1
            sides[name].add(str(self.plan.splits[row]))
            totals[self.plan.splits[row]].update(self._marks(row))
        return {
            "splits": {name: dict(sorted(counts.items())) for name, counts in totals.items()},
            "statements": len(self.statements),
            "missing_sources": self.missing,
            "unreadable_sources": self.unreadable,
            "sources": {
                item.source.name: {
                    "splits": sorted(sides[item.source.name]),
                    "java_files": item.n_files,
                    "kept": dict(sorted(kept[item.source.name].items())),
                    "dropped": dict(sorted(drops[item.source.name].items())),
                    "broken": item.broken,
                }
                for item in self.collected
            },
        }

    def _marks(self, row: int) -> Counter[str]:
        """What one kept file adds to its split's counts."""
        record = self.records[row]
        marks = Counter({"files": 1, record.style: 1, "tokens": record.n_tokens})
        marks[f"{record.style} tokens"] = record.n_tokens
        marks["problem known"] = record.problem is not None
        marks["reserved problem"] = self.is_reserved[row]
        marks["with statement"] = record.problem in self.statements
        marks["from history"] = record.is_deleted
        return marks

    def line(self, row: int, text: str) -> bytes:
        """One line of a split's file."""
        record = self.records[row]
        problem = record.problem
        item = {
            "source": record.source.name,
            "author": record.source.author,
            "path": record.path,
            "style": record.style,
            "problem": problem,
            "reserved": self.is_reserved[row],
            "statement": problem if problem in self.statements else None,
            "text": text,
        }
        return (json.dumps(item, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def write_corpus(corpus: Corpus, out: Path, options: dict[str, object]) -> None:
    """All files of the folder; the manifest comes last, so that it vouches for the rest."""
    (out / MANIFEST).unlink(missing_ok=True)
    for split in Split:
        _write_split(corpus, split, out / f"{split}.jsonl")
    with atomic_lines(out / STATEMENTS_FILE) as write:
        for key in sorted(corpus.statements):
            item = {"key": key, "text": corpus.statements[key]}
            write((json.dumps(item, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    report = corpus.report()
    write_atomic(out / "report.json", dump_json(report))
    write_atomic(out / "report.md", report_text(report).encode("utf-8"))
    write_atomic(out / MANIFEST, dump_json(_manifest(corpus, options, report)))


def _write_split(corpus: Corpus, split: Split, file: Path) -> None:
    """Records of one split, their texts read from the cached sources one by one."""
    by_source: dict[str, list[int]] = {}
    for row in corpus.kept():
        if corpus.plan.splits[row] is split:
            by_source.setdefault(corpus.records[row].source.name, []).append(row)
    with atomic_lines(file) as write:
        for item in corpus.collected:
            with item.file.open("rb") as stream:
                for row in by_source.get(item.source.name, ()):
                    stream.seek(corpus.records[row].offset)
                    write(corpus.line(row, json.loads(stream.readline())["text"]))


def _manifest(
    corpus: Corpus, options: dict[str, object], report: dict[str, Any]
) -> dict[str, object]:
    return {
        "beamcoder": getattr(beamcoder, "__version__", "0"),
        "options": options,
        "splits": {
            "test": sorted(corpus.splits.test),
            "validation": sorted(corpus.splits.validation),
            "max_train_files": corpus.splits.max_train_files,
            "share": corpus.splits.share,
        },
        "counts": report["splits"],
        "sources": [
            {
                "repository": item.source.name,
                "licence": item.source.licence,
                "version": item.version,
                "splits": report["sources"][item.source.name]["splits"],
                "kept": report["sources"][item.source.name]["kept"],
            }
            for item in corpus.collected
        ],
        "statement_sources": corpus.statement_counts,
    }
