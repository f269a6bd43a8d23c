"""Progress of a corpus build, stage by stage.

reporter.stage("reading", 1200)   a job of 1,200 files begins
reporter.files(100)               100 of them are done
"""

from beamcoder.progress import ProgressBar


class Reporter:
    """A bar for each stage; nothing is written when it `is_quiet`."""

    def __init__(self, is_quiet: bool = False) -> None:
        self._is_quiet = is_quiet
        self._bar: ProgressBar | None = None

    def stage(self, label: str, n_files: int) -> None:
        self.close()
        self._bar = ProgressBar(n_files, "files", label, is_quiet=self._is_quiet or not n_files)

    def say(self, detail: str) -> None:
        """What the stage is at just now."""
        if self._bar is not None:
            self._bar.say(detail)

    def files(self, n_files: int) -> None:
        if self._bar is not None:
            self._bar.advance(n_files)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
