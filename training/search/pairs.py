"""Pairs of text and code: what the encoders learn from and are measured on.

    write_pairs(path, pairs)
    for pair in read_pairs(path): pair.text, pair.unit

A file of pairs has one JSON object a line. Where pairs come from is not known here.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import CorpusError
from beamcoder.files import atomic_lines
from beamcoder.model.search.units import Unit

MAX_BODY: Final = 6_000  # code points; what a longer body says beyond them is not read


@dataclass(frozen=True, slots=True)
class Pair:
    """`text` describes `unit`, which lacks that text; `rest` is what else its comment says.

    `origin` is "javadoc", "statement" or the name of a public set; `source` the repository.
    """

    text: str
    unit: Unit
    rest: str
    origin: str
    source: str
    path: str

    @property
    def code_key(self) -> str:
        """Equal for pieces of code that differ in spaces alone."""
        code = "".join((self.unit.signature + self.unit.body).split())
        return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()[:20]

    @property
    def text_key(self) -> str:
        return " ".join(self.text.lower().split())


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    with atomic_lines(path) as write:
        for pair in pairs:
            write(json.dumps(asdict(pair), ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def read_pairs(path: Path) -> Iterator[Pair]:
    """Raises CorpusError for a file that is none of pairs, and names the line."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                yield _pair(path, number, line)
    except (OSError, UnicodeDecodeError) as exc:
        raise CorpusError(f"the pairs {path} cannot be read: {exc}") from exc


def _pair(path: Path, number: int, line: str) -> Pair:
    try:
        fields: dict[str, Any] = json.loads(line)
        unit = fields.pop("unit")
        return Pair(unit=Unit(**unit | {"calls": tuple(unit["calls"])}), **fields)
    except (ValueError, TypeError, KeyError) as exc:
        raise CorpusError(f"{path}:{number} is no pair of text and code") from exc


def undocumented(unit: Unit) -> Unit:
    """The unit without its comment, its body no longer than an encoder reads."""
    return replace(unit, comment="", body=unit.body[:MAX_BODY])


def without_copies(pairs: Iterable[Pair], codes: set[str], texts: set[str]) -> Iterator[Pair]:
    """The first pair of each code and of each text; both sets grow by what is yielded."""
    for pair in pairs:
        code, text = pair.code_key, pair.text_key
        if code not in codes and text not in texts:
            codes.add(code)
            texts.add(text)
            yield pair
