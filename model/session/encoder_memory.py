"""Encoder outputs of one document, bounded in bytes, kept for the contexts in use.

    memories = EncoderMemoryCache()
    memory = memories.of(runtime, after, statement)      None with nothing to read

A statement and the text below the cursor never read each other (`runtime.reading`), so what each
says is computed alone, and joined where there are both: a statement is read once, however
often the text below changes. The same two parts give the same object as long as it is kept, by
which shows what a position was computed with.
"""

from collections import OrderedDict
from typing import Final

import numpy as np

from beamcoder.model.runtime.interface import EncoderMemory, IntArray, Runtime

MOST: Final = 4  # up to 2 MB each
_NOTHING: Final = np.empty(0, np.int64)
Given = tuple[bytes, bytes]


class EncoderMemoryCache:
    """Those used last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Given, EncoderMemory] = OrderedDict()
        self.n_encoded = 0  # calls of the encoder so far

    @property
    def n_bytes(self) -> int:
        return sum(memory.keys.nbytes + memory.values.nbytes for memory in self._kept.values())

    def of(self, runtime: Runtime, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        """Encoder output of what is below the cursor, of a statement, or of both."""
        given = after.tobytes(), statement.tobytes()
        memory = self._kept.pop(given, None) or self._read(runtime, after, statement)
        if memory is None:
            return None
        self._kept[given] = memory
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return memory

    def spare(self) -> int:
        """How many there are apart from the one used last and its statement's."""
        return max(0, len(self._kept) - 2)

    def drop_oldest(self) -> None:
        self._kept.popitem(last=False)

    def clear(self) -> None:
        self._kept.clear()

    def _read(self, runtime: Runtime, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        if after.size and statement.size:
            above = self.of(runtime, _NOTHING, statement)
            below = self._read(runtime, after, _NOTHING)
            return joined(above, below) if above and below else above or below
        if not (after.size or statement.size):
            return None
        self.n_encoded += 1
        return runtime.encode(after, statement)


def joined(statement: EncoderMemory, below: EncoderMemory) -> EncoderMemory:
    """Both encoder outputs as one: one empty slot, the statement, the code."""
    keys = np.concatenate((statement.keys, below.keys[:, :, 1:]), axis=2)
    values = np.concatenate((statement.values, below.values[:, :, 1:]), axis=2)
    return EncoderMemory(keys, values)
