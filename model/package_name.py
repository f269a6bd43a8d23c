"""Package of a file that has none yet: what its folder and the files next to it say.

    package_of(Path("src/main/java/a/b/C.java"))     "a.b"
    package_in_address(("src", "a"))                 "a"
    package_in_address(("round 7",))                 "": a program that stands by itself

First come the files next to it: they share their package. Then the folders below a source root.
Elsewhere a file is taken for a program of its own, which has no package. Nothing raises; of a
folder the first FILES files are read, and of each its head.
"""

import os
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import Final

from beamcoder.tokenizer.lexer import KEYWORDS

FILES: Final = 8
ENTRIES: Final = 512  # of a folder that are looked at
HEAD_BYTES: Final = 1 << 13
# Folders below which the names of folders are those of packages.
_ROOTS: Final = frozenset({"java", "src"})
_PACKAGE: Final = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\r\n]*", re.DOTALL)
_TYPE: Final = re.compile(r"\b(?:class|interface|enum|record)\b")


def package_of(path: Path) -> str:
    """The package of a Java file by its neighbours, else by its folder; "" for none."""
    try:
        folder = path.absolute().parent
        changed = folder.stat().st_mtime_ns
    except (OSError, ValueError, RuntimeError):
        return ""
    for neighbour in _neighbours(folder, changed):
        if neighbour.name != path.name and (found := _package_in(neighbour)) is not None:
            return found
    return package_in_address(folder.parts)


def package_in_address(folders: Sequence[str]) -> str:
    """The folders below the last source root as a package; "" where there is none, or where they
    cannot be one."""
    last = max((at for at, name in enumerate(folders) if name in _ROOTS), default=None)
    below = [] if last is None else folders[last + 1 :]
    return ".".join(below) if all(map(_is_part, below)) else ""


def _is_part(name: str) -> bool:
    return name.isidentifier() and name not in KEYWORDS


@lru_cache(maxsize=16)
def _neighbours(folder: Path, _changed_ns: int) -> tuple[Path, ...]:
    """The first Java files of a folder, by name; read again when the folder has changed."""
    try:
        with os.scandir(folder) as entries:
            names = [each.name for each in islice(entries, ENTRIES) if each.name.endswith(".java")]
    except OSError:
        return ()
    return tuple(folder / name for name in sorted(names)[: FILES + 1])


def _package_in(path: Path) -> str | None:
    """What a file declares, "" if it begins without; None if it says nothing."""
    try:
        status = path.stat()
        return _read_once(path, status.st_mtime_ns) if S_ISREG(status.st_mode) else None
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=64)
def _read_once(path: Path, _modified_ns: int) -> str | None:
    with path.open("rb") as file:
        text = file.read(HEAD_BYTES).decode("utf-8", errors="replace")
    code = _COMMENT.sub(" ", text)
    found = _PACKAGE.search(code)
    return found[1] if found else ("" if _TYPE.search(code) else None)
