"""Bridge of an editor to the one server of its user, over a local socket.

    beamcoder serve --shared

The first bridge starts the server, which ends some time after the last one has left. Whatever is in
the way (no such sockets here, a folder of somebody else's), the editor gets a server of its own in
this very process. Imports nearly nothing: a second window costs the memory of this file.

The socket lies in a folder that only its user may enter; both ends look at the other's user.
"""

import argparse
import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Final
from zlib import adler32, crc32

from beamcoder import __version__
from beamcoder.server.limits import LIMIT_OPTIONS
from beamcoder.server.state_folder import PRIVATE_FILE, make_folder, state_folder

GREETING: Final = b"beamcoder\n"  # a server's first bytes, before any message of LSP
CONNECT_S: Final = 10.0  # for a server to greet
START_S: Final = 60.0  # for a server to begin; a cold disk takes some
LOOK_EVERY_S: Final = 0.02
CHUNK_BYTES: Final = 1 << 16
MAX_PATH_BYTES: Final = 100  # of a local socket; systems take 104 or 108
OTHERS: Final = 0o077
EXIT: Final = b'"exit"'  # in the last that an editor says


def run(args: argparse.Namespace) -> int | None:
    """The exit code, once the editor has left; None where it needs a server of its own."""
    try:
        link = joined(args)
    except OSError as exc:
        why = exc.strerror or str(exc)
        print(f"beamcoder: a server of its own, for none is shared: {why}", file=sys.stderr)
        return None
    return carry(link)


def joined(args: argparse.Namespace) -> socket.socket:
    """A connection to the server, which is started if there is none. OSError."""
    if not hasattr(socket, "AF_UNIX") or sys.platform == "win32":
        raise OSError("there are no local sockets here")
    path = socket_path(args)
    return connected(path) or started(path, args)


def socket_path(args: argparse.Namespace) -> Path:
    """Where the server of these options meets its editors. OSError."""
    path = meeting_folder() / f"{name_of(args)}.socket"
    if len(os.fsencode(path)) > MAX_PATH_BYTES:
        raise OSError(f"the path {path} is too long")
    return path


def name_of(args: argparse.Namespace) -> str:
    """One a version, an installation and what the command says: none gets another one's model."""
    said = (__version__, sys.prefix, *options_of(args))
    written = "\0".join(said).encode("utf-8", "surrogatepass")
    return f"{crc32(written):08x}{adler32(written):08x}"  # hashlib would cost 3 MB


def options_of(args: argparse.Namespace) -> list[str]:
    """What the server is started with."""
    said = {"device": args.device, "log-level": args.log_level}
    said |= {"keep": str(args.keep), "memory": str(args.memory)}
    if args.model is not None:
        said["model"] = str(args.model.absolute())
    for each in LIMIT_OPTIONS:
        said[each.option.replace("_", "-")] = str(getattr(args, each.option))
    return [f"--{name}={value}" for name, value in said.items()]


def meeting_folder() -> Path:
    """Of this user alone. OSError where there is none, or it is not."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) / "beamcoder" if runtime else None
    if folder is None:
        state = state_folder()
        if state is None:
            raise OSError("no home folder is known")
        folder = state / "run"
    make_folder(folder)
    found = os.lstat(folder)
    if found.st_uid != os.getuid() or found.st_mode & OTHERS or not folder.is_dir():
        raise OSError(f"others may enter {folder}: run chmod 700 {folder}")
    return folder


def connected(path: Path) -> socket.socket | None:
    """A connection to a server that greets; None where none does. OSError for somebody else's."""
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(CONNECT_S)
        link.connect(os.fspath(path))
        if user_of(link) != os.getuid():
            raise PermissionError(f"the server at {path} is another user's")
        greeting = b""
        while len(greeting) < len(GREETING) and (more := link.recv(len(GREETING) - len(greeting))):
            greeting += more
        if greeting == GREETING:
            link.settimeout(None)
            return link
    except PermissionError:
        link.close()
        raise
    except OSError:
        pass  # nobody listens, or it is just ending
    link.close()
    return None


def user_of(link: socket.socket) -> int:
    """The user at the other end, where the system tells it; else ours, by the folder's mode."""
    if hasattr(socket, "SO_PEERCRED"):
        size = struct.calcsize("3i")
        _, user, _ = struct.unpack(
            "3i", link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
        )
        return int(user)
    if sys.platform == "darwin":  # LOCAL_PEERCRED of SOL_LOCAL, a `struct xucred`
        return int(struct.unpack("2I", link.getsockopt(0, 1, 76)[:8])[1])
    return os.getuid()


def started(path: Path, args: argparse.Namespace) -> socket.socket:
    """One bridge at a time starts a server, the others find it. OSError."""
    import subprocess

    with alone(path.with_suffix(".lock")):
        link = connected(path)
        if link is not None:
            return link
        path.unlink(missing_ok=True)  # of a server that was killed
        command = [sys.executable, "-m", "beamcoder", "serve", "--local", str(path)]
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        log = os.open(path.with_suffix(".log"), flags, PRIVATE_FILE)
        nothing = subprocess.DEVNULL
        server = subprocess.Popen(
            [*command, *options_of(args)],
            stdin=nothing,
            stdout=nothing,
            stderr=log,
            start_new_session=True,  # it outlives this editor
        )
        os.close(log)
        until = monotonic() + START_S
        while monotonic() < until and server.poll() is None:
            if (link := connected(path)) is not None:
                return link
            sleep(LOOK_EVERY_S)
    raise OSError(f"the server did not start: see {path.with_suffix('.log')}")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """While this process holds the lock, which its end frees, too."""
    import fcntl

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, PRIVATE_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def carry(link: socket.socket) -> int:
    """Everything in both ways; the exit code is 0 if the editor said `exit`, 1 if the server went
    away, after which an editor starts it anew."""
    last = bytearray()
    Thread(target=_say, args=(link, last), daemon=True).start()
    try:
        while data := link.recv(CHUNK_BYTES):
            while data:
                data = data[os.write(1, data) :]
    except OSError:
        pass  # either end has gone
    return 0 if EXIT in last else 1


def _say(link: socket.socket, last: bytearray) -> None:
    """What the editor says, to the server; its last bytes are kept."""
    try:
        while data := os.read(0, CHUNK_BYTES):
            last[:] = (last + data)[-len(data) - len(EXIT) :][-256:]
            link.sendall(data)
        link.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the server has gone: the other way notices, too
