"""Reading of a model folder's files: regular, of bounded size, JSON of one object.

    content = read_regular(folder / "SHA256SUMS", MAX_TEXT_BYTES)
    fields = read_object(folder / "config.json")

A folder may come from a stranger, or lie on a disk that hangs others: a named pipe, a device or a
file without an end must not hold up whoever opens it. ArtefactError, one sentence each.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import ArtefactError

MAX_TEXT_BYTES: Final = 1 << 20  # of the sums, and of each JSON file: ours have some 2 KB
# A named pipe without a writer is opened at once, and is then seen for what it is.
_AT_ONCE: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def open_regular(path: Path) -> Iterator[BufferedReader]:
    """The file for reading; ArtefactError if it is none, or cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _AT_ONCE)
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or exc
        raise ArtefactError(f"{path} cannot be read: {reason}") from exc
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ArtefactError(f"{path} is no regular file")
    with open(descriptor, "rb") as file:
        yield file


def read_regular(path: Path, max_bytes: int) -> bytes:
    """All of a file of at most `max_bytes`."""
    with open_regular(path) as file:
        try:
            content = file.read(max_bytes + 1)
        except OSError as exc:
            raise ArtefactError(f"{path} cannot be read: {exc.strerror}") from exc
    if len(content) > max_bytes:
        raise ArtefactError(f"{path} is longer than {max_bytes:,} bytes")
    return content


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file."""
    try:
        fields = json.loads(read_regular(path, MAX_TEXT_BYTES).decode("utf-8"))
    except (ValueError, RecursionError) as exc:
        raise ArtefactError(f"{path} is not JSON: {exc}") from exc
    if not isinstance(fields, dict):
        raise ArtefactError(f"{path} is not a JSON object")
    return fields


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with open_regular(path) as file:
        try:
            return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as exc:
            raise ArtefactError(f"{path} cannot be read: {exc.strerror}") from exc
