"""Baselines for docs/npi.md: a sequence-to-sequence LSTM that learns answers from questions.

    learner = Seq2SeqBaseline(task, seed=1).learn(60, max_size=20)
    learner.accuracy(32, n=100)

No traces: it reads the input as symbols and writes the answer as symbols (2 layers of 256, as in
Reed & de Freitas 2016). Examples are drawn afresh without end. Three forms of addition are theirs:
plain (both numbers one after the other), stacked (a column of digits each step, reversed, the
answer afterwards) and easy (stacked, each column answered at once).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Example = tuple[list[int], list[int]]  # symbols read, symbols written
WIDTH, N_LAYERS, BATCH, RATE = 256, 2, 64, 1e-3
PAD, START, STOP, N_SPECIAL = 0, 1, 2, 3
IGNORED: Final = -100


@dataclass(frozen=True, slots=True)
class BaselineTask:
    """What is learned. With `at_once`, the answer stands beside the input, step by step."""

    name: str
    n_symbols: int
    draw: Callable[[int, Random], Example]
    at_once: bool = False


def sorting(size: int, rng: Random) -> Example:
    """Digits, sorted."""
    numbers = [rng.randrange(10) for _ in range(size)]
    return numbers, sorted(numbers)


def plain_addition(size: int, rng: Random) -> Example:
    left, right = (rng.randrange(10**size) for _ in range(2))
    return [*_digits(left, size), 10, *_digits(right, size)], _digits(left + right, size + 1)


def stacked_addition(size: int, rng: Random) -> Example:
    """A column a step, the last one first, and the sum from its last digit on."""
    left, right = (rng.randrange(10**size) for _ in range(2))
    columns = zip(_digits(left, size)[::-1], _digits(right, size)[::-1], strict=True)
    return [10 * a + b for a, b in columns] + [0], _digits(left + right, size + 1)[::-1]


BASELINES: Final = (
    BaselineTask("sorting digits", 10, sorting),
    BaselineTask("addition, plain", 11, plain_addition),
    BaselineTask("addition, stacked", 100, stacked_addition),
    BaselineTask("addition, easy", 100, stacked_addition, at_once=True),
)


class Seq2SeqBaseline(nn.Module):
    """Encoder and decoder, or one network where the answer is written at once."""

    def __init__(self, task: BaselineTask, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.task, self._rng = task, Random(seed)
        self.embedding = nn.Embedding(task.n_symbols + N_SPECIAL, WIDTH)
        self.encoder = nn.LSTM(WIDTH, WIDTH, N_LAYERS, batch_first=True)
        self.decoder = nn.LSTM(WIDTH, WIDTH, N_LAYERS, batch_first=True)
        self.head = nn.Linear(WIDTH, task.n_symbols + N_SPECIAL)
        self.n_examples = 0

    def learn(self, seconds: float, max_size: int) -> "Seq2SeqBaseline":
        """Fresh examples of sizes up to `max_size`, equal ones in a batch, for so many CPU s."""
        optimiser = torch.optim.Adam(self.parameters(), lr=RATE)
        end_s = time.process_time() + seconds
        while time.process_time() < end_s:
            examples = self._examples(self._rng.randint(1, max_size), BATCH)
            loss = self._loss(*examples)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.parameters(), 1.0)
            optimiser.step()
            self.n_examples += BATCH
        return self

    @torch.no_grad()
    def accuracy(self, size: int, n: int) -> float:
        """The share of whole answers that are right, of n problems."""
        read, written = self._examples(size, n)
        state, position = self._read(read)
        if self.task.at_once:
            return float((position.argmax(-1) == written).all(1).float().mean())
        symbol = torch.full((n, 1), START)
        is_right = torch.ones(n, dtype=torch.bool)
        for at in range(written.shape[1]):
            out, state = self.decoder(self.embedding(symbol), state)
            symbol = self.head(out).argmax(-1)
            is_right &= symbol[:, 0] == written[:, at]
        return float(is_right.float().mean())

    def _loss(self, read: Tensor, written: Tensor) -> Tensor:
        state, logits = self._read(read)
        if not self.task.at_once:
            shifted = torch.cat([torch.full((len(read), 1), START), written[:, :-1]], 1)
            logits = self.head(self.decoder(self.embedding(shifted), state)[0])
        return F.cross_entropy(logits.flatten(0, 1), written.flatten())

    def _read(self, read: Tensor) -> tuple[tuple[Tensor, Tensor], Tensor]:
        out, state = self.encoder(self.embedding(read))
        return state, self.head(out) if self.task.at_once else out

    def _examples(self, size: int, n: int) -> tuple[Tensor, Tensor]:
        drawn = [self.task.draw(size, self._rng) for _ in range(n)]
        ends = [] if self.task.at_once else [STOP]
        return _tensor([d[0] for d in drawn], []), _tensor([d[1] for d in drawn], ends)


def _tensor(rows: Sequence[Sequence[int]], end: list[int]) -> Tensor:
    return torch.tensor([[symbol + N_SPECIAL for symbol in row] + end for row in rows])


def _digits(number: int, size: int) -> list[int]:
    return [int(digit) for digit in str(number).zfill(size)]
