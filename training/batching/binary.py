"""Random binary trees under a Tree-LSTM: by recursion, by TorchFold, by Fold, and bare products.

    contest = Contest.drawn(width=256, batch=128, seed=0)
    contest.contenders()["Fold"]()               forward and backward once

The cell is Tai et al.'s binary Tree-LSTM (2015); trees have 8 to 25 leaves, all of different words.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from beamcoder.model.fold import Fold, Unfold
from beamcoder.model.fold.planning import make
from beamcoder.model.fold.structure import Structure, settled
from beamcoder.training.batching.peer import TorchFoldPeer

Tree = int | tuple["Tree", "Tree"]  # a word, or two subtrees
State = tuple[Tensor, Tensor]  # hidden and memory, (n, width)
MIN_LEAVES, MAX_LEAVES = 8, 25


class BinaryCell(nn.Module):
    """Leaf and inner node of a binary Tree-LSTM, on rows."""

    def __init__(self, n_words: int, width: int) -> None:
        super().__init__()
        self.words = nn.Parameter(torch.randn(n_words, width) * width**-0.5)
        self.of_word = nn.Linear(width, 3 * width)
        self.of_children = nn.Linear(2 * width, 5 * width)

    def leaf(self, word: Tensor) -> State:
        rows = F.embedding(word, self.words, sparse=True)  # else naive pays for all words each time
        i, o, u = self.of_word(rows).chunk(3, 1)
        memory = i.sigmoid() * u.tanh()
        return o.sigmoid() * memory.tanh(), memory

    def node(self, left: State, right: State) -> State:
        (left_hidden, left_memory), (right_hidden, right_memory) = left, right
        gates = self.of_children(torch.cat([left_hidden, right_hidden], 1))
        i, f, g, o, u = gates.chunk(5, 1)
        memory = i.sigmoid() * u.tanh() + f.sigmoid() * left_memory + g.sigmoid() * right_memory
        return o.sigmoid() * memory.tanh(), memory

    def node_of_four(self, *parts: Tensor) -> State:
        """The same for TorchFold, where a node of several outputs has to be split."""
        return self.node((parts[0], parts[1]), (parts[2], parts[3]))


def draw_tree(n_leaves: int, words: "list[int]", rng: random.Random) -> Tree:
    if n_leaves == 1:
        return words.pop()
    n_left = rng.randrange(1, n_leaves)
    return draw_tree(n_left, words, rng), draw_tree(n_leaves - n_left, words, rng)


@dataclass(frozen=True, slots=True)
class Contest:
    """One batch of trees, and a cell to compute them."""

    cell: BinaryCell
    trees: list[Tree]
    n_leaves: int

    @classmethod
    def drawn(cls, width: int, batch: int, seed: int) -> "Contest":
        rng = random.Random(seed)
        torch.manual_seed(seed)
        sizes = [rng.randint(MIN_LEAVES, MAX_LEAVES) for _ in range(batch)]
        words = list(range(sum(sizes)))
        trees = [draw_tree(size, words, rng) for size in sizes]
        return cls(BinaryCell(sum(sizes), width), trees, sum(sizes))

    def contenders(self, peer: TorchFoldPeer | None = None) -> dict[str, Callable[[], Any]]:
        """Name -> forward and backward; all but the products return the trees' hidden states."""
        found: dict[str, Callable[[], Any]] = {
            "recursion": lambda: self.backward(self.by_recursion()),
            "Fold": lambda: self.backward(self.by_fold(Fold())),
            "recording and planning": self.planned,
            "products": self.products(),
        }
        if peer is not None:
            found["TorchFold"] = lambda: self.backward(self.by_torchfold(peer))
        return found

    def by_recursion(self) -> Tensor:
        def value(tree: Tree) -> State:
            if isinstance(tree, int):
                return self.cell.leaf(torch.tensor([tree]))
            return self.cell.node(value(tree[0]), value(tree[1]))

        return torch.cat([value(tree)[0] for tree in self.trees])

    def planned(self) -> None:
        """What a Fold does before anything is computed, for a structure that is new."""
        fold = Fold()
        self.recorded(fold)
        make(Structure.read(fold, settled(fold.signatures)), "depth")

    def by_fold(self, fold: Fold | Unfold) -> Tensor:
        ((hidden, _),) = fold.apply([self.recorded(fold)])
        return hidden

    def recorded(self, fold: Fold | Unfold) -> list[Any]:
        """Roots of the trees."""
        add: Any = fold.add
        leaf, node = self.cell.leaf, self.cell.node

        def value(tree: Tree) -> Any:
            if isinstance(tree, int):
                return add(leaf, tree)
            return add(node, value(tree[0]), value(tree[1]))

        return [value(tree) for tree in self.trees]

    def by_torchfold(self, peer: TorchFoldPeer) -> Tensor:
        fold = peer.fold()

        def value(tree: Tree) -> Any:
            if isinstance(tree, int):
                return fold.add("leaf", tree).split(2)
            return fold.add("node_of_four", *value(tree[0]), *value(tree[1])).split(2)

        (hidden,) = fold.apply(self.cell, [[value(tree)[0] for tree in self.trees]])
        return hidden

    def backward(self, hidden: Tensor) -> Tensor:
        self.cell.zero_grad()
        hidden.sum().backward()
        return hidden.detach()

    def products(self) -> Callable[[], None]:
        """The matrix products of forward and backward alone, of all nodes at once: the limit."""
        cell, n_nodes = self.cell, self.n_leaves - len(self.trees)
        weights = [cell.of_word.weight.detach(), cell.of_children.weight.detach()]
        sizes = zip((self.n_leaves, n_nodes), weights, strict=True)
        rows = [(torch.randn(n, w.shape[1]), torch.randn(n, w.shape[0]), w) for n, w in sizes]

        def multiply() -> None:
            for inputs, gradients, weight in rows:
                inputs @ weight.t()
                gradients @ weight
                gradients.t() @ inputs

        return multiply
