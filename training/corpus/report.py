"""Report of a corpus: tables of counts, and what could not be read."""

from collections import Counter
from typing import Any


def report_text(report: dict[str, Any]) -> str:
    """Markdown of what `Corpus.report` counts."""
    parts = ["# Corpus report", "", *_splits(report["splits"])]
    parts += ["", f"Statements joined: {report['statements']:,}.", "", "## Dropped, by step", ""]
    parts += _steps(report["sources"])
    parts += ["", "## Sources", "", *_sources(report["sources"])]
    if report["missing_sources"]:
        parts += ["", "## Not found", "", *(f"- {name}" for name in report["missing_sources"])]
    if report["unreadable_sources"]:
        parts += ["", "## Not readable", ""]
        parts += [f"- {name}: {why}" for name, why in report["unreadable_sources"].items()]
    parts += ["", "## Files that could not be used", "", *_broken(report["sources"])]
    return "\n".join(parts) + "\n"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def _splits(splits: dict[str, dict[str, int]]) -> list[str]:
    names = list(splits)
    marks = sorted({mark for counts in splits.values() for mark in counts})
    rows = [[mark, *(f"{splits[name].get(mark, 0):,}" for name in names)] for mark in marks]
    return _table(["", *names], rows)


def _steps(sources: dict[str, dict[str, Any]]) -> list[str]:
    total: Counter[str] = Counter()
    for source in sources.values():
        total.update(source["dropped"])
    rows = [[step, f"{count:,}"] for step, count in sorted(total.items())]
    return _table(["step", "files"], rows)


def _sources(sources: dict[str, dict[str, Any]]) -> list[str]:
    rows = [
        [
            name,
            ", ".join(source["splits"]),
            f"{source['java_files']:,}",
            f"{sum(source['kept'].values()):,}",
            ", ".join(f"{style} {n:,}" for style, n in source["kept"].items()),
            ", ".join(f"{step} {n:,}" for step, n in source["dropped"].items()),
        ]
        for name, source in sources.items()
    ]
    return _table(["source", "splits", "files", "kept", "styles", "dropped"], rows)


def _broken(sources: dict[str, dict[str, Any]]) -> list[str]:
    lines = [f"- {name}: {file}" for name, item in sources.items() for file in item["broken"]]
    return lines or ["None."]
