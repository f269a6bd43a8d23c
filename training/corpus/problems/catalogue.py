"""Catalogue of Codeforces problems: ids by title, round and letter; shared problems.

    catalogue = read_catalogue([Path("problems.json"), Path("contests.json")])
    catalogue.identify("someone/code", "codeforces/Round 412 (Div. 1)/C.java", None)

Many paths tell a title ("CaisaAndPylons.java") or a round, no id. Without a catalogue such files
have no id, and no wall can keep a held-out problem out of training. A catalogue is what the site's
public interface lists (`problemset.problems`, `contest.list`, as JSON or pasted into a script), or
a folder or repository whose file names read `1310_A_Title.ext`. None is part of Beamcoder.

A round's second division shares problems with the first: the list names them once, and the letters
that are missing in the second division are the first division's, in order.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from beamcoder.errors import CorpusError
from beamcoder.training.corpus.problems.ids import is_codeforces
from beamcoder.training.corpus.reading import open_tree
from beamcoder.training.corpus.tree import MAX_READ_BYTES

_PROBLEM: Final = re.compile(
    r'"?contestId"?\s*:\s*(\d+)\s*,\s*"?index"?\s*:\s*"(\w+)"\s*,\s*"?name"?\s*:\s*"((?:[^"\\]|\\.)*)"'
)
_CONTEST: Final = re.compile(r'"?\bid"?\s*:\s*(\d+)\s*,\s*"?name"?\s*:\s*"((?:[^"\\]|\\.)*)"')
_NAMED_FILE: Final = re.compile(r"(?:^|/)0*(\d{1,4})_?([A-Z]\d?)_([^/]+)\.\w+$")
# "codeforces round #412", "beta round 9", "round 277.5", "globalround3", "round 336c", "edu 111"
_NUMBER: Final = r"round(?: beta)?[ #]*(\d{1,4}(?:\.5)?)([a-i])?\b"
_ROUNDS: Final = (
    re.compile(rf"codeforces ?(?:beta|global)? ?{_NUMBER}"),
    re.compile(rf"(?:\b|beta|global){_NUMBER}|\b(?:edu|global)[ #]*(\d{{1,3}})\b"),
)
_DATE: Final = re.compile(r"^\d{4}\.\d\d(?:\.\d\d)? - |^on\d{4}_\d\d_\d\d_")
_DIVISION: Final = re.compile(r"\bdiv(?:ision)?[ .]*([1-4])(?: ?\+ ?(?:div[ .]*)?([1-4]))?")
_LETTER: Final = re.compile(r"^(?:Task|Problem)?([A-I])([12](?!\d))?(?![a-z])")
_MIN_TITLE_CHARS: Final = 6  # shorter titles mean anything outside Codeforces
_NO_TITLES: Final = ("solution", "main", "index", "code", "answer")  # the folder has the title
_LETTERS: Final = "ABCDEF"
_OTHER_JUDGE: Final = re.compile(
    r"leetcode|geeks|timus|sgu|hackerrank|hackerearth|spoj|uva|atcoder|codechef|topcoder|kattis|gym"
)

RoundKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Identity:
    """`problem` when it is sure; `walls`: every problem the file may solve, twins as one.

    `is_untold`: a Codeforces program, as it seems, and nothing tells of which problem.
    """

    problem: str | None
    walls: frozenset[str]
    is_untold: bool = False


@dataclass(slots=True)
class Catalogue:
    """Empty, it knows nothing and every id stands for itself."""

    titles: dict[str, set[str]] = field(default_factory=dict)
    rounds: dict[RoundKey, dict[int, frozenset[int]]] = field(default_factory=dict)
    names: dict[str, set[int]] = field(default_factory=dict)  # "goodbye2020" -> contests
    letters: dict[int, set[str]] = field(default_factory=dict)  # contest -> indices it lists
    twins: dict[str, str] = field(default_factory=dict)

    def identify(
        self, source: str, path: str, problem: str | None, is_home: bool = False
    ) -> Identity:
        """A known id with its twin; else what round or title tell of the path.

        `is_home`: the source is of Codeforces, whether its name and its paths say so or not.
        """
        if problem is not None:
            return Identity(problem, frozenset({self.canonical(problem)}))
        is_home = _is_home(source, path, is_home)
        found = set(self._by_round(path)) if is_home else set[str]()
        by_title = self._by_title(path, is_home)
        # A title that one of the round's problems bears settles which.
        found = found & by_title or found | by_title
        walls = frozenset(self.canonical(one) for one in found)
        sure = sorted(found) if is_home and len(walls) == 1 else []
        return Identity(sure[0] if sure else None, walls, is_home and not found)

    def is_titled(self, path: str) -> bool:
        """Whether the path bears the title of one problem, and of one alone."""
        return len({self.canonical(one) for one in self._by_title(path, False)}) == 1

    def canonical(self, problem: str) -> str:
        return self.twins.get(problem, problem)

    def _by_title(self, path: str, is_home: bool) -> set[str]:
        folder, _, stem = path.removesuffix(".java").rpartition("/")
        if stem.lower() in _NO_TITLES:
            stem = folder.rpartition("/")[2]
        found: set[str] = set()
        for title in {stem, _LETTER.sub("", stem), re.sub(r"_?\d+$", "", stem)}:
            key = _normal(title)
            if len(key) >= (4 if is_home else _MIN_TITLE_CHARS):
                found |= self.titles.get(key, set())
        return found

    def _by_round(self, path: str) -> Iterator[str]:
        """Problems of the deepest contest that the path names, with the file's letter."""
        parts = path.removesuffix(".java").split("/")
        for part in reversed(parts):
            contests, letter = self._contests(part)
            index = letter or _index(parts[-1]) or (_index(parts[-2]) if len(parts) > 1 else None)
            for contest in contests if index else ():
                yield from self._listed(contest, index or "")
            if contests:
                return

    def _contests(self, part: str) -> tuple[list[int], str | None]:
        """Contests that a part of a path names, and a letter that follows the number."""
        bare = _normal(_DATE.sub("", part)).removeprefix("codeforces").removeprefix("codeforces")
        if bare in self.names:
            return sorted(self.names[bare]), None
        round_parts = _round_of(part)
        if round_parts is None:
            return [], None
        key, divisions, letter = round_parts
        its = self.rounds.get(key, {})
        same = [one for one, own in its.items() if not divisions or not own or divisions & own]
        return sorted(same), letter

    def _listed(self, contest: int, index: str) -> Iterator[str]:
        yield f"{contest}{index}"
        for other in sorted(self.letters.get(contest, ())):
            if other[0] == index and other != index:  # D stands for D1 and D2
                yield f"{contest}{other}"


def read_catalogue(places: Iterable[Path]) -> Catalogue:
    """Everything the places tell. Raises CorpusError for one that cannot be read."""
    catalogue = Catalogue()
    for place in places:
        for text in _texts(place, catalogue):
            for contest, index, title in _PROBLEM.findall(text):
                _add_problem(catalogue, int(contest), index, title)
            for contest, name in _CONTEST.findall(text):
                _add_contest(catalogue, int(contest), name)
    _pair_divisions(catalogue)
    return catalogue


def _texts(place: Path, catalogue: Catalogue) -> Iterator[str]:
    """Lists to search; titles in file names go straight into the catalogue."""
    if place.is_file():
        try:
            yield place.read_text(encoding="utf-8", errors="replace")
        except OSError as exc:
            raise CorpusError(f"the catalogue {place} cannot be read: {exc}") from exc
        return
    with open_tree(place) as tree:
        lists = []
        for entry in tree.entries(history=False):
            if named := _NAMED_FILE.search(entry.path):
                _add_problem(catalogue, int(named[1]), named[2], named[3])
            elif re.search(r"(?:problem|contest)[^/]*\.(?:json|js|ts)$", entry.path, re.I):
                lists.append(entry)
        for entry, data in tree.read(lists):
            if data is not None and len(data) >= MAX_READ_BYTES:  # the rest of it is not read
                raise CorpusError(
                    f"{entry.path} in the catalogue {place} is too long: name the file"
                )
            yield (data or b"").decode("utf-8", "replace")


def _add_problem(catalogue: Catalogue, contest: int, index: str, title: str) -> None:
    if is_codeforces(f"{contest}{index}") and (key := _normal(title)):
        catalogue.titles.setdefault(key, set()).add(f"{contest}{index}")
        catalogue.letters.setdefault(contest, set()).add(index)


def _add_contest(catalogue: Catalogue, contest: int, name: str) -> None:
    if key := _normal(name).removeprefix("codeforces"):
        catalogue.names.setdefault(key, set()).add(contest)
    round_parts = _round_of(name)
    if round_parts is not None and "codeforces" in name.lower():
        catalogue.rounds.setdefault(round_parts[0], {})[contest] = round_parts[1]


def _is_home(source: str, path: str, is_known: bool) -> bool:
    """Whether a file seems to be for Codeforces: its path says so, or its repository."""
    path = path.lower()
    if _OTHER_JUDGE.search(path):
        return False
    return is_known or "codeforces" in path or "a2oj" in path or "codeforces" in source.lower()


def _round_of(name: str) -> tuple[RoundKey, frozenset[int], str | None] | None:
    """(("round" | "edu" | "global", number), divisions, a letter that follows the number)."""
    name = re.sub(r"[ _]+", " ", name.lower())
    found = _ROUNDS[0].search(name) or _ROUNDS[1].search(name)
    if found is None:
        return None
    number, letter, *other = found.groups()
    kind = "edu" if "edu" in name else "global" if "global" in name else "round"
    divisions = {int(one) for pair in _DIVISION.findall(name) for one in pair if one}
    key = kind, str(number or other[0])
    return key, frozenset(divisions if kind == "round" else ()), letter.upper() if letter else None


def _index(stem: str) -> str | None:
    found = _LETTER.match(stem)
    return found[1] + (found[2] or "") if found else None


def _normal(title: str) -> str:
    return re.sub(r"[^a-z0-9]", "", title.lower())


def _pair_divisions(catalogue: Catalogue) -> None:
    """Twins: the second division's unlisted letters are the first division's listed ones."""
    for contests in catalogue.rounds.values():
        first = [one for one, divisions in contests.items() if divisions == {1}]
        second = [one for one, divisions in contests.items() if divisions == {2}]
        if len(first) != 1 or len(second) != 1:
            continue
        given = catalogue.letters.get(second[0])
        if not given or first[0] not in catalogue.letters:
            continue
        unlisted = [letter for letter in _LETTERS if not any(g[0] == letter for g in given)]
        for letter, other in zip(unlisted, sorted(catalogue.letters[first[0]]), strict=False):
            catalogue.twins[f"{second[0]}{letter}"] = f"{first[0]}{other}"
