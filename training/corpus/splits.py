"""Splits for training, validation and test, with no author or problem on two sides.

    plan = divide(records, walls, read_splits(), reserved)
    plan.splits[i], plan.dropped[i]

Rules, in this order:
1. An author named in the splits file is validation or test; everybody else is training. When no
   author of the sources is named (a folder of one's own), a share of the problems is held out.
2. A reserved problem is in test at most.
3. A problem with held-out files that more than `max_train_files` training files solve: the
   held-out files go. Else the training files go.
4. A problem in test is not in validation.

Files that rules 2 to 4 drop still count when copies are looked for: what repeats them goes too,
because a copy whose path tells no id would bring the problem back. Knows nothing of disks.
"""

import hashlib
import tomllib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import UsageError
from beamcoder.training.corpus.records import CorpusRecord

DEFAULT_FILE: Final = Path(__file__).with_name("splits.toml")
RESERVED: Final = "reserved problem"
HELD_OUT: Final = "problem held out for validation or test"
TOO_COMMON: Final = "held out, but solved by many training files"
IN_TEST: Final = "problem of the test split"
_KEYS: Final = {
    "test": {"authors"},
    "validation": {"authors"},
    "problems": {"max_train_files", "share"},
}


class Split(StrEnum):
    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Splits:
    """The held-out authors, and how many training files a problem may cost."""

    test: frozenset[str] = frozenset()
    validation: frozenset[str] = frozenset()
    max_train_files: int = 12
    share: float = 0.05  # of the problems, for validation and as much for test

    def verify(self) -> None:
        if both := sorted(self.test & self.validation):
            raise UsageError(f"authors in both validation and test: {', '.join(both)}")
        if self.max_train_files < 0:
            raise UsageError(f"max_train_files is {self.max_train_files}, below 0")
        if not 0 <= self.share < 0.5:
            raise UsageError(f"share is {self.share}, not from 0 to below 0.5")

    def split_of(self, author: str) -> Split:
        if author in self.test:
            return Split.TEST
        return Split.VALIDATION if author in self.validation else Split.TRAIN

    def split_of_key(self, key: str) -> Split:
        """A side for a problem, the same on every machine."""
        digest = hashlib.blake2b(key.encode("utf-8"), digest_size=8).digest()
        place = int.from_bytes(digest, "big") / 2**64  # evenly in [0, 1)
        if place < self.share:
            return Split.TEST
        return Split.VALIDATION if place < 2 * self.share else Split.TRAIN


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """Per record: its side, and the rule that drops it (None: it stays, so far)."""

    splits: list[Split]
    dropped: list[str | None]


def read_splits(file: Path = DEFAULT_FILE) -> Splits:
    """The splits file. A missing or unknown key is a UsageError."""
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        unknown = [key for key in data if key not in _KEYS]
        unknown += [
            f"{key}.{one}" for key in _KEYS for one in data.get(key, {}) if one not in _KEYS[key]
        ]
        if unknown:
            raise UsageError(f"the splits file {file} has unknown keys: {', '.join(unknown)}")
        splits = Splits(
            frozenset(data["test"]["authors"]),
            frozenset(data["validation"]["authors"]),
            **data.get("problems", {}),
        )
        splits.verify()
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as exc:
        raise UsageError(f"the splits file {file} cannot be used: {exc!r}") from exc
    return splits


def read_reserved(file: Path) -> frozenset[str]:
    """Problem ids, one a line; empty lines and lines that start with # are skipped."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"the reserved problems {file} cannot be read: {exc}") from exc
    return frozenset(line.strip() for line in lines if line.strip() and line.strip()[0] != "#")


def divide(
    records: list[CorpusRecord],
    walls: list[frozenset[str]],
    splits: Splits,
    reserved: frozenset[str],
) -> SplitPlan:
    """Sides and drops by author and by problem, before any copies are looked for.

    `walls[i]` is every problem that record i may solve: one when its id is known, several when a
    title or a round leaves a doubt. A doubt counts against a training file.
    """
    plan = SplitPlan(_sides(records, walls, splits), [None] * len(records))
    sides, dropped = plan.splits, plan.dropped
    for row, wall in enumerate(walls):
        if sides[row] is not Split.TEST and not reserved.isdisjoint(wall):
            dropped[row] = RESERVED
    _drop_common(plan, walls, splits.max_train_files)
    in_test = _problems(plan, walls, Split.TEST)
    _drop(plan, walls, Split.VALIDATION, in_test, IN_TEST)
    held_out = in_test | _problems(plan, walls, Split.VALIDATION)
    _drop(plan, walls, Split.TRAIN, held_out, HELD_OUT)
    return plan


def _sides(records: list[CorpusRecord], walls: list[frozenset[str]], splits: Splits) -> list[Split]:
    sides = [splits.split_of(record.source.author) for record in records]
    if any(side is not Split.TRAIN for side in sides):
        return sides
    keys = (min(wall, default=record.exact) for record, wall in zip(records, walls, strict=True))
    return [splits.split_of_key(key) for key in keys]


def _drop_common(plan: SplitPlan, walls: list[frozenset[str]], max_train_files: int) -> None:
    """Rule 3, its first half."""
    train = Counter(
        problem
        for wall, side, reason in zip(walls, plan.splits, plan.dropped, strict=True)
        if side is Split.TRAIN and reason is None
        for problem in wall
    )
    for side in (Split.VALIDATION, Split.TEST):
        common = {problem for problem, n_files in train.items() if n_files > max_train_files}
        _drop(plan, walls, side, common, TOO_COMMON)


def _problems(plan: SplitPlan, walls: list[frozenset[str]], side: Split) -> set[str]:
    """Every problem that the files on a side may solve."""
    rows = zip(walls, plan.splits, plan.dropped, strict=True)
    return {one for wall, its, reason in rows if its is side and reason is None for one in wall}


def _drop(
    plan: SplitPlan, walls: list[frozenset[str]], side: Split, problems: set[str], reason: str
) -> None:
    for row, wall in enumerate(walls):
        if plan.splits[row] is side and plan.dropped[row] is None and not problems.isdisjoint(wall):
            plan.dropped[row] = reason
