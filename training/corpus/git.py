"""A git repository, bare or not, read through `git` without a checkout.

The files of the tip, and those that were deleted somewhere in the history: for each path that
the tip no longer has, its last content. Repositories are untrusted: no hook, no configured
program and no network is used (no lazy fetch of a partial clone either).
"""

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final, Self

from beamcoder.errors import CorpusError
from beamcoder.training.corpus.tree import MAX_READ_BYTES, Entry

_FILE_MODES: Final = ("100644", "100755", "100664")  # no links (120000), no submodules (160000)
ENVIRONMENT: Final = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "safe.directory",  # mirrors often belong to another user
    "GIT_CONFIG_VALUE_0": "*",
    "GIT_CONFIG_KEY_1": "log.showSignature",  # would run a program the repository names
    "GIT_CONFIG_VALUE_1": "false",
    # A partial clone fetches what it lacks by a program that the repository names. Git before 2.45
    # does not know the first; no git uses a protocol where the second allows none.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


def git_directory(place: Path) -> Path | None:
    """The git directory of a bare or normal repository, or None for any other place."""
    for candidate in (place / ".git", place):
        if candidate.name == ".git" and candidate.is_symlink():
            continue  # it would lead into another repository
        if (candidate / "HEAD").is_file() and (candidate / "objects").is_dir():
            return candidate
    return None


class GitTree:
    """The tip of a repository, and what its history deleted."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._commit = self._run("rev-parse", "--verify", "-q", "HEAD^{commit}").decode().strip()

    def _command(self, *arguments: str) -> list[str]:
        return ["git", f"--git-dir={self._directory.resolve()}", *arguments]

    def _run(self, *arguments: str) -> bytes:
        """Output of a git command; CorpusError with git's own first line when it fails."""
        try:
            done = subprocess.run(
                self._command(*arguments),
                capture_output=True,
                check=True,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **ENVIRONMENT},
            )
        except FileNotFoundError as exc:
            raise CorpusError("git is not installed, and a source is a git repository") from exc
        except subprocess.CalledProcessError as exc:
            reason = exc.stderr.decode("utf-8", "replace").strip().splitlines()
            why = reason[-1] if reason else "it has no commit"
            raise CorpusError(f"the repository {self._directory} cannot be read: {why}") from exc
        return done.stdout

    @property
    def commit(self) -> str:
        return self._commit

    @property
    def state(self) -> str:
        return self._commit

    def content(self, path: str) -> bytes:
        """One whole file of the tip. CorpusError if there is none."""
        return self._run("cat-file", "blob", f"{self._commit}:{path}")

    def entries(self, history: bool) -> list[Entry]:
        """Files of the tip by path, then (if requested) deleted ones by path."""
        tip = dict(self._tip())
        gone = dict(self._deleted(tip)) if history else {}
        return [Entry(path, tip[path]) for path in sorted(tip)] + [
            Entry(path, gone[path], is_deleted=True) for path in sorted(gone)
        ]

    def _tip(self) -> Iterator[tuple[str, str]]:
        for row in self._run("ls-tree", "-r", "-z", self._commit).split(b"\0"):
            head, _, path = row.partition(b"\t")
            fields = head.decode().split()
            if len(fields) == 3 and fields[0] in _FILE_MODES:
                yield path.decode("utf-8", "replace"), fields[2]

    def _deleted(self, tip: dict[str, str]) -> Iterator[tuple[str, str]]:
        """The newest deletion of each path that the tip lacks, with the blob it had before."""
        output = self._run(
            *("log", "--all", "--no-renames", "--diff-filter=D", "--raw", "--no-abbrev"),
            *("--format=", "--no-textconv", "--no-ext-diff", "-z", "--", "*.java"),
        )
        seen: set[str] = set()
        fields = iter(output.split(b"\0"))
        for field in fields:
            head = field.decode("utf-8", "replace").strip().split()
            if len(head) != 5 or not head[0].startswith(":"):
                continue  # the empty line between two commits
            path = next(fields, b"").decode("utf-8", "replace")
            if path not in tip and path not in seen and head[0][1:] in _FILE_MODES:
                seen.add(path)
                yield path, head[2]

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes | None]]:
        """Bytes through one `git cat-file --batch`: a request, its answer, the next request."""
        process = subprocess.Popen(
            self._command("cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ENVIRONMENT},
        )
        assert process.stdin is not None and process.stdout is not None
        try:
            for entry in entries:
                try:
                    process.stdin.write(entry.key.encode() + b"\n")
                    process.stdin.flush()
                except BrokenPipeError:  # a damaged object can end git: the rest is unreadable
                    yield entry, None
                    continue
                yield entry, _answer(process.stdout)
        finally:
            process.stdin.close()
            process.stdout.close()
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _answer(stream: IO[bytes]) -> bytes | None:
    """One answer of `cat-file --batch`: "<id> blob <size>", the bytes, a line end."""
    head = stream.readline().split()
    if len(head) != 3 or head[1] != b"blob":
        return None  # "<id> missing", or the end of a git that gave up
    n_bytes = int(head[2])
    data = stream.read(min(n_bytes, MAX_READ_BYTES))
    for start in range(MAX_READ_BYTES, n_bytes, MAX_READ_BYTES):
        stream.read(min(n_bytes - start, MAX_READ_BYTES))  # of a huge file the rest is not kept
    stream.read(1)
    return data
