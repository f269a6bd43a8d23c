"""Bags of features as flat arrays, for the training of the bag encoder.

    bags = [bags_of_pair(pair) for pair in pairs]
    features = Features(frequent_words(bags, 24_000), 4_096)
    table = table_of(bags, groups, features)
    ids, weights, offsets = table.code.rows(numbers)       of those pairs, field by field

A bag's weights are 1 + log count, over the square root of the bag's size: a long body does not
outweigh a name.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.search.bag_encoder import flat_bag
from beamcoder.model.search.features import FIELDS, Bag, Features, text_bag, unit_bags
from beamcoder.training.search.pairs import Pair

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bags:
    """`n_fields` bags a row, in one flat array: bag b of row r is begun at starts[r*n + b]."""

    ids: NDArray[np.int32]
    weights: Floats
    starts: Numbers
    n_fields: int

    def rows(self, numbers: Numbers) -> tuple[Numbers, Floats, Numbers]:
        """-> ids, weights, where each bag begins in them (len(numbers) * n_fields)"""
        first, last = numbers * self.n_fields, (numbers + 1) * self.n_fields
        begins, ends = self.starts[first], self.starts[last]
        lengths = ends - begins
        shift = np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)
        flat = np.arange(int(lengths.sum())) + shift
        bags = first[:, None] + np.arange(self.n_fields)
        offsets = (self.starts[bags] - begins[:, None]) + (np.cumsum(lengths) - lengths)[:, None]
        return self.ids[flat].astype(np.int64), self.weights[flat], offsets.ravel()


def rarity(bags: Bags, n_features: int) -> Floats:
    """(features,): the log of how many rows there are for each that has it, 1 on the average."""
    lengths = np.diff(bags.starts)
    rows = np.repeat(np.arange(len(lengths)) // bags.n_fields, lengths)
    seen = np.unique(rows * n_features + bags.ids)
    n_rows = np.bincount(seen % n_features, minlength=n_features)
    n = len(lengths) // bags.n_fields
    values = np.log((n + 1) / (n_rows + 1)) + 0.1
    return (values / values.mean()).astype(np.float32)


@dataclass(frozen=True, slots=True)
class PairTable:
    """Bags of both sides of the same pairs; `groups` numbers their sources."""

    text: Bags
    code: Bags
    groups: Numbers

    def __len__(self) -> int:
        return len(self.groups)


def bags_of_pair(pair: Pair) -> tuple[Bag, tuple[Bag, ...]]:
    bags = list(unit_bags(pair.unit))
    if pair.rest:
        bags[FIELDS.index("comment")] = text_bag(pair.rest)
    return text_bag(pair.text), tuple(bags)


def frequent_words(bags: Iterable[tuple[Bag, tuple[Bag, ...]]], count: int) -> list[str]:
    """The features that most pairs have; one that both sides have counts twice."""
    n_pairs: Counter[str] = Counter()
    for text, fields in bags:
        n_pairs.update(text.keys())
        n_pairs.update({feature for bag in fields for feature in bag})
    return [word for word, _ in n_pairs.most_common(count)]


def table_of(
    bags: Sequence[tuple[Bag, tuple[Bag, ...]]], groups: Sequence[str], features: Features
) -> PairTable:
    names = {name: number for number, name in enumerate(dict.fromkeys(groups))}
    return PairTable(
        bags_of([(text,) for text, _ in bags], features),
        bags_of([fields for _, fields in bags], features),
        np.array([names[group] for group in groups], np.int64),
    )


def bags_of(rows: Sequence[tuple[Bag, ...]], features: Features) -> Bags:
    """As flat arrays; every row has as many bags as the first."""
    ids: list[NDArray[np.int32]] = []
    weights: list[Floats] = []
    lengths = [0]
    for row in rows:
        for bag in row:
            numbers, values = flat_bag(bag, features)
            ids.append(np.array(numbers, np.int32))
            weights.append(np.array(values, np.float32))
            lengths.append(len(numbers))
    n_fields = len(rows[0]) if rows else 1
    return Bags(np.concatenate(ids), np.concatenate(weights), np.cumsum(lengths), n_fields)
