"""Batches: nothing is lost, no file sees another, and no row sees what it is to guess."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.model.seq2seq import EncoderInput
from beamcoder.training.batches import (
    IGNORED,
    MAX_NEAR_PIECES,
    Batch,
    Batcher,
    Kind,
    Packer,
    Windows,
    hole_ends,
)
from beamcoder.training.dataset import PieceSet

N_FILES, LENGTH = 40, 64
LAYOUT_PIECE = 4  # pieces up to this one are special; 4 begins a line
WINDOWS = Windows(after=16, statement=8)
IS_LAYOUT = np.arange(1 << 16) == LAYOUT_PIECE


def piece_set(n_files: int = N_FILES, seed: int = 0) -> PieceSet:
    """Files of 5 to 120 pieces, each with numbers of its own; every third has a statement."""
    rng = np.random.default_rng(seed)
    files = []
    for i in range(n_files):
        body = 1000 + 200 * i + np.arange(rng.integers(3, 118))
        body[rng.random(len(body)) < 0.2] = LAYOUT_PIECE
        files.append(np.concatenate([[2], body, [3]]).astype(np.uint16))
    statement = np.where(np.arange(n_files) % 3 == 0, np.arange(n_files) % 5, -1)
    said = [np.full(4 + 2 * k, 50 + k, np.uint16) for k in range(5)]
    return PieceSet(
        np.concatenate(files), np.cumsum([0, *map(len, files)]), statement.astype(np.int32),
        np.concatenate(said), np.cumsum([0, *map(len, said)]),
    )  # fmt: skip


PIECES = piece_set()


def batches(kind: Kind, n: int = 6, part: int = 0, n_parts: int = 1) -> list[Batch]:
    batcher = Batcher(PIECES, IS_LAYOUT, 7, part, n_parts)
    return [batcher.batch(step, kind, 3, LENGTH, WINDOWS) for step in range(n)]


def same(left: Batch, right: Batch) -> bool:
    pairs = [(getattr(left, name), getattr(right, name)) for name in ("pieces", "targets", "mask")]
    if left.given is not None and right.given is not None:
        names = EncoderInput.__slots__
        pairs += [(getattr(left.given, name), getattr(right.given, name)) for name in names]
    return all(bool((a == b).all()) for a, b in pairs)


def test_an_epoch_holds_every_piece_once() -> None:
    """The packer mixes epochs in its pool; rows and pool together are whole epochs."""
    packer = Packer(PIECES, seed=3)
    rows = [packer.row(LENGTH) for _ in range(50)]
    packed = np.concatenate([pieces[owner > 0] for pieces, owner in rows] + packer._pool)
    counts = np.bincount(packed, minlength=9200)
    once = np.bincount(PIECES.pieces, minlength=9200)
    epochs = counts[once > 0] / once[once > 0]
    assert counts[once == 0].sum() == 0
    assert set(epochs[1000:].round(6)) <= set(range(100)) and epochs.max() - epochs.min() <= 1


@given(st.integers(32, 200), st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_rows_are_full_but_for_a_short_end(length: int, seed: int) -> None:
    packer = Packer(PIECES, seed)
    for _ in range(5):
        pieces, owner = packer.row(length)
        assert len(pieces) == len(owner) == length
        n_used = int((owner > 0).sum())
        assert length - n_used < 32 and (owner[:n_used] > 0).all()
        assert (np.diff(owner[:n_used]) >= 0).all() and set(np.diff(owner[:n_used])) <= {0, 1}


@pytest.mark.parametrize("kind", list(Kind))
def test_no_row_sees_another_file_nor_what_comes(kind: Kind) -> None:
    for batch in batches(kind):
        pieces, mask, targets = (t.numpy() for t in (batch.pieces, batch.mask, batch.targets))
        assert mask[:, np.arange(LENGTH), np.arange(LENGTH)].all()
        assert not np.triu(mask, 1).any()
        file = np.where(pieces >= 1000, pieces // 200, -1)  # special pieces are anybody's
        rows, i, j = np.nonzero(mask)
        known = (file[rows, i] >= 0) & (file[rows, j] >= 0)
        assert (file[rows, i] == file[rows, j])[known].all()
        target_file = np.where(targets >= 1000, targets // 200, -1)
        known = (file >= 0) & (target_file >= 0)
        assert (file == target_file)[known].all()
        inner = targets[:, :-1]
        assert ((inner == pieces[:, 1:]) | (inner == IGNORED)).all()
        assert (targets[pieces == 3] == IGNORED).all()  # nothing follows the end of a file
        assert (targets[:, :-1][(pieces[:, :-1] >= 1000) & (pieces[:, 1:] > 0)] != IGNORED).all()


@pytest.mark.parametrize("kind", [Kind.AFTER, Kind.STATEMENT])
def test_what_is_in_sight_is_behind_the_hole(kind: Kind) -> None:
    n_seen = 0
    for batch in batches(kind):
        assert batch.given is not None
        ends, visible = batch.given.cursor.numpy(), batch.given.visible.numpy()
        code = visible[:, :, -LENGTH:]
        m = visible.shape[2] - LENGTH
        rows, i, j = np.nonzero(code)
        n_seen += len(j)
        assert (j >= ends[rows, i]).all() and (j < ends[rows, i] + WINDOWS.after).all()
        assert (batch.mask.numpy()[rows, j, i]).all()  # of one file
        nexts = j == i + 1
        assert (batch.pieces.numpy()[rows, j][nexts] == LAYOUT_PIECE).all()
        assert (visible[:, :, :m] == batch.given.is_statement.numpy()[:, None, :m]).all()
        assert m == (WINDOWS.statement if kind is Kind.STATEMENT else 0)
    assert n_seen > 500


@pytest.mark.parametrize("kind", [Kind.AFTER, Kind.STATEMENT])
def test_the_encoder_reads_code_backwards_inside_a_file(kind: Kind) -> None:
    for batch in batches(kind, 2):
        assert batch.given is not None
        mask = batch.given.mask.numpy()
        code = mask[:, -LENGTH:, -LENGTH:]
        assert not np.tril(code, -1).any()
        assert (code.transpose(0, 2, 1) == batch.mask.numpy()).all()
        m = mask.shape[1] - LENGTH
        assert not mask[:, :m, m:].any() and not mask[:, m:, :m].any()


@given(st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_holes_begin_with_the_next_piece(seed: int) -> None:
    rng = np.random.default_rng(seed)
    is_layout = rng.random((4, LENGTH + 1)) < 0.2
    owner = np.sort(rng.integers(1, 6, (4, LENGTH + 1)), axis=1)
    ends = hole_ends(is_layout, owner, rng)
    after = np.arange(1, LENGTH + 1)[None]
    padded = np.concatenate([is_layout, np.ones((4, 1), np.bool_)], axis=1)
    rows = np.arange(4)[:, None]
    assert ends.shape == (4, LENGTH)
    assert (ends >= after).all() and (ends <= LENGTH + 1).all()
    assert is_layout[:, 1:][ends == after].all()  # empty only where a line begins
    near = ends <= after + MAX_NEAR_PIECES
    assert (near | padded[rows, ends]).all()  # ends at a line start, or after a few pieces


def test_holes_come_in_all_three_sizes() -> None:
    rng = np.random.default_rng(0)
    is_layout = np.tile(np.arange(1001) % 20 == 0, (300, 1))
    ends = hole_ends(is_layout, np.ones((300, 1001), np.int64), rng)[:, :700]
    rest_of_line = -(-np.arange(1, 701) // 20) * 20
    lines = (ends == rest_of_line).all(1).mean(), (ends > rest_of_line).all(1).mean()
    assert lines[0] == pytest.approx(0.6, abs=0.1) and lines[1] == pytest.approx(0.25, abs=0.1)


def test_kinds_have_their_shares_and_are_the_same_everywhere() -> None:
    first, second = Batcher(PIECES, IS_LAYOUT, 1, 0, 2), Batcher(PIECES, IS_LAYOUT, 1, 1, 2)
    kinds = [first.kind(step, 0.3, 0.1) for step in range(2000)]
    assert kinds == [second.kind(step, 0.3, 0.1) for step in range(2000)]
    assert kinds.count(Kind.AFTER) / 2000 == pytest.approx(0.3, abs=0.04)
    assert kinds.count(Kind.STATEMENT) / 2000 == pytest.approx(0.1, abs=0.03)


def test_without_statements_no_batch_asks_for_one() -> None:
    stateless = PieceSet(
        PIECES.pieces, PIECES.offsets, np.full(N_FILES, -1, np.int32),
        PIECES.statement_pieces[:0], np.zeros(1, np.int64),
    )  # fmt: skip
    batcher = Batcher(stateless, IS_LAYOUT, 1)
    assert {batcher.kind(step, 0.1, 0.9) for step in range(50)} == {Kind.AFTER}


@pytest.mark.parametrize("kind", list(Kind))
def test_batches_follow_from_seed_and_step(kind: Kind) -> None:
    first, second = batches(kind), batches(kind)
    assert all(map(same, first, second))
    assert not same(first[0], first[-1])


def test_skipping_is_as_good_as_training() -> None:
    batcher = Batcher(PIECES, IS_LAYOUT, 7)
    batcher.skip(4 * 3, LENGTH + 1)
    assert same(batcher.batch(4, Kind.AFTER, 3, LENGTH, WINDOWS), batches(Kind.AFTER)[4])


def test_processes_share_the_files_out() -> None:
    orders = [
        set(islice(Packer._shuffled(5, np.arange(part, N_FILES, 3)), 14 if part == 0 else 13))
        for part in range(3)
    ]
    assert set.union(*orders) == set(range(N_FILES))
    assert sum(map(len, orders)) == N_FILES


def test_sets_survive_the_disk(tmp_path: Path) -> None:
    PIECES.save(tmp_path / "set", "sum")
    PIECES.save(tmp_path / "set", "other sum")
    found = PieceSet.open(tmp_path / "set")
    assert [found.file(i).tolist() for i in range(N_FILES)] == (
        [PIECES.file(i).tolist() for i in range(N_FILES)]
    )
    assert found.statement_of(3).tolist() == [53] * 10 and not len(found.statement_of(1))
    assert [path.name for path in tmp_path.iterdir()] == ["set"]
