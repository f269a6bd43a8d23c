"""Progress of a corpus build: a bar on a terminal, plain lines elsewhere.

reporter.stage("reading", 1200)   a job of 1,200 files begins
reporter.files(100)               100 of them are done
"""

import sys
import time
from typing import Final

from tqdm import tqdm

_PLAIN_EVERY_S: Final = 10.0  # a log file needs no more than this


class Reporter:
    """Writes to standard error, or, when it `is_quiet`, nowhere."""

    def __init__(self, is_quiet: bool = False) -> None:
        self._is_quiet = is_quiet
        self._bar: tqdm[None] | None = None
        self._label, self._detail = "", ""
        self._n_done = self._n_files = 0
        self._start_s = self._last_s = time.monotonic()

    def stage(self, label: str, n_files: int) -> None:
        self.close()
        self._label, self._detail = label, ""
        self._n_done, self._n_files = 0, n_files
        self._start_s = self._last_s = time.monotonic()
        if self._is_quiet or not n_files:
            return
        if sys.stderr.isatty():
            self._bar = tqdm(total=n_files, unit=" files", desc=label, smoothing=0.05)
        else:
            print(f"{label}: {n_files:,} files", file=sys.stderr, flush=True)

    def say(self, detail: str) -> None:
        """What the stage is at just now."""
        self._detail = detail
        if self._bar is not None:
            self._bar.set_postfix_str(detail)

    def files(self, n_files: int) -> None:
        self._n_done += n_files
        if self._bar is not None:
            self._bar.update(n_files)
        elif not self._is_quiet and time.monotonic() - self._last_s >= _PLAIN_EVERY_S:
            self._last_s = time.monotonic()
            print(self._line(), file=sys.stderr, flush=True)

    def _line(self) -> str:
        rate = self._n_done / max(self._last_s - self._start_s, 1e-9)  # files a second
        left_s = (self._n_files - self._n_done) / max(rate, 1e-9)
        done = f"{self._label}: {self._n_done:,} of {self._n_files:,} files"
        return f"{done}, {rate:,.0f} a second, {left_s:,.0f} s left ({self._detail})"

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
