"""Queries as people write them, out of the comments and names of the files that are searched.

texts = sentences(places, 300)          the first words of as many comments, drawn at random
names = identifiers(places, 300)
"""

import random
from collections.abc import Iterator, Sequence
from typing import Final

from beamcoder.errors import InputError
from beamcoder.model.search.files.sources import read_source
from beamcoder.model.search.records import SourcePlace
from beamcoder.model.search.units import Unit, extract
from beamcoder.model.search.words import TOKEN

SEED: Final = 13
N_WORDS: Final = 8
MIN_NAME: Final = 5


def units_of(places: Sequence[SourcePlace]) -> Iterator[Unit]:
    """Of files in a random order, which is the same each time."""
    for place in random.Random(SEED).sample(list(places), len(places)):
        try:
            yield from extract(read_source(place)).units
        except InputError:
            continue


def sentences(places: Sequence[SourcePlace], n: int) -> list[str]:
    """At most one a file, so that no file's manner counts for all."""
    found = list[str]()
    for place in random.Random(SEED).sample(list(places), len(places)):
        for unit in units_of([place]):
            words = TOKEN.findall(unit.comment.split(". ")[0])
            if len(words) >= 3:
                found.append(" ".join(words[:N_WORDS]))
                break
        if len(found) == n:
            break
    return found


def identifiers(places: Sequence[SourcePlace], n: int) -> list[str]:
    """Distinct names of methods and types, at most three a file."""
    found = dict[str, None]()
    for place in random.Random(SEED + 1).sample(list(places), len(places)):
        names = {unit.name for unit in units_of([place]) if len(unit.name) >= MIN_NAME}
        found.update(dict.fromkeys(sorted(names)[:3]))
        if len(found) >= n:
            break
    return list(found)[:n]
