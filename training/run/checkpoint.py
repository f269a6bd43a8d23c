"""Checkpoints of a run: complete state, written aside and moved into place.

A folder `checkpoint-<step>` with the weights, the optimisers' state and the counters, all in
safetensors and JSON; nothing is pickled. A full disk or a kill leaves the last good one.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from beamcoder.errors import CheckpointError

KEEP = 2  # checkpoints in a run's folder: the newest, and one more should that be broken
CONFIG, WEIGHTS, OPTIMISER = "config.json", "model.safetensors", "optimiser.safetensors"

Optimisers = list[torch.optim.Optimizer]


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been done: optimiser steps, pieces trained on, seconds of training; the best plain
    loss of validation so far, and how many validations have passed since."""

    step: int = 0
    pieces: int = 0
    seconds: float = 0.0
    best: float | None = None
    waited: int = 0

    def judged(self, loss: float) -> "Progress":
        """After one more validation."""
        if self.best is None or loss < self.best:
            return replace(self, best=loss, waited=0)
        return replace(self, waited=self.waited + 1)


def save(
    folder: Path,
    model: nn.Module,
    optimisers: Optimisers,
    progress: Progress,
    config: dict[str, object],
    keep: int = KEEP,
) -> Path:
    """Write a checkpoint into a run's folder and drop all but the newest `keep`; CheckpointError.

    One of the same step is kept: it was written a moment ago, or the run was resumed from it.
    """
    target = folder / f"checkpoint-{progress.step:07d}"
    if target in checkpoints(folder):
        return target
    part = folder / f"{target.name}.part"
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        weights = {name: matrix.contiguous() for name, matrix in model.state_dict().items()}
        save_file(weights, part / WEIGHTS)
        save_file(_state(model, optimisers), part / OPTIMISER)
        text = json.dumps({"progress": asdict(progress), **config}, indent=2)
        (part / CONFIG).write_text(text, encoding="utf-8")
        _flush(part)
        part.rename(target)
    except (OSError, SafetensorError) as exc:
        raise CheckpointError(f"could not save {target}: {exc}; the last checkpoint stays") from exc
    finally:
        shutil.rmtree(part, ignore_errors=True)
    for old in checkpoints(folder)[:-keep]:
        shutil.rmtree(old, ignore_errors=True)
    return target


def checkpoints(folder: Path) -> list[Path]:
    """The whole checkpoints of a run, oldest first."""
    found = (p for p in folder.glob("checkpoint-*") if p.suffix != ".part")
    return sorted(p for p in found if (p / CONFIG).exists())


def restore(path: Path, model: nn.Module, optimisers: Optimisers) -> Progress:
    """Load a checkpoint into model and optimisers; CheckpointError if it does not fit."""
    try:
        put_weights(model, load_file(path / WEIGHTS))
        _set_state(model, optimisers, load_file(path / OPTIMISER))
        config = json.loads((path / CONFIG).read_text(encoding="utf-8"))
        return Progress(**config["progress"])
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, CheckpointError) as exc:
        raise CheckpointError(f"{path} cannot be resumed from: {exc}") from exc


def weights_of(path: Path) -> dict[str, Tensor]:
    """A checkpoint's weights by name; CheckpointError."""
    try:
        return dict(load_file(path / WEIGHTS))
    except (OSError, SafetensorError) as exc:
        raise CheckpointError(f"{path} has no weights: {exc}") from exc


def put_weights(model: nn.Module, weights: dict[str, Tensor]) -> None:
    """Load weights into a model of the same shapes; else CheckpointError."""
    if {k: v.shape for k, v in weights.items()} != {n: p.shape for n, p in _parameters(model)}:
        raise CheckpointError("its weights are those of another recipe's model")
    model.load_state_dict(weights)


def _parameters(model: nn.Module) -> list[tuple[str, nn.Parameter]]:
    return list(model.named_parameters())


def _state(model: nn.Module, optimisers: Optimisers) -> dict[str, Tensor]:
    names = {id(p): name for name, p in model.named_parameters()}
    return {
        f"{i}/{names[id(p)]}/{key}": value.detach().cpu().contiguous()
        for i, optimiser in enumerate(optimisers)
        for p, state in optimiser.state.items()
        for key, value in state.items()
        if isinstance(value, Tensor)
    }


def _set_state(model: nn.Module, optimisers: Optimisers, state: dict[str, Tensor]) -> None:
    """Keys are `<optimiser>/<parameter>/<field>`."""
    owner = {
        id(p): str(i)
        for i, optimiser in enumerate(optimisers)
        for group in optimiser.param_groups
        for p in group["params"]
    }
    parameters = dict(model.named_parameters())
    for key, value in state.items():
        i, name, field = key.split("/")
        p = parameters[name]
        if owner[id(p)] != i:
            raise ValueError("it was trained with another optimiser")
        where = "cpu" if field == "step" else p.device
        optimisers[int(i)].state[p][field] = value.to(where)


def _flush(folder: Path) -> None:
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
