"""Hypotheses of a search as a tree over one key/value buffer.

    tree = Tree(runtime, cache, memory, log_probabilities)    root: the end of the prefix
    nodes = tree.step([(tree.ROOT, piece), ...])              one forward for all new nodes
    tree.rows[node]                                           log-probabilities of what follows
    tree.descend(nodes)                                       the last of them is the root now

Each node is one piece after its parent; its keys and values lie after the prefix in the cache, and
a mask row names the cached positions that are its ancestors. A node is computed once: stepping to
it again is free, so a later search at the same cursor, or after one of the nodes, goes on where the
last one stopped. The cache model of buffer and workspace is mixed into the rows as they come, and
again when it has changed: `step` sees to that, while the rows of nodes that are not used
since then stay as they were. Knows nothing of Java or of probabilities' use.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from beamcoder.model.decoding.cache_model.index import LONGEST, Tail
from beamcoder.model.decoding.cache_model.mixture import CacheModel
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import BoolArray, EncoderMemory, FloatArray, Runtime, Step

_BLOCK: Final = 128  # nodes by which the ancestor mask grows


class Tree:
    """Nodes 0, 1, ...; node k > 0 has position `base + k - 1` in the cache."""

    ROOT: Final = 0

    def __init__(
        self,
        runtime: Runtime,
        cache: Cache,
        memory: EncoderMemory | None,
        root_row: FloatArray,
        cache_model: CacheModel | None = None,
    ) -> None:
        self._runtime, self._cache, self._memory = runtime, cache, memory
        self._cache_model = cache_model
        self.base = cache.length
        self.network_rows: list[FloatArray] = [root_row]  # (n_pieces,) each: nothing mixed in
        self._tails = [() if cache_model is None else cache_model.tail]
        self.rows: list[FloatArray] = [*self._mixed(root_row[None], self._tails)]
        self._stale: set[int] = set()  # nodes whose rows hold an older state of the cache model
        self.pieces = [-1]
        self.parents = [-1]
        self._depths = [0]
        self._children: dict[tuple[int, int], int] = {}
        self._ancestors: BoolArray = np.zeros((_BLOCK, _BLOCK), np.bool_)
        self.n_forwards = 0
        self.generation = 0  # another one once nodes are renumbered or their rows are other ones

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def n_bytes(self) -> int:
        """What its rows and its mask hold; its keys and values are the cache's."""
        rows = sum(row.nbytes for row in self.rows) + sum(row.nbytes for row in self.network_rows)
        return rows + self._ancestors.nbytes

    @property
    def uses_workspace(self) -> bool:
        """Whether the files of a workspace are in the cache model."""
        related = None if self._cache_model is None else self._cache_model.related
        return related is not None and len(related.keys) > 0

    def child(self, parent: int, piece: int) -> int | None:
        """The node of a piece after `parent`, if it has been computed."""
        return self._children.get((parent, piece))

    def walk(self, pieces: Iterable[int]) -> list[int]:
        """The nodes that these pieces lead to from the root, up to the first one not computed."""
        nodes, node = list[int](), self.ROOT
        for piece in pieces:
            child = self.child(node, piece)
            if child is None:
                break
            nodes.append(child)
            node = child
        return nodes

    def path(self, node: int) -> list[int]:
        """The pieces from the root to a node."""
        pieces: list[int] = []
        while node != self.ROOT:
            pieces.append(self.pieces[node])
            node = self.parents[node]
        return pieces[::-1]

    def step(self, wanted: Sequence[tuple[int, int]]) -> list[int]:
        """The nodes of (parent, piece) pairs; those not known yet are computed together."""
        new = [pair for pair in dict.fromkeys(wanted) if pair not in self._children]
        if new:
            self._compute(new)
        nodes = [self._children[pair] for pair in wanted]
        if self._stale:
            self._mix_again(nodes)
        return nodes

    def remix(self) -> None:
        """The cache model has changed: mix it in anew, the root now, the others when they are
        used."""
        if self._cache_model is not None:
            self.generation += 1
            self._tails[self.ROOT] = self._cache_model.tail
            self._stale = set(range(len(self)))
            self._mix_again([self.ROOT])

    def descend(self, path: Sequence[int]) -> None:
        """Make the last node of a path from the root (itself left out) the root.

        The path's cached positions become the prefix's; what lies below it stays, the rest goes.
        """
        root, kept, known = path[-1], list[int](), {path[-1]}
        for node in range(root + 1, len(self)):
            if self.parents[node] in known:
                known.add(node)
                kept.append(node)
        self._cache.keep([self.base + node - 1 for node in (*path, *kept)], self.base)
        self.generation += 1
        self.base += len(path)
        self._renumber([root, *kept])

    def _renumber(self, nodes: list[int]) -> None:
        """Keep these nodes alone, the first one as the root."""
        number = {node: i for i, node in enumerate(nodes)}
        columns = np.array(nodes[1:], np.int64) - 1
        ancestors = self._ancestors[np.ix_(columns, columns)]
        self._ancestors = np.zeros((_BLOCK, _BLOCK), np.bool_)
        self._note_ancestors(ancestors, 0)
        self.network_rows = [self.network_rows[node] for node in nodes]
        self.rows = [self.rows[node] for node in nodes]
        self._tails = [self._tails[node] for node in nodes]
        self._depths = [self._depths[node] - self._depths[nodes[0]] for node in nodes]
        self._stale = {number[node] for node in self._stale if node in number}
        self.pieces = [-1, *(self.pieces[node] for node in nodes[1:])]
        self.parents = [-1, *(number[self.parents[node]] for node in nodes[1:])]
        pairs = zip(self.parents[1:], self.pieces[1:], strict=True)
        self._children = {pair: i for i, pair in enumerate(pairs, 1)}

    def _mix_again(self, nodes: Sequence[int]) -> None:
        stale = [node for node in dict.fromkeys(nodes) if node in self._stale]
        if stale:
            rows = np.stack([self.network_rows[node] for node in stale])
            mixed = self._mixed(rows, [self._tails[node] for node in stale])
            for node, row in zip(stale, mixed, strict=True):
                self.rows[node] = row
            self._stale.difference_update(stale)

    def _compute(self, new: list[tuple[int, int]]) -> None:
        n, n_known = len(new), len(self) - 1
        parents = [parent for parent, _ in new]
        depths = [self._depths[parent] + 1 for parent in parents]
        mask = self._mask(parents)
        rows, columns = self._runtime.forward(
            Step(
                np.array([piece for _, piece in new], np.int64),
                np.array(depths, np.int64) + (self.base - 1),
                self._cache,
                mask,
                np.arange(n),
                self._memory,
            )
        )
        self._cache.append(columns)
        self._note_ancestors(mask[:, self.base :], n_known)
        tails = [(*self._tails[parent], piece)[-LONGEST:] for parent, piece in new]
        mixed = self._mixed(rows, tails)
        for i, pair in enumerate(new):
            self._children[pair] = len(self.rows)
            self.network_rows.append(rows[i])
            self.rows.append(mixed[i])
            self.pieces.append(pair[1])
        self.parents += parents
        self._tails += tails
        self._depths += depths
        self.n_forwards += 1

    def _mixed(self, rows: FloatArray, tails: list[Tail]) -> FloatArray:
        return rows if self._cache_model is None else self._cache_model.mix(rows, tails)

    def _mask(self, parents: list[int]) -> BoolArray:
        """(n, base + known nodes + n): the prefix, the ancestors, and each node itself."""
        n, n_known = len(parents), len(self) - 1
        mask = np.zeros((n, self.base + n_known + n), np.bool_)
        mask[:, : self.base] = True
        for i, parent in enumerate(parents):
            if parent != self.ROOT:
                mask[i, self.base : self.base + n_known] = self._ancestors[parent - 1, :n_known]
            mask[i, self.base + n_known + i] = True
        return mask

    def _note_ancestors(self, rows: BoolArray, n_known: int) -> None:
        """Keep the new nodes' mask rows (n, known + n): their children read the same."""
        end = n_known + len(rows)
        if end > len(self._ancestors):
            size = -(-end // _BLOCK) * _BLOCK
            grown = np.zeros((size, size), np.bool_)
            grown[:n_known, :n_known] = self._ancestors[:n_known, :n_known]
            self._ancestors = grown
        self._ancestors[n_known:end, :end] = rows
