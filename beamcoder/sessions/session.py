"""Recorded session as a file: lines of JSON, each a message with its time.

    {"beamcoder": "session", "format": 1, "version": "0.6.0", "command": ["serve"]}
    {"ms": 0.0, "from": "editor", "message": {"jsonrpc": "2.0", "id": 1, "method": ...}}
    {"ms": 612.4, "from": "server", "message": {"jsonrpc": "2.0", "id": 1, "result": ...}}
    {"ms": 9120.3, "end": 0}

`end` is the server's exit code; a file without that line is cut off. A file whose name ends with
.gz is read, too.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import InputError, RecordingError

FORMAT: Final = 1
EDITOR: Final = "editor"
SERVER: Final = "server"
LspMessage = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A message, and when it passed, in milliseconds of the session."""

    ms: float
    sender: str
    message: LspMessage

    @property
    def is_request(self) -> bool:
        return "method" in self.message and "id" in self.message

    @property
    def is_answer(self) -> bool:
        return "method" not in self.message


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """`version` is that of the server which answered."""

    version: str
    entries: tuple[SessionEntry, ...]


def header(version: str, command: list[str]) -> dict[str, Any]:
    return {"beamcoder": "session", "format": FORMAT, "version": version, "command": command}


def read_session(path: Path, *, is_partial: bool = False) -> RecordedSession:
    """InputError where it cannot be read, RecordingError where it is none or is cut off; of what is
    cut off the beginning, if `is_partial`."""
    text, is_whole = read_text(path)
    lines = text.split("\n")
    first = parsed(lines[0])
    if not isinstance(first, dict) or first.get("beamcoder") != "session":
        raise RecordingError(f"{path} is no recorded session: beamcoder record writes them")
    if first.get("format") != FORMAT:
        raise RecordingError(
            f"{path} is a session of format {first.get('format')}, and this reads {FORMAT}"
        )
    entries, has_end = read_entries(path, lines[1:])
    if not (has_end and is_whole) and not is_partial:
        raise RecordingError(
            f"{path} is cut off behind message {len(entries)}: --partial plays what is there"
        )
    return RecordedSession(str(first.get("version")), tuple(entries))


def read_text(path: Path) -> tuple[str, bool]:
    """What can be read, and whether that is all."""
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise InputError(f"cannot read {path}: {(exc.strerror or str(exc)).lower()}") from exc
    is_whole = True
    if data[:2] == b"\x1f\x8b":
        data, is_whole = unzipped(path, data)
    return data.decode("utf-8", errors="replace"), is_whole


def unzipped(path: Path, data: bytes) -> tuple[bytes, bool]:
    unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        return unzip.decompress(data), unzip.eof
    except zlib.error as exc:
        raise RecordingError(f"{path} is no recorded session: {exc}") from exc


def read_entries(path: Path, lines: list[str]) -> tuple[list[SessionEntry], bool]:
    """The messages, and whether the end is there; a damaged last line is a cut, another is none."""
    entries: list[SessionEntry] = []
    for number, line in enumerate(lines, 2):
        found = parsed(line)
        if isinstance(found, dict) and "end" in found:
            return entries, True
        entry = entry_of(found)
        if entry is not None:
            entries.append(entry)
        elif any(rest.strip() for rest in lines[number - 1 :]):
            raise RecordingError(f"{path}, line {number}: this is no message of a session")
    return entries, False


def entry_of(found: Any) -> SessionEntry | None:
    if not isinstance(found, dict):
        return None
    ms, sender, message = (found.get(key) for key in ("ms", "from", "message"))
    is_time = isinstance(ms, int | float) and not isinstance(ms, bool)
    if not is_time or sender not in (EDITOR, SERVER) or not isinstance(message, dict):
        return None
    return SessionEntry(float(ms or 0), str(sender), message)


def parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def answers(session: RecordedSession) -> Iterator[tuple[SessionEntry, SessionEntry]]:
    """Each request of the editor with the server's answer to it."""
    waiting: dict[Any, SessionEntry] = {}
    for entry in session.entries:
        if entry.sender == EDITOR and entry.is_request:
            waiting[key(entry)] = entry
        elif entry.sender == SERVER and entry.is_answer and key(entry) in waiting:
            yield waiting.pop(key(entry)), entry


def key(entry: SessionEntry) -> str:
    """An id as something that can be looked up, whatever it is."""
    return json.dumps(entry.message.get("id"))
