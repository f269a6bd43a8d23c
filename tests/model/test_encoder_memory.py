"""What the encoder reads is read once a part, and columns know what they were computed with."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.decoding.stop import Stop
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import EncoderMemory, IntArray, Runtime
from beamcoder.model.session.branch import Branch, BranchTarget
from beamcoder.model.session.encoder_memory import MOST, EncoderMemoryCache
from tests.model.forwarding import GIVEN, SEEDS, draw


@pytest.mark.parametrize(("n_after", "n_statement"), GIVEN)
@pytest.mark.parametrize("seed", SEEDS)
def test_parts_set_side_by_side_are_what_is_read_together(
    runtime: Runtime, n_after: int, n_statement: int, seed: int
) -> None:
    after, statement = (draw(n, seed, runtime.config) for n in (n_after, n_statement))
    whole = runtime.encode(after, statement)
    found = EncoderMemoryCache().of(runtime, after, statement)
    assert (whole is None) == (found is None)
    if whole is not None and found is not None:
        np.testing.assert_allclose(found.keys, whole.keys, atol=1e-5)
        np.testing.assert_allclose(found.values, whole.values, atol=1e-5)


class Counting:
    """Counts what is read of each part."""

    def __init__(self, runtime: Runtime) -> None:
        self.config, self._runtime = runtime.config, runtime
        self.forward = runtime.forward
        self.n_read = np.zeros(2, int)  # pieces below the cursor, of statements

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        self.n_read += after.size, statement.size
        return self._runtime.encode(after, statement)


def test_a_statement_is_read_once(runtime: Runtime) -> None:
    counting, encoder_memories = Counting(runtime), EncoderMemoryCache()
    statement, empty = draw(7, 1, runtime.config), draw(0, 1, runtime.config)
    above = encoder_memories.of(counting, empty, statement)
    for n in range(1, 3 * MOST):
        both = encoder_memories.of(counting, draw(n, n, runtime.config), statement)
        assert encoder_memories.of(counting, draw(n, n, runtime.config), statement) is both
        assert encoder_memories.of(counting, empty, statement) is above
    assert counting.n_read.tolist() == [sum(range(1, 3 * MOST)), 7]
    assert encoder_memories.n_encoded == 3 * MOST


HEARD = [None, *(EncoderMemory(np.zeros(1, np.float32), np.zeros(1, np.float32)) for _ in range(2))]
PLACES = st.tuples(
    st.lists(st.integers(0, 1), max_size=6),
    st.integers(0, 6),
    st.sampled_from(HEARD),
    st.sampled_from(HEARD),
)


def heard(place: Any) -> list[tuple[int, int]]:
    """A column a pair: its piece, and what it hears."""
    pieces, split, above, memory = place
    return [(piece, id(above if i < split else memory)) for i, piece in enumerate(pieces)]


@given(PLACES, PLACES)
def test_columns_are_used_that_heard_the_same(kept: Any, wanted: Any) -> None:
    """Whatever each part is called: with nothing below, all lines hear the statement alone."""
    branch = Branch(Cache(ModelConfig(depth=2, n_pieces=4)))
    branch.pieces, branch.split = np.array(kept[0], np.int64), min(kept[1], len(kept[0]))
    branch._above, branch._memory = kept[2:]
    pieces, split, above, memory = wanted
    n = branch.usable(
        BranchTarget(
            np.array(pieces, np.int64), min(split, len(pieces)), memory, Stop.never(), above
        )
    )
    pairs = list(zip(heard(kept), heard(wanted), strict=False))
    assert n == next((i for i, (mine, other) in enumerate(pairs) if mine != other), len(pairs))
