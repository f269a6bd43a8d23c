"""Files of a folder, a zip file or a git repository, in one fixed order.

    with open_tree(place) as tree:
        tree.state                        # commit id, or a digest of names, sizes and times
        for entry in tree.entries(history=False): ...  # a path, and how to find the bytes
        for entry, data in tree.read(entries): ...

What is read is untrusted: nothing is checked out, no link is followed, nothing is run from it.
A file that cannot be read comes with None for its bytes. Knows nothing of Java.
"""

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Self

from beamcoder.errors import CorpusError
from beamcoder.training.corpus.git import GitTree, git_directory
from beamcoder.training.corpus.tree import MAX_READ_BYTES, Entry, SourceTree

MAX_ZIP_ENTRIES: Final = 200_000  # twice the files of the largest corpus that we know


def open_tree(place: Path) -> SourceTree:
    """Raises CorpusError when the place is neither a folder, a zip file nor a repository."""
    if (directory := git_directory(place)) is not None:
        return GitTree(directory)
    if place.is_dir():
        return FolderTree(place)
    if place.is_file() and zipfile.is_zipfile(place):
        return ZipTree(place)
    raise CorpusError(f"{place} is no folder, zip file or git repository")


class FolderTree:
    """A plain folder. Links are skipped, so that nothing outside it is read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files = sorted(self._walk())

    def _walk(self) -> Iterator[tuple[str, int, int]]:
        for folder, names, files in os.walk(self._root, followlinks=False):
            names[:] = sorted(name for name in names if name != ".git")
            for name in files:
                file = Path(folder, name)
                if file.is_file() and not file.is_symlink():
                    status = file.stat()
                    path = file.relative_to(self._root).as_posix()
                    yield path, status.st_size, status.st_mtime_ns

    @property
    def commit(self) -> str:
        return ""

    @property
    def state(self) -> str:
        files = [file for file in self._files if file[0].endswith((".java", ".md"))]
        return hashlib.sha256(repr(files).encode("utf-8", "replace")).hexdigest()

    def entries(self, history: bool) -> list[Entry]:
        return [Entry(path, path) for path, _, _ in self._files]

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes | None]]:
        for entry in entries:
            try:
                with (self._root / entry.key).open("rb") as file:
                    yield entry, file.read(MAX_READ_BYTES)
            except OSError:
                yield entry, None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class ZipTree:
    """A zip file. An entry that is encrypted or broken is an unreadable file, no failure."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except Exception as exc:  # a broken directory raises what it likes
            raise CorpusError(f"the zip file {path} cannot be read: {exc}") from exc
        if len(self._zip.infolist()) > MAX_ZIP_ENTRIES:
            raise CorpusError(f"the zip file {path} has more than {MAX_ZIP_ENTRIES:,} entries")

    @property
    def commit(self) -> str:
        return ""

    @property
    def state(self) -> str:
        rows = [(info.filename, info.file_size, info.CRC) for info in self._zip.infolist()]
        return hashlib.sha256(repr(sorted(rows)).encode("utf-8", "replace")).hexdigest()

    def entries(self, history: bool) -> list[Entry]:
        # The upper half of external_attr is the Unix mode: 0o120000 marks a link.
        names = {
            info.filename
            for info in self._zip.infolist()
            if info.filename[-1:] not in ("", "/") and (info.external_attr >> 28) != 0o12
        }
        return [Entry(name, name) for name in sorted(names)]

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes | None]]:
        for entry in entries:
            try:
                with self._zip.open(entry.key) as file:
                    data: bytes | None = file.read(MAX_READ_BYTES)
            except Exception:  # noqa: BLE001  # of five libraries: zlib, lzma, bz2, codecs, zipfile
                data = None
            yield entry, data

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
