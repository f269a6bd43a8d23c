"""Nested n-gram models: corpus, author's other files, the file in hand.

After Tu, Su and Devanbu (2014), the cache, and Hellendoorn and Devanbu (2017), the nesting. A
file's own counts are made anew of what stands before the cursor (and after the completed line,
where that may be seen), so that nothing of the line itself, nor of a file seen before, stays. The
author's other files are those of `neighbours`. `interpolation` says where each is used.
"""

from typing import Final

from beamcoder.training.evaluation.baselines.ngram.engine import Ngram, NgramContext, NgramSession
from beamcoder.training.evaluation.baselines.ngram.knowledge import Knowledge
from beamcoder.training.evaluation.baselines.ngram.lexicon import NameTable
from beamcoder.training.evaluation.baselines.ngram.neighbours import Neighbours
from beamcoder.training.evaluation.baselines.ngram.tables import Table, last_of, table_of
from beamcoder.training.evaluation.places.program import Program

CACHED: Final = "6-gram + file"
NESTED: Final = "6-gram + file + author"


class Cached(Ngram):
    """The n-gram with a cache of the file in hand."""

    weights_of = "cached"

    def __init__(self, knowledge: Knowledge, name: str = CACHED) -> None:
        super().__init__(knowledge, name)

    def _look(self, symbols: tuple[list[str], list[str]], names: NameTable) -> NgramContext:
        order = self._knowledge.order
        before = names.ids(symbols[0])
        file = table_of([before, names.ids(symbols[1])], order)
        return NgramContext(symbols, names, (file, *self._beside_file()), last_of(before, order))

    def _beside_file(self) -> tuple[Table, ...]:
        return (self._corpus,)


class Nested(Cached):
    """The same with the author's other files; of an author without any it is like an empty one."""

    weights_of = "nested"

    def __init__(
        self, knowledge: Knowledge, neighbours: Neighbours, program: Program | None = None
    ) -> None:
        super().__init__(knowledge, NESTED)
        self._neighbours = neighbours
        self._names = NameTable(knowledge.lexicon)
        others = [] if program is None else neighbours.of(program)
        texts = [self._names.ids(neighbours.symbols(other)) for other in others]
        self.author = table_of(texts, knowledge.order)

    def with_author_of(self, program: Program) -> "Nested":
        """The engine for one program, which knows the others of its author."""
        return Nested(self._knowledge, self._neighbours, program)

    def new_session(self) -> NgramSession:
        return NgramSession(self._names.copy())

    def _beside_file(self) -> tuple[Table, ...]:
        return (self.author, self._corpus)
