"""The network in torch: the reference of `model.npi.network` and of the exported graph.

core = Core(alphabet, CoreSize(), seed=1)
logits = core(forest)                     (situations, actions)
network = core.network()                 the same in numpy
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from beamcoder.model.npi.alphabet import Alphabet
from beamcoder.model.npi.forest import Forest
from beamcoder.model.npi.network import Network


@dataclass(frozen=True, slots=True)
class CoreSize:
    """Widths of the perceptron's layers and of the LSTM.

    Without `sees_before`, the call made before is no input, as in Reed & de Freitas 2016.
    """

    first: int = 128
    second: int = 64
    hidden: int = 64
    sees_before: bool = True


class Core(nn.Module):
    """Parameters by the names and in the shapes of `network.SHAPES`."""

    def __init__(self, alphabet: Alphabet, size: CoreSize, seed: int) -> None:
        super().__init__()
        self.size, self.alphabet = size, alphabet
        self._first_before = alphabet.n_rows - len(alphabet.actions)
        self._random = torch.Generator().manual_seed(seed)
        n_rows, n_actions, hidden = alphabet.n_rows, len(alphabet.actions), size.hidden
        self.rows = self._draw(n_rows, size.first, fan_in=alphabet.n_slots)
        self.first_bias = nn.Parameter(torch.zeros(size.first))
        self.second = self._draw(size.first, size.second)
        self.second_bias = nn.Parameter(torch.zeros(size.second))
        self.gates_in = self._draw(size.second, 4 * hidden)
        self.gates_hidden = self._draw(hidden, 4 * hidden)
        self.gates_bias = nn.Parameter(torch.zeros(4 * hidden))
        self.keys = self._draw(hidden, n_actions)
        self.keys_bias = nn.Parameter(torch.zeros(n_actions))
        self.register_buffer("mask", torch.from_numpy(alphabet.mask()), persistent=False)

    def forward(self, forest: Forest) -> Tensor:
        n, size = len(forest.calls), self.size.hidden
        hidden = cell = self.keys.new_zeros(1, size)  # the first row is a root's parent
        place = np.zeros(n + 1, np.int64)  # of each situation among those computed; [-1] is the 0
        parts = list[Tensor]()
        table = self.table()
        for level in forest.levels:
            parents = torch.from_numpy(place[forest.parents[level]])
            rows = torch.from_numpy(forest.rows[level])
            place[level] = np.arange(len(hidden), len(hidden) + len(level))
            h, c = self.remember(self.read(table, rows), hidden[parents], cell[parents])
            hidden, cell = torch.cat([hidden, h]), torch.cat([cell, c])
            parts.append(h @ self.keys + self.keys_bias)  # (level, actions)
        logits = torch.cat(parts)[torch.from_numpy(place[:n] - 1)]
        mask: Tensor = self.get_buffer("mask")
        return logits + mask[torch.from_numpy(forest.calls)]

    def table(self) -> Tensor:
        """(rows + 1, first): the rows, and one of zeros."""
        rows: Tensor = self.rows
        if not self.size.sees_before:
            rows = torch.cat([rows[: self._first_before], rows[self._first_before :] * 0])
        return torch.cat([rows, rows.new_zeros(1, rows.shape[1])])

    def read(self, table: Tensor, rows: Tensor) -> Tensor:
        """(n, slots) -> (n, second)."""
        x = torch.relu(nn.functional.embedding_bag(rows, table, mode="sum") + self.first_bias)
        return torch.relu(x @ self.second + self.second_bias)

    def remember(self, x: Tensor, hidden: Tensor, cell: Tensor) -> tuple[Tensor, Tensor]:
        """LSTM: (n, second) and states (n, hidden) -> states (n, hidden)."""
        gates = x @ self.gates_in + hidden @ self.gates_hidden + self.gates_bias
        take, keep, show, new = gates.chunk(4, dim=1)
        cell = torch.sigmoid(keep) * cell + torch.sigmoid(take) * torch.tanh(new)
        return torch.sigmoid(show) * torch.tanh(cell), cell

    def network(self) -> Network:
        """The same in numpy."""
        return Network(self.alphabet, self.weights())

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """The parameters as arrays, the table with its row of zeros."""
        state = {name: p.detach().numpy().copy() for name, p in self.named_parameters()}
        return {**state, "rows": self.table().detach().numpy().copy()}

    def _draw(self, n_in: int, n_out: int, fan_in: int = 0) -> nn.Parameter:
        bound = (fan_in or n_in) ** -0.5
        values = torch.rand(n_in, n_out, generator=self._random)
        return nn.Parameter((2 * values - 1) * bound)
