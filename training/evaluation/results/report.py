"""Result of an evaluation as a JSON document and as a table.

    {"model": {...}, "settings": {...}, "metrics": {name: {"value", "low", "high", "n"}},
     "reliability": {"tokens": [{"shown", "right", "low", "high", "n"}, ...], "lines": [...]},
     "files": {file: {metric: [sum, weight]}}}

The last two stand only in a document written to a file: `reliability` is the curve of calibration,
`files` what a paired comparison is made of.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import InputError
from beamcoder.files import write_text
from beamcoder.model.proposal import ModelInfo
from beamcoder.training.evaluation.results.calibration import Reliability
from beamcoder.training.evaluation.results.estimates import Figure, Sums

# Not shares: they are written as they are.
PLAIN_NUMBERS: Final = ("mrr@10", "bits", "bits_of_listed", "ece", "ece@5", "floor")
NAME_WIDTH: Final = 26
ORDER: Final = (
    *("next_token", "position", "typed", "line", "keystrokes_saved", "ghost", "parses"),
    "calibration",
)


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured, and all that is needed to compare it."""

    model: dict[str, Any]
    settings: dict[str, Any]
    metrics: dict[str, Figure]
    files: Sums
    reliability: Reliability = field(default_factory=dict)

    def document(self, with_files: bool) -> dict[str, Any]:
        document: dict[str, Any] = {
            "model": self.model,
            "settings": self.settings,
            "metrics": {name: figure.plain() for name, figure in self.metrics.items()},
        }
        more = {"reliability": self.reliability, "files": self.files}
        return document | (more if with_files else {})

    def save(self, path: Path) -> None:
        text = json.dumps(self.document(with_files=True), ensure_ascii=False, indent=1)
        write_text(path, text + "\n")

    @classmethod
    def load(cls, path: Path) -> "Result":
        """InputError if `path` is not a document that `save` has written."""
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
            metrics = {name: Figure(**figure) for name, figure in read["metrics"].items()}
            reliability = read.get("reliability", {})  # older documents have none
            return cls(read["model"], read["settings"], metrics, read["files"], reliability)
        except OSError as exc:
            raise InputError(f"cannot read {path}: {exc.strerror}") from exc
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            raise InputError(f"{path} is no result that `evaluate --out` has written") from exc


def describe(model: ModelInfo) -> dict[str, Any]:
    return asdict(model)


def table(metrics: Mapping[str, Figure], signed: bool = False) -> Iterator[str]:
    """Lines for people, a block for each group of metrics; `signed` for differences."""
    for group, names in groupby(sorted(metrics, key=_order), key=_group):
        yield ""
        yield f"{group:<{NAME_WIDTH + 4}}{'95 % interval':>27}{'n':>10}"
        for name in names:
            yield _row(name, metrics[name], signed)


def _group(name: str) -> str:
    return name.rpartition(".")[0]


def _order(name: str) -> tuple[int, str]:
    group = name.split(".")[0]
    return ORDER.index(group) if group in ORDER else len(ORDER), name


def _row(name: str, figure: Figure, signed: bool) -> str:
    short = name.rpartition(".")[2]
    sign = "+" if signed else ""
    if short in PLAIN_NUMBERS:
        value, low, high = (f"{x:{sign}.3f}  " for x in (figure.value, figure.low, figure.high))
    else:
        value, low, high = (
            f"{100 * x:{sign}.1f} %" for x in (figure.value, figure.low, figure.high)
        )
    differs = " *" if signed and (figure.low > 0 or figure.high < 0) else ""
    return f"  {short:<{NAME_WIDTH - 8}}{value:>10} {low:>12} to{high:>10}{figure.n:>10,}{differs}"
