"""TorchFold of 2018 on today's torch: the few names that it misses put back, nothing else changed.

pip install "beamcoder[peers]"
peer = open_peer()              None if it is not installed
peer.fold().add("leaf", 3)
"""

from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import torch


@dataclass(frozen=True, slots=True)
class TorchFoldPeer:
    """The module, and torch as it wants it."""

    module: Any

    def fold(self) -> Any:
        return self.module.Fold()


def open_peer() -> TorchFoldPeer | None:
    """TorchFold, if it is installed."""
    try:
        module = import_module("torchfold.torchfold")
    except ModuleNotFoundError:
        return None
    # `torch.tensor._TensorBase` has gone; of torch it uses no more than this.
    module.torch = SimpleNamespace(  # type: ignore[attr-defined]
        tensor=SimpleNamespace(_TensorBase=torch.Tensor),
        LongTensor=torch.LongTensor,
        chunk=torch.chunk,
        cat=torch.cat,
    )
    return TorchFoldPeer(module)
