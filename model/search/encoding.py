"""Vectors for what is in the index, made file by file while words answer already.

    load_vectors(index, encoder, store, say)        those that a store has kept
    while encode_some(index, encoder, store): ...   0 when there is nothing left to do

A file is read again for it, since the index keeps no text; one that has changed meanwhile is left
to whoever follows the files. Each call does a part, so that its caller can stop between two.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.files.sources import UnreadableError, look_at, read_source
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.records import SourcePlace, api_unit
from beamcoder.model.search.snapshot import Directions, directions
from beamcoder.model.search.store import Store
from beamcoder.model.search.units import Unit, extract

N_FILES: Final = 64  # read and encoded in one call
N_APIS: Final = 1_000


def load_vectors(
    index: SearchIndex, encoder: Encoder, store: Store, say: Callable[[str], object]
) -> None:
    """Says so when the store has vectors of another model: these are made anew."""
    names = list(index.apis)
    apis = {_api_place(names[n]).absolute: n for n in index.unencoded_apis(len(names))}
    places = [*index.unencoded(), *(_api_place(names[n]) for n in apis.values())]
    found, n_others = store.vectors(encoder.sum, encoder.dimensions, places)
    if n_others:
        say(f"{store.path} has vectors of another model: they are made anew")
    index.put_vectors({key: rows for key, rows in found.items() if key not in apis})
    kept = [(n, found[key]) for key, n in apis.items() if key in found]
    if kept:
        index.put_api_vectors([n for n, _ in kept], np.concatenate([rows for _, rows in kept]))


def encode_some(index: SearchIndex, encoder: Encoder, store: Store | None = None) -> int:
    """-> how many units now have a vector that had none; 0 when there are no more."""
    places = index.unencoded(N_FILES)
    if not places:
        return _encode_apis(index, encoder, store)
    units = {place: _units(index, place) for place in places}
    read = {place: own for place, own in units.items() if own is not None}
    rows = _rows(encoder, list(read.values()))
    by_place = dict(zip(read, rows, strict=True))
    if store is not None:
        store.keep_vectors(encoder.sum, by_place)
    index.put_vectors({place.absolute: own for place, own in by_place.items()})
    index.give_up([place for place, own in units.items() if own is None])
    return sum(map(len, rows)) or 1


def _units(index: SearchIndex, place: SourcePlace) -> tuple[Unit, ...] | None:
    """None for a file that is gone, or is not what the index knows."""
    text = index.unsaved(place.absolute)
    try:
        if text is None:
            if look_at(place.absolute).stamp != place.stamp:
                return None
            text = read_source(place)
    except (OSError, UnreadableError):
        return None
    return extract(text).units


def _rows(encoder: Encoder, files: Sequence[tuple[Unit, ...]]) -> list[Directions]:
    """All units in one call, and their rows by file."""
    every = [unit for units in files for unit in units]
    if not every:
        return [np.zeros((0, encoder.dimensions), np.int8) for _ in files]
    ends = np.cumsum([len(units) for units in files])
    return np.split(directions(encoder.encode_units(every)), ends[:-1])


def _api_place(name: str) -> SourcePlace:
    """What a store keeps an API's vector under, as if it were a file."""
    return SourcePlace("", f"api:{name}", 0, 0)


def _encode_apis(index: SearchIndex, encoder: Encoder, store: Store | None) -> int:
    numbers = index.unencoded_apis(N_APIS)
    if numbers:
        names = list(index.apis)
        units = [api_unit(names[number]) for number in numbers]
        rows = directions(encoder.encode_units(units))
        index.put_api_vectors(numbers, rows)
        if store is not None:
            places = [_api_place(names[number]) for number in numbers]
            store.keep_vectors(
                encoder.sum, dict(zip(places, np.split(rows, len(rows)), strict=True))
            )
    return len(numbers)
