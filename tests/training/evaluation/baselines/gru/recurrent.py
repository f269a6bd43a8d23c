"""The GRU's recurrence as torch computes it, in one pass: what the faster ways are held against."""

from collections.abc import Sequence

import numpy as np
import torch

from beamcoder.training.evaluation.baselines.gru.network import Gru

UNITS = 64


def as_torch(model: Gru, cell: torch.nn.GRU) -> torch.nn.GRU:
    """The same cell, of torch's own making."""
    parts = model.gates.weight, model.recurrent.weight, model.gates.bias, torch.zeros(3 * UNITS)
    for parameter, part in zip(cell.parameters(), parts, strict=True):
        parameter.data = part.data
    return cell


def naive(model: Gru, pieces: Sequence[int]) -> np.ndarray:
    """Log-probabilities after each piece, by torch's own recurrence from the first piece on."""
    cell = as_torch(model, torch.nn.GRU(UNITS, UNITS))
    with torch.no_grad():
        states, _ = cell(model.embedding(torch.tensor(pieces)))
        rows: np.ndarray = model.logits(states).log_softmax(-1).numpy()
    return rows
