"""State of one document between requests: branches, encoder outputs, last search.

    session = Session()
    tree = session.align(runtime, Context(pieces, after, statement, split))
    answer = session.known(request)           what earlier searches say of it, else None

Only what changed is computed again: the longest common prefix of pieces keeps its cached positions,
the encoder runs when what it reads is new, and a search at the same place, or along the last one's
hypotheses, goes on in the same tree. A jump, or an undo, leaves the cached positions of where it
came from in a branch of their own, so that the way back is free. The result is that of an empty
session, to the rounding of floats; what `type_ahead` says is an approximation.

Positions from `split` on are computed with the encoder memory, those before it with that of the
statement alone, as in training: the text below the cursor changes what is in its line only. One
session serves one call at a time.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from sys import getsizeof
from time import perf_counter
from typing import Final

import numpy as np

from beamcoder.model.blocks.block import GrownBlock
from beamcoder.model.decoding.cache_model.index import FixedIndex
from beamcoder.model.decoding.cache_model.mixture import CacheModel
from beamcoder.model.decoding.class_imports import ImportReader
from beamcoder.model.decoding.constraints.place_facts import PlaceFacts
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.proposal import MEMORY_MB, Answer, Request
from beamcoder.model.runtime.cache import Cache, common_prefix
from beamcoder.model.runtime.interface import EncoderMemory, Runtime
from beamcoder.model.session.branch import Branch, BranchTarget
from beamcoder.model.session.context import Context
from beamcoder.model.session.encoder_memory import EncoderMemoryCache
from beamcoder.model.session.standing_ghost import StandingGhost
from beamcoder.model.session.type_ahead import TypeAhead
from beamcoder.tokenizer.java.source_types import NO_TYPES, SourceTypes
from beamcoder.tokenizer.live.cut import Cutter
from beamcoder.tokenizer.live.reader import Reader

__all__ = ["Context", "Session"]

MB: Final = 1_000_000
MIN_SHARED_PIECES: Final = 64  # pieces that are computed again rather than kept apart: some 15 ms
MAX_ANSWERS: Final = 8  # for going back to a text that was there a moment ago


class Session:
    """The state of one document; empty until its first call. Without a cache model, the network
    alone has a say. What is kept between two calls stays within `limit_mb`, which may be
    changed."""

    def __init__(
        self,
        cache_model: CacheModel | None = None,
        limit_mb: float = MEMORY_MB,
        types: SourceTypes = NO_TYPES,
    ) -> None:
        self.cache_model = cache_model
        self.limit_mb = limit_mb
        self._reader: Reader | None = None
        self.facts: PlaceFacts | None = None  # of the last search
        self._branches: list[Branch] = []  # the one in use first
        self._encoder_memories = EncoderMemoryCache()
        self._answers: deque[tuple[Request, Answer]] = deque(maxlen=MAX_ANSWERS)
        self.type_ahead: TypeAhead | None = None  # of the last search
        self.ghost = StandingGhost()
        self.block: GrownBlock | None = None  # the one grown last
        self._ahead: Session | None = None  # searches what follows if a line is taken
        self._follow_ups: tuple[tuple[Request, Answer], ...] = ()  # what it has found
        self.imports = ImportReader(types)
        self._recalled: FixedIndex | None = None  # the workspace's index when it was made
        self._n_gone = np.zeros(2, np.int64)  # calls, pieces computed: of branches that are gone

    @property
    def n_encoded(self) -> int:
        """Calls of the encoder so far."""
        return self._encoder_memories.n_encoded

    @property
    def n_calls(self) -> int:
        """What has been computed so far: grows with each call of the network."""
        calls = sum(branch.n_calls for branch in self._branches)
        return self.n_encoded + int(self._n_gone[0]) + calls

    @property
    def n_computed(self) -> int:
        """Pieces of prefixes computed so far."""
        return int(self._n_gone[1]) + sum(branch.n_computed for branch in self._branches)

    @property
    def tree(self) -> Tree | None:
        """The last search's."""
        return self._branches[0].tree if self._branches else None

    @property
    def n_bytes(self) -> int:
        """What it holds: cached positions, encoder outputs, rows of the last search, lines, counts
        of the cache model, texts that were answered."""
        kept = (*self._answers, *self._follow_ups)
        texts = sum(getsizeof(request.text) for request, _ in kept)
        counts = 0 if self.cache_model is None else self.cache_model.buffer.n_bytes
        lines = 0 if self._reader is None else self._reader.n_bytes
        columns = sum(branch.n_bytes for branch in self._branches)
        own = texts + counts + lines + columns + self._encoder_memories.n_bytes
        shared = self._encoder_memories.n_bytes
        return own if self._ahead is None else own + self._ahead.n_bytes - shared

    def reader_by(self, cutter: Cutter) -> Reader:
        """What reads the document, and remembers what it has read."""
        if self._reader is None:
            self._reader = Reader(cutter)
        return self._reader

    def use_workspace_index(
        self, related: FixedIndex | None, types: SourceTypes = NO_TYPES
    ) -> None:
        """From the next call on let the cache model read this index of a workspace, and items use
        the types of its files."""
        self.imports.types = types
        if self.cache_model is not None:
            self.cache_model.related = related

    @property
    def uses_workspace(self) -> bool:
        """Whether files around the document have a say."""
        return self._related is not None

    @property
    def _related(self) -> FixedIndex | None:
        return None if self.cache_model is None else self.cache_model.related

    # Answers

    def known(self, request: Request) -> Answer | None:
        """What the last search's hypotheses say, or what was answered here a moment ago."""
        began = perf_counter()
        if self._related is not self._recalled:
            self._answers.clear()
            self.type_ahead, self._follow_ups = None, ()
        if self.type_ahead is not None and not self.type_ahead.is_valid:
            self.type_ahead = None
        answer = None if self.type_ahead is None else self.type_ahead.answer(request)
        if answer is not None:
            return answer
        for earlier, found in (*self._answers, *self._follow_ups):
            if same_place(earlier, request):
                total = 1000 * (perf_counter() - began)
                return replace(found, timings_ms={"total": total}, source="cache")
        return None

    def note(self, request: Request, answer: Answer, type_ahead: TypeAhead) -> None:
        """What a search that came to its end has found."""
        self.type_ahead, self._recalled = type_ahead, self._related
        self._answers.appendleft((request, answer))

    # What follows

    def look_ahead(self) -> "Session":
        """A session for texts that would follow this one; it begins with what is cached here."""
        ahead, model = self._ahead, self.cache_model
        if ahead is None:
            ahead = self._ahead = Session(None if model is None else model.emptied())
            ahead._encoder_memories = self._encoder_memories
        ahead.use_workspace_index(self._related, self.imports.types)
        ahead._answers.clear()
        if self._branches:
            ahead._begin_with(self._branches[0])
        return ahead

    def note_follow_ups(self) -> None:
        """What has been found ahead is known here, if the text comes to be so."""
        self._follow_ups = () if self._ahead is None else tuple(self._ahead._answers)

    def _begin_with(self, branch: Branch) -> None:
        """Take a copy of another session's branch, if that saves more than the copy costs."""
        n = len(branch.pieces)
        best = max((common_prefix(own.pieces, branch.pieces) for own in self._branches), default=0)
        if n - best > MIN_SHARED_PIECES:
            self._branches = [branch.fork(n)]

    # States

    def remember(self, runtime: Runtime, context: Context) -> EncoderMemory | None:
        """The encoder's output; computed when its input is new."""
        return self._encoder_memories.of(runtime, context.after, context.statement)

    def align(self, runtime: Runtime, context: Context, is_over: Stop | None = None) -> Tree:
        """The tree at the end of the context, on a cache that holds just that.

        CancelledError once `is_over`; what was computed until then is kept.
        """
        wanted = self._wanted(runtime, context, is_over or Stop.never())
        is_other = self._follow_cache_model(context)
        branch = self._use(self._branch_for(wanted, runtime))
        last = branch.tree
        tree = branch.align(runtime, wanted, self.cache_model)
        if tree is last and is_other:
            tree.remix()
        return tree

    def _wanted(self, runtime: Runtime, context: Context, is_over: Stop) -> BranchTarget:
        """Lines above the cursor's attend to the statement; with nothing below, all lines do."""
        memory = self.remember(runtime, context)
        if not context.after.size:
            return BranchTarget(context.pieces, len(context.pieces), memory, is_over, memory)
        above = self.remember(runtime, replace(context, after=context.after[:0]))
        return BranchTarget(context.pieces, context.split, memory, is_over, above)

    def clear(self) -> None:
        """Back to an empty session, as after a call that failed half-way."""
        for drop in self._drops():
            drop()

    def trim(self) -> None:
        """Let go of what is needed least, step by step, until the rest is within the limit."""
        for drop in self._drops():
            if self.n_bytes <= self.limit_mb * MB:
                return
            drop()

    def _drops(self) -> Iterator[Callable[[], object]]:
        """Branches, encoder outputs and answers that were used longest ago go first, then what
        takes least to compute anew, then all. Each is done before the next one is yielded."""
        if self._ahead is not None:
            yield self._forget_ahead
        while len(self._branches) > 1:
            yield self._let_go
        while self._encoder_memories.spare():
            yield self._encoder_memories.drop_oldest
        while self._answers:
            yield self._answers.pop
        yield self._forget_search
        while self._branches:
            yield self._let_go
        yield self._encoder_memories.clear
        yield self._forget_text

    def _forget_ahead(self) -> None:
        self._ahead = None

    def _forget_search(self) -> None:
        self.type_ahead, self._follow_ups, self.block = None, (), None
        if self._branches:
            self._branches[0].drop_tree()
        if self.cache_model is not None:
            self.cache_model.forget()

    def _forget_text(self) -> None:
        self.ghost.forget()
        self._reader = self.facts = self.imports.head = None

    def _follow_cache_model(self, context: Context) -> bool:
        """Bring the cache model up to date; whether that outdates the rows of the last tree."""
        if self.cache_model is None:
            return False
        return self.cache_model.follow(np.append(context.earlier, context.pieces), context.after)

    def _branch_for(self, wanted: BranchTarget, runtime: Runtime) -> Branch:
        """The branch of which most can be used; a copy, where much of it would be lost."""
        if not self._branches:
            return Branch(Cache(runtime.config))
        best = max(self._branches, key=lambda branch: branch.usable(wanted))
        n = best.usable(wanted)
        if len(best.pieces) - n <= MIN_SHARED_PIECES:
            return best
        for branch in self._branches:
            others = (other for other in self._branches if other is not branch)
            if branch.usable(wanted) == n and any(map(branch.is_within, others)):
                return branch
        return best.fork(n)

    def _use(self, branch: Branch) -> Branch:
        """Put a branch first; only that one needs its tree, which stays up to date."""
        if branch in self._branches:
            self._branches.remove(branch)
        for other in self._branches[:1]:
            other.drop_tree()
        self._branches.insert(0, branch)
        return branch

    def _let_go(self) -> None:
        branch = self._branches.pop()
        self._n_gone += branch.n_calls, branch.n_computed


def same_place(a: Request, b: Request) -> bool:
    """Whether two requests ask for the same, whenever they are to be answered."""
    is_same = (a.offset, len(a.text), a.wanted) == (b.offset, len(b.text), b.wanted)
    return is_same and a.text == b.text
