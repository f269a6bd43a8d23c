"""Java files of folders: which there are, which are left out and why, and their texts.

    found = find_sources([Path("src")])
    found.places                            each file once, with its stamp
    found.skipped                           (path, reason) of all that was not entered or read
    text = read_source(found.places[0])     UnreadableError with the reason

Build output is told by its name and by what stands beside it: `target` next to a pom.xml, `build`
next to src. It is never entered, so that a hundred thousand artefacts cost one look; nor is what a
.gitignore leaves out.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from beamcoder.errors import InputError
from beamcoder.model.search.files.ignored import IgnoreRules, rules_above
from beamcoder.model.search.records import SourcePlace

MAX_BYTES: Final = 2 << 20  # hand-written files have less; a table of 5 MB has no functions
_BUILD: Final = frozenset({"target", "build", "out", "bin", "dist", "classes"})
_BESIDE_BUILD: Final = frozenset(
    {"src", "pom.xml", "build.gradle", "build.gradle.kts", "build.xml", ".classpath", ".project"}
)
_TOOLS: Final = frozenset({"node_modules", "__pycache__"})
Entry = os.DirEntry[str]


class UnreadableError(InputError):
    """The text of a file cannot be had; the message is the reason, without the path."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that is not in the index, or not whole."""

    path: str
    reason: str


@dataclass(slots=True)
class SourceFiles:
    """What folders hold. Paths are as the folders were written, joined with what lies in them."""

    places: list[SourcePlace] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def find_sources(folders: Sequence[Path]) -> SourceFiles:
    """InputError for a name that is neither a folder nor a Java file."""
    sources, seen = SourceFiles(), set[str]()
    for folder in folders:
        if not folder.exists():
            raise InputError(f"there is no folder {folder}")
        if not folder.is_dir() and folder.suffix != ".java":
            raise InputError(f"{folder} is neither a folder nor a Java file")
        for place in _walk(folder, sources.skipped):
            if place.absolute not in seen:
                seen.add(place.absolute)
                sources.places.append(place)
    sources.places.sort(key=lambda place: place.path)
    return sources


def look_at(path: str) -> SourcePlace:
    """One file as it is now; OSError."""
    return _place(path, os.stat(path))


def read_source(place: SourcePlace) -> str:
    if place.n_bytes > MAX_BYTES:
        raise UnreadableError(too_large(place.n_bytes))
    try:
        data = Path(place.absolute).read_bytes()
    except OSError as exc:
        raise UnreadableError(f"cannot be read: {(exc.strerror or str(exc)).lower()}") from exc
    return decoded(data)


def decoded(data: bytes) -> str:
    """As UTF-8, or as UTF-16 where it says so; lines end in "\\n" alone or "\\r\\n"."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if (n_zeros := data.count(b"\0")) > len(data) // 10:
        raise UnreadableError("is no text: it has zero bytes")
    if n_zeros:
        data = data.replace(b"\0", b" ")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return data.decode("utf-8-sig", errors="replace")


def too_large(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB are more than the {MAX_BYTES / 1e6:.1f} MB that are read"


def _walk(top: Path, skipped: list[Skipped]) -> Iterator[SourcePlace]:
    if not top.is_dir():
        yield look_at(os.path.normpath(top))
        return
    shown = os.path.normpath(top)
    waiting = [(shown, rules_above(os.path.abspath(shown)))]
    while waiting:
        folder, rules = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as exc:
            skipped.append(Skipped(folder, f"cannot be read: {(exc.strerror or '').lower()}"))
            continue
        absolute = os.path.abspath(folder)
        found = _Folder(folder, absolute, rules.within(absolute))
        yield from found.files(entries, skipped)
        waiting += [(path, found.rules) for path in found.folders(entries, skipped)]


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder as it is shown, where it is, and the rules that hold in it."""

    shown: str
    absolute: str
    rules: IgnoreRules

    def files(self, entries: list[Entry], skipped: list[Skipped]) -> Iterator[SourcePlace]:
        n_ignored = 0
        for entry in entries:
            if entry.name.endswith(".java"):
                if self.rules.ignore(os.path.join(self.absolute, entry.name)):
                    n_ignored += 1
                else:
                    yield from _file(entry, self._shown(entry), skipped)
        if n_ignored:  # one line for all: there may be 100,000
            files = "Java file is" if n_ignored == 1 else "Java files are"
            skipped.append(Skipped(self.shown, f"{n_ignored:,} {files} ignored by .gitignore"))

    def folders(self, entries: list[Entry], skipped: list[Skipped]) -> Iterator[str]:
        """Those to be entered, as they are shown."""
        names = frozenset(entry.name for entry in entries)
        for entry in entries:
            if entry.name.endswith(".java"):
                continue
            path = self._shown(entry)
            if entry.is_dir(follow_symlinks=False):
                if reason := self._reason(entry.name, names):
                    skipped.append(Skipped(path, reason))
                else:
                    yield path
            elif entry.is_symlink() and entry.is_dir():
                skipped.append(Skipped(path, "a link to a folder is not followed"))

    def _shown(self, entry: Entry) -> str:
        return entry.name if self.shown == "." else os.path.join(self.shown, entry.name)

    def _reason(self, name: str, beside: frozenset[str]) -> str:
        """Why a folder is not entered; "" if it is."""
        if name.startswith("."):
            return "a hidden folder is not entered"
        if name in _TOOLS:
            return "other people's packages are not entered"
        if name in _BUILD and beside & _BESIDE_BUILD:
            return "build output is not entered"
        if self.rules.ignore(os.path.join(self.absolute, name), is_folder=True):
            return "ignored by .gitignore"
        return ""


def _file(entry: Entry, path: str, skipped: list[Skipped]) -> Iterator[SourcePlace]:
    try:
        if not entry.is_file():
            skipped.append(Skipped(path, "is no regular file"))
            return
        place = _place(path, entry.stat())
    except OSError as exc:
        skipped.append(Skipped(path, f"cannot be read: {(exc.strerror or '').lower()}"))
        return
    if place.n_bytes > MAX_BYTES:
        skipped.append(Skipped(path, too_large(place.n_bytes)))
    else:
        yield place


def _place(path: str, stat: os.stat_result) -> SourcePlace:
    changed_ns = max(stat.st_mtime_ns, stat.st_ctime_ns)  # a copy may keep its time
    return SourcePlace(path, os.path.abspath(path), changed_ns, stat.st_size)
