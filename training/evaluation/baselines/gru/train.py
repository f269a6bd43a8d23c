"""Training of the GRU baseline for a number of minutes, on the model's pieces.

    python -m beamcoder.training.evaluation.baselines.gru.train train \\
        --corpus DIR --minutes 9 --out DIR

Rows are streams of whole files one after the other; gradients go back over one chunk, the state is
carried on to the next and forgotten where a file begins. AdamW, whose rate rises for some steps
and then falls to nothing when the time is up. Karampatsis et al. 2020 trained for many epochs by
SGD with dropout 0.5; within minutes not one epoch is reached, the network underfits, and dropout
would cost without anything to gain: there is none here.

The loss per piece on the validation authors is that of `beamcoder train`: same rows, same pieces,
seconds of training counted in the same way.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from beamcoder.errors import CorpusError, UsageError, exit_code_of
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.data.batches import Batcher, BatchKind, Windows
from beamcoder.training.data.dataset import Choice, PieceSet, keep_pieces, keep_vocabulary
from beamcoder.training.data.holes import IGNORED
from beamcoder.training.evaluation.baselines.gru.network import (
    PLAIN,
    Gru,
    GruConfig,
    Steps,
    backward_step,
    forward_step,
    save,
)
from beamcoder.training.run.device import Placement, keep_freed_memory, place
from beamcoder.training.run.loop import VALIDATION_LENGTH, VALIDATION_ROWS, VALIDATION_SEED

BETAS = (0.9, 0.98)
MAX_GRAD_NORM = 1.0
WARMUP_STEPS = 50
HEAD_PIECES = 4096  # whose logits are held at once when validating: 100 MB of them


@dataclass(frozen=True, slots=True)
class GruOptions:
    """`rows` streams, `length` pieces a chunk; `validation_rows` of 512 pieces, as in recipes."""

    minutes: float = 9.0
    rows: int = 64
    length: int = 64
    lr: float = 0.006
    embedding_lr: float = 0.04  # of numbers that begin as large as 1
    n_validations: int = 9
    validation_rows: int = 64
    seed: int = 0
    compile: bool = True


@dataclass(frozen=True, slots=True)
class Chunk:
    """pieces, targets, keep: (rows, length) each; `keep` is 0 where a text begins."""

    pieces: Tensor
    targets: Tensor
    keep: Tensor


@dataclass(frozen=True, slots=True)
class GruMark:
    """How far a run was when it was validated; `loss` in nats a piece."""

    seconds: float
    pieces: int
    loss: float


def chunks(pieces: PieceSet, bos: int, options: GruOptions) -> Iterator[Chunk]:
    """Endless: each epoch the files in another order, cut into one stream a row."""
    rows, length, epoch = options.rows, options.length, 0
    while True:
        order = np.random.default_rng([options.seed, epoch]).permutation(pieces.n_files)
        flat = np.concatenate([pieces.file(int(i)) for i in order])
        n_columns = (len(flat) - 1) // rows
        if n_columns < length:
            raise CorpusError(f"{len(flat)} pieces are too few for {rows} rows of {length}")
        begins = n_columns * np.arange(rows)[:, None]
        for at in range(0, n_columns - length + 1, length):
            yield cut(flat[begins + np.arange(at, at + length + 1)].astype(np.int64), bos)
        epoch += 1


def cut(page: NDArray[np.int64], bos: int) -> Chunk:
    """(rows, length + 1) pieces of streams -> a chunk; nothing is learned of what file follows."""
    targets = np.where(page[:, 1:] == bos, IGNORED, page[:, 1:])
    keep = (page[:, :-1] != bos).astype(np.float32)
    return Chunk(torch.from_numpy(page[:, :-1]), torch.from_numpy(targets), torch.from_numpy(keep))


def validation_chunk(pieces: PieceSet, subword: Subword, n_rows: int) -> Chunk:
    """The rows on which `beamcoder train` measures its loss `plain`, all in one."""
    batcher = Batcher(pieces, subword.is_layout, VALIDATION_SEED)
    batches = [
        batcher.batch(step, BatchKind.PLAIN, VALIDATION_ROWS, VALIDATION_LENGTH, Windows(0, 0))
        for step in range(max(1, n_rows // VALIDATION_ROWS))
    ]
    mask = torch.cat([batch.mask for batch in batches])
    keep = torch.zeros(mask.shape[:2])
    keep[:, 1:] = mask.diagonal(-1, 1, 2)  # 0 where a piece does not read the one before
    page, targets = ([getattr(b, name) for b in batches] for name in ("pieces", "targets"))
    return Chunk(torch.cat(page), torch.cat(targets), keep)


def piece_loss(head: tuple[Tensor, Tensor], states: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy; products in the type of `states` (m, units), the loss in float32."""
    weight, bias = (part.to(states.dtype) for part in head)
    logits = F.linear(states, weight, bias)
    return F.cross_entropy(logits.float(), targets, ignore_index=IGNORED)


@torch.no_grad()
def mean_loss(model: Gru, chunk: Chunk, where: Placement) -> float:
    """Loss per piece of rows that each begin with nothing known."""
    pieces, targets, keep = (t.to(where.device) for t in (chunk.pieces, chunk.targets, chunk.keep))
    start = torch.zeros(len(pieces), model.config.units, device=where.device)
    states = model.states(pieces, keep, start, where.dtype).flatten(0, 1).to(where.dtype)
    total, head = 0.0, (model.head.weight, model.head.bias)
    for part, wanted in zip(
        states.split(HEAD_PIECES), targets.flatten().split(HEAD_PIECES), strict=True
    ):
        n = int((wanted != IGNORED).sum())
        total += n * float(piece_loss(head, part, wanted)) if n else 0.0
    return total / max(1, int((targets != IGNORED).sum()))


class GruTrainer:
    """One run, from nothing to the end of its time."""

    def __init__(self, model: Gru, options: GruOptions, where: Placement) -> None:
        self.model = model.to(where.device)
        self._options, self._where = options, where
        embedding = model.embedding.weight
        rest = [p for p in model.parameters() if p is not embedding]
        groups: list[dict[str, Any]] = [{"params": [embedding]}, {"params": rest}]
        self._optimiser = torch.optim.AdamW(groups, betas=BETAS, weight_decay=0.0, fused=True)
        self._steps, self._loss = PLAIN, piece_loss
        if options.compile:
            steps = (torch.compile(step, dynamic=False) for step in (forward_step, backward_step))
            self._steps, self._loss = Steps(*steps), torch.compile(piece_loss, dynamic=False)
        self.n_steps, self.n_pieces, self.seconds = 0, 0, 0.0

    def run(self, pieces: PieceSet, bos: int, validation: Chunk) -> list[GruMark]:
        """Train until the time is up -> the loss on the way, validation's own time left out."""
        options, marks = self._options, list[GruMark]()
        whole_s = 60 * options.minutes
        state = torch.zeros(options.rows, self.model.config.units, device=self._where.device)
        source = chunks(pieces, bos, options)
        while self.seconds < whole_s:
            began = time.monotonic()
            state = self.step(next(source), state, 1 - self.seconds / whole_s)
            self.seconds += time.monotonic() - began
            if self.seconds >= whole_s * (len(marks) + 1) / options.n_validations:
                marks.append(self._mark(validation))
        return marks

    def step(self, chunk: Chunk, state: Tensor, left: float) -> Tensor:
        """One update; `left` is the share of the time. -> the state after the chunk."""
        device, dtype = self._where.device, self._where.dtype
        share = min(left, (self.n_steps + 1) / WARMUP_STEPS)
        rates = self._options.embedding_lr, self._options.lr
        for group, rate in zip(self._optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * share
        inputs, targets, keep = (t.to(device) for t in (chunk.pieces, chunk.targets, chunk.keep))
        states = self.model.states(inputs, keep, state, dtype, self._steps)
        head = self.model.head.weight, self.model.head.bias
        loss = self._loss(head, states.flatten(0, 1).to(dtype), targets.flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), MAX_GRAD_NORM)
        self._optimiser.step()
        self._optimiser.zero_grad()
        self.n_steps, self.n_pieces = self.n_steps + 1, self.n_pieces + chunk.pieces.numel()
        return states[:, -1].detach()

    def _mark(self, validation: Chunk) -> GruMark:
        loss = mean_loss(self.model, validation, self._where)
        mark = GruMark(round(self.seconds, 1), self.n_pieces, round(loss, 5))
        rate = mark.pieces / mark.seconds
        state = f"{mark.seconds:.0f} s, {mark.pieces / 1e6:.2f} M pieces, {rate:,.0f} pieces/s"
        print(f"{state}: validation loss per piece {loss:.4f}", file=sys.stderr, flush=True)
        return mark


def train(
    corpus: Path, out: Path, options: GruOptions, n_pieces: int, styles: tuple[str, ...]
) -> None:
    """From a corpus folder to a folder that `gru_engine.open_gru` opens."""
    if not options.minutes > 0:
        raise UsageError(f"--minutes must be positive, not {options.minutes}")
    keep_freed_memory()
    where = place("auto")
    vocabulary = keep_vocabulary(corpus, n_pieces)
    subword = Subword.load(vocabulary)
    pieces, validation = keep_pieces(corpus, vocabulary, Choice(styles))
    torch.manual_seed(options.seed)
    model = Gru(GruConfig(subword.n_pieces))
    trainer = GruTrainer(model, options, where)
    marks = trainer.run(
        pieces, subword.bos, validation_chunk(validation, subword, options.validation_rows)
    )
    training = {"styles": styles, "epoch_pieces": len(pieces.pieces), "steps": trainer.n_steps}
    training |= {"options": asdict(options), "marks": [asdict(mark) for mark in marks]}
    save(model, vocabulary, out, training)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="gru", description=__doc__.split("\n", 1)[0])
    add = parser.add_subparsers(dest="verb", required=True).add_parser("train").add_argument
    default = GruOptions()
    add("--corpus", required=True, type=Path, metavar="DIR", help="what `corpus build` made")
    add("--out", required=True, type=Path, metavar="DIR", help="the folder to write")
    add("--minutes", type=float, default=default.minutes, metavar="M", help="train for so long")
    add("--lr", type=float, default=default.lr, help="the highest rate")
    add("--pieces", type=int, default=GruConfig().n_pieces, metavar="N", help="of the vocabulary")
    args = parser.parse_args(argv)
    options = replace(default, minutes=args.minutes, lr=args.lr)
    return exit_code_of(
        "gru", lambda: train(args.corpus, args.out, options, args.pieces, ("stdin",))
    )


if __name__ == "__main__":
    sys.exit(main())
