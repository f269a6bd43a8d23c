"""A Fold in numpy computes what one in torch does, and loads no torch."""

import subprocess
import sys
from typing import Any

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.model.fold import Fold, Unfold

Tree = int | list["Tree"]
trees = st.recursive(st.integers(0, 9), lambda below: st.lists(below, min_size=1, max_size=4))
RNG = np.random.default_rng(0)
WORDS = RNG.normal(size=(10, 4)).astype(np.float32)
WEIGHT = RNG.normal(size=(4, 4)).astype(np.float32)


class ChildSum:
    """A small network over trees of any arity, in the library of its arrays."""

    def __init__(self, convert: Any, library: Any) -> None:
        self.words, self.weight, self.library = convert(WORDS), convert(WEIGHT), library

    def leaf(self, word: Any) -> tuple[Any, Any]:
        rows = self.words[word]
        return self.library.tanh(rows), rows

    def node(self, children: Any) -> tuple[Any, Any]:
        hidden, memory = children
        mean = hidden.mean() @ self.weight
        total = memory.sum(self.library.tanh(hidden.spread(mean)) * memory.values)
        return self.library.tanh(total), total


def recorded(recorder: Any, network: ChildSum, tree: Any) -> Any:
    if isinstance(tree, int):
        return recorder.add(network.leaf, tree)
    return recorder.add(network.node, [recorded(recorder, network, child) for child in tree])


@given(batch=st.lists(trees, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_numpy_equals_torch_and_unfold(batch: list[Any]) -> None:
    in_numpy, in_torch = ChildSum(np.array, np), ChildSum(torch.tensor, torch)
    found = []
    for recorder, network in (
        (Fold("numpy"), in_numpy),
        (Fold("numpy", schedule="agenda"), in_numpy),
        (Unfold("numpy"), in_numpy),
        (Fold(), in_torch),
        (Unfold(), in_torch),
    ):
        roots = [recorded(recorder, network, tree) for tree in batch]
        ((hidden, _),) = recorder.apply([roots])
        found.append(np.asarray(hidden))
    for other in found[1:]:
        np.testing.assert_allclose(found[0], other, rtol=1e-5, atol=1e-5)


def test_numpy_loads_no_torch() -> None:
    code = """
import sys
import numpy as np
from beamcoder.model.fold import Fold
fold = Fold("numpy")
rows = [fold.add(lambda word: word[:, None] * np.ones(2), word) for word in range(3)]
(found,) = fold.apply([[fold.add(lambda rows: rows.sum(), rows)]])
absent = ("torch", "javalang", "beamcoder.tokenizer")
print(found.tolist(), [name for name in absent if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[[3.0, 3.0]] []", "")
