"""Writing of files, with one sentence when it fails.

write_text(path, text)                  WriteError: cannot write out.json: no space left ...
write_atomic(path, data)                replaces the file in one step
with atomic_lines(path) as write: write(b"...\\n")
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from beamcoder.errors import WriteError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """An OSError inside becomes a WriteError about `path`."""
    try:
        yield
    except OSError as exc:
        raise WriteError(f"cannot write {path}: {exc.strerror or exc}") from exc


def make_folder(path: Path) -> None:
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)


def write_text(path: Path, text: str) -> None:
    """Not atomic, and without a sync: for pages, results and many small files."""
    with writing(path):
        path.write_text(text, encoding="utf-8", newline="\n")


def write_atomic(path: Path, data: bytes) -> None:
    with atomic_lines(path) as write:
        write(data)


@contextmanager
def atomic_lines(path: Path) -> Iterator[Callable[[bytes], object]]:
    """A writer to a file next to `path`, which takes its place when the block ends well."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    with writing(path):
        try:
            with draft.open("wb") as file:
                yield file.write
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
