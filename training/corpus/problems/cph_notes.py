"""Addresses of problems from notes of Competitive Programming Helper (editor extension).

    addresses({".cph/.Team.java_5f1c.prob": b'{"url": ...}'}, ["a/Team.java"])
    -> {"a/Team.java": "https://codeforces.com/problemset/problem/231/A"}

The extension (agrawal-d/cph) writes a file `.cph/.<name>_<sum>.prob` for each problem: JSON with
the problem's `url` and with `srcPath`, where the program lay on its author's machine. Which file of
the repository that is follows from the end of the path. Knows nothing of ids.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import takewhile
from typing import Final

FOLDER: Final = ".cph"
SUFFIX: Final = ".prob"


def is_helper_file(path: str) -> bool:
    """Whether the extension wrote a file of this path."""
    return path.endswith(SUFFIX) and FOLDER in path.split("/")[:-1]


def addresses(files: Mapping[str, bytes], programs: Iterable[str]) -> dict[str, str]:
    """Program's path -> address of its problem; a program of two problems is left out."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for program in programs:
        by_name[program.rpartition("/")[2]].append(program)
    found: dict[str, set[str]] = defaultdict(set)
    for path, content in files.items():
        url, source = _entry(content)
        candidates = by_name.get(source.rpartition("/")[2], [])
        nearest = _nearest(source, path, candidates)
        if url and nearest is not None:
            found[nearest].add(url)
    return {program: urls.pop() for program, urls in found.items() if len(urls) == 1}


def _entry(content: bytes) -> tuple[str, str]:
    """The problem's address and the program's path, both empty if the file is none of them."""
    try:
        fields = json.loads(content)
        return str(fields["url"]), str(fields["srcPath"]).replace("\\", "/")
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", ""


def _nearest(source: str, note: str, candidates: list[str]) -> str | None:
    """The candidate whose path ends most like `source`, then the one in the folder of the note."""
    home = note[: note.rindex(FOLDER)]
    ranked = sorted(((_shared(source, one), one.startswith(home)), one) for one in candidates)
    if not ranked or (len(ranked) > 1 and ranked[-1][0] == ranked[-2][0]):
        return None
    return ranked[-1][1]


def _shared(left: str, right: str) -> int:
    """How many parts two paths have in common, from the end."""
    pairs = zip(reversed(left.split("/")), reversed(right.split("/")), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
