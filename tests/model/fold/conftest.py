"""The operations that TorchFold's tests use, and a count of their calls."""

import pytest
import torch
from torch import Tensor, nn

WIDTH = 10


class Encoder(nn.Module):
    """The operations that TorchFold's tests use, and a count of their calls."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(10, WIDTH)
        self.out = nn.Linear(2 * WIDTH, WIDTH)
        self.sizes: list[int] = []  # rows of each call of `joined`

    def stacked(self, *rows: Tensor) -> Tensor:
        return torch.cat(rows)

    def value(self, word: Tensor) -> Tensor:
        return self.words(word)

    def twice(self, word: Tensor) -> tuple[Tensor, Tensor]:
        return self.words(word), 2 * self.words(word)

    def joined(self, left: Tensor, right: Tensor) -> Tensor:
        self.sizes.append(len(left))
        return self.out(torch.cat([left, right], 1))

    def scores(self, row: Tensor, memory: Tensor) -> Tensor:
        return row @ memory.t()


@pytest.fixture
def encoder() -> Encoder:
    torch.manual_seed(0)
    return Encoder()
