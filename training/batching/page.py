"""Writer of the tables in docs/fold.md; the rest of that page is written by hand."""

import platform
from collections.abc import Sequence
from pathlib import Path

import torch

from beamcoder.errors import UsageError
from beamcoder.files import write_text
from beamcoder.markdown import markdown_table
from beamcoder.training.batching.timing import Measured

PLANNING = "recording and planning"
START = "<!-- written by python -m beamcoder.training.batching --write docs/fold.md -->"
END = "<!-- end -->"


def write(path: Path, found: Sequence[Measured]) -> None:
    """Put the table in its place in a page. UsageError for a page without such a place."""
    try:
        before, _, rest = path.read_text(encoding="utf-8").partition(START)
    except OSError as exc:
        raise UsageError(f"{path} is no page to write a table into: {exc.strerror}") from exc
    _, end, after = rest.partition(END)
    if not end:
        raise UsageError(f"{path} has no place for the table, between {START!r} and {END!r}")
    parts = [START, conditions(), table(found), END]
    write_text(path, before + "\n\n".join(parts) + after)


def conditions() -> str:
    return f"On {platform.machine()}, torch {torch.__version__}."


def table(found: Sequence[Measured]) -> str:
    """A row a contender, a column a measurement, and the ratios to Fold below."""
    names = list(dict.fromkeys(name for each in found for name in each.times))
    rows = [[name, *(written(each.times.get(name)) for each in found)] for name in names]
    ratios = [
        [f"Fold is faster than {name}, times", *(ratio(each, name, "Fold") for each in found)]
        for name in names
        if name not in ("Fold", "products", PLANNING)
    ]
    limit = ["Fold takes, of the products", *(ratio(each, "Fold", "products") for each in found)]
    return markdown_table(["", *(each.title for each in found)], [*rows, *ratios, limit])


def written(time: float | None) -> str:
    return "" if time is None else f"{time:.1f}"


def ratio(found: Measured, name: str, other: str) -> str:
    if name not in found.times or other not in found.times:
        return ""
    return f"{found.times[name] / found.times[other]:.2f}"
