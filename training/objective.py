"""What is minimised: cross-entropy of the next piece, over the pieces that carry a loss."""

import torch
import torch.nn.functional as F
from torch import Tensor

from beamcoder.model.seq2seq import EncoderInput, Seq2Seq
from beamcoder.training.batches import IGNORED, Batch


def loss_of(
    model: Seq2Seq,
    pieces: Tensor,
    targets: Tensor,
    mask: Tensor,
    given: EncoderInput | None,
    dtype: torch.dtype,
) -> Tensor:
    """Mean loss per piece in nats; products in `dtype`, the loss itself in float32."""
    with torch.autocast(pieces.device.type, dtype, enabled=dtype is not torch.float32):
        logits = model(pieces, mask, given)
    return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=IGNORED)


@torch.no_grad()
def mean_loss(model: Seq2Seq, batches: list[Batch], dtype: torch.dtype, device: str) -> float:
    """Loss per piece over several batches, each piece counted once."""
    total, n = 0.0, 0
    for batch in batches:
        moved = to_device(batch, device)
        count = int((moved.targets != IGNORED).sum())
        loss = loss_of(model, moved.pieces, moved.targets, moved.mask, moved.given, dtype)
        total, n = total + float(loss) * count, n + count
    return total / max(1, n)


def to_device(batch: Batch, device: str) -> Batch:
    given = batch.given
    if device == "cpu":
        return batch
    if given is not None:
        given = EncoderInput(*(getattr(given, name).to(device) for name in EncoderInput.__slots__))
    pieces, targets, mask = (t.to(device) for t in (batch.pieces, batch.targets, batch.mask))
    return Batch(pieces, targets, mask, given)
