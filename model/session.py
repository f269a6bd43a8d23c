"""What is kept of one document between two calls: columns, memory, and the last search.

    session = Session()
    tree = session.align(runtime, Context(pieces, after, statement, split))

Only what changed is computed again: the longest common beginning of pieces keeps its columns, the
encoder runs when what it reads is other than before, and a search at the same place goes on in
the same tree. If the new pieces go along a path of that tree, its columns become the prefix's.
The result is that of an empty session, to the rounding of floats.

Columns from `split` on are computed with the memory, those before it without. One session serves
one call at a time.
"""

from typing import Final

import numpy as np

from beamcoder.model.cache import Cache
from beamcoder.model.context import Context
from beamcoder.model.decoding.constraints.outlook import Outlook
from beamcoder.model.decoding.ngrams import FixedIndex
from beamcoder.model.decoding.recall import Recall
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.runtime.interface import FloatArray, IntArray, Memory, Runtime
from beamcoder.model.trie import Trie
from beamcoder.tokenizer.cut import Cutter
from beamcoder.tokenizer.reader import Reader

__all__ = ["Context", "Session"]

_MOST_NODES: Final = 1024  # of a tree that is kept: some 25 MB of log-probabilities


class Session:
    """The state of one document; empty until its first call. Without `recall`, the network alone
    has a say."""

    def __init__(self, recall: Recall | None = None) -> None:
        self.recall = recall
        self._reader: Reader | None = None
        self.outlook: Outlook | None = None  # of the last search
        self._cache: Cache | None = None
        self._pieces: IntArray = np.empty(0, np.int64)
        self._split = 0
        self._given = (b"", b"")
        self._memory: Memory | None = None
        self._tree: Tree | None = None
        self.trie: Trie | None = None  # of the last search
        self.n_encoded = 0  # calls of the encoder so far
        self.n_computed = 0  # pieces of prefixes computed so far
        self._n_stepped = 0  # calls of the network by trees that are gone

    @property
    def n_calls(self) -> int:
        """What has been computed so far: grows with each call of the network."""
        in_tree = 0 if self._tree is None else self._tree.n_forwards
        return self.n_encoded + self.n_computed + self._n_stepped + in_tree

    @property
    def tree(self) -> Tree | None:
        """The last search's."""
        return self._tree

    @property
    def n_bytes(self) -> int:
        """What it holds, but for what is small: columns, memory, rows of the last search."""
        arrays: list[FloatArray] = []
        for pair in (self._cache, self._memory):
            arrays += [] if pair is None else [pair.keys, pair.values]
        if self._tree is not None:
            arrays += [*self._tree.rows, *self._tree.network_rows]
        return sum(array.nbytes for array in arrays)

    def reader_by(self, cutter: Cutter) -> Reader:
        """What reads the document, and remembers what it has read."""
        if self._reader is None:
            self._reader = Reader(cutter)
        return self._reader

    def lend(self, related: FixedIndex | None) -> None:
        """Let the next call recall this index of a workspace too."""
        if self.recall is not None and self.recall.related is not related:
            self.recall.related, self.trie = related, None

    def remember(self, runtime: Runtime, context: Context) -> Memory | None:
        """The memory of what the encoder reads; computed when that has changed."""
        given = context.after.tobytes(), context.statement.tobytes()
        if given != self._given:
            self._forget_memory()
            self._memory = runtime.encode(context.after, context.statement)
            self._given = given
            self.n_encoded += 1
        return self._memory

    def align(self, runtime: Runtime, context: Context) -> Tree:
        """The tree at the end of the context, on a cache that holds just that."""
        self.trie = None
        memory = self.remember(runtime, context)
        split = len(context.pieces) if memory is None else context.split
        cache = self._cache = self._cache or Cache(runtime.config)
        is_other = self._recall(context)
        if self._tree is not None and self._follow_tree(context, split, memory):
            if len(self._tree) > _MOST_NODES:
                self._tree.prune()
            if is_other:
                self._tree.remix()
        else:
            row = self._extend(runtime, cache, context.pieces, split)
            self._tree = Tree(runtime, cache, memory, row, self.recall)
        self._pieces, self._split = context.pieces, split
        return self._tree

    def clear(self) -> None:
        """Back to an empty session, as after a call that failed half-way."""
        self._cache, self._tree, self._memory, self.trie = None, None, None, None
        self._pieces, self._split, self._given = np.empty(0, np.int64), 0, (b"", b"")

    def _recall(self, context: Context) -> bool:
        """Let recall follow; whether its part in the rows of the last tree is out of date."""
        if self.recall is None:
            return False
        return self.recall.follow(np.append(context.earlier, context.pieces), context.after)

    def _forget_memory(self) -> None:
        """Columns that were computed with the old memory are worth nothing now."""
        if self._cache is not None:
            self._drop_tree(self._cache)
            self._pieces = self._pieces[: self._split]
            self._cache.truncate(len(self._pieces))

    def _drop_tree(self, cache: Cache) -> None:
        if self._tree is not None:
            self._n_stepped += self._tree.n_forwards
            self._tree = None
        cache.truncate(len(self._pieces))

    def _follow_tree(self, context: Context, split: int, memory: Memory | None) -> bool:
        """Whether the tree stands at the end of the pieces; those that went along it are kept."""
        tree, n, pieces = self._tree, len(self._pieces), context.pieces
        same_split = split == self._split or memory is None
        if tree is None or not same_split or _common(self._pieces, pieces) < n:
            return False
        path = tree.walk(pieces[n:].tolist())
        if path:
            tree.descend(path)
            self._pieces = pieces[: tree.base]
            self._split = split if memory is not None else tree.base
        return tree.base == len(pieces)

    def _extend(self, runtime: Runtime, cache: Cache, pieces: IntArray, split: int) -> FloatArray:
        """Make the cache hold just `pieces`; the log-probabilities behind the last one."""
        self._drop_tree(cache)
        common = _common(self._pieces, pieces)
        if not (self._split == split <= common):
            common = min(common, self._split, split)
        keep = min(common, len(pieces) - 1)
        cache.truncate(keep)
        self._pieces = pieces[:keep]  # all that there is, should the device fail below
        row: FloatArray | None = None
        for end, memory in ((split, None), (len(pieces), self._memory)):
            if cache.length < end:
                row = self._compute(runtime, cache, pieces[cache.length : end], memory)
        assert row is not None
        return row

    def _compute(
        self, runtime: Runtime, cache: Cache, pieces: IntArray, memory: Memory | None
    ) -> FloatArray:
        """Append the columns of some pieces; the log-probabilities behind the last one."""
        n, base = len(pieces), cache.length
        mask = np.tri(n, base + n, base, dtype=np.bool_)
        positions = np.arange(base, base + n)
        rows, columns = runtime.forward(pieces, positions, cache, mask, np.array([n - 1]), memory)
        cache.append(columns)
        self.n_computed += n
        row: FloatArray = rows[0]
        return row


def _common(a: IntArray, b: IntArray) -> int:
    """How many pieces two sequences begin with alike."""
    n = min(len(a), len(b))
    different = np.flatnonzero(a[:n] != b[:n])
    return int(different[0]) if len(different) else n
