"""Syntax trees of Java methods under a child-sum Tree-LSTM: by recursion, and by Fold.

    contest = JavaContest.drawn(methods, width=128, seed=0)
    contest.contenders()["Fold"]()               forward and backward once

The network is the search's tree encoder. Methods repeat what other methods say, so Fold computes
fewer nodes than there are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from beamcoder.errors import UsageError
from beamcoder.model.fold import Fold
from beamcoder.model.search.trees import TreeWeights, record
from beamcoder.tokenizer.java.declarations import read_declarations
from beamcoder.tokenizer.java.trees import LabelledTree, read_tree
from beamcoder.training.trees import TreeNetwork

MIN_LINES = 3  # of a method's body


def methods_of(folder: Path) -> list[str]:
    """Methods of all Java files below a folder. UsageError where there are none."""
    found = [method for path in sorted(folder.rglob("*.java")) for method in methods_in(path)]
    if not found:
        raise UsageError(f"{folder} has no Java methods of {MIN_LINES} lines and more")
    return found


def methods_in(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    for each in read_declarations(text).declarations:
        if each.kind == "method" and each.body.count("\n") >= MIN_LINES - 1:
            yield f"{each.signature} {{{each.body}}}"


@dataclass(frozen=True, slots=True)
class Unshared:
    """A Fold that computes every call, also those that are equal."""

    fold: Fold

    def add(self, operation: Any, *arguments: Any) -> Any:
        return self.fold.add(operation, *arguments, share=False)

    def apply(self, lists: Any) -> Any:
        return self.fold.apply(lists)


@dataclass(frozen=True, slots=True)
class JavaContest:
    """One batch of trees, and a network to compute them."""

    network: TreeNetwork
    trees: list[LabelledTree]

    @classmethod
    def drawn(cls, methods: Sequence[str], width: int, seed: int) -> "JavaContest":
        network = TreeNetwork(TreeWeights.drawn(width, width, seed))
        return cls(network, [read_tree(method) for method in methods])

    @property
    def n_nodes(self) -> int:
        return sum(len(tree.labels) for tree in self.trees)

    def contenders(self) -> dict[str, Callable[[], Tensor]]:
        """Name -> forward and backward, which returns the trees' hidden states."""
        hidden = self.network.hidden
        return {
            "recursion": lambda: self.backward(self.by_recursion()),
            "Fold": lambda: self.backward(hidden(Fold(), self.trees)),
            "Fold without sharing": lambda: self.backward(hidden(Unshared(Fold()), self.trees)),
        }

    def backward(self, hidden: Tensor) -> Tensor:
        self.network.zero_grad()
        hidden.sum().backward()
        return hidden.detach()

    def by_recursion(self) -> Tensor:
        return torch.cat([record(OneByOne(self.network), "leaf", "node", t)[0] for t in self.trees])


@dataclass(frozen=True, slots=True)
class OneByOne:
    """The network as one writes it for a single node, without lists of lists."""

    network: TreeNetwork

    def add(self, operation: str, *arguments: Any) -> tuple[Tensor, Tensor]:
        return self.leaf(*arguments) if operation == "leaf" else self.node(*arguments)

    def leaf(self, words: tuple[int, ...]) -> tuple[Tensor, Tensor]:
        network = self.network
        rows = F.embedding(torch.tensor(words), network.words, sparse=True).mean(0, keepdim=True)
        i, o, u = torch.addmm(network.bias, rows, network.word).chunk(3, 1)
        memory = i.sigmoid() * u.tanh()
        return o.sigmoid() * memory.tanh(), memory

    def node(self, kind: int, children: list[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
        network, width = self.network, self.network.child.shape[0]
        hidden = torch.cat([own for own, _ in children])
        memories = torch.cat([own for _, own in children])
        rows = F.embedding(torch.tensor([kind]), network.kinds, sparse=True)
        own, forget = rows.split([3 * width, width], 1)
        gates = own + hidden.sum(0, keepdim=True) @ network.siblings
        i, o, u = gates.chunk(3, 1)
        kept = (forget + hidden @ network.child).sigmoid() * memories
        memory = i.sigmoid() * u.tanh() + kept.sum(0, keepdim=True)
        return o.sigmoid() * memory.tanh(), memory
