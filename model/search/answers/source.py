"""Source of a hit: the whole of a function or type, and the functions beside it that it needs.

    source = source_of(hit)
    source.text                             its lines without common indentation
    [each.name for each in source.helpers]  methods of its class that it calls, and what these call

Read from the file as it is now. Of an API it is the function around its first use.
"""

import re
from dataclasses import dataclass
from textwrap import dedent
from typing import Any, Final

from beamcoder.model.search.answers.answer import Hit
from beamcoder.model.search.units import Unit, extract

_CALL: Final = re.compile(r"(?:\bthis\s*\.\s*|(?<![\w$.]))([^\W\d]\w*)\s*\(")


@dataclass(frozen=True, slots=True)
class HitSource:
    """`text` is "" where the file is gone; `line` and `end_line` are those of the text."""

    text: str
    line: int
    end_line: int
    helpers: tuple[Unit, ...] = ()


def source_of(hit: Hit) -> HitSource:
    text = hit.text()
    units = [unit for unit in extract(text).units if unit.kind != "api"]
    first, last = hit.line, hit.end_line
    if hit.kind == "api":
        around = [unit for unit in units if unit.line <= hit.line <= unit.end_line]
        if around:
            least = min(around, key=lambda unit: unit.end_line - unit.line)
            first, last = least.line, least.end_line
    lines = text.splitlines()[first - 1 : last]
    own = next((unit for unit in units if (unit.line, unit.end_line) == (first, last)), None)
    return HitSource(dedent("\n".join(lines)), first, last, helpers(own, units) if own else ())


def helpers(own: Unit, units: list[Unit]) -> tuple[Unit, ...]:
    """Methods of the same class that are called, however far down, in the order of the file."""
    beside = [unit for unit in units if unit.kind == "method" and unit.owner == own.owner]
    needed, waiting = set[str](), [own] if own.kind in ("method", "constructor") else []
    while waiting:
        called = set(_CALL.findall(waiting.pop().body)) - needed
        found = [unit for unit in beside if unit.name in called]
        needed |= {unit.name for unit in found}
        waiting += found
    return tuple(unit for unit in beside if unit.name in needed and unit != own)


def source_json(hit: Hit) -> dict[str, Any]:
    source = source_of(hit)
    return {
        "source": source.text,
        "source_line": source.line,
        "helpers": [
            {"name": unit.name, "signature": unit.signature, "line": unit.line}
            for unit in source.helpers
        ],
    }
