"""The training loop: batches in, checkpoints out; stops by pieces, minutes or Ctrl-C.

With `patience` it also stops early, when validation has not become better for so long; the best
weights so far then stand in a folder of their own, `best`.
"""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import torch
from torch import Tensor

from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.data.augmentation.mixture import Augmentation
from beamcoder.training.data.batches import Batch, Batcher, BatchKind, Drawing, Windows
from beamcoder.training.data.dataset import PieceSet
from beamcoder.training.run import checkpoint
from beamcoder.training.run.checkpoint import Progress
from beamcoder.training.run.device import Placement, any_of, average_gradients
from beamcoder.training.run.journal import Journal
from beamcoder.training.run.objective import loss_of, mean_loss, to_device, with_text_after_only
from beamcoder.training.run.optimiser import build, rate, set_rate
from beamcoder.training.run.recipe import Phase, Recipe
from beamcoder.training.run.warm_start import Start

VALIDATION_LENGTH = 512  # pieces a row
VALIDATION_ROWS = 4  # rows a batch
VALIDATION_SEED = 1
MAX_GRAD_NORM = 1.0  # for AdamW; Muon does not feel the length of a gradient
BEST = "best"  # in a run's folder: the checkpoint with the best loss of validation
GRAPHS = 64  # compiled variants: kinds of batch times phases, with room


class Trainer:
    """One run: a recipe, a corpus in pieces, a folder that holds its checkpoints and journal."""

    def __init__(
        self,
        recipe: Recipe,
        splits: tuple[PieceSet, PieceSet],
        subword: Subword,
        folder: Path,
        place: Placement,
    ) -> None:
        torch.manual_seed(recipe.run.seed)
        torch.set_num_threads(recipe.run.threads)
        self.recipe, self.folder, self.place = recipe, folder, place
        self.model = Seq2Seq(recipe.model).to(place.device)
        self.optimisers = build(self.model, recipe.optimiser, place.dtype)
        self.progress = Progress()
        train, validation = splits
        seed = recipe.run.seed
        drawing = _drawing(recipe, train, subword)
        self._batcher = Batcher(train, subword.is_layout, seed, place.rank, place.world, drawing)
        self._validation = _fixed_batches(validation, subword, recipe)
        self._loss = self._compiled()
        self._journal = Journal(folder, recipe, quiet=not place.is_first)

    def _compiled(self) -> Callable[[Batch], Tensor]:
        function = loss_of
        if self.recipe.run.compile:
            torch._dynamo.config.recompile_limit = GRAPHS
            function = torch.compile(loss_of, dynamic=False)

        def loss(batch: Batch) -> Tensor:
            return function(self.model, to_device(batch, self.place.device), self.place.dtype)

        return loss

    def begin(self, start: Start) -> None:
        """Take the weights of another model, for a run that begins now."""
        start.put_into(self.model, self.optimisers)

    def resume(self) -> bool:
        """Take up the newest checkpoint of the folder, if there is one."""
        found = checkpoint.checkpoints(self.folder)
        if not found:
            return False
        self.progress = checkpoint.restore(found[-1], self.model, self.optimisers)
        self._journal.resume(self.progress)
        n_pieces = 0
        for step in range(self.progress.step):  # walk the same way through the files
            phase = self.recipe.phase_at(n_pieces)
            n_rows, length = _shape(self._kind(step), phase)
            self._batcher.skip(n_rows, length + 1)
            n_pieces += phase.rows * phase.length * self.place.world
        return True

    def run(self, max_minutes: float = float("inf")) -> None:
        """Train to the recipe's end, for so many minutes, or until Ctrl-C; leaves a checkpoint.

        Ctrl-C takes effect after the step: then KeyboardInterrupt. A second one stops at once.
        """
        run = self.recipe.run
        time_is_up = Alarm(max_minutes)
        time_to_save, time_to_validate = (
            Alarm(run.checkpoint_minutes),
            Alarm(run.validation_minutes),
        )
        try:
            with Interruption() as interruption:
                while self.progress.pieces < run.pieces:
                    self._step()
                    if time_to_validate.rings():
                        self.validate()
                    if time_to_save.rings():
                        self.save()
                    stops = time_is_up.rings() or interruption.came or self._is_out_of_patience
                    if any_of(stops, self.place):
                        break
                if not interruption.came:
                    self.validate()
                self.save()
        finally:
            self._journal.close()
        if interruption.came:
            raise KeyboardInterrupt

    def _step(self) -> None:
        began = time.monotonic()
        recipe, progress = self.recipe, self.progress
        phase, kind = recipe.phase_at(progress.pieces), self._kind(progress.step)
        batch = self._batcher.batch(
            progress.step, kind, *_shape(kind, phase), _windows(recipe.model)
        )
        share = rate(progress.pieces / recipe.run.pieces, progress.step, recipe.optimiser)
        loss = self._loss(batch)
        loss.backward()
        average_gradients(self.model, self.place.world)
        self._update(share)
        seconds = time.monotonic() - began
        self.progress = _advanced(progress, phase, self.place.world, seconds)
        self._journal.step(self.progress, float(loss.detach()), share, kind)

    def _kind(self, step: int) -> BatchKind:
        data = self.recipe.data
        return self._batcher.kind(step, data.after_share, data.statement_share)

    def _update(self, share: float) -> None:
        if self.recipe.optimiser.name == "adamw":
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), MAX_GRAD_NORM)
        set_rate(self.optimisers, share)
        for optimiser in self.optimisers:
            optimiser.step()
            optimiser.zero_grad()

    def validate(self) -> dict[str, float]:
        """Loss per piece on the validation authors, for each kind of batch that they allow."""
        if not self.place.is_first:
            return {}
        losses = {
            kind.value: mean_loss(self.model, batches, self.place.dtype, self.place.device)
            for kind, batches in self._validation.items()
        }
        self._journal.validation(self.progress, losses)
        self.progress = self.progress.judged(losses[BatchKind.PLAIN])
        if self.recipe.run.patience and not self.progress.waited:
            self._save(self.folder / BEST)
        return losses

    @property
    def _is_out_of_patience(self) -> bool:
        return 0 < self.recipe.run.patience <= self.progress.waited

    def save(self) -> None:
        if self.place.is_first:
            self._save(self.folder)
            self._journal.plot()

    def _save(self, folder: Path) -> None:
        config: dict[str, object] = {
            "model": self.recipe.model.to_json(),
            "recipe": self.recipe.to_json(),
        }
        keep = self.recipe.run.keep
        checkpoint.save(folder, self.model, self.optimisers, self.progress, config, keep)


def _advanced(progress: Progress, phase: Phase, world: int, seconds: float) -> Progress:
    n_pieces = phase.rows * phase.length * world
    return replace(
        progress,
        step=progress.step + 1,
        pieces=progress.pieces + n_pieces,
        seconds=progress.seconds + seconds,
    )


def _shape(kind: BatchKind, phase: Phase) -> tuple[int, int]:
    """Rows and their length. A row that reads the text after the cursor is computed twice, so
    there are half as many."""
    return (max(1, phase.rows // 2) if kind.reads_after else phase.rows), phase.length


def _drawing(recipe: Recipe, train: PieceSet, subword: Subword) -> Drawing:
    data = recipe.data
    shares = Augmentation(data.brace_share, data.line_share, data.rename_share, data.restate_share)
    return Drawing(data.statement_class_weight, shares.over(train, subword))


def _windows(model: ModelConfig) -> Windows:
    return Windows(model.after_context, model.statement_context)


def _fixed_batches(
    pieces: PieceSet, subword: Subword, recipe: Recipe
) -> dict[BatchKind, list[Batch]]:
    """The same validation batches whatever the recipe's phases, so that runs compare."""
    length = min(VALIDATION_LENGTH, recipe.model.context)
    batcher = Batcher(pieces, subword.is_layout, VALIDATION_SEED)
    n_plain = max(1, recipe.run.validation_rows // VALIDATION_ROWS)
    n_batches = {kind: max(1, n_plain // 2) for kind in BatchKind} | {BatchKind.PLAIN: n_plain}
    has_statements = max(pieces.statement, default=-1) >= 0
    windows = _windows(recipe.model)

    def batch(step: int, kind: BatchKind) -> Batch:
        made = batcher.batch(step, kind, VALIDATION_ROWS, length, windows)
        return with_text_after_only(made) if kind.reads_after else made

    return {
        kind: [batch(step, kind) for step in range(n)]
        for kind, n in n_batches.items()
        if has_statements or not kind.reads_statement
    }


class Alarm:
    """Due every so many minutes."""

    def __init__(self, minutes: float) -> None:
        self._seconds = 60 * minutes
        self._last = time.monotonic()

    def rings(self) -> bool:
        now = time.monotonic()
        if now - self._last <= self._seconds:
            return False
        self._last = now
        return True


class Interruption:
    """Handles Ctrl-C: the first one is only noted, the second one raises KeyboardInterrupt."""

    def __init__(self) -> None:
        self.came = False
        self._before: Any = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _hear(self, *_: object) -> None:
        if self.came:
            raise KeyboardInterrupt
        self.came = True
