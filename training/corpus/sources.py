"""Repositories that a corpus is made of, and their places on this machine.

    sources = read_sources(Path("sources.tsv"))
    places = locate_all(sources, [Path("mirror")])    # None for one that is not there

A source is a line of a table, or, without a table, simply a folder, zip file or git repository
that was named. Knows nothing of Java, nor of how files are read.
"""

import csv
import hashlib
import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from beamcoder.errors import UsageError

SOLUTIONS: Final = "solutions"
STATEMENTS: Final = "statements"
NO_LICENCE: Final = "none"
OWNER_MARK: Final = "+"  # mirrors keep the repository owner/name as owner+name
MAX_NAME: Final = 100  # characters of a name: files that are called after it add some 30
_COLUMNS: Final = ("repository", "kind", "licence")


@dataclass(frozen=True, slots=True)
class Source:
    """One repository: `name` is "owner/name", or a plain name for a folder of the user's own."""

    name: str
    kind: str = SOLUTIONS
    licence: str = NO_LICENCE
    place: Path | None = None  # set when the source was named directly

    @property
    def author(self) -> str:
        """The repository's owner: all repositories of one owner are one author."""
        return self.name.split("/")[0]

    @property
    def is_licensed(self) -> bool:
        return self.licence.strip().lower() not in ("", NO_LICENCE)

    @property
    def file_name(self) -> str:
        return self.name.replace("/", "+")


def read_sources(table: Path) -> list[Source]:
    """The lines of a tab-separated table with at least the columns repository, kind, licence."""
    try:
        text = table.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"the sources table {table} cannot be read: {exc}") from exc
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise UsageError(f"the sources table {table} has no column {', '.join(missing)}")
    sources = [
        Source(row["repository"].strip(), row["kind"].strip(), (row["licence"] or "").strip())
        for row in rows
        if row["repository"].strip()
    ]
    for source in sources:
        if source.kind not in (SOLUTIONS, STATEMENTS):
            raise UsageError(f"{table}: {source.name} has the unknown kind {source.kind!r}")
    return sources


def sources_of_places(places: list[Path]) -> list[Source]:
    """Every place is a source of its own, called after its folder, or after what tells it apart.

    Places of one folder name ("ann/repo", "bob/repo") are called after the folders above, from
    where these differ, and the author is the first of them ("ann+one/repo" is by "ann"). Names
    that are still equal, or too long for a file's, end with a short sum of the path.
    """
    paths = [place.resolve() for place in places]
    plain = [_shortened(_plain_name(path), path) for path in paths]
    alike: dict[str, list[Path]] = defaultdict(list)
    for name, path in zip(plain, paths, strict=True):
        alike[name].append(path)
    names = [
        name if len(alike[name]) == 1 else _shortened(_distinguishing(path, alike[name]), path)
        for name, path in zip(plain, paths, strict=True)
    ]
    n_of = Counter(Source(name).file_name for name in names)
    names = [
        name if n_of[Source(name).file_name] == 1 else f"{name}-{_sum(f'{path} {i}')}"
        for i, (name, path) in enumerate(zip(names, paths, strict=True))
    ]
    return [Source(name, place=place) for name, place in zip(names, places, strict=True)]


def _plain_name(path: Path) -> str:
    return path.name.removesuffix(".git").removesuffix(".zip") or path.parent.name


def _distinguishing(path: Path, others: list[Path]) -> str:
    """The path below all folders that the others lie in too; an author's first, as an owner."""
    common = Path(os.path.commonpath([str(other) for other in others]))
    below = (part.removesuffix(".git") for part in path.relative_to(common).parts)
    parts = [part.removesuffix(".zip") for part in below] or [_plain_name(path)]
    return "/".join((*parts[0].split(OWNER_MARK, 1), *parts[1:]))


def _shortened(name: str, path: Path) -> str:
    return name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}-{_sum(str(path))}"


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def locate_all(sources: list[Source], places: list[Path]) -> dict[str, Path | None]:
    """Source name -> folder, zip file or git directory, or None for one that is not there.

    A name without its owner counts only when no other source of the table bears it.
    """
    owners = Counter(source.name.rpartition("/")[2].lower() for source in sources)
    return {
        source.name: _locate(source, places, owners[source.name.rpartition("/")[2].lower()] == 1)
        for source in sources
    }


def _locate(source: Source, places: list[Path], is_name_enough: bool) -> Path | None:
    if source.place is not None:
        return source.place if source.place.exists() else None
    owner, _, name = source.name.rpartition("/")
    stems = [f"{owner}+{name}", f"{owner}/{name}", f"{owner}_{name}"] if owner else []
    stems += [name] if is_name_enough else []
    for place in places:
        for stem in stems:
            for candidate in (place / stem, place / f"{stem}.git", place / f"{stem}.zip"):
                if candidate.exists():
                    inner = candidate / "repo"
                    return inner if inner.is_dir() else candidate
    return None
