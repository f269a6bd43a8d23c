"""Batches: files packed into rows, and what the encoder may read of each.

A row of `length` pieces holds several files behind each other (best fit from a pool of shuffled
files, so that few are cut); attention stays inside a file. Three kinds of batch: *plain* (the
encoder sleeps), *after* (each row also reads what follows a hole behind the next piece), and
*statement* (one file a row, with its problem statement, and half the time what follows).
Everything is a function of (seed, step): a resumed run sees the same batches.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from beamcoder.model.seq2seq import EncoderInput
from beamcoder.training.dataset import PieceSet

POOL_FILES = 256  # files among which the best fit is looked for
MIN_CHUNK = 32  # pieces: a shorter free end of a row stays empty
IGNORED = -1  # target that carries no loss

# What is missing behind the next piece, by a draw for each file of a row: our guess at how people
# type. Up to the first: the rest of the line; up to the second: some lines more; else few pieces.
LINE_SHARE, LINES_SHARE = 0.6, 0.85
MORE_LINES_STOP = 0.4  # chance that a line more is the last (geometric: 2.5 of them on average)
MAX_MORE_LINES = 8
MAX_NEAR_PIECES = 8
WITH_AFTER_SHARE = 0.5  # of the rows that read a statement: those that also read what follows

Page = NDArray[np.int64]


class Kind(StrEnum):
    PLAIN = "plain"
    AFTER = "after"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Windows:
    """How many pieces the encoder reads at most: of what follows the hole, of a statement."""

    after: int
    statement: int


@dataclass(frozen=True, slots=True)
class Batch:
    """pieces, targets (rows, length); mask (rows, length, length); `given` for the encoder."""

    pieces: Tensor
    targets: Tensor
    mask: Tensor
    given: EncoderInput | None


class Packer:
    """Endless rows of files in an order that only the seed decides; `part` of `n_parts` files."""

    def __init__(self, pieces: PieceSet, seed: int, part: int = 0, n_parts: int = 1) -> None:
        self._pieces = pieces
        self._order = self._shuffled(seed, np.arange(part, pieces.n_files, n_parts))
        self._pool: list[NDArray[np.uint16]] = []

    @staticmethod
    def _shuffled(seed: int, files: NDArray[np.int64]) -> Iterator[int]:
        epoch = 0
        while True:
            order = np.random.default_rng([seed, epoch]).permutation(files)
            yield from (int(i) for i in order)
            epoch += 1

    def row(self, length: int) -> tuple[Page, Page]:
        """-> pieces and file numbers inside the row, (length,) each; number 0 is padding."""
        pieces = np.zeros(length, np.int64)
        owner = np.zeros(length, np.int64)
        used = n = 0
        while length - used >= MIN_CHUNK:
            chunk = self._best_fit(length - used)
            n += 1
            pieces[used : used + len(chunk)] = chunk
            owner[used : used + len(chunk)] = n
            used += len(chunk)
        return pieces, owner

    def _best_fit(self, room: int) -> NDArray[np.uint16]:
        """The longest chunk that fits; if none does, the head of the shortest, cut to fit."""
        while len(self._pool) < POOL_FILES:
            self._pool.append(self._pieces.file(next(self._order)))
        sizes = np.array([len(chunk) for chunk in self._pool])
        fitting = np.where(sizes <= room, sizes, -1)
        if fitting.max() > 0:
            return self._pool.pop(int(fitting.argmax()))
        i = int(sizes.argmin())
        chunk = self._pool[i]
        self._pool[i] = chunk[room:]
        return chunk[:room]


class Batcher:
    """Makes the batch of a step. `layout_pieces` are the pieces that begin a line."""

    def __init__(
        self,
        pieces: PieceSet,
        layout_pieces: NDArray[np.bool_],
        seed: int,
        part: int = 0,
        n_parts: int = 1,
    ) -> None:
        self._pieces = pieces
        self._layout = layout_pieces
        self._packer = Packer(pieces, seed, part, n_parts)
        self._stated = np.flatnonzero(np.asarray(pieces.statement) >= 0)
        self._seed = (seed, part)

    def kind(self, step: int, after_share: float, statement_share: float) -> Kind:
        """Which kind of batch a step is; the same on every process."""
        draw = np.random.default_rng([self._seed[0], step, 1]).random()
        if draw < statement_share and len(self._stated):
            return Kind.STATEMENT
        return Kind.AFTER if draw < statement_share + after_share else Kind.PLAIN

    def skip(self, n_rows: int, length: int) -> None:
        """Pass over rows, as if they had been trained on."""
        for _ in range(n_rows):
            self._packer.row(length)

    def batch(self, step: int, kind: Kind, n_rows: int, length: int, windows: Windows) -> Batch:
        """The batch of a step: `n_rows` rows of `length` inputs each."""
        rng = np.random.default_rng([*self._seed, step, 2])
        rows = [self._packer.row(length + 1) for _ in range(n_rows)]  # also keeps the order in step
        stated = np.empty(0, np.int64)
        if kind is Kind.STATEMENT:
            stated = rng.choice(self._stated, n_rows)
            rows = [_alone(self._pieces.file(int(i)), length + 1) for i in stated]
        page, owner = (np.stack(part) for part in zip(*rows, strict=True))
        same = _same_file(owner[:, :-1])
        given = None
        if kind is not Kind.PLAIN:
            ends = hole_ends(self._layout[page], owner, rng)
            statements = [self._pieces.statement_of(int(i)) for i in stated]
            given = encoder_input(page[:, :-1], same, ends, statements, windows, rng)
        causal = same & np.tri(length, dtype=np.bool_)
        targets = _targets(page, owner)
        return Batch(_tensor(page[:, :-1]), _tensor(targets), torch.from_numpy(causal), given)


def _same_file(owner: Page) -> NDArray[np.bool_]:
    """(rows, n) -> (rows, n, n); padding is with itself alone: no row of a mask is empty."""
    same = (owner[:, :, None] == owner[:, None, :]) & (owner[:, :, None] > 0)
    return same | np.eye(owner.shape[1], dtype=np.bool_)


def _targets(page: Page, owner: Page) -> Page:
    """The next piece of the same file, (rows, n) -> (rows, n - 1); IGNORED where there is none."""
    inside = (owner[:, 1:] == owner[:, :-1]) & (owner[:, 1:] > 0)
    return np.where(inside, page[:, 1:], IGNORED)


def hole_ends(is_layout: NDArray[np.bool_], owner: Page, rng: np.random.Generator) -> Page:
    """Where the text after the cursor begins, for each input i of each row: (rows, length).

    `is_layout` and `owner` are (rows, length + 1). The cursor stands behind piece i, and the hole
    is the pieces from i + 1 up to its end, which may lie behind the file or the row: then nothing
    follows. The hole is empty only where i + 1 begins a line: a cursor at a line's end, with all
    that comes below in sight. Otherwise the next piece, i + 1, is in the hole.
    """
    n_rows, n = owner.shape
    at = np.broadcast_to(np.arange(1, n), (n_rows, n - 1))  # the next piece
    starts = np.where(is_layout, np.arange(n), n)
    next_line = np.minimum.accumulate(starts[:, ::-1], axis=1)[:, ::-1]  # first line start >= i
    next_line = np.concatenate([next_line, np.full((n_rows, 1), n)], axis=1)
    ends = np.take_along_axis(next_line, at, 1)
    n_files = int(owner.max()) + 1
    draws, gaps = rng.random((n_rows, n_files)), rng.geometric(MORE_LINES_STOP, (n_rows, n_files))
    draw = np.take_along_axis(draws, owner[:, :-1], 1)
    gap = np.take_along_axis(gaps, owner[:, :-1], 1)
    for extra in range(1, MAX_MORE_LINES + 1):
        further = np.take_along_axis(next_line, np.minimum(ends + 1, n), 1)
        ends = np.where((draw > LINE_SHARE) & (draw <= LINES_SHARE) & (gap >= extra), further, ends)
    near = at + rng.integers(1, MAX_NEAR_PIECES + 1, at.shape)
    return np.where(draw > LINES_SHARE, np.minimum(near, n), ends)


def encoder_input(
    code: Page,
    same: NDArray[np.bool_],
    ends: Page,
    statements: list[NDArray[np.uint16]],
    windows: Windows,
    rng: np.random.Generator,
) -> EncoderInput:
    """Statement (rows, windows.statement) if any, then the row itself, read from right to left."""
    n_rows, n = code.shape
    m = windows.statement if statements else 0
    page = np.zeros((n_rows, m + n), np.int64)
    page[:, m:] = code
    is_statement = np.zeros((n_rows, m + n), np.bool_)
    for row, statement in enumerate(statements):
        n_read = min(m, len(statement))
        page[row, :n_read] = statement[:n_read]
        is_statement[row, :n_read] = True
    mask = np.zeros((n_rows, m + n, m + n), np.bool_)
    mask[:, m:, m:] = same & ~np.tri(n, k=-1, dtype=np.bool_)
    mask[:, :m, :m] = is_statement[:, None, :m]
    mask |= np.eye(m + n, dtype=np.bool_)
    columns = np.arange(n)
    visible = np.zeros((n_rows, n, m + n), np.bool_)
    begin = ends[:, :, None]
    visible[:, :, m:] = same & (columns >= begin) & (columns < begin + windows.after)
    if statements:
        visible[:, :, m:] &= rng.random((n_rows, 1, 1)) < WITH_AFTER_SHARE
        visible[:, :, :m] = is_statement[:, None, :m]
    positions = np.concatenate([np.arange(m), columns])
    return EncoderInput(
        pieces=_tensor(page),
        positions=_tensor(np.broadcast_to(positions, page.shape)),
        is_statement=torch.from_numpy(is_statement),
        mask=torch.from_numpy(mask),
        cursor=_tensor(ends),
        visible=torch.from_numpy(visible),
    )


def _alone(file: NDArray[np.uint16], length: int) -> tuple[Page, Page]:
    """The head of one file as a row."""
    pieces, owner = np.zeros(length, np.int64), np.zeros(length, np.int64)
    n = min(length, len(file))
    pieces[:n], owner[:n] = file[:n], 1
    return pieces, owner


def _tensor(array: Page) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))
