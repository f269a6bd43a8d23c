"""Tree encoder of code in torch: the child-sum Tree-LSTM that `model.search.trees` runs in numpy.

network = TreeNetwork(TreeWeights.drawn(width=128, dimensions=128, seed=0))
network(["int twice(int x) { return x + x; }"])        (1, 128), with gradients
TreeEncoder(network.weights())                         the same vectors, without torch
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from beamcoder.model.fold import Fold, Ragged
from beamcoder.model.search.trees import TreeWeights, record
from beamcoder.tokenizer.java.trees import LabelledTree, read_tree


class TreeNetwork(nn.Module):
    """Code to vectors of length 1; every weight is a parameter of its name."""

    words: nn.Parameter
    word: nn.Parameter
    bias: nn.Parameter
    kinds: nn.Parameter
    siblings: nn.Parameter
    child: nn.Parameter
    out: nn.Parameter

    def __init__(self, weights: TreeWeights) -> None:
        super().__init__()
        for each in fields(weights):
            rows = torch.from_numpy(getattr(weights, each.name)).clone()
            self.register_parameter(each.name, nn.Parameter(rows))

    def weights(self) -> TreeWeights:
        """A copy for numpy."""
        return TreeWeights(**{n: p.detach().numpy().copy() for n, p in self.named_parameters()})

    def forward(self, codes: Sequence[str]) -> Tensor:
        """-> (len(codes), e)"""
        return F.normalize(self.hidden(Fold(), [read_tree(code) for code in codes]) @ self.out)

    def hidden(self, recorder: Any, trees: Sequence[LabelledTree]) -> Tensor:
        """-> (len(trees), d): states of the roots, by any recorder."""
        roots = [record(recorder, self.leaf, self.node, tree) for tree in trees]
        ((hidden, _),) = recorder.apply([roots])
        return hidden

    def leaf(self, words: Ragged) -> tuple[Tensor, Tensor]:
        rows = words.mean(F.embedding(words.values, self.words, sparse=True))
        i, o, u = torch.addmm(self.bias, rows, self.word).chunk(3, 1)
        memory = i.sigmoid() * u.tanh()
        return o.sigmoid() * memory.tanh(), memory

    def node(self, kind: Tensor, children: tuple[Ragged, Ragged]) -> tuple[Tensor, Tensor]:
        hidden, memories = children
        width = self.child.shape[0]
        own, forget = F.embedding(kind, self.kinds, sparse=True).split([3 * width, width], 1)
        i, o, u = (own + hidden.sum() @ self.siblings).chunk(3, 1)
        kept = (hidden.spread(forget) + hidden.values @ self.child).sigmoid() * memories.values
        memory = i.sigmoid() * u.tanh() + memories.sum(kept)
        return o.sigmoid() * memory.tanh(), memory
