"""Tokens of people: hashed in a file, with an expiry, read anew when the file changes.

    token = add(path, "ada", today, n_days=90)       shown once, never kept
    revoke(path, "ada")
    People(path).holder(token)                       "ada", or None

A token is 256 random bits, so that a plain SHA-256 of it tells nothing. The file is its user's
alone (mode 0600) and is replaced as a whole; one that cannot be read lets nobody in.
"""

import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from secrets import token_urlsafe
from stat import S_IMODE, S_ISREG
from typing import Any, Final

from beamcoder.errors import UsageError
from beamcoder.server.state_folder import PRIVATE_FILE, make_folder, state_folder

log = logging.getLogger(__name__)

N_BYTES: Final = 32
N_DAYS: Final = 90
MAX_DAYS: Final = 3650
MAX_FILE_BYTES: Final = 4_000_000
OTHERS: Final = 0o077  # the permissions of everybody but the user
NAME: Final = re.compile(r"[\w.@+-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Person:
    """`expires` is the last day, as YYYY-MM-DD."""

    name: str
    sha256: str
    made: str
    expires: str

    def __post_init__(self) -> None:
        """ValueError."""
        if not (NAME.fullmatch(self.name) and re.fullmatch(r"[0-9a-f]{64}", self.sha256)):
            raise ValueError("an entry is broken")
        date.fromisoformat(self.made)
        date.fromisoformat(self.expires)

    def is_current(self, today: date) -> bool:
        return today <= date.fromisoformat(self.expires)


def default_path() -> Path:
    """UsageError where no home folder is known."""
    folder = state_folder()
    if folder is None:
        raise UsageError("no home folder is known: say --tokens FILE")
    return folder / "tokens.json"


def hashed(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def add(path: Path, name: str, today: date, n_days: int = N_DAYS) -> str:
    """A new token for somebody. UsageError for a name that has one, or that cannot be."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"a name has up to 64 letters, digits and . @ + - _, which {name!r} is not"
        )
    if not 0 < n_days <= MAX_DAYS:
        raise UsageError(f"a token is good for 1 to {MAX_DAYS} days, not {n_days}")
    token = token_urlsafe(N_BYTES)
    person = Person(name, hashed(token), f"{today}", f"{today + timedelta(days=n_days)}")
    with changing(path) as people:
        if any(each.name == name for each in people):
            raise UsageError(f"{name} has a token: revoke it first (beamcoder token revoke {name})")
        people.append(person)
    return token


def revoke(path: Path, name: str) -> None:
    """UsageError where nobody has that name."""
    with changing(path) as people:
        kept = [each for each in people if each.name != name]
        if len(kept) == len(people):
            raise UsageError(f"nobody of the name {name} has a token in {path}")
        people[:] = kept


@contextmanager
def changing(path: Path) -> Iterator[list[Person]]:
    """The file's entries, written back as a whole; one process at a time. UsageError, OSError."""
    make_folder(path.parent)
    new = path.with_name(f"{path.name}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        descriptor = os.open(new, flags, PRIVATE_FILE)
    except FileExistsError as exc:
        raise UsageError(f"somebody else is changing {path}; if not, delete {new}") from exc
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            people = read(path)
            yield people
            json.dump({"version": 1, "tokens": [asdict(each) for each in people]}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(new)


def read(path: Path) -> list[Person]:
    """Nobody where there is no file. UsageError for one that others may use or that is broken."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as exc:
        raise UsageError(f"cannot read the tokens in {path}: {exc}") from exc
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not S_ISREG(mode):
            raise UsageError(f"{path} is no file")
        if os.name == "posix" and S_IMODE(mode) & OTHERS:
            raise UsageError(f"others may use the tokens in {path}: run chmod 600 {path}")
        written = file.read(MAX_FILE_BYTES)
    try:
        return [Person(**each) for each in entries_of(json.loads(written))]
    except (ValueError, TypeError, RecursionError) as exc:
        raise UsageError(f"{path} holds no tokens that beamcoder token has written") from exc


def entries_of(written: Any) -> list[Any]:
    """ValueError for what has another form."""
    if not isinstance(written, dict) or written.get("version") != 1:
        raise ValueError("another version")
    if not isinstance(entries := written.get("tokens"), list):
        raise ValueError("no list")
    return entries


class People:
    """The people of a file, as it is now."""

    def __init__(self, path: Path) -> None:
        """UsageError for a file that cannot be used."""
        self._path = path
        self._stamp = self._look()
        self._people = read(path)

    def __len__(self) -> int:
        return len(self._people)

    def holder(self, token: str) -> str | None:
        """Who has that token today. Each entry is compared, in constant time."""
        digest, today = hashed(token), date.today()
        found = [p for p in self._current() if compare_digest(p.sha256, digest)]
        return found[0].name if found and found[0].is_current(today) else None

    def still_admits(self, holder: str) -> bool:
        today = date.today()
        return any(p.name == holder and p.is_current(today) for p in self._current())

    def _current(self) -> list[Person]:
        """Read anew if the file has changed."""
        if (stamp := self._look()) != self._stamp:
            self._stamp = stamp
            try:
                self._people = read(self._path)
            except UsageError as exc:
                log.error("nobody is let in by a token of their own: %s", exc)
                self._people = []
        return self._people

    def _look(self) -> tuple[int, int, int, int]:
        try:
            found = os.stat(self._path)
        except OSError:
            return 0, 0, 0, 0
        return found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode
