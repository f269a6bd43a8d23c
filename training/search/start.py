"""First vectors of the encoder from the completion network: a word's is the mean of its pieces'.

    vectors = completion_vectors(features, width=192)       (features, width)

The completion network's embeddings are wider or narrower: they are turned by a random orthogonal
projection, which keeps their angles, and scaled as random vectors are.
"""

import numpy as np
import torch
from torch import Tensor

from beamcoder.model.artefact import WeightFile, open_folder
from beamcoder.model.search.features import Features
from beamcoder.tokenizer.subword import Subword

EMBEDDING = "embedding.weight"


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
    turned /= np.linalg.norm(turned, axis=1, keepdims=True) + 1e-6
    return torch.from_numpy(turned.astype(np.float32))
