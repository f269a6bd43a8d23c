"""Random programs for a Fold: lists of instructions that any recorder can be taken through."""

from dataclasses import dataclass
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor, nn

from beamcoder.model.fold import Ragged

WIDTH = 3
N_WORDS = 7


class Operations(nn.Module):
    """One operation of every kind of argument, on rows of one width; in double precision."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.words = nn.Embedding(N_WORDS, WIDTH)
        self.inner = nn.Linear(WIDTH, WIDTH)
        self.first = nn.Parameter(torch.randn(1, WIDTH))
        self.double()

    def start(self) -> Tensor:
        return self.first.tanh()

    def word(self, number: Tensor) -> Tensor:
        return self.words(number)

    def scaled(self, factor: Tensor, row: Tensor) -> Tensor:
        return (factor.to(row).unsqueeze(1) * row).tanh()

    def constant(self, row: Tensor) -> Tensor:
        return self.inner(row)

    def mixed(self, *rows: Tensor) -> Tensor:
        return self.inner(sum(((i + 1) * row for i, row in enumerate(rows)), self.first)).tanh()

    def pair(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        return (left * right).tanh(), self.inner(left - right)

    def both(self, pair: tuple[Tensor, Tensor], row: Tensor) -> Tensor:
        return pair[0] * row + pair[1]

    def pooled(self, rows: Ragged) -> Tensor:
        return self.inner(rows.sum()).tanh() + rows.mean()

    def gated(self, row: Tensor, pairs: tuple[Ragged, Ragged]) -> Tensor:
        hidden, memory = pairs
        gates = (hidden.spread(row) + hidden.values).sigmoid()
        return memory.sum(gates * memory.values).tanh()

    def bag(self, numbers: Ragged) -> Tensor:
        return numbers.mean(self.words(numbers.values))

    def stacked(self, rows: Ragged) -> Tensor:
        return self.inner(rows.values)

    def attended(self, row: Tensor, memory: Tensor) -> Tensor:
        return (row @ memory.t()).softmax(1) @ memory


@dataclass(frozen=True)
class Instruction:
    """An operation, and numbers that choose its arguments among what there is."""

    name: str
    picks: tuple[int, ...]


NAMES = [
    "start",
    "word",
    "scaled",
    "constant",
    "mixed",
    "pair",
    "split",
    "both",
    "pooled",
    "gated",
    "bag",
    "attended",
]
instructions = st.builds(
    Instruction,
    st.sampled_from(NAMES),
    st.lists(st.integers(0, 20), min_size=1, max_size=9).map(tuple),
)
programs = st.lists(instructions, min_size=1, max_size=40)


class Builder:
    """Takes a recorder through a program; keeps every row and pair for later arguments."""

    def __init__(self, recorder: Any, operations: Operations, constants: list[Tensor]) -> None:
        self.recorder, self.operations, self.constants = recorder, operations, constants
        self.rows = [recorder.add(operations.word, 0)]
        self.pairs = [recorder.add(operations.pair, self.rows[0], self.rows[0])]

    def run(self, program: list[Instruction]) -> "Builder":
        for instruction in program:
            getattr(self, f"_{instruction.name}")(instruction.picks)
        return self

    def values(self) -> tuple[Tensor, Tensor, Tensor]:
        rows, (left, right) = self.recorder.apply([self.rows, self.pairs])
        return rows, left, right

    def _keep(self, name: str, *arguments: Any) -> None:
        self.rows.append(self.recorder.add(getattr(self.operations, name), *arguments))

    def _row(self, pick: int) -> Any:
        return self.rows[-1 - pick % len(self.rows)]

    def _pair_at(self, pick: int) -> Any:
        return self.pairs[-1 - pick % len(self.pairs)]

    def _start(self, _: tuple[int, ...]) -> None:
        self._keep("start")

    def _word(self, picks: tuple[int, ...]) -> None:
        self._keep("word", picks[0] % N_WORDS)

    def _scaled(self, picks: tuple[int, ...]) -> None:
        factor = [1.5, True, 2, -0.0][picks[0] % 4]
        self._keep("scaled", factor, self._row(picks[-1]))

    def _constant(self, picks: tuple[int, ...]) -> None:
        self._keep("constant", self.constants[picks[0] % len(self.constants)])

    def _mixed(self, picks: tuple[int, ...]) -> None:
        self._keep("mixed", *(self._row(pick) for pick in picks))

    def _pair(self, picks: tuple[int, ...]) -> None:
        left, right = self._row(picks[0]), self._row(picks[-1])
        self.pairs.append(self.recorder.add(self.operations.pair, left, right))

    def _split(self, picks: tuple[int, ...]) -> None:
        self.rows.append(self._pair_at(picks[0]).split(2)[picks[-1] % 2])

    def _both(self, picks: tuple[int, ...]) -> None:
        self._keep("both", self._pair_at(picks[0]), self._row(picks[-1]))

    def _pooled(self, picks: tuple[int, ...]) -> None:
        self._keep("pooled", [self._row(pick) for pick in picks])

    def _gated(self, picks: tuple[int, ...]) -> None:
        self._keep("gated", self._row(picks[0]), [self._pair_at(pick) for pick in picks])

    def _bag(self, picks: tuple[int, ...]) -> None:
        self._keep("bag", [pick % N_WORDS for pick in picks])

    def _attended(self, picks: tuple[int, ...]) -> None:
        rows = [self._row(pick) for pick in picks]
        memory = self.recorder.add(self.operations.stacked, rows).nobatch()
        for pick in picks[:3]:
            self._keep("attended", self._row(pick), memory)
