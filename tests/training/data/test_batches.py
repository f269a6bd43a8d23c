"""Batches: nothing is lost, no file sees another, and no row sees what it is to guess."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from beamcoder.model.network.seq2seq import EncoderInput
from beamcoder.training.data.batches import (
    Batch,
    Batcher,
    BatchKind,
    Drawing,
    Packer,
    Windows,
)
from beamcoder.training.data.dataset import Pieces, PieceSet
from beamcoder.training.data.holes import IGNORED

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
        np.concatenate(files), np.cumsum([0, *map(len, files)]),
        np.arange(n_files) % 2 == 0, statement.astype(np.int32),
        np.concatenate(said), np.cumsum([0, *map(len, said)]),
    )  # fmt: skip


PIECES = piece_set()


def batches(kind: BatchKind, n: int = 6, part: int = 0, n_parts: int = 1) -> list[Batch]:
    batcher = Batcher(PIECES, IS_LAYOUT, 7, part, n_parts)
    return [batcher.batch(step, kind, 3, LENGTH, WINDOWS) for step in range(n)]


def same(left: Batch, right: Batch) -> bool:
    names = ("pieces", "targets", "positions", "mask")
    pairs = [(getattr(left, name), getattr(right, name)) for name in names]
    if left.inputs is not None and right.inputs is not None:
        read = EncoderInput.__slots__
        pairs += [(getattr(left.inputs, name), getattr(right.inputs, name)) for name in read]
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


@pytest.mark.parametrize("kind", [BatchKind.PLAIN, BatchKind.STATEMENT])
def test_no_row_sees_another_file_nor_what_comes(kind: BatchKind) -> None:
    for batch in batches(kind):
        pieces, mask, targets = (t.numpy() for t in (batch.pieces, batch.mask, batch.targets))
        assert (batch.positions.numpy() == np.arange(LENGTH)).all()
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


@pytest.mark.parametrize("kind", [BatchKind.AFTER, BatchKind.BOTH])
def test_a_doubled_row_is_the_row_twice(kind: BatchKind) -> None:
    """Each text as in a batch without doubling; of the second time, some losses are left out."""
    for batch, single in zip(batches(kind), plain_rows_of(kind), strict=True):
        assert (batch.pieces == single.pieces.tile(2)).all()
        assert (batch.positions == single.positions.tile(2)).all()
        first, second = batch.targets.split(LENGTH, 1)
        assert (first == single.targets).all()
        assert ((second == single.targets) | (second == IGNORED)).all()
        assert (second != IGNORED).float().mean() > 0.6
        a, above, nothing, own = blocks(batch.mask)
        assert (a == single.mask).all() and not nothing.any()
        assert (above ^ own)[single.mask].all() and not (above | own)[~single.mask].any()


def plain_rows_of(kind: BatchKind) -> list[Batch]:
    return batches(BatchKind.STATEMENT if kind is BatchKind.BOTH else BatchKind.PLAIN)


def blocks(mask: Tensor) -> list[Tensor]:
    """(rows, 2 n, 2 n) -> first reads first, second reads first, first second, second second."""
    upper, lower = mask.split(LENGTH, 1)
    parts = [half.split(LENGTH, 2) for half in (upper, lower)]
    return [parts[0][0], parts[1][0], parts[0][1], parts[1][1]]


@pytest.mark.parametrize("kind", list(BatchKind)[1:])
def test_what_is_in_sight_is_the_statement_and_what_follows_the_hole(kind: BatchKind) -> None:
    n_seen = 0
    for batch in batches(kind):
        assert batch.inputs is not None
        ends, visible = batch.inputs.cursor.numpy(), batch.inputs.visible.numpy()
        m = visible.shape[2] - LENGTH
        assert m == (WINDOWS.statement if kind.reads_statement else 0)
        assert (visible[:, :, :m] == batch.inputs.is_statement.numpy()[:, None, :m]).all()
        assert not visible[:, :LENGTH, m:].any()  # the first time nothing after the cursor
        rows, i, j = np.nonzero(visible[:, LENGTH:, m:])
        n_seen += len(j)
        ends = ends[:, -LENGTH:]
        assert (j >= ends[rows, i]).all() and (j < ends[rows, i] + WINDOWS.after).all()
        is_below = j > i  # else a row without loss: the cursor has passed its hole
        assert batch.mask.numpy()[rows, j, i][is_below].all()  # of one file
        assert (batch.targets.numpy()[rows, LENGTH + i][~is_below] == IGNORED).all()
    assert n_seen > 500 or not kind.reads_after


@pytest.mark.parametrize("kind", list(BatchKind)[1:])
def test_the_encoder_reads_code_backwards_inside_a_file(kind: BatchKind) -> None:
    for batch in batches(kind, 2):
        assert batch.inputs is not None
        mask = batch.inputs.mask.numpy()
        code = mask[:, -LENGTH:, -LENGTH:]
        assert not np.tril(code, -1).any()
        assert (code.transpose(0, 2, 1) == batch.mask.numpy()[:, :LENGTH, :LENGTH]).all()
        m = mask.shape[1] - LENGTH
        assert not mask[:, :m, m:].any() and not mask[:, m:, :m].any()


def test_kinds_have_their_shares_and_are_the_same_everywhere() -> None:
    first, second = Batcher(PIECES, IS_LAYOUT, 1, 0, 2), Batcher(PIECES, IS_LAYOUT, 1, 1, 2)
    kinds = [first.kind(step, 0.3, 0.1) for step in range(2000)]
    assert kinds == [second.kind(step, 0.3, 0.1) for step in range(2000)]
    assert kinds.count(BatchKind.AFTER) / 2000 == pytest.approx(0.3, abs=0.04)
    for kind in (BatchKind.STATEMENT, BatchKind.BOTH):
        assert kinds.count(kind) / 2000 == pytest.approx(0.05, abs=0.02)


def test_without_statements_no_batch_asks_for_one() -> None:
    stateless = PieceSet(
        PIECES.pieces, PIECES.offsets, PIECES.is_class, np.full(N_FILES, -1, np.int32),
        PIECES.statement_pieces[:0], np.zeros(1, np.int64),
    )  # fmt: skip
    batcher = Batcher(stateless, IS_LAYOUT, 1)
    assert {batcher.kind(step, 0.1, 0.9) for step in range(50)} == {BatchKind.AFTER}


@pytest.mark.parametrize("kind", list(BatchKind))
def test_batches_follow_from_seed_and_step(kind: BatchKind) -> None:
    first, second = batches(kind), batches(kind)
    assert all(map(same, first, second))
    assert not same(first[0], first[-1])


def test_skipping_is_as_good_as_training() -> None:
    batcher = Batcher(PIECES, IS_LAYOUT, 7)
    batcher.skip(4 * 3, LENGTH + 1)
    assert same(batcher.batch(4, BatchKind.AFTER, 3, LENGTH, WINDOWS), batches(BatchKind.AFTER)[4])


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


def test_statements_of_class_files_are_drawn_as_often_as_is_said() -> None:
    """Of the 14 files with a statement every other one is of style class."""

    def share(weight: float) -> float:
        batcher = Batcher(PIECES, IS_LAYOUT, 7, drawing=Drawing(class_statements=weight))
        drawn = [
            batcher.batch(step, BatchKind.STATEMENT, 8, LENGTH, WINDOWS) for step in range(100)
        ]
        files = np.concatenate([(b.pieces[:, 1:].amax(1).numpy() - 1000) // 200 for b in drawn])
        assert (files % 3 == 0).all()
        return float(PIECES.is_class[files].mean())

    assert share(0.0) == 0
    assert share(1.0) == pytest.approx(0.5, abs=0.05)
    assert share(0.1) == pytest.approx(0.1 / 1.1, abs=0.04)


def test_every_kind_of_batch_is_changed_and_resumes_in_step() -> None:
    def one_more(
        file: Pieces, statement: Pieces, rng: np.random.Generator
    ) -> tuple[Pieces, Pieces]:
        return (file + rng.integers(1, 3)).astype(np.uint16), statement + np.uint16(1)

    def batches_of(n_passed: int, drawing: Drawing) -> list[Batch]:
        batcher = Batcher(PIECES, IS_LAYOUT, 7, drawing=drawing)
        batcher.skip(3 * n_passed, LENGTH + 1)
        kinds = [BatchKind.PLAIN, BatchKind.STATEMENT, BatchKind.AFTER, BatchKind.BOTH]
        return [batcher.batch(step, kinds[step], 3, LENGTH, WINDOWS) for step in range(n_passed, 4)]

    changing = Drawing(change=one_more)
    changed, plain = batches_of(0, changing), batches_of(0, Drawing())
    assert not any(same(a, b) for a, b in zip(changed, plain, strict=True))
    assert all(same(a, b) for a, b in zip(changed[2:], batches_of(2, changing), strict=True))
