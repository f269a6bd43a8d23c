"""The decoder in plain numpy, single precision: the yardstick of the runtimes."""

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.runtime.interface import (
    EncoderMemory,
    FloatArray,
    IntArray,
    KeyValues,
    Step,
)
from beamcoder.model.runtime.reading import additive, rotary_tables

NORM_EPS = np.float32(1e-6)  # as model.network.layers


class NumpyRuntime:
    """`Runtime` with as little as numpy; reads nothing but the code before the cursor."""

    def __init__(self, config: ModelConfig, matrices: dict[str, NDArray[np.float32]]) -> None:
        self.config = config
        self._transposed = {name: np.ascontiguousarray(m.T) for name, m in matrices.items()}
        self._embedding = matrices["embedding.weight"]

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        return None

    def forward(self, step: Step) -> tuple[FloatArray, KeyValues]:
        pieces, positions, past = step.pieces, step.positions, step.past
        mask, rows, memory = step.mask, step.rows, step.memory
        assert memory is None, "this runtime reads no memory"
        x = norm(self._embedding[pieces])  # (n, width)
        tables, added = rotary_tables(positions), additive(mask)
        new: list[tuple[FloatArray, FloatArray]] = []
        for layer in range(self.config.depth):
            q, k, v = np.split(self._linear(norm(x), f"decoder.{layer}.attention.qkv"), 3, axis=-1)
            new.append((rotate(norm(heads(k)), tables), heads(v)))  # (heads, n, HEAD_DIM)
            keys = np.concatenate((past.keys[layer, :, : past.length], new[-1][0]), 1)
            values = np.concatenate((past.values[layer, :, : past.length], new[-1][1]), 1)
            read = attend(rotate(norm(heads(q)), tables), keys, values, added)
            x = x + self._linear(read, f"decoder.{layer}.attention.out")
            up = self._linear(norm(x), f"decoder.{layer}.mlp.up")
            x = x + self._linear(np.square(np.maximum(up, 0)), f"decoder.{layer}.mlp.down")
        logits = self._linear(norm(x[rows]), "head")
        keys, values = (np.stack(part) for part in zip(*new, strict=True))
        return log_softmax(logits), KeyValues(keys, values)

    def _linear(self, x: FloatArray, name: str) -> FloatArray:
        product: FloatArray = x @ self._transposed[f"{name}.weight"]
        return product


def norm(x: FloatArray) -> FloatArray:
    size: FloatArray = np.sqrt(np.square(x).mean(-1, keepdims=True) + NORM_EPS)
    scaled: FloatArray = x / size
    return scaled


def heads(x: FloatArray) -> FloatArray:
    """(n, width) -> (heads, n, HEAD_DIM)."""
    return x.reshape(len(x), -1, HEAD_DIM).swapaxes(0, 1)


def rotate(x: FloatArray, tables: tuple[FloatArray, FloatArray]) -> FloatArray:
    cos, sin = tables
    a, b = np.split(x, 2, axis=-1)
    return np.concatenate((a * cos - b * sin, a * sin + b * cos), -1)


def attend(q: FloatArray, k: FloatArray, v: FloatArray, added: FloatArray) -> FloatArray:
    """(heads, n, HEAD_DIM) each -> (n, width)."""
    scores = q @ k.swapaxes(1, 2) * np.float32(HEAD_DIM**-0.5) + added
    weights: FloatArray = np.exp(scores - scores.max(-1, keepdims=True))
    shares: FloatArray = weights / weights.sum(-1, keepdims=True)
    merged: FloatArray = (shares @ v).swapaxes(0, 1).reshape(q.shape[1], -1)
    return merged


def log_softmax(x: FloatArray) -> FloatArray:
    x = x - x.max(-1, keepdims=True)
    found: FloatArray = x - np.log(np.exp(x).sum(-1, keepdims=True))
    return found
