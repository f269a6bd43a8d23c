"""Names that a symbol may mean: itself, by its humps or its beginning, or with one slip.

    matches = match_symbol(block.names, "getOrDef")
    matches[17]                             Closeness.HUMPS: unit 17 is called getOrDefault

A slip is one letter wrong, missing or too many, or two that changed places. Owners are not looked
at here.
"""

import re
from enum import IntEnum
from typing import Final

import numpy as np

from beamcoder.model.search.block import LETTERS, NameLines

_HUMP: Final = re.compile(r"[A-Z][a-z]*\d*|[a-z]+\d*|\d+|_")
_MIN_SLIP: Final = 4  # letters; of shorter names everything is one slip away
_MAX_SLIPS: Final = 500  # names looked at closely


class Closeness(IntEnum):
    """How near a name is to what was typed, the nearest last."""

    SLIP = 1
    HUMPS = 2
    ALL_HUMPS = 3
    FOLDED = 4
    EXACT = 5


def match_symbol(names: NameLines, symbol: str) -> dict[int, Closeness]:
    """Unit -> how near its name is; slips only where nothing is nearer."""
    wanted = symbol.encode("utf-8", errors="replace")
    found = dict[int, Closeness]()
    for place in _places(names.folded, b"\n" + wanted.lower() + b"\n"):
        unit = names.unit_at(place)
        found[unit] = Closeness.EXACT if names.name(unit) == wanted else Closeness.FOLDED
    for pattern in patterns(symbol):
        for match in pattern.finditer(names.text):
            unit = names.unit_at(match.start())
            found.setdefault(unit, Closeness.HUMPS if match[1] else Closeness.ALL_HUMPS)
    return found or slips(names, wanted.lower())


def patterns(symbol: str) -> list[re.Pattern[bytes]]:
    """Of lines that begin with the symbol's humps; the first group is what goes on behind them."""
    humps = _HUMP.findall(symbol) if symbol.isascii() else []
    ways = [humps] if "".join(humps) == symbol else []
    if symbol.islower() and symbol.isalpha() and 2 <= len(symbol) <= 5:
        ways.append([symbol[0], *symbol[1:].upper()])  # initials in small letters
    return [re.compile(_pattern(way)) for way in ways]


def _pattern(humps: list[str]) -> bytes:
    first, *rest = humps
    begin = f"\n[{first[0].lower()}{first[0].upper()}]{re.escape(first[1:])}"
    parts = [begin, *(re.escape(hump[0].upper() + hump[1:]) for hump in rest)]
    return ("[^\nA-Z]*".join(parts) + "[^\nA-Z]*([^\n]*)").encode()


def slips(names: NameLines, wanted: bytes) -> dict[int, Closeness]:
    """Unit -> SLIP, of names one slip away from what is wanted, in small letters."""
    if len(wanted) < _MIN_SLIP:
        return {}
    codes = np.frombuffer(wanted, np.uint8) & (LETTERS - 1)
    letters = np.bincount(codes, minlength=LETTERS).clip(max=255).astype(np.uint8)
    # One slip changes the counts of two letters at most, by one.
    apart = np.maximum(names.letters, letters) - np.minimum(names.letters, letters)
    units = np.flatnonzero(apart.sum(1, dtype=np.uint8) <= 2)
    close = dict[bytes, bool]()
    found = dict[int, Closeness]()
    for unit in units.tolist():
        name = names.name(unit).lower()
        if name not in close and len(close) < _MAX_SLIPS:
            close[name] = is_one_slip(name, wanted)
        if close.get(name):
            found[unit] = Closeness.SLIP
    return found


def is_one_slip(name: bytes, typed: bytes) -> bool:
    """Whether one letter inserted, left out, changed, or swapped with the next makes them equal.

    >>> is_one_slip(b"dijkstra", b"dijkstar"), is_one_slip(b"sort", b"short")
    (True, True)
    """
    if abs(len(name) - len(typed)) > 1 or name == typed:
        return False
    start = 0
    while start < min(len(name), len(typed)) and name[start] == typed[start]:
        start += 1
    a, b = name[start:], typed[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _places(text: bytes, wanted: bytes) -> list[int]:
    places, place = [], text.find(wanted)
    while place >= 0:
        places.append(place)
        place = text.find(wanted, place + len(wanted) - 1)
    return places
