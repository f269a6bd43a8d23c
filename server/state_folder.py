"""Folder of the user for what servers keep between starts, readable by nobody else.

folder = state_folder()               None where no home folder is known
create(folder / "counts")             an empty file of mode 0600 in a folder of mode 0700
"""

import errno
import os
from pathlib import Path
from typing import Final

import platformdirs

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600


def state_folder() -> Path | None:
    """XDG_STATE_HOME moves it."""
    try:
        return Path(platformdirs.user_state_path("beamcoder", appauthor=False))
    except RuntimeError:  # a user without an entry, as in containers
        return None


def create(path: Path, content: bytes = b"") -> None:
    """A file, if there is none, and the folders that are missing, whatever the umask. OSError, also
    for a link in place of the file: what it leads to is not ours."""
    make_folder(path.parent)
    if path.is_symlink():
        raise OSError(errno.ELOOP, "is a link", str(path))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def make_folder(folder: Path) -> None:
    """With those above it that are missing. OSError."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(PRIVATE_FOLDER, exist_ok=True)
