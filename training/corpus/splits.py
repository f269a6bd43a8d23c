"""Splits for training, validation and test, with no author or problem on two sides.

    plan = divide(records, walls, read_splits(), reserved)
    plan.splits[i], plan.dropped[i]

Rules, in this order:
1. An author named in the splits file is validation or test; every other author is training. When no
   author of the sources is named (a folder of one's own), a share of the problems is held out, at
   least one for either, as soon as there are three.
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
from collections.abc import Iterable, Iterator
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
MIN_PROBLEMS: Final = 3  # one for each side
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

    def split_of_keys(self, keys: Iterable[str]) -> dict[str, Split]:
        """A side for each problem, the same on every machine.

        A problem's side follows from its own hash; only where that leaves no author on a held-out
        side the problems with the lowest hashes go there.
        """
        places = {key: _place(key) for key in keys}
        sides = {key: self._side(place) for key, place in places.items()}
        if len(places) < MIN_PROBLEMS or not self.share:
            return dict.fromkeys(places, Split.TRAIN)
        for wanted in (Split.VALIDATION, Split.TEST, Split.TRAIN):
            if wanted not in sides.values():
                counts = Counter(sides.values())
                spare = [key for key in places if counts[sides[key]] > 1]
                sides[min(spare, key=places.__getitem__)] = wanted
        return sides

    def _side(self, place: float) -> Split:
        if place < self.share:
            return Split.TEST
        return Split.VALIDATION if place < 2 * self.share else Split.TRAIN


def _place(key: str) -> float:
    """A number for a problem, evenly in [0, 1)."""
    digest = hashlib.blake2b(key.encode("utf-8"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """Per record: its side, and the rule that drops it (None: it stays, so far)."""

    splits: list[Split]
    dropped: list[str | None]


def read_splits(file: Path = DEFAULT_FILE) -> Splits:
    """The splits file; every table and key may be left out. UsageError names what is wrong."""
    try:
        tables: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as exc:
        raise UsageError(f"the splits file {file} cannot be read: {exc.strerror}") from exc
    except ValueError as exc:
        raise UsageError(f"the splits file {file} is not TOML: {exc}") from exc
    if wrong := next(_faults(tables), None):
        raise UsageError(f"the splits file {file}: {wrong}")
    test, validation = (
        frozenset(tables.get(side, {}).get("authors", ())) for side in ("test", "validation")
    )
    splits = Splits(test, validation, **tables.get("problems", {}))
    splits.verify()
    return splits


def _faults(tables: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a splits file, a sentence each."""
    for name, table in tables.items():
        if name not in _KEYS:
            yield f"unknown key {name!r}; known are {', '.join(_KEYS)}"
        elif not isinstance(table, dict):
            yield f"{name} must be a table, [{name}]"
        else:
            yield from (f"unknown key '{name}.{key}'" for key in table if key not in _KEYS[name])
            yield from _value_faults(name, table)


def _value_faults(name: str, table: dict[str, Any]) -> Iterator[str]:
    authors = table.get("authors", [])
    if not isinstance(authors, list) or not all(isinstance(author, str) for author in authors):
        yield f'{name}.authors must be a list of names, such as ["ann", "bob"], not {authors!r}'
    if type(table.get("max_train_files", 0)) is not int:
        yield f"{name}.max_train_files must be a whole number, not {table['max_train_files']!r}"
    if type(table.get("share", 0.0)) not in (int, float):
        yield f"{name}.share must be a number, not {table['share']!r}"


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
    keys = [min(wall, default=record.exact) for record, wall in zip(records, walls, strict=True)]
    by_key = splits.split_of_keys(keys)
    return [by_key[key] for key in keys]


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
