"""Row of computed pieces with the search tree at its end.

    branch = Branch(Cache(config))
    target = BranchTarget(pieces, split, memory, is_over)
    n = branch.usable(target)                       how many of its positions the target can use
    tree = branch.align(runtime, target, cache_model)

Positions from `split` on were computed with an encoder memory and are good for that one alone, at
that split; those before it with what is above (of a statement, or nothing), and good for every text
that begins so. Rows of log-probabilities stay for the ends that were requested last, so that going
back to one computes nothing.
"""

from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import Final

import numpy as np

from beamcoder.model.decoding.cache_model.mixture import CacheModel
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.runtime.cache import Cache, common_prefix
from beamcoder.model.runtime.interface import EncoderMemory, FloatArray, IntArray, Runtime, Step

MAX_ENDS: Final = 16  # rows kept for going back
# Pieces computed between two looks at whether to stop: at most, and at least where time runs out.
CHUNK: Final = 256
MIN_CHUNK: Final = 32
MS_A_PIECE: Final = 1.0  # as long as nothing has been measured: of a slow or busy machine
_NOTHING: Final = np.empty(0, np.int64)


class SearchCancelledError(Exception):
    """The answer is not needed any more; what was computed so far is kept."""


@dataclass(frozen=True, slots=True)
class BranchTarget:
    """The place that a branch is brought to: pieces, of which those from `split` on attend to the
    memory, and those before it what is `above`; and whether to go on computing."""

    pieces: IntArray
    split: int
    memory: EncoderMemory | None
    is_over: Stop
    above: EncoderMemory | None = None


class Branch:
    """Empty until it is aligned."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._memory: EncoderMemory | None = None
        self._above: EncoderMemory | None = None
        self.pieces: IntArray = _NOTHING  # those whose keys and values are in the cache, in front
        self.split = 0
        self.tree: Tree | None = None
        self._rows: dict[int, FloatArray] = {}  # by the number of pieces before the place
        self.n_computed = 0  # pieces of prefixes computed so far
        self._n_stepped = 0  # calls of the network by trees that are gone
        self._ms_a_piece = MS_A_PIECE

    @property
    def n_calls(self) -> int:
        """Grows with each call of the network."""
        return self.n_computed + self._n_stepped + (self.tree.n_forwards if self.tree else 0)

    @property
    def n_bytes(self) -> int:
        """What its arrays hold."""
        rows = sum(row.nbytes for row in self._rows.values())
        tree = 0 if self.tree is None else self.tree.n_bytes
        return self._cache.keys.nbytes + self._cache.values.nbytes + rows + tree

    def usable(self, wanted: BranchTarget) -> int:
        """How many of the first positions are as the place needs them: of the same pieces, which
        attended to the same. Every position attends to the statement, so none outlives it."""
        splits = sorted((self.split, wanted.split))
        meets = self._memory, wanted.above
        if self.split > wanted.split:
            meets = self._above, wanted.memory
        heard = ((self._above, wanted.above), meets, (self._memory, wanted.memory))
        ends = (*splits, common_prefix(self.pieces, wanted.pieces))
        n = 0
        for end, (mine, other) in zip(ends, heard, strict=True):
            if end > n and mine is not other:
                break
            n = max(n, end)
        return min(n, ends[-1])

    def is_within(self, other: "Branch") -> bool:
        """Whether another branch has all its positions that are good for every encoder memory."""
        n = self.split
        is_alike = other._above is self._above and other.split >= n
        return is_alike and common_prefix(self.pieces[:n], other.pieces) == n

    def fork(self, n: int) -> "Branch":
        """A copy with the first `n` positions."""
        twin = Branch(self._cache.copied(n))
        twin.pieces, twin.split, twin._memory = self.pieces[:n], min(self.split, n), self._memory
        twin._above = self._above
        twin._rows = {length: row for length, row in self._rows.items() if length <= n}
        return twin

    def align(self, runtime: Runtime, wanted: BranchTarget, cache_model: CacheModel | None) -> Tree:
        """The tree at the place. What is left of the last one is kept if the place is in it."""
        if not self._follow_tree(wanted):
            row = self._extend(runtime, wanted)
            self.tree = Tree(runtime, self._cache, wanted.memory, row, cache_model)
        assert self.tree is not None
        self._settle(len(wanted.pieces), wanted)
        self._note(len(self.pieces), self.tree.network_rows[Tree.ROOT])
        return self.tree

    def drop_tree(self) -> None:
        if self.tree is not None:
            self._n_stepped += self.tree.n_forwards
            self.tree.generation += 1  # what was kept of it is out of date
            self.tree = None
        self._cache.truncate(len(self.pieces))

    def _follow_tree(self, wanted: BranchTarget) -> bool:
        """Whether the tree stands at the place; pieces that went along it are kept anyway."""
        tree, n = self.tree, len(self.pieces)
        hears_alike = self._memory is wanted.memory and (
            wanted.memory is wanted.above or self.split == wanted.split
        )
        if tree is None or not hears_alike or self.usable(wanted) < n:
            return False
        path = tree.walk(wanted.pieces[n:].tolist())
        if path:
            for length, node in enumerate(path, n + 1):
                self._note(length, tree.network_rows[node])
            tree.descend(path)
            self.pieces = wanted.pieces[: tree.base]
            self.split = min(wanted.split, tree.base)
        return tree.base == len(wanted.pieces)

    def _extend(self, runtime: Runtime, wanted: BranchTarget) -> FloatArray:
        """Make the cache hold just the pieces; the log-probabilities after the last one."""
        keep, n = self.usable(wanted), len(wanted.pieces)
        self.drop_tree()
        self._rows = {length: row for length, row in self._rows.items() if length <= keep}
        row = self._rows.get(n) if keep == n else None
        keep = n if row is not None else min(keep, n - 1)
        self._cache.truncate(keep)
        self._settle(keep, wanted)
        for end, memory in ((wanted.split, wanted.above), (n, wanted.memory)):
            while self._cache.length < end:
                if wanted.is_over():
                    raise SearchCancelledError
                n_chunk = self._n_in_time(wanted.is_over.left_ms)
                row = self._compute(runtime, wanted, min(end, self._cache.length + n_chunk), memory)
        assert row is not None
        return row

    def _n_in_time(self, left_ms: float) -> int:
        """Pieces that can be computed before the deadline, as quick as the last ones were."""
        n = CHUNK if left_ms == inf else int(left_ms / self._ms_a_piece)
        return max(MIN_CHUNK, min(n, CHUNK))

    def _settle(self, n: int, wanted: BranchTarget) -> None:
        """The first `n` positions are as the place needs them."""
        self.pieces = wanted.pieces[:n]
        self.split, self._memory, self._above = min(wanted.split, n), wanted.memory, wanted.above

    def _compute(
        self, runtime: Runtime, wanted: BranchTarget, end: int, memory: EncoderMemory | None
    ) -> FloatArray:
        """Append keys and values of the pieces up to `end`; the row after the last one."""
        base, began = self._cache.length, perf_counter()
        n = end - base
        mask = np.tri(n, base + n, base, dtype=np.bool_)
        positions = np.arange(base, end)
        pieces = wanted.pieces[base:end]
        rows, columns = runtime.forward(
            Step(pieces, positions, self._cache, mask, np.array([n - 1]), memory)
        )
        self._cache.append(columns)
        self._settle(end, wanted)
        self.n_computed += n
        self._ms_a_piece = 1000 * (perf_counter() - began) / n
        row: FloatArray = rows[0]
        return row

    def _note(self, length: int, row: FloatArray) -> None:
        """Keep a row, the oldest goes."""
        self._rows.pop(length, None)
        self._rows[length] = row if row.base is None else row.copy()  # not all rows of a step
        while len(self._rows) > MAX_ENDS:
            del self._rows[next(iter(self._rows))]
