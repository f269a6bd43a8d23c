"""Training loss: cross-entropy of the next piece, over the pieces that carry a loss."""

from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import Tensor

from beamcoder.model.network.seq2seq import EncoderInput, Seq2Seq
from beamcoder.training.data.batches import Batch
from beamcoder.training.data.holes import IGNORED


def loss_of(model: Seq2Seq, batch: Batch, dtype: torch.dtype) -> Tensor:
    """Mean loss per piece in nats; products in `dtype`, the loss itself in float32."""
    with torch.autocast(batch.pieces.device.type, dtype, enabled=dtype is not torch.float32):
        logits = model(batch.pieces, batch.mask, batch.inputs, batch.positions)
    targets = batch.targets.flatten()
    return F.cross_entropy(logits.flatten(0, 1).float(), targets, ignore_index=IGNORED)


@torch.no_grad()
def mean_loss(model: Seq2Seq, batches: list[Batch], dtype: torch.dtype, device: str) -> float:
    """Loss per piece over several batches, each piece counted once."""
    total, n = 0.0, 0
    for batch in batches:
        moved = to_device(batch, device)
        count = int((moved.targets != IGNORED).sum())
        total, n = total + float(loss_of(model, moved, dtype)) * count, n + count
    return total / max(1, n)


def with_text_after_only(batch: Batch) -> Batch:
    """Of a batch that reads the text after the cursor, the loss of the rows that do."""
    half = batch.targets.size(1) // 2
    blind = torch.full_like(batch.targets[:, :half], IGNORED)
    return replace(batch, targets=torch.cat([blind, batch.targets[:, half:]], 1))


def to_device(batch: Batch, device: str) -> Batch:
    inputs = batch.inputs
    if device == "cpu":
        return batch
    if inputs is not None:
        inputs = EncoderInput(
            *(getattr(inputs, name).to(device) for name in EncoderInput.__slots__)
        )
    names = ("pieces", "targets", "positions", "mask")
    return replace(
        batch, **{name: getattr(batch, name).to(device) for name in names}, inputs=inputs
    )
