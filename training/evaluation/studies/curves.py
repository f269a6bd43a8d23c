"""Validation loss against time, from the logs of training runs.

A run of `beamcoder train` has it in `log.csv`, a GRU's folder in the marks of `config.json`.
Seconds are those of training steps alone, in both: what validation and saving took is left out.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from beamcoder.errors import InputError
from beamcoder.files import write_text
from beamcoder.markdown import Section


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How far a run was when it was validated; `loss` in nats a piece, of the plain rows."""

    seconds: float
    pieces: int
    loss: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The marks of one run, at least one, in the order of time. The rows of validation are files
    of `styles`: only curves of the same styles compare."""

    name: str
    styles: tuple[str, ...]
    marks: tuple[CurvePoint, ...]

    def at_second(self, seconds: float) -> float | None:
        """Loss after so many seconds; straight between two marks, None outside of all."""
        return _between([(mark.seconds, mark.loss) for mark in self.marks], seconds)

    def at_pieces(self, pieces: int) -> float | None:
        """Loss after so many pieces, in the same way."""
        return _between([(mark.pieces, mark.loss) for mark in self.marks], pieces)


def _between(points: Sequence[tuple[float, float]], x: float) -> float | None:
    for (before, low), (after, high) in pairwise(points):
        if before <= x <= after and before < after:
            return low + (high - low) * (x - before) / (after - before)
    return points[0][1] if len(points) == 1 and points[0][0] == x else None


def read_run(folder: Path) -> Curve:
    """A run of `beamcoder train`. InputError if it cannot be read or was never validated."""
    recipe, log = folder / "recipe.json", folder / "log.csv"
    try:
        styles = json.loads(recipe.read_text(encoding="utf-8"))["data"]["styles"]
        with log.open(encoding="utf-8", newline="") as file:
            marks = [
                CurvePoint(float(row["seconds"]), int(row["pieces"]), float(row["plain"]))
                for row in csv.DictReader(file)
                if row["plain"]
            ]
    except OSError as exc:
        raise InputError(f"cannot read {exc.filename}: {exc.strerror}") from exc
    except (KeyError, TypeError, ValueError) as exc:
        raise InputError(f"{folder} is no training run: {exc!r}") from exc
    return _curve(folder, styles, marks)


def read_gru(folder: Path) -> Curve:
    """A folder that `baselines.gru train` wrote. InputError if it is none."""
    try:
        training = json.loads((folder / "config.json").read_text(encoding="utf-8"))["training"]
        return _curve(
            folder, training["styles"], [CurvePoint(**mark) for mark in training["marks"]]
        )
    except OSError as exc:
        raise InputError(f"cannot read {exc.filename}: {exc.strerror}") from exc
    except (KeyError, TypeError, ValueError) as exc:
        raise InputError(f"{folder} is no folder of a GRU: {exc!r}") from exc


def _curve(folder: Path, styles: Sequence[str], marks: Sequence[CurvePoint]) -> Curve:
    if not marks:
        raise InputError(f"{folder} was never validated")
    return Curve(folder.name, tuple(styles), tuple(sorted(marks, key=lambda mark: mark.seconds)))


def continued(earlier: Curve, later: Curve) -> Curve:
    """`later` without what it has copied of `earlier`, which it went on from."""
    known = set(earlier.marks)
    return Curve(later.name, later.styles, tuple(m for m in later.marks if m not in known))


def write_section(path: Path, section: Section) -> None:
    """As `sections.Section.load` reads it. BeamcoderError if it cannot be written."""
    write_text(path, json.dumps(asdict(section), ensure_ascii=False, indent=1) + "\n")
