"""Statistics kept on this machine: numbers by day, never text, names or paths.

    statistics = Statistics(path)          counts in memory, until
    statistics.add("ghost.accepted")
    statistics.flush()                     they are added to the file's
    summary(read(path))                    for people and clients

The file is SQLite's, opened for the moment of writing only, so several servers may add to one.
Whatever goes wrong with it is logged once and costs no answer.
"""

import logging
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from math import floor, log
from pathlib import Path
from threading import Lock
from typing import Any, Final

from beamcoder.server.state_folder import create, state_folder

log_ = logging.getLogger(__name__)

FILE_NAME: Final = "statistics.sqlite3"
PATIENCE_S: Final = 5.0  # for another server that is writing
SURFACES: Final = ("list", "ghost")
KEYS_SAVED: Final = "keysSaved"
KEYS_TYPED: Final = "keysTyped"
LATENCY: Final = "latency."
BUCKET: Final = 1.1  # a bucket of latencies ends at this many times its start, in ms
TABLE: Final = """CREATE TABLE IF NOT EXISTS counts
    (day TEXT NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, name))"""
ADD: Final = """INSERT INTO counts VALUES (?, ?, ?)
    ON CONFLICT (day, name) DO UPDATE SET n = n + excluded.n"""


class OfferEvent(StrEnum):
    """What is counted of an offered item; the values are those of the protocol."""

    OFFERED = "offered"  # sent to the client
    SHOWN = "shown"  # seen by the user, as far as the client knows
    ACCEPTED = "accepted"
    PARTLY = "partlyAccepted"
    DISMISSED = "dismissed"
    KEPT = "kept"  # still in the text some time after it was accepted


# What a client reports; the server sees the others by itself.
REPORTED: Final = (
    OfferEvent.SHOWN,
    OfferEvent.ACCEPTED,
    OfferEvent.PARTLY,
    OfferEvent.DISMISSED,
)


def default_path() -> Path | None:
    """Where this user's counts lie; None where no home folder is known, and nothing is kept."""
    folder = state_folder()
    return None if folder is None else folder / FILE_NAME


class Statistics:
    """Counts of one server, on their way to the file. `is_on` may change at any time."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        if self.path is None:
            log_.info("statistics are not kept: no home folder is known")
        self.is_on = True
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()
        self._has_failed = False

    def add(self, name: str, n: int = 1) -> None:
        if self.is_on and n:
            with self._lock:
                self._counts[date.today().isoformat(), name] += n

    def add_latency(self, ms: float) -> None:
        self.add(f"{LATENCY}{bucket_of(ms)}")

    def flush(self) -> None:
        """Add what has been counted to the file; slow, so not on the event loop."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts or self.path is None:
            return
        try:
            write(self.path, counts)
        except (OSError, sqlite3.Error) as exc:
            if not self._has_failed:
                log_.warning("statistics cannot be kept in %s: %s", self.path, exc)
            self._has_failed = True

    def wipe(self) -> None:
        with self._lock:
            self._counts.clear()
        if self.path is not None:
            wipe(self.path)


def bucket_of(ms: float) -> int:
    return floor(log(max(ms, 0.01)) / log(BUCKET))


def write(path: Path, counts: Mapping[tuple[str, str], int]) -> None:
    """Add counts by (day, name) to a file, which is made if need be. OSError, sqlite3.Error."""
    create(path)
    with _opened(path) as connection:
        connection.execute(TABLE)
        connection.executemany(ADD, [(*key, n) for key, n in counts.items()])


def read(path: Path | None) -> dict[tuple[str, str], int]:
    """All counts by (day, name); none where there is no file. OSError, sqlite3.Error."""
    if path is None or not (path.exists() or path.is_symlink()):
        return {}
    create(path)  # it is there, and no link
    with _opened(path) as connection:
        connection.execute(TABLE)
        rows = connection.execute("SELECT day, name, n FROM counts").fetchall()
    return {(str(day), str(name)): int(n) for day, name, n in rows}


def wipe(path: Path) -> None:
    """Delete the file. OSError."""
    for file in (path, path.with_name(f"{path.name}-journal")):
        file.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction: all of it is written, or nothing."""
    connection = sqlite3.connect(path, timeout=PATIENCE_S)
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def summary(counts: Mapping[tuple[str, str], int], *, is_on: bool = True) -> dict[str, Any]:
    """The counts of all days, as `beamcoder stats --json` and the protocol have them."""
    totals: Counter[str] = Counter()
    for (_, name), n in counts.items():
        totals[name] += n
    of_surfaces = {
        surface: {str(event): totals[f"{surface}.{event}"] for event in OfferEvent}
        for surface in SURFACES
    }
    return {
        "since": min((day for day, _ in counts), default=None),
        "isOn": is_on,
        **of_surfaces,
        KEYS_SAVED: totals[KEYS_SAVED],
        KEYS_TYPED: totals[KEYS_TYPED],
        "latencyMs": latencies(totals),
    }


def latencies(totals: Mapping[str, int]) -> dict[str, Any]:
    """Percentiles, as the middles of their buckets."""
    found = {int(k[len(LATENCY) :]): n for k, n in totals.items() if k.startswith(LATENCY)}
    n_answers = sum(found.values())
    quantiles = {f"p{p}": _quantile(found, n_answers, p / 100) for p in (50, 90, 99)}
    return {"answers": n_answers, **quantiles}


def _quantile(buckets: Mapping[int, int], n: int, share: float) -> float | None:
    seen = 0
    for bucket in sorted(buckets):
        seen += buckets[bucket]
        if seen >= share * n:
            return float(f"{BUCKET ** (bucket + 0.5):.3g}")
    return None
