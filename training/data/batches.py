"""Batches: files packed into rows, with the encoder's input for each.

A row of `length` pieces holds several files one after the other (best fit from a pool of shuffled
files, so that few are cut); attention stays inside a file. Four kinds of batch: *plain* (the
encoder sleeps), *after* (each row stands there twice, the second time with what follows a hole
after the cursor, see `holes`), *statement* (one file a row, with its problem statement), and
*both*. Everything is a function of (seed, step): a resumed run sees the same batches.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from beamcoder.model.network.seq2seq import EncoderInput
from beamcoder.training.data.augmentation.mixture import Change, unchanged
from beamcoder.training.data.dataset import PieceSet
from beamcoder.training.data.holes import IGNORED, Holes, Mask, Page, doubled, draw

POOL_FILES = 256  # files among which the best fit is looked for
MIN_CHUNK = 32  # pieces: a shorter free end of a row stays empty
WITH_AFTER_SHARE = 0.5  # of the steps that read a statement: those that also read what follows


class BatchKind(StrEnum):
    PLAIN = "plain"
    AFTER = "after"
    STATEMENT = "statement"
    BOTH = "both"

    @property
    def reads_after(self) -> bool:
        return self in (BatchKind.AFTER, BatchKind.BOTH)

    @property
    def reads_statement(self) -> bool:
        return self in (BatchKind.STATEMENT, BatchKind.BOTH)


@dataclass(frozen=True, slots=True)
class Windows:
    """How many pieces the encoder reads at most: of what follows the hole, of a statement."""

    after: int
    statement: int


@dataclass(frozen=True, slots=True)
class Batch:
    """pieces, targets, positions (rows, n); mask (rows, n, n); `inputs` of the encoder.

    n is the length of a row, or twice that where the text after the cursor is read.
    """

    pieces: Tensor
    targets: Tensor
    positions: Tensor
    mask: Tensor
    inputs: EncoderInput | None


class Packer:
    """Endless rows of files in an order that only the seed decides; `part` of `n_parts` files."""

    def __init__(
        self,
        pieces: PieceSet,
        seed: int,
        part: int = 0,
        n_parts: int = 1,
        change: Change = unchanged,
    ) -> None:
        self._pieces = pieces
        self._order = self._shuffled(seed, np.arange(part, pieces.n_files, n_parts))
        self._change, self._rng = change, np.random.default_rng([seed, part, 3])
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
            file, nothing = self._pieces.file(next(self._order)), self._pieces.pieces[:0]
            self._pool.append(self._change(file, nothing, self._rng)[0])
        sizes = np.array([len(chunk) for chunk in self._pool])
        fitting = np.where(sizes <= room, sizes, -1)
        if fitting.max() > 0:
            return self._pool.pop(int(fitting.argmax()))
        i = int(sizes.argmin())
        chunk = self._pool[i]
        self._pool[i] = chunk[room:]
        return chunk[:room]


@dataclass(frozen=True, slots=True)
class Drawing:
    """How files are drawn and changed: those of style `class` that have a statement so often as
    others; `change` for files of any kind of batch, with the statement if that is read."""

    class_statements: float = 1.0
    change: Change = unchanged


class Batcher:
    """Makes the batch of a step. `layout_pieces` are the pieces that begin a line."""

    def __init__(
        self,
        pieces: PieceSet,
        layout_pieces: NDArray[np.bool_],
        seed: int,
        part: int = 0,
        n_parts: int = 1,
        drawing: Drawing | None = None,
    ) -> None:
        self._pieces = pieces
        self._layout = layout_pieces
        self._drawing = drawing or Drawing()
        self._packer = Packer(pieces, seed, part, n_parts, self._drawing.change)
        self._stated = np.flatnonzero(np.asarray(pieces.statement) >= 0)
        self._weights = self._weighed()
        self._seed = (seed, part)

    def _weighed(self) -> NDArray[np.float64] | None:
        """Chance of each file that has a statement; None if all are as likely."""
        if self._drawing.class_statements == 1 or not len(self._stated):
            return None
        is_class = np.asarray(self._pieces.is_class)[self._stated]
        weights = np.where(is_class, self._drawing.class_statements, 1.0)
        return weights / weights.sum()

    def _stated_files(
        self, n: int, rng: np.random.Generator
    ) -> tuple[list[NDArray[np.uint16]], list[NDArray[np.uint16]]]:
        """So many files drawn, and their statements."""
        drawn = [int(i) for i in rng.choice(self._stated, n, p=self._weights)]
        files = [(self._pieces.file(i), self._pieces.statement_of(i)) for i in drawn]
        changed = [self._drawing.change(*pair, rng) for pair in files]
        return [file for file, _ in changed], [statement for _, statement in changed]

    def kind(self, step: int, after_share: float, statement_share: float) -> BatchKind:
        """Which kind of batch a step is; the same on every process."""
        drawn = np.random.default_rng([self._seed[0], step, 1]).random()
        if drawn < statement_share and len(self._stated):
            with_after = drawn < statement_share * WITH_AFTER_SHARE
            return BatchKind.BOTH if with_after else BatchKind.STATEMENT
        return BatchKind.AFTER if drawn < statement_share + after_share else BatchKind.PLAIN

    def skip(self, n_rows: int, length: int) -> None:
        """Pass over rows, as if they had been trained on."""
        for _ in range(n_rows):
            self._packer.row(length)

    def batch(
        self, step: int, kind: BatchKind, n_rows: int, length: int, windows: Windows
    ) -> Batch:
        """The batch of a step: `n_rows` rows of `length` inputs each."""
        rng = np.random.default_rng([*self._seed, step, 2])
        rows = [self._packer.row(length + 1) for _ in range(n_rows)]  # also keeps the order in step
        statements = list[NDArray[np.uint16]]()
        if kind.reads_statement:
            files, statements = self._stated_files(n_rows, rng)
            rows = [_alone(file, length + 1) for file in files]
        page, owner = (np.stack(part) for part in zip(*rows, strict=True))
        code, targets = page[:, :-1], _targets(page, owner)
        same = _same_file(owner[:, :-1])
        mask: Mask = same & np.tri(length, dtype=np.bool_)
        positions, holes, inputs = np.tile(np.arange(length), (n_rows, 1)), None, None
        pieces = code
        if kind.reads_after:
            holes = draw(self._layout[page], owner, rng)
            pieces, targets, mask, positions = doubled(code, targets, mask, holes)
        if kind is not BatchKind.PLAIN:
            inputs = encoder_input(code, same, holes, statements, windows)
        return Batch(_tensor(pieces), _tensor(targets), _tensor(positions), _tensor(mask), inputs)


def _same_file(owner: Page) -> NDArray[np.bool_]:
    """(rows, n) -> (rows, n, n); padding is with itself alone: no row of a mask is empty."""
    same = (owner[:, :, None] == owner[:, None, :]) & (owner[:, :, None] > 0)
    return same | np.eye(owner.shape[1], dtype=np.bool_)


def _targets(page: Page, owner: Page) -> Page:
    """The next piece of the same file, (rows, n) -> (rows, n - 1); IGNORED where there is none."""
    inside = (owner[:, 1:] == owner[:, :-1]) & (owner[:, 1:] > 0)
    return np.where(inside, page[:, 1:], IGNORED)


def encoder_input(
    code: Page,
    same: Mask,
    holes: Holes | None,
    statements: list[NDArray[np.uint16]],
    windows: Windows,
) -> EncoderInput:
    """Statement (rows, windows.statement) if any, then the row itself, read from right to left.

    Every row of the decoder reads the statement, and the second half of a doubled row also what
    follows its hole.
    """
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
    cursor, visible = _visible_after(same, holes, windows)
    visible = np.pad(visible, ((0, 0), (0, 0), (m, 0)))
    visible[:, :, :m] = is_statement[:, None, :m]
    positions = np.tile(np.concatenate([np.arange(m), np.arange(n)]), (n_rows, 1))
    return EncoderInput(
        pieces=_tensor(page),
        positions=_tensor(positions),
        is_statement=_tensor(is_statement),
        mask=_tensor(mask),
        cursor=_tensor(cursor),
        visible=_tensor(visible),
    )


def _visible_after(same: Mask, holes: Holes | None, windows: Windows) -> tuple[Page, Mask]:
    """Where the text after the cursor begins for each row of the decoder, and which positions each
    sees."""
    if holes is None:
        return np.zeros(same.shape[:2], np.int64), np.zeros_like(same)
    columns, begin = np.arange(same.shape[1]), holes.ends[:, :, None]
    seen = same & (columns >= begin) & (columns < begin + windows.after)
    blind = np.zeros_like(seen)
    return np.tile(holes.ends, 2), np.concatenate([blind, seen], 1)


def _alone(file: NDArray[np.uint16], length: int) -> tuple[Page, Page]:
    """The head of one file as a row."""
    pieces, owner = np.zeros(length, np.int64), np.zeros(length, np.int64)
    n = min(length, len(file))
    pieces[:n], owner[:n] = file[:n], 1
    return pieces, owner


def _tensor(array: Page | Mask) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))
