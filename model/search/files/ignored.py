"""Rules of .gitignore files: which files and folders a project does not count as its own.

    rules = rules_above("/contests/src")     of the folders around it, up to its repository
    rules = rules.within("/contests/src")    and its own
    rules.ignore("/contests/src/gen", is_folder=True)

Patterns are git's, read by the library pathspec. The file nearest to a path decides, and in a file
the last pattern that fits. A folder that was named by the user is searched, whatever is said of it
above. The user's global ignore file is not read.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pathspec import GitIgnoreSpec

FILE: Final = ".gitignore"
MAX_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The rules that hold in a folder: (folder, its patterns), the outermost first."""

    levels: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    def within(self, folder: str, file: str = FILE) -> "IgnoreRules":
        """Those of a folder further inside, an absolute path."""
        spec = _read(os.path.join(folder, file))
        return self if spec is None else IgnoreRules((*self.levels, (folder, spec)))

    def ignore(self, path: str, is_folder: bool = False) -> bool:
        for folder, spec in reversed(self.levels):
            relative = (
                os.path.relpath(path, folder) if folder == os.sep else path[len(folder) + 1 :]
            )
            found = spec.check_file(relative + "/" * is_folder).include
            if found is not None:
                return found
        return False


def rules_above(top: str) -> IgnoreRules:
    """Those of the folders around `top`, an absolute path, that are in its repository."""
    around, folder = list[str](), top
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return IgnoreRules()
        around.append(folder := parent)
    rules = IgnoreRules().within(folder, os.path.join(".git", "info", "exclude"))
    for each in reversed(around):
        rules = rules.within(each)
    return IgnoreRules() if rules.ignore(top, is_folder=True) else rules


def _read(file: str) -> GitIgnoreSpec | None:
    """None where there is no such file, or nothing in it that can be read."""
    try:
        with Path(file).open("rb") as stream:
            text = stream.read(MAX_BYTES).decode("utf-8-sig", errors="replace")
    except OSError:
        return None
    patterns = [line for line in text.splitlines() if line.strip() and line[0] != "#"]
    return _spec(patterns) if patterns else None


def _spec(patterns: list[str]) -> GitIgnoreSpec:
    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError:
        return GitIgnoreSpec.from_lines(filter(_is_pattern, patterns))


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
