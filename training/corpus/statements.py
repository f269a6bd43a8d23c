"""Problem statements by problem id, as plain text.

    read_statements(place) -> {"1409A": "You are given ...", ...}

Comes from repositories that hold statements (Codeforces, AtCoder, CodeChef) and from readmes that
lie next to the code (LeetCode).
"""

import re
from pathlib import Path
from typing import Final

from beamcoder.tokenizer.statement import plain
from beamcoder.training.corpus.reading import open_tree

_PATHS: Final = (
    (re.compile(r"(?:^|/)(\d+)/problem([A-Z]\d?)\.txt$"), "{0}{1}"),
    (re.compile(r"(?:^|/)data/statement/([A-Za-z0-9_-]+)/en\.md$"), "{0}"),
    (re.compile(r"(?:^|/)_problems/[^/]+/([A-Za-z0-9_]+)\.md$"), "codechef:{0}"),
)


def read_statements(place: Path) -> dict[str, str]:
    """Every statement of a repository, by problem id; one that cannot be read is left out."""
    found: dict[str, str] = {}
    with open_tree(place) as tree:
        wanted = [entry for entry in tree.entries(history=False) if _key(entry.path)]
        for entry, data in tree.read(wanted):
            key = _key(entry.path)
            text = plain(data.decode("utf-8", "replace")) if data else ""
            if key and text:
                found.setdefault(key, text)
    return found


def _key(path: str) -> str | None:
    for pattern, form in _PATHS:
        if found := pattern.search(path):
            return form.format(*found.groups())
    return None
