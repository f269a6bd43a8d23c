"""Checkpoints: everything a run needs to go on, written beside the last one, then moved over it.

A folder `checkpoint-<step>` with the weights, the optimisers' state and the counters, all in
safetensors and JSON; nothing is pickled. A full disk or a kill leaves the last good one.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from beamcoder.errors import CheckpointError

KEEP = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been done: optimiser steps, pieces trained on, seconds of training."""

    step: int = 0
    pieces: int = 0
    seconds: float = 0.0


def save(folder: Path, model: nn.Module, optimisers: list[torch.optim.Optimizer],
         progress: Progress, config: dict[str, object]) -> Path:  # fmt: skip
    """Write a checkpoint into a run's folder and drop all but the newest; CheckpointError."""
    target = folder / f"checkpoint-{progress.step:07d}"
    part = folder / f"{target.name}.part"
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        save_file({k: v.contiguous() for k, v in model.state_dict().items()}, part / "model.safetensors")
        save_file(_state(model, optimisers), part / "optimiser.safetensors")
        text = json.dumps({"progress": asdict(progress), **config}, indent=2)
        (part / "config.json").write_text(text, encoding="utf-8")
        _flush(part)
        shutil.rmtree(target, ignore_errors=True)
        part.rename(target)
    except (OSError, SafetensorError) as exc:
        shutil.rmtree(part, ignore_errors=True)
        raise CheckpointError(f"could not save {target}: {exc}; the last checkpoint stays") from exc
    for old in checkpoints(folder)[:-KEEP]:
        shutil.rmtree(old, ignore_errors=True)
    return target


def checkpoints(folder: Path) -> list[Path]:
    """The whole checkpoints of a run, oldest first."""
    found = (p for p in folder.glob("checkpoint-*") if p.suffix != ".part")
    return sorted(p for p in found if (p / "config.json").exists())


def restore(path: Path, model: nn.Module, optimisers: list[torch.optim.Optimizer]) -> Progress:
    """Load a checkpoint into model and optimisers; CheckpointError if it does not fit."""
    try:
        model.load_state_dict(load_file(path / "model.safetensors"))
        _set_state(model, optimisers, load_file(path / "optimiser.safetensors"))
        return Progress(**json.loads((path / "config.json").read_text(encoding="utf-8"))["progress"])
    except (OSError, SafetensorError, RuntimeError, ValueError, KeyError, TypeError) as exc:
        raise CheckpointError(f"{path} cannot be resumed from: {exc}") from exc


def _state(model: nn.Module, optimisers: list[torch.optim.Optimizer]) -> dict[str, Tensor]:
    names = {id(p): name for name, p in model.named_parameters()}
    return {
        f"{i}/{names[id(p)]}/{key}": value.detach().cpu().contiguous()
        for i, optimiser in enumerate(optimisers)
        for p, state in optimiser.state.items()
        for key, value in state.items()
        if isinstance(value, Tensor)
    }


def _set_state(model: nn.Module, optimisers: list[torch.optim.Optimizer], state: dict[str, Tensor]) -> None:
    parameters = dict(model.named_parameters())
    for key, value in state.items():
        i, name, field = key.split("/")
        p = parameters[name]
        where = "cpu" if field == "step" else p.device
        optimisers[int(i)].state[p][field] = value.to(where)


def _flush(folder: Path) -> None:
    for path in folder.iterdir():
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
