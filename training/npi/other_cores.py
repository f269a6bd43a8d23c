"""Other cores, which docs/npi.md compares with the one that is used: without memory, and a GRU.

Both have the arrays of `network.SHAPES`, so that they are checked and run as the usual one is.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from beamcoder.model.npi.forest import Floats, Ints
from beamcoder.model.npi.network import Network
from beamcoder.training.npi.core import Core

SHUT = -1e4  # a gate that lets nothing through


class FeedForwardCore(Core):
    """Only what is seen now and the call made before: what was seen earlier is forgotten."""

    def remember(self, x: Tensor, hidden: Tensor, cell: Tensor) -> tuple[Tensor, Tensor]:
        take, _, show, new = (x @ self.gates_in + self.gates_bias).chunk(4, dim=1)
        cell = torch.sigmoid(take) * torch.tanh(new)
        return torch.sigmoid(show) * torch.tanh(cell), cell

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """An LSTM whose gates shut its memory out."""
        found, size = super().weights(), self.size.hidden
        found["gates_hidden"][:] = 0
        found["gates_in"][:, size : 2 * size] = 0
        found["gates_bias"][size : 2 * size] = SHUT
        return found


class GruCore(Core):
    """A gated recurrent unit (Cho et al. 2014): update, reset, the new state by input and past."""

    def remember(self, x: Tensor, hidden: Tensor, cell: Tensor) -> tuple[Tensor, Tensor]:
        size = self.size.hidden
        now = x @ self.gates_in + self.gates_bias
        past = hidden @ self.gates_hidden
        update, reset = torch.sigmoid(now + past)[:, : 2 * size].chunk(2, dim=1)
        new = torch.tanh(now[:, 2 * size : 3 * size] + reset * past[:, 3 * size :])
        hidden = update * hidden + (1 - update) * new
        return hidden, hidden

    def network(self) -> Network:
        return GruNetwork(self.alphabet, self.weights())


class GruNetwork(Network):
    """The same in numpy, in batches."""

    def forward(
        self, rows: Ints, calls: Ints, hidden: Floats, cell: Floats
    ) -> tuple[Floats, Floats, Floats]:
        w, size = self.weights, self.size
        x = np.maximum(w["rows"][rows].sum(axis=1) + w["first_bias"], 0)
        x = np.maximum(x @ w["second"] + w["second_bias"], 0)
        now, past = x @ w["gates_in"] + w["gates_bias"], hidden @ w["gates_hidden"]
        half = np.float32(0.5)
        gates = half * np.tanh(half * (now + past)[:, : 2 * size]) + half
        update, reset = gates[:, :size], gates[:, size:]
        new = np.tanh(now[:, 2 * size : 3 * size] + reset * past[:, 3 * size :])
        hidden = update * hidden + (1 - update) * new
        return hidden @ w["keys"] + w["keys_bias"] + self.mask[calls], hidden, hidden
