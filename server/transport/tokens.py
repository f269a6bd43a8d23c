"""Token of a server: made at its start and printed, or read from a file of the user.

token = read_token(Path("~/.config/beamcoder/token").expanduser())
"""

import logging
import os
import re
from pathlib import Path
from secrets import token_urlsafe
from stat import S_IMODE, S_ISREG
from typing import Final

from beamcoder.errors import UsageError
from beamcoder.server.state_folder import create, state_folder

log = logging.getLogger(__name__)

N_BYTES: Final = 24  # of a token that is made here
MAX_FILE_BYTES: Final = 4096
OTHERS: Final = 0o077  # the permissions of everybody but the user
TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/=-]{16,512}")
MEND: Final = "make one with: (umask 077; openssl rand -hex 24 > FILE)"


def make_token() -> str:
    return token_urlsafe(N_BYTES)


def read_token(path: Path) -> str:
    """UsageError where others may read or write the file, or it holds no token."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or str(exc)
        raise UsageError(f"cannot read the token file {path}: {why.lower()}; {MEND}") from exc
    try:
        mode = os.fstat(descriptor).st_mode
        if not S_ISREG(mode):
            raise UsageError(f"the token file {path} is no file; {MEND}")
        if os.name == "posix" and S_IMODE(mode) & OTHERS:
            raise UsageError(f"others may use the token file {path}: run chmod 600 {path}")
        token = os.read(descriptor, MAX_FILE_BYTES).decode("latin-1").strip()
    finally:
        os.close(descriptor)
    if not TOKEN.fullmatch(token):
        raise UsageError(f"{path} holds no token of 16 or more letters and digits; {MEND}")
    return token


def kept_token(name: str) -> str:
    """The token of that name in the user's own folder, made at its first use; a new one at each
    start where it cannot be kept."""
    folder, token = state_folder(), make_token()
    if folder is None:
        return token
    path = folder / f"{name}-token"
    try:
        create(path, token.encode())
        return read_token(path)
    except (OSError, UsageError) as exc:
        log.warning("the token of this start is good for this start only: %s", exc)
        return token
