"""First vectors of the encoder: from the completion network's embeddings, or from MiniLM's.

    vectors = completion_vectors(features, width=192)                   (features, width)
    vectors = minilm_vectors(surfaces(pairs, features.words), minilm, features, width=192)

The completion network's embeddings are wider or narrower: they are turned by a random orthogonal
projection, which keeps their angles, and scaled as random vectors are. MiniLM reads each word as it
is written most often (a stem is no word); its rows are turned into the directions in which they
differ most, those brought half way to one spread, and mixed with random ones.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from beamcoder.model.artefact import WeightFile, open_folder
from beamcoder.model.search.features import MAX_TEXT, Features
from beamcoder.model.search.words import TOKEN, split, stem
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.search.minilm import MiniLm
from beamcoder.training.search.pairs import Pair

EMBEDDING = "embedding.weight"
OWN_SHARE, RANDOM_SHARE = 0.8, 0.6  # of a vector's length 1: what MiniLM says, and what it does not


def completion_vectors(features: Features, width: int, seed: int = 0) -> Tensor:
    folder = open_folder(None)
    table = WeightFile(folder.weights_path).matrices()[EMBEDDING]  # (pieces, network's width)
    subword = Subword.load(folder.tokenizer_path)
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(len(features), table.shape[1])) * table.std()
    for number, word in enumerate(features.words):
        if ids := subword.encode(word.strip("`.#")):
            rows[number] = table[list(ids)].mean(0)
    turned = rows @ np.linalg.qr(rng.normal(size=(table.shape[1], table.shape[1])))[0][:, :width]
    return torch.from_numpy(_unit(turned).astype(np.float32))


def surfaces(pairs: Iterable[Pair], words: Sequence[str]) -> list[str]:
    """Of each feature the text to be read for it: of a stem its commonest form in the pairs."""
    known, forms = frozenset(words), defaultdict[str, Counter[str]](Counter)
    for pair in pairs:
        unit = pair.unit
        text = f"{pair.text[:MAX_TEXT]} {unit.name} {unit.signature} {' '.join(unit.calls)}"
        for token in TOKEN.findall(text):
            for hump in split(token):
                if (word := stem(hump)) in known:
                    forms[word][hump] += 1
    common = {word: counts.most_common(1)[0][0] for word, counts in forms.items()}
    return [_surface(word, common) for word in words]


def _surface(word: str, common: dict[str, str]) -> str:
    """
    >>> _surface("sort_lazili", {"lazili": "lazily"}), _surface(".List.addAll", {})
    ('sort lazily', 'list add all')
    """
    if "_" in word:
        return " ".join(common.get(part, part) for part in word.split("_"))
    if word[0] in "`.#":
        return " ".join(split(word.strip("`.#").replace(".", " "))) or word
    return common.get(word, word)


def minilm_vectors(texts: Sequence[str], minilm: MiniLm, features: Features, width: int) -> Tensor:
    """`texts` are `surfaces` of the features; buckets of pieces are random."""
    rng = np.random.default_rng(0)
    vectors = _unit(rng.normal(size=(len(features), width)))
    rows = minilm.encode(texts)
    rows = rows - rows.mean(0)
    rows = rows @ np.linalg.svd(rows, full_matrices=False)[2][:width].T
    own = _unit(rows / (np.sqrt(rows.std(0)) + 1e-6))
    n = len(texts)
    vectors[:n] = OWN_SHARE * own + RANDOM_SHARE * vectors[:n]
    return torch.from_numpy(vectors.astype(np.float32))


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6)
