"""Positions in files as people write them, `A.java:12:17`, and the text read there.

Lines and columns count from 1, columns in Unicode code points of the line without its end; the
cursor stands before the column. Every error is one sentence. Knows nothing of models.
"""

from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR
from typing import Final

from beamcoder.errors import InputError, UsageError
from beamcoder.tokenizer.live.line_starts import split_lines

MAX_BYTES: Final = 16 * 1024 * 1024  # no source file is larger; guards against a wrong name
BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class FilePosition:
    """Where to complete: `line` and `column` from 1."""

    path: Path
    line: int
    column: int

    @classmethod
    def parse(cls, written: str) -> "FilePosition":
        """Read PATH:LINE:COL from its right end, so that a path may hold colons."""
        path, *numbers = written.rsplit(":", 2)
        if len(numbers) != 2 or not path or not all(map(_is_number, numbers)):
            raise UsageError(f"a place is written PATH:LINE:COL, not {written!r}")
        return cls(Path(path), *map(int, numbers))

    def offset_in(self, text: str) -> int:
        """Code points before the cursor; UsageError when the place is outside the text."""
        lines = split_lines(text)
        if not 1 <= self.line <= len(lines):
            raise UsageError(
                f"{self.path} has {count(len(lines), 'line')}, there is no line {self.line}"
            )
        length = len(lines[self.line - 1].rstrip("\r\n"))
        if not 1 <= self.column <= length + 1:
            raise UsageError(
                f"line {self.line} of {self.path} is {count(length, 'character')} long, "
                f"so its columns run from 1 to {length + 1}, not to {self.column}"
            )
        return sum(map(len, lines[: self.line - 1])) + self.column - 1


def check_folder(path: Path, content: str) -> None:
    """InputError for what is no folder, or cannot be looked at."""
    try:
        is_folder = S_ISDIR(path.stat().st_mode)
    except FileNotFoundError:
        is_folder = False
    except (OSError, ValueError) as exc:
        raise InputError(f"cannot read {str(path)!r}: {reason_of(exc)}") from exc
    if not is_folder:
        raise InputError(f"{path} is no folder of {content}")


def reason_of(exc: OSError | ValueError) -> str:
    """Why a file cannot be used, in a few words."""
    if isinstance(exc, OSError):
        return (exc.strerror or str(exc)).lower()
    return "no file can have this name"  # a NUL or half a character: worded anew by each Python


def read_text(path: Path) -> str:
    """The file as text without its byte order mark; InputError when it is no text."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path} is larger than {MAX_BYTES >> 20} MB")
        content = path.read_bytes()
    except OSError as exc:
        raise InputError(f"cannot read {path}: {reason_of(exc)}") from exc
    except ValueError as exc:
        raise InputError(f"cannot read {str(path)!r}: {reason_of(exc)}") from exc
    if b"\0" in content:
        raise InputError(f"{path} holds NUL bytes: it is binary or UTF-16, not UTF-8 text")
    try:
        return content.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as exc:
        raise InputError(
            f"{path} is not UTF-8: byte 0x{content[exc.start]:02x} at offset {exc.start}"
        ) from exc


def count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) < 10
