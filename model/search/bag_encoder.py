"""Encoder by bags of features: what the search places text and code with, in plain numpy.

    encoder = open_encoder()                            the packaged one, checked by its sums
    encoder.encode_units(units) @ encoder.encode_queries(["shortest path"])[0]

A bag's vector is the sum of its features' vectors; those of a unit's fields each go through a
matrix of their own, are added up, and pass one residual layer. The torch network of
training/search/network.py is the reference. Thousands of functions a second on one core.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.errors import ArtefactError
from beamcoder.model.artefact import WeightFile, checked_sum
from beamcoder.model.search.features import FIELDS, Bag, Features, text_bag, unit_bags
from beamcoder.model.search.units import Unit

Floats = NDArray[np.float32]
DEFAULT: Final = Path(__file__).parent.parent / "weights" / "search"
WEIGHTS, WORDS, CONFIG = "vectors.safetensors", "words.txt", "config.json"
CHUNK: Final = 512  # units at a time: some 30 MB of vectors are gathered
_TINY: Final = 1e-9  # below a root


def flat_bag(bag: Bag, features: Features) -> tuple[list[int], list[float]]:
    """Numbers of a bag's features, and what each counts for; an unknown word's pieces share it."""
    ids: list[int] = []
    weights: list[float] = []
    scale = 1 / math.sqrt(len(bag)) if bag else 0.0
    for feature, count in bag.items():
        numbers = features.numbers(feature)
        if numbers:
            weight = scale * (1 + math.log(count)) / len(numbers)
            ids.extend(numbers)
            weights.extend([weight] * len(numbers))
    return ids, weights


class BagEncoder:
    """Both halves. `arrays` are those that training/search/export.py writes, as float32."""

    def __init__(self, features: Features, arrays: Mapping[str, NDArray[Any]], sum: str) -> None:
        self._features = features
        self._vectors = arrays["vectors"]  # (features, d), in half precision: they are many
        as_singles = {name: array.astype(np.float32) for name, array in arrays.items()}
        del as_singles["vectors"]
        self._fields = as_singles["fields"]  # (fields, d, d)
        self._arrays = as_singles
        self._weights = {side: np.exp(as_singles[f"weights.{side}"]) for side in ("text", "code")}
        self._sum = sum

    @property
    def sum(self) -> str:
        return self._sum

    @property
    def dimensions(self) -> int:
        return int(self._vectors.shape[1])

    def encode_queries(self, queries: Sequence[str]) -> Floats:
        """-> (len(queries), dimensions)"""
        pooled = self._pooled([text_bag(query) for query in queries], "text")
        return self._finished(pooled, "text")

    def encode_units(self, units: Sequence[Unit]) -> Floats:
        """-> (len(units), dimensions)"""
        rows = np.zeros((len(units), self.dimensions), np.float32)
        for start in range(0, len(units), CHUNK):
            rows[start : start + CHUNK] = self._encode_chunk(units[start : start + CHUNK])
        return rows

    def _encode_chunk(self, units: Sequence[Unit]) -> Floats:
        bags = [unit_bags(unit) for unit in units]
        total = np.zeros((len(units), self.dimensions), np.float32)
        for field in range(len(FIELDS)):
            total += self._pooled([row[field] for row in bags], "code") @ self._fields[field]
        return self._finished(total, "code")

    def _pooled(self, bags: Sequence[Bag], side: str) -> Floats:
        """-> (bags, d): sums of weighted vectors"""
        flat = [flat_bag(bag, self._features) for bag in bags]
        rows = np.zeros((len(bags), self.dimensions), np.float32)
        full = [number for number, (ids, _) in enumerate(flat) if ids]
        if full:
            ids = np.concatenate([np.array(flat[number][0]) for number in full])
            weights = np.concatenate([np.array(flat[number][1], np.float32) for number in full])
            starts = np.cumsum([0, *(len(flat[number][0]) for number in full[:-1])])
            weights *= self._weights[side][ids]
            weighted = self._vectors[ids].astype(np.float32) * weights[:, None]
            rows[full] = np.add.reduceat(weighted, starts, axis=0)
        return rows

    def _finished(self, pooled: Floats, side: str) -> Floats:
        """One residual layer, then length 1; 0 where nothing was known."""
        known = np.abs(pooled).sum(1, keepdims=True) > 0
        unit = pooled / np.sqrt((pooled**2).mean(1, keepdims=True) + _TINY)
        up, bias, down = (self._arrays[f"layers.{side}.{name}"] for name in ("up", "bias", "down"))
        rows = unit + np.maximum(unit @ up + bias, 0) @ down
        rows = rows / np.sqrt((rows**2).sum(1, keepdims=True) + _TINY)
        return np.where(known, rows, 0).astype(np.float32)


def open_encoder(folder: Path = DEFAULT) -> BagEncoder:
    """Raises ArtefactError for a folder that is not whole, or not one of these."""
    total = checked_sum(folder, (WEIGHTS, WORDS, CONFIG))
    config = _config(folder)
    words = (folder / WORDS).read_text(encoding="utf-8").split("\n")[:-1]
    file = WeightFile(folder / WEIGHTS)
    arrays = {name: file.array(name) for name in file.entries}
    features = Features(words, int(config["n_buckets"]))
    if arrays.get("vectors", np.zeros((0, 0))).shape[0] != len(features):
        raise ArtefactError(f"{folder} has vectors of other words than its own")
    return BagEncoder(features, arrays, total)


def find_encoder(folder: Path = DEFAULT) -> BagEncoder | None:
    """The same, or None where there is no such folder. Raises ArtefactError."""
    return open_encoder(folder) if folder.is_dir() else None


def _config(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / CONFIG).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as exc:
        raise ArtefactError(f"{folder / CONFIG} cannot be read") from exc
