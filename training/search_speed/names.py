"""How often a name is found: as it is, by three letters of each hump, with one slip.

    shares = name_shares(search, names)     {"exact": (found, tried), "humps": ..., "slip": ...}

Names are counted, not units: a name that ten units have takes one place of the list. One that no
query of the kind can be made of is not tried.
"""

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

SEED: Final = 17
HUMP_LETTERS: Final = 3
PLACES: Final = {"exact": 1, "humps": 3, "slip": 5}
_HUMP: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

Search = Callable[[str], Sequence[str]]  # query -> distinct names, the best first


def humps_of(name: str) -> str:
    """ "getOrDefault" -> "getOrDef"; "" where nothing is left out."""
    cut = "".join(hump[:HUMP_LETTERS] for hump in _HUMP.findall(name))
    is_whole = "".join(_HUMP.findall(name)) == name
    return cut if is_whole and cut != name and len(_HUMP.findall(name)) > 1 else ""


def slipped(name: str, draw: random.Random) -> str:
    """One letter wrong, missing or too many, or two that changed places; never the name itself."""
    place = draw.randrange(len(name) - 1)
    letter = draw.choice(_LETTERS)
    ways = (
        name[:place] + letter + name[place + 1 :],
        name[:place] + name[place + 1 :],
        name[:place] + letter + name[place:],
        name[:place] + name[place + 1] + name[place] + name[place + 2 :],
    )
    made = draw.choice(ways)
    return made if made != name else slipped(name, draw)


def name_shares(search: Search, names: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Names found within the first places, and names tried, by kind of query."""
    draw, shares = random.Random(SEED), dict[str, tuple[int, int]]()
    queries = {
        "exact": [(name, name) for name in names],
        "humps": [(humps, name) for name in names if (humps := humps_of(name))],
        "slip": [(slipped(name, draw), name) for name in names],
    }
    for kind, pairs in queries.items():
        known = set(names)
        tried = [(q, name) for q, name in pairs if kind != "slip" or q not in known]
        found = sum(name in search(query)[: PLACES[kind]] for query, name in tried)
        shares[kind] = found, len(tried)
    return shares
