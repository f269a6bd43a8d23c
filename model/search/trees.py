"""Encoder of code by its syntax tree, in plain numpy: a child-sum Tree-LSTM, batched by `fold`.

    weights = TreeWeights.drawn(width=128, dimensions=128, seed=0)
    TreeEncoder(weights).encode(["int twice(int x) { return x + x; }"])     (1, 128), of length 1

The cell is Tai et al.'s (2015). A leaf is the mean of its words' vectors; words and kinds of nodes
are rows of hashed tables, so there is no vocabulary. Equal subtrees are computed once. `record`
takes any recorder through a tree: torch trains the same program (`training.trees`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.fold import Fold, Ragged
from beamcoder.model.search.words import TOKEN, split, stem
from beamcoder.tokenizer.java.trees import LabelledTree, read_tree

Rows = NDArray[np.float32]
N_WORDS: Final = 1 << 15
N_KINDS: Final = 1 << 9
BATCH: Final = 256  # trees that are one program: as fast as any more, in a tenth of the memory
_REMEMBERED: Final = 1 << 16  # labels whose words are kept at hand


@dataclass(frozen=True, slots=True)
class TreeWeights:
    """Arrays of the network; n, d, e: rows of a table, width of states, width of vectors."""

    words: Rows  # (n, d)
    word: Rows  # (d, 3 d): input, output, update
    bias: Rows  # (3 d,)
    kinds: Rows  # (n, 4 d): the kind's part of input, output, update and forget gates
    siblings: Rows  # (d, 3 d): of the sum over a node's children
    child: Rows  # (d, d): forget gate, of one child
    out: Rows  # (d, e)

    @classmethod
    def drawn(cls, width: int, dimensions: int, seed: int) -> "TreeWeights":
        """Random weights, as training starts with."""
        rng = np.random.default_rng(seed)

        def normal(*shape: int, scale: float = width**-0.5) -> Rows:
            return (rng.standard_normal(shape) * scale).astype(np.float32)

        return cls(
            normal(N_WORDS, width, scale=1.0),
            normal(width, 3 * width),
            np.zeros(3 * width, np.float32),
            normal(N_KINDS, 4 * width),
            normal(width, 3 * width),
            normal(width, width),
            normal(width, dimensions),
        )


@lru_cache(_REMEMBERED)
def words_in(label: str) -> tuple[int, ...]:
    """Rows of the table of words for a leaf's text; one at least."""
    humps = [stem(hump) for token in TOKEN.findall(label) for hump in split(token)]
    return tuple(crc32(word.encode()) % N_WORDS for word in humps or [label])


@lru_cache(_REMEMBERED)
def kind_of(label: str) -> int:
    """Row of the table of kinds for a node with children."""
    return crc32(label.encode()) % N_KINDS


def record(recorder: Any, leaf: Any, node: Any, tree: LabelledTree) -> Any:
    """The root of a tree, taken down: `leaf(words)`, `node(kind, children)`."""
    add, waiting = recorder.add, list[Any]()
    for label, n_children in zip(tree.labels, tree.n_children, strict=True):
        if n_children:
            children = waiting[-n_children:]
            del waiting[-n_children:]
            waiting.append(add(node, kind_of(label), children))
        else:
            waiting.append(add(leaf, words_in(label)))
    return waiting[-1]


class TreeEncoder:
    """Code to vectors."""

    def __init__(self, weights: TreeWeights) -> None:
        self._weights = weights

    def encode(self, codes: Sequence[str]) -> Rows:
        """-> (len(codes), e), rows of length 1."""
        parts = [self._encoded(codes[i : i + BATCH]) for i in range(0, len(codes), BATCH)]
        width = self._weights.out.shape[1]
        return np.concatenate(parts) if parts else np.zeros((0, width), np.float32)

    def _encoded(self, codes: Sequence[str]) -> Rows:
        fold = Fold("numpy")
        roots = [record(fold, self.leaf, self.node, read_tree(code)) for code in codes]
        ((hidden, _),) = fold.apply([roots])
        rows: Rows = hidden @ self._weights.out
        lengths: Rows = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-9))
        return rows / lengths

    def leaf(self, words: Ragged) -> tuple[Rows, Rows]:
        weights = self._weights
        gates = words.mean(weights.words.take(words.values, 0)) @ weights.word + weights.bias
        i, o, u = np.split(gates, 3, 1)
        memory = sigmoid(i) * np.tanh(u)
        return sigmoid(o) * np.tanh(memory), memory

    def node(self, kind: NDArray[np.int64], children: tuple[Ragged, Ragged]) -> tuple[Rows, Rows]:
        weights, (hidden, memories) = self._weights, children
        own, forget = np.split(weights.kinds.take(kind, 0), [3 * weights.child.shape[0]], 1)
        i, o, u = np.split(own + hidden.sum() @ weights.siblings, 3, 1)
        kept = sigmoid(hidden.spread(forget) + hidden.values @ weights.child) * memories.values
        memory = sigmoid(i) * np.tanh(u) + memories.sum(kept)
        return sigmoid(o) * np.tanh(memory), memory


def sigmoid(rows: Rows) -> Rows:
    """Without overflow, and faster than by `exp`."""
    halved: Rows = np.tanh(0.5 * rows)
    return 0.5 * halved + 0.5
