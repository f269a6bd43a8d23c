"""Progress of a long job: a bar on a terminal, plain lines elsewhere.

with ProgressBar(1_200, "files", "reading") as bar:
    bar.advance(100)                    on standard error, with rate and time left
for file in tracked(files, "files", label="reading"): ...
"""

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import Final, TypeVar

from tqdm import tqdm

T = TypeVar("T")

PLAIN_EVERY_S: Final = 15.0  # a log file needs no more than this
_MIN_S: Final = 1e-9  # a span that is divided by


class ProgressBar:
    """A job of `total` units. When it `is_quiet`, nothing is written."""

    def __init__(
        self, total: int | None, unit: str, label: str = "", *, is_quiet: bool = False
    ) -> None:
        self.n_done = 0
        self._total, self._unit, self._label = total, unit, label
        self._is_quiet, self._detail = is_quiet, ""
        self._n_before = 0  # of an earlier run
        self._start_s = self._last_s = time.monotonic()
        is_bar = not is_quiet and sys.stderr.isatty()
        self._bar = (
            tqdm(total=total, unit=f" {unit}", unit_scale=True, desc=label or None)
            if is_bar
            else None
        )
        if label and not is_bar:
            self.write(label if total is None else f"{label}: {total:,} {unit}")

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def resume(self, n_before: int) -> None:
        """So much was done by an earlier run, which says nothing about this one's rate."""
        self.n_done = self._n_before = n_before
        self._start_s = time.monotonic()
        if self._bar is not None:
            self._bar.update(n_before - self._bar.n)

    def say(self, detail: str) -> None:
        """What the job is at just now."""
        self._detail = detail
        if self._bar is not None:
            self._bar.set_postfix_str(detail, refresh=False)

    def advance(self, n: int = 1) -> None:
        """So many more units are done."""
        self.n_done += n
        if self._bar is not None:
            self._bar.update(n)
        elif time.monotonic() - self._last_s >= PLAIN_EVERY_S:
            self._last_s = time.monotonic()
            self.write(self._line())

    def write(self, line: str) -> None:
        """A line of its own, above the bar if there is one."""
        if not self._is_quiet:
            tqdm.write(line, file=sys.stderr)
            sys.stderr.flush()

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def _line(self) -> str:
        rate = (self.n_done - self._n_before) / max(self._last_s - self._start_s, _MIN_S)
        total = "" if self._total is None else f" of {self._total:,}"
        parts = [f"{self.n_done:,}{total} {self._unit}", f"{rate:,.1f} a second"]
        if self._total is not None and rate > 0:
            parts.append(f"{span((self._total - self.n_done) / rate)} left")
        label = f"{self._label}: " if self._label else ""
        return label + ", ".join(parts) + (f" ({self._detail})" if self._detail else "")


def tracked(
    values: Iterable[T], unit: str, total: int | None = None, label: str = ""
) -> Iterator[T]:
    """The same values, with a bar that counts them; `total` where they do not know it."""
    n = len(values) if total is None and isinstance(values, Sized) else total
    with ProgressBar(n, unit, label) as bar:
        for value in values:
            yield value
            bar.advance()


def span(seconds: float) -> str:
    """A time in the unit that people would say it in."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
