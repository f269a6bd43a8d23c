"""The state of a training that goes on where it stopped: one file, replaced in one step.

    state = TrainingState(out, fingerprint)
    progress = state.load(core, optimiser)        {} if nothing was begun
    state.save(core, optimiser, progress)

It lies next to the model folder that is to come, as `<name>.training`, and goes when that is there.
"""

import json
import shutil
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from beamcoder.errors import CheckpointError
from beamcoder.files import make_folder, write_atomic

STATE: Final = "state.safetensors"
PROGRESS, FINGERPRINT = "progress", "fingerprint"


class TrainingState:
    """What was reached so far; only ever read by a training with the same fingerprint."""

    def __init__(self, out: Path, fingerprint: dict[str, Any]) -> None:
        self.folder = out.with_name(f"{out.name}.training")
        self._fingerprint = json.dumps(fingerprint, sort_keys=True)

    @property
    def is_begun(self) -> bool:
        return (self.folder / STATE).exists()

    def save(
        self, core: nn.Module, optimiser: torch.optim.Optimizer, progress: dict[str, Any]
    ) -> None:
        """WriteError; the last state stays then."""
        tensors = {name: p.detach() for name, p in core.named_parameters()}
        for name, parameter in core.named_parameters():
            for key, value in optimiser.state[parameter].items():
                tensors[f"{name}/{key}"] = torch.as_tensor(value)
        metadata = {PROGRESS: json.dumps(progress), FINGERPRINT: self._fingerprint}
        make_folder(self.folder)
        contiguous = {name: tensor.contiguous() for name, tensor in tensors.items()}
        write_atomic(self.folder / STATE, save(contiguous, metadata))

    def load(self, core: nn.Module, optimiser: torch.optim.Optimizer) -> dict[str, Any]:
        """Put back what was saved. CheckpointError if it is damaged or of another training."""
        path = self.folder / STATE
        if not self.is_begun:
            return {}
        try:
            with safe_open(path, "pt") as file:
                metadata = file.metadata() or {}
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            if metadata.get(FINGERPRINT) != self._fingerprint:
                raise CheckpointError(
                    f"{self.folder} was begun with other tasks, traces or options: remove it, or "
                    "train into another folder"
                )
            put_back(core, optimiser, tensors)
            progress: dict[str, Any] = json.loads(metadata[PROGRESS])
            return progress
        except (OSError, SafetensorError, ValueError, KeyError, RuntimeError) as exc:
            raise CheckpointError(f"{path} cannot be resumed from: {exc}") from exc

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def put_back(core: nn.Module, optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    """Parameters and the optimiser's state of each, by name."""
    with torch.no_grad():
        for name, parameter in core.named_parameters():
            parameter.copy_(tensors[name])
            prefix = f"{name}/"
            state = {k.removeprefix(prefix): t for k, t in tensors.items() if k.startswith(prefix)}
            optimiser.state[parameter] = state
