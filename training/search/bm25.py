"""Words alone: BM25 over stemmed words, the floor of every comparison.

    words = Bm25.of(documents)              of each unit, its fields joined
    scores = words.scores(queries)          (queries, documents)

Robertson's weights over the same words that the encoder reads, a name counted three times.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from beamcoder.model.search.features import FIELDS, text_words, unit_bags
from beamcoder.model.search.units import Unit

K1: Final = 2.0  # both fitted on the validation repositories
B: Final = 0.9
NAME_TIMES: Final = 3
NAMING: Final = ("name", "owner", "signature")
Words = Sequence[str]


def unit_words(unit: Unit, hidden: Sequence[str] = ()) -> Counter[str]:
    """Words of a unit with their counts; `hidden` fields are left out."""
    words: Counter[str] = Counter()
    for field, bag in zip(FIELDS, unit_bags(unit), strict=True):
        if field in hidden or field in ("structure", "library"):
            continue
        times = NAME_TIMES if field == "name" else 1
        for word, count in bag.items():
            if not word.startswith("`") and "_" not in word:
                words[word] += times * count
    return words


@dataclass(frozen=True, slots=True)
class Bm25:
    numbers: dict[str, int]
    weights: Tensor  # (words, documents), sparse: of a word in a document

    @classmethod
    def of(cls, documents: Sequence[Counter[str]]) -> "Bm25":
        numbers = {w: n for n, w in enumerate(dict.fromkeys(w for d in documents for w in d))}
        lengths = np.array([sum(document.values()) for document in documents])
        mean = max(1.0, float(lengths.mean()))
        n_with = Counter(word for document in documents for word in document)
        rows, columns, values = [], [], []
        for column, document in enumerate(documents):
            shortness = K1 * (1 - B + B * lengths[column] / mean)
            for word, count in document.items():
                n = n_with[word]
                idf = math.log(1 + (len(documents) - n + 0.5) / (n + 0.5))
                rows.append(numbers[word])
                columns.append(column)
                values.append(idf * count * (K1 + 1) / (count + shortness))
        shape = (len(numbers), len(documents))
        table = torch.sparse_coo_tensor(
            torch.tensor([rows, columns]),
            torch.tensor(values, dtype=torch.float32),
            shape,
            check_invariants=True,
        )
        return cls(numbers, table.coalesce())

    def scores(self, queries: Sequence[str]) -> NDArray[np.float32]:
        """-> (queries, documents)"""
        table = np.zeros((len(queries), len(self.numbers)), np.float32)
        for row, query in enumerate(queries):
            for word in set(text_words(query)):
                if (number := self.numbers.get(word)) is not None:
                    table[row, number] = 1
        return torch.sparse.mm(self.weights.T, torch.from_numpy(table.T)).T.numpy()
