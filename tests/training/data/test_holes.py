"""Holes: what a row may not see has no say in what it says."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.seq2seq import EncoderInput, Seq2Seq
from beamcoder.training.data.batches import Batch, Batcher, BatchKind, Windows
from beamcoder.training.data.dataset import PieceSet
from beamcoder.training.data.holes import IGNORED, Holes, Mask, Page, draw, line_starts

LENGTH, N_PIECES, LAYOUT = 48, 40, (4, 5)  # the last: pieces that are layout
IS_LAYOUT = np.isin(np.arange(N_PIECES), LAYOUT)
CONFIG = ModelConfig(n_pieces=N_PIECES, depth=2, context=64, after_context=16, statement_context=8)


def rows(seed: int, n_rows: int = 4) -> tuple[Mask, Page, Holes]:
    """Random layout and files, and holes drawn in them."""
    rng = np.random.default_rng(seed)
    is_layout = rng.random((n_rows, LENGTH + 1)) < 0.25
    owner = np.sort(rng.integers(1, 4, (n_rows, LENGTH + 1)), axis=1)
    return is_layout, owner, draw(is_layout, owner, rng)


@given(st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_a_line_shares_its_hole(seed: int) -> None:
    is_layout, owner, holes = rows(seed)
    for row in range(len(owner)):
        starts = line_starts(is_layout[row], owner[row])[:-1]
        line = np.cumsum(starts)
        for number in set(line.tolist()):
            inside = np.flatnonzero(line == number)
            assert (holes.begins[row, inside] == inside[0]).all()
            assert len(set(holes.ends[row, inside].tolist())) == 1


@given(st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_an_open_row_guesses_what_it_does_not_see(seed: int) -> None:
    is_layout, owner, holes = rows(seed)
    following = np.arange(1, LENGTH + 1)
    starts = np.stack([line_starts(*row) for row in zip(is_layout, owner, strict=True)])
    starts = np.pad(starts, ((0, 0), (0, 1)), constant_values=True)
    is_empty = following == holes.ends
    hidden = (following < holes.ends) | (is_empty & np.take_along_axis(starts, holes.ends, 1))
    assert (hidden == holes.is_open).all()
    assert (holes.begins < following).all() and (holes.ends <= LENGTH + 1).all()


def test_holes_come_in_all_three_sizes() -> None:
    is_layout = np.tile(np.arange(1001) % 20 == 0, (300, 1))
    holes = draw(is_layout, np.ones((300, 1001), np.int64), np.random.default_rng(0))
    ends = holes.ends[:, :700]
    rest_of_line = np.arange(700) // 20 * 20 + 20
    sizes = (ends == rest_of_line).mean(), (ends > rest_of_line).mean()
    assert sizes == pytest.approx((0.6, 0.25), abs=0.03)
    inside = ends < rest_of_line
    assert inside.mean() == pytest.approx(0.15, abs=0.03)
    assert (ends[inside] >= holes.begins[:, :700][inside] + 2).all()
    assert holes.is_open[:, :700][~inside].all() and holes.is_open[:, :700][inside].any()


@pytest.fixture(scope="module")
def network() -> Seq2Seq:
    """Weights at random, also those that begin at zero."""
    torch.manual_seed(0)
    model = Seq2Seq(CONFIG)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(std=parameter.size(-1) ** -0.5)
    return model.eval()


def batch_of(kind: BatchKind, seed: int) -> Batch:
    """Two rows of random files, with statements."""
    rng = np.random.default_rng(seed)
    files = [rng.integers(6, N_PIECES, rng.integers(10, 40)) for _ in range(12)]
    for file in files:
        file[rng.random(len(file)) < 0.2] = rng.choice(LAYOUT)
    statement = rng.integers(6, N_PIECES, 6).astype(np.uint16)
    pieces = PieceSet(
        np.concatenate(files).astype(np.uint16), np.cumsum([0, *map(len, files)]),
        np.zeros(len(files), np.bool_), np.zeros(len(files), np.int32), statement, np.array([0, 6]),
    )  # fmt: skip
    batcher = Batcher(pieces, IS_LAYOUT, seed)
    return batcher.batch(0, kind, 2, LENGTH, Windows(CONFIG.after_context, 8))


@torch.no_grad()
def logits(network: Seq2Seq, batch: Batch, changed: tuple[int, int] | None = None) -> Tensor:
    """What the network says; with the piece at (row, place) another one, wherever it stands."""
    pieces, given = batch.pieces.clone(), batch.inputs
    if changed is not None:
        row, place = changed
        other = 6 + (int(pieces[row, place]) + 1) % (N_PIECES - 6)
        pieces[row, [place, LENGTH + place] if given_twice(batch) else [place]] = other
        if given is not None:
            read = given.pieces.clone()
            read[row, read.size(1) - LENGTH + place] = other
            slots = (getattr(given, name) for name in EncoderInput.__slots__[1:])
            given = EncoderInput(read, *slots)
    said: Tensor = network(pieces, batch.mask, given, batch.positions)
    return said


def given_twice(batch: Batch) -> bool:
    return batch.pieces.size(1) == 2 * LENGTH


@pytest.mark.parametrize("kind", list(BatchKind))
@pytest.mark.parametrize("seed", range(3))
def test_what_a_row_may_not_see_does_not_change_what_it_says(
    network: Seq2Seq, kind: BatchKind, seed: int
) -> None:
    """Any hidden piece: what comes, for a row without sight; what is in the hole, for one with."""
    batch = batch_of(kind, seed)
    before = logits(network, batch)
    at, n_heard = torch.arange(LENGTH), 0
    for row in range(2):
        for place in range(0, LENGTH, 3):
            same = (logits(network, batch, (row, place))[row] == before[row]).all(-1)
            is_before = at < place
            assert same[:LENGTH][is_before].all()
            if given_twice(batch):
                assert batch.inputs is not None
                ends = batch.inputs.cursor[row, LENGTH:]
                is_open = batch.targets[row, LENGTH:] != IGNORED
                assert same[LENGTH:][is_before & (place < ends) & is_open].all()
                n_heard += int((~same[LENGTH:])[is_before].sum())
            assert not same[place]
    assert n_heard > 0 or not given_twice(batch)  # after the hole it does change


@pytest.mark.parametrize("kind", [BatchKind.AFTER, BatchKind.BOTH])
def test_half_a_row_that_reads_nothing_is_a_row_alone(network: Seq2Seq, kind: BatchKind) -> None:
    twice = batch_of(kind, 5)
    alone = batch_of(BatchKind.STATEMENT if kind is BatchKind.BOTH else BatchKind.PLAIN, 5)
    said = logits(network, twice)[:, :LENGTH]
    assert torch.allclose(said, logits(network, alone), atol=1e-5)
