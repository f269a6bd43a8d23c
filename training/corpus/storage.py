"""Files written whole or not at all, with one sentence when a disk is full.

write_atomic(path, data)      replaces the file in one step
with atomic_lines(path) as write: write("...\\n")
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from beamcoder.errors import CorpusError


class WriteError(CorpusError):
    """A disk is full, or a place may not be written to."""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise WriteError(f"{path} cannot be written: {reason}; what is done is kept") from exc


def make_folder(path: Path) -> None:
    with _told(path):
        path.mkdir(parents=True, exist_ok=True)


def write_atomic(path: Path, data: bytes) -> None:
    with atomic_lines(path) as write:
        write(data)


@contextmanager
def atomic_lines(path: Path) -> Iterator[Callable[[bytes], object]]:
    """A writer to a file beside `path`, which takes its place when the block ends well."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    with _told(path):
        try:
            with draft.open("wb") as file:
                yield file.write
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """For many small files, where a sync each would take minutes."""
    with _told(path):
        path.write_text(text, encoding="utf-8", newline="\n")


def read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise CorpusError(f"{path} cannot be read: {exc}") from exc


def dump_json(value: object) -> bytes:
    """Readable, and the same bytes for the same value."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
