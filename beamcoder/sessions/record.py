"""`beamcoder record`: a server as an editor starts it, with what passes written down.

Examples:
    beamcoder record session.jsonl                     # in place of beamcoder serve
    beamcoder record session.jsonl -- --model runs/mine

Passes bytes on as they come, whatever they are, and writes what messages it finds in them into a
file of mode 0600: the whole text that was open is in it. It stays on this machine.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from types import FrameType
from typing import Any, BinaryIO, Final

from beamcoder import __version__
from beamcoder.errors import StreamError, UsageError
from beamcoder.files import writing
from beamcoder.sessions.session import EDITOR, SERVER, header

PRIVATE: Final = 0o600
CHUNK_BYTES: Final = 1 << 16
MAX_HEADER_BYTES: Final = 1 << 12
ENDING: Final = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="where to; a new one if it exists: FILE-2, FILE-3")
    parser.add_argument("options", nargs="*", help="behind --: options of beamcoder serve")


def run(args: argparse.Namespace) -> int:
    refused = {"--tcp", "--ws"} & {option.partition("=")[0] for option in args.options}
    if refused:
        raise UsageError(f"a session is recorded on a pipe, without {' and '.join(refused)}")
    if sys.stdin is None or sys.stdout is None:
        raise StreamError("a standard stream is closed: an editor talks to the server through them")
    path, file = create(args.file)
    print(f"beamcoder: recording into {path}", file=sys.stderr)
    with file:
        return pass_on([sys.executable, "-P", "-m", "beamcoder", "serve", *args.options], file)


def create(path: Path) -> tuple[Path, BinaryIO]:
    """A file that was not there, readable by nobody else. WriteError."""
    names = [path, *(path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, 1000))]
    for name in names:
        with writing(name), suppress(FileExistsError):
            return name, os.fdopen(
                os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb"
            )
    raise UsageError(f"there are {len(names)} sessions beside {path}: name another file")


@dataclass(slots=True)
class MessageSplitter:
    """Messages out of bytes that come in any pieces. What has no header of LSP ends it for good."""

    _rest: bytearray = field(default_factory=bytearray)
    _is_lost: bool = False

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies that are whole by now."""
        bodies: list[bytes] = []
        self._rest += b"" if self._is_lost else data
        while (end := self._rest.find(b"\r\n\r\n")) >= 0:
            length = body_length(bytes(self._rest[:end]))
            if length is None:
                self._is_lost = True
                break
            if len(self._rest) < end + 4 + length:
                return bodies
            bodies.append(bytes(self._rest[end + 4 : end + 4 + length]))
            del self._rest[: end + 4 + length]
        if self._is_lost or (end < 0 and len(self._rest) > MAX_HEADER_BYTES):
            self._is_lost = True
            self._rest.clear()
        return bodies


def body_length(head: bytes) -> int | None:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return None


class SessionFile:
    """Lines of a session, written by a thread of its own, in the order in which messages came. A
    disk that is full ends the record, and nothing else."""

    def __init__(self, file: BinaryIO, options: list[str]) -> None:
        self._file, self._began = file, perf_counter()
        self._came: SimpleQueue[tuple[float, str, bytes] | None] = SimpleQueue()
        self._writer = Thread(target=self._write, args=(options,), daemon=True)
        self._writer.start()

    def message(self, sender: str, body: bytes) -> None:
        self._came.put((self._ms(), sender, body))

    def end(self, code: int) -> None:
        """Once nothing comes any more."""
        self._came.put(None)
        self._writer.join()
        with suppress(OSError, ValueError):
            self._line({"ms": self._ms(), "end": code})

    def _ms(self) -> float:
        return round((perf_counter() - self._began) * 1000, 2)

    def _write(self, options: list[str]) -> None:
        try:
            self._line(header(__version__, ["serve", *options]))
            while came := self._came.get():
                ms, sender, body = came
                self._line({"ms": ms, "from": sender, "message": message_of(body)})
        except OSError as exc:
            print(f"beamcoder: the record ends here: {exc}", file=sys.stderr)
            self._file = open(os.devnull, "wb")  # noqa: SIM115  closed with the process

    def _line(self, content: dict[str, Any]) -> None:
        self._file.write(json.dumps(content, ensure_ascii=False).encode() + b"\n")
        self._file.flush()


def message_of(body: bytes) -> Any:
    """What is no message is kept as the text that it is."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        message = None
    is_message = isinstance(message, dict)
    return message if is_message else {"unreadable": body.decode("utf-8", errors="replace")}


def pass_on(command: list[str], file: BinaryIO) -> int:
    """Until the server ends; its exit code."""
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    session = SessionFile(file, command[5:])
    assert server.stdin is not None and server.stdout is not None
    stop_with(server)
    to_server = Pump(sys.stdin.fileno(), server.stdin.fileno(), session, EDITOR)
    from_server = Pump(server.stdout.fileno(), sys.stdout.fileno(), session, SERVER)
    Thread(target=to_server.run, args=(server.stdin.close,), daemon=True).start()
    from_server.run(lambda: None)
    code = server.wait()
    session.end(code)
    return code if code >= 0 else 128 - code


def stop_with(server: "subprocess.Popen[bytes]") -> None:
    """What ends us ends the server, whose end ends us in good order."""

    def stop(number: int, frame: FrameType | None) -> None:
        with suppress(OSError):
            server.send_signal(number)

    for number in ENDING:
        with suppress(ValueError):  # not the main thread
            signal.signal(number, stop)


@dataclass(frozen=True, slots=True)
class Pump:
    """One direction. What came is noted before it is passed on, so that an answer to it stands
    behind it in the record; it is read as JSON by the thread that writes."""

    source: int
    target: int
    session: SessionFile
    sender: str

    def run(self, at_end: Callable[[], object]) -> None:
        splitter = MessageSplitter()
        with suppress(OSError):  # who reads or writes has gone
            while data := os.read(self.source, CHUNK_BYTES):
                for body in splitter.feed(data):
                    self.session.message(self.sender, body)
                write_all(self.target, data)
        with suppress(OSError):
            at_end()


def write_all(target: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(target, rest) :]
