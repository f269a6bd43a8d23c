"""The training loop: batches in, checkpoints out; stops by pieces, by minutes or by Ctrl-C."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from beamcoder.model.seq2seq import Seq2Seq
from beamcoder.tokenizer.subword import Subword
from beamcoder.training import checkpoint
from beamcoder.training.batches import Batch, Batcher, Kind
from beamcoder.training.checkpoint import Progress
from beamcoder.training.dataset import PieceSet
from beamcoder.training.device import Placement, average_gradients
from beamcoder.training.journal import Journal
from beamcoder.training.objective import loss_of, mean_loss, to_device
from beamcoder.training.optimiser import build, rate, set_rate
from beamcoder.training.recipe import Phase, Recipe

VALIDATION_LENGTH = 512  # pieces a row
MAX_GRAD_NORM = 1.0  # for AdamW; Muon does not feel the length of a gradient
GRAPHS = 64  # compiled variants: kinds of batch times phases, with room


class Trainer:
    """One run: a recipe, a corpus in pieces, a folder that holds its checkpoints and journal."""

    def __init__(self, recipe: Recipe, splits: tuple[PieceSet, PieceSet], subword: Subword,
                 folder: Path, place: Placement) -> None:  # fmt: skip
        torch.manual_seed(recipe.run.seed)
        torch.set_num_threads(recipe.run.threads)
        self.recipe, self.folder, self.place = recipe, folder, place
        self.model = Seq2Seq(recipe.model).to(place.device)
        self.optimisers = build(self.model, recipe.optimiser, place.dtype)
        self.progress = Progress()
        train, validation = splits
        seed = recipe.run.seed
        self._batcher = Batcher(train, subword.is_layout, seed, place.rank, place.world)
        self._validation = _fixed_batches(validation, subword, recipe)
        self._loss = self._compiled()
        self._journal = Journal(folder, recipe, quiet=not place.is_first)

    def _compiled(self) -> Callable[[Batch], Tensor]:
        function = loss_of
        if self.recipe.run.compile:
            torch._dynamo.config.recompile_limit = GRAPHS
            function = torch.compile(loss_of, dynamic=False)

        def loss(batch: Batch) -> Tensor:
            b = to_device(batch, self.place.device)
            return function(self.model, b.pieces, b.targets, b.mask, b.given, self.place.dtype)

        return loss

    def resume(self) -> bool:
        """Take up the newest checkpoint of the folder, if there is one."""
        found = checkpoint.checkpoints(self.folder)
        if not found:
            return False
        self.progress = checkpoint.restore(found[-1], self.model, self.optimisers)
        n_pieces = 0
        for _ in range(self.progress.step):  # walk the same way through the files
            phase = self.recipe.phase_at(n_pieces)
            self._batcher.skip(phase.rows, phase.length + 1)
            n_pieces += phase.rows * phase.length * self.place.world
        return True

    def run(self, max_minutes: float = float("inf")) -> None:
        """Train to the recipe's end, or for so many minutes; always leaves a checkpoint."""
        run, started = self.recipe.run, time.monotonic()
        saved = validated = started
        try:
            while self.progress.pieces < run.pieces:
                self._step()
                now = time.monotonic()
                if now - validated > run.validation_minutes * 60:
                    self.validate()
                    validated = now
                if now - saved > run.checkpoint_minutes * 60:
                    self.save()
                    saved = now
                if now - started > max_minutes * 60:
                    break
            self.validate()
        finally:
            self.save()
            self._journal.close()

    def _step(self) -> None:
        began = time.monotonic()
        recipe, progress = self.recipe, self.progress
        phase = recipe.phase_at(progress.pieces)
        kind = self._batcher.kind(progress.step, recipe.data.after_share, recipe.data.statement_share)
        batch = self._batcher.batch(
            progress.step, kind, phase.rows, phase.length, recipe.model.statement_context
        )
        share = rate(progress.pieces / recipe.run.pieces, progress.step, recipe.optimiser)
        loss = self._loss(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        average_gradients(self.model, self.place.world)
        self._update(share)
        seconds = time.monotonic() - began
        self.progress = _advanced(progress, phase, self.place.world, seconds)
        self._journal.step(self.progress, float(loss.detach()), share, kind)

    def _update(self, share: float) -> None:
        if self.recipe.optimiser.name == "adamw":
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), MAX_GRAD_NORM)
        set_rate(self.optimisers, share)
        for optimiser in self.optimisers:
            optimiser.step()
            optimiser.zero_grad()

    def validate(self) -> dict[str, float]:
        """Loss per piece on the validation authors, for each kind of batch that they allow."""
        losses = {
            kind.value: mean_loss(self.model, batches, self.place.dtype, self.place.device)
            for kind, batches in self._validation.items()
        }
        self._journal.validation(self.progress, losses)
        return losses

    def save(self) -> None:
        if not self.place.is_first:
            return
        config: dict[str, object] = {
            "model": self.recipe.model.to_json(),
            "recipe": self.recipe.to_json(),
        }
        checkpoint.save(self.folder, self.model, self.optimisers, self.progress, config)
        self._journal.plot()


def _advanced(progress: Progress, phase: Phase, world: int, seconds: float) -> Progress:
    n_pieces = phase.rows * phase.length * world
    return replace(
        progress,
        step=progress.step + 1,
        pieces=progress.pieces + n_pieces,
        seconds=progress.seconds + seconds,
    )


def _fixed_batches(pieces: PieceSet, subword: Subword, recipe: Recipe) -> dict[Kind, list[Batch]]:
    """The same validation batches whatever the recipe's phases, so that runs compare."""
    length = min(VALIDATION_LENGTH, recipe.model.context)
    batcher = Batcher(pieces, subword.is_layout, seed=1)
    n_rows = max(1, recipe.run.validation_rows // 4)
    kinds = [Kind.PLAIN, Kind.AFTER] + ([Kind.STATEMENT] if max(pieces.statement, default=-1) >= 0 else [])
    return {
        kind: [
            batcher.batch(step, kind, 4, length, recipe.model.statement_context)
            for step in range(n_rows if kind is Kind.PLAIN else max(1, n_rows // 2))
        ]
        for kind in kinds
    }
