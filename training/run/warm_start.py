"""Warm start of a run: weights and vocabulary of a model folder or a checkpoint.

    start = Start.open(Path("model"))       # a finished model folder, or a checkpoint of a run
    start.put_into(model, optimisers)

A model folder gives its weights out of eight bits; a checkpoint also the state of its optimisers.
Either brings its vocabulary, which is then the run's: pieces mean nothing under another one.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from beamcoder.errors import CheckpointError
from beamcoder.model.artefact import SUMS, TOKENIZER, WeightFile, open_folder
from beamcoder.model.network.config import ModelConfig
from beamcoder.training.run import checkpoint
from beamcoder.training.run.checkpoint import OPTIMISER, Optimisers


@dataclass(frozen=True, slots=True)
class Start:
    """A folder that was looked at; the weights are read when they are needed."""

    folder: Path
    config: ModelConfig
    tokenizer: Path

    @classmethod
    def open(cls, folder: Path) -> "Start":
        """ArtefactError or CheckpointError in one sentence if the folder is neither of the two."""
        if (folder / SUMS).exists():
            model = open_folder(folder)
            return cls(folder, model.config, model.tokenizer_path)
        tokenizer = folder / TOKENIZER
        if not tokenizer.is_file():  # a run keeps one next to all its checkpoints
            tokenizer = folder.parent / TOKENIZER
        if not (folder / checkpoint.CONFIG).is_file() or not tokenizer.is_file():
            raise CheckpointError(f"{folder} is neither a model folder nor a checkpoint of a run")
        return cls(folder, ModelConfig.load(folder / checkpoint.CONFIG), tokenizer)

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    def verify(self, wanted: ModelConfig) -> None:
        """CheckpointError if its network has not the shape of the recipe's."""
        for key in ("depth", "n_pieces"):
            has, asked = getattr(self.config, key), getattr(wanted, key)
            if has != asked:
                raise CheckpointError(
                    f"{self.folder} cannot be begun with: its model.{key} is {has}, the recipe's "
                    f"{asked}"
                )

    def put_into(self, model: nn.Module, optimisers: Optimisers) -> None:
        """Take the weights, and what the optimisers remember if the folder has kept it."""
        if (self.folder / OPTIMISER).exists():
            checkpoint.restore(self.folder, model, optimisers)
        elif (self.folder / SUMS).exists():
            matrices = WeightFile(open_folder(self.folder).weights_path).matrices()
            weights = {name: torch.from_numpy(matrix) for name, matrix in matrices.items()}
            checkpoint.put_weights(model, weights)
        else:
            checkpoint.put_weights(model, checkpoint.weights_of(self.folder))
