"""Workload of fixed size for timing a runtime: a prefill, a step, a search.

    work = Workload(runtime)
    work.search()        N_STEPS steps of WIDTH beams after N_CACHED pieces
    work.step()          one piece of one sequence after them
    work.prefill()       the N_CACHED pieces themselves

Nothing is encoded and nothing is chosen: the numbers do not change the time that computing them
takes. The caller holds the watch.
"""

from typing import Final

import numpy as np

from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import Runtime, Step

N_CACHED: Final = 512  # pieces before the cursor
WIDTH, N_STEPS = 6, 12  # of the beam


class Workload:
    """The jobs for one runtime, with a cache of its own that every job leaves as it was."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._pieces = np.random.default_rng(1).integers(0, runtime.config.n_pieces, N_CACHED)
        self._cache = Cache(runtime.config)
        self._extend(self._cache)
        self.search()  # leaves room after the pieces, as while a user types

    def search(self) -> None:
        """Every beam goes on from itself, which costs what any choice would."""
        with self._cache.branch() as cache:
            pieces = np.arange(WIDTH) % self._runtime.config.n_pieces
            for step in range(N_STEPS):
                mask = np.zeros((WIDTH, cache.length + WIDTH), np.bool_)
                mask[:, :N_CACHED] = True
                for beam in range(WIDTH):
                    mask[beam, N_CACHED + beam :: WIDTH] = True
                positions = np.full(WIDTH, N_CACHED + step)
                rows = np.arange(WIDTH)
                found, columns = self._runtime.forward(Step(pieces, positions, cache, mask, rows))
                cache.append(columns)
                pieces = found.argmax(-1)

    def step(self) -> None:
        at, row = np.array([N_CACHED]), np.zeros(1, np.int64)
        mask = np.ones((1, N_CACHED + 1), np.bool_)
        self._runtime.forward(Step(self._pieces[-1:], at, self._cache, mask, row))

    def prefill(self) -> None:
        self._extend(Cache(self._runtime.config))

    def _extend(self, cache: Cache) -> None:
        at, last = np.arange(N_CACHED), np.array([N_CACHED - 1])
        mask = np.tri(N_CACHED, dtype=np.bool_)
        _, columns = self._runtime.forward(Step(self._pieces, at, cache, mask, last))
        cache.append(columns)
