"""A Fold computes what Unfold computes, forward and backward, on random programs of any shape."""

from collections.abc import Callable
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from torch import Tensor
from torch.autograd import gradcheck

from beamcoder.model.fold import Fold, Unfold
from tests.model.fold.programs import WIDTH, Builder, Instruction, Operations, programs

FOLDS: dict[str, Callable[[], Fold]] = {
    "depth": Fold,
    "agenda": lambda: Fold(schedule="agenda"),
    "checkpoint": lambda: Fold(checkpoint=True),
}


def constants() -> list[Tensor]:
    torch.manual_seed(1)
    rows = [torch.randn(1, WIDTH, dtype=torch.float64) for _ in range(3)]
    return [rows[0].requires_grad_(), rows[1].requires_grad_(), rows[2]]


def results(
    recorder: Fold | Unfold, operations: Operations, program: list[Instruction]
) -> list[Tensor]:
    """Values, then gradients of parameters and constants of a sum that tells rows apart."""
    given = constants()
    values = Builder(recorder, operations, given).run(program).values()
    weights = [torch.arange(1.0, 1 + value.numel()).view_as(value).cos() for value in values]
    loss = torch.stack([(v * w).sum() for v, w in zip(values, weights, strict=True)]).sum()
    wanted = [*operations.parameters(), *given[:2]]
    found = torch.autograd.grad(loss, wanted, allow_unused=True, materialize_grads=True)
    return [*(value.detach() for value in values), *found]


@pytest.mark.parametrize("name", FOLDS)
@given(program=programs)
@settings(max_examples=60, deadline=None)
def test_values_and_gradients_are_those_of_unfold(name: str, program: list[Instruction]) -> None:
    operations = Operations()
    expected = results(Unfold(), operations, program)
    found = results(FOLDS[name](), operations, program)
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-10)


@given(program=programs)
@settings(max_examples=60, deadline=None)
def test_in_single_precision_values_are_near(program: list[Instruction]) -> None:
    operations = Operations().float()
    rows = [row.float() for row in constants()]
    with torch.no_grad():
        expected = Builder(Unfold(), operations, rows).run(program).values()
        found = Builder(Fold(), operations, rows).run(program).values()
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)


@given(program=programs)
@settings(max_examples=10, deadline=None)
def test_gradients_are_those_of_differences(program: list[Instruction]) -> None:
    operations = Operations()

    def run(row: Tensor) -> tuple[Tensor, ...]:
        return Builder(Fold(), operations, [row]).run(program[:8]).values()

    assert gradcheck(run, constants()[:1], fast_mode=True)


@pytest.mark.parametrize("name", FOLDS)
def test_gradients_of_parameters_are_those_of_differences(name: str) -> None:
    operations = Operations()

    def run(*_: Tensor) -> Tensor:
        return small_tree(FOLDS[name](), operations)

    assert gradcheck(run, tuple(operations.parameters()))


def small_tree(fold: Fold, operations: Operations) -> Tensor:
    """Rows whose values depend on every parameter."""
    words = [fold.add(operations.word, number) for number in range(4)]
    pairs = [fold.add(operations.pair, *both) for both in pairwise(words)]
    top = fold.add(operations.gated, fold.add(operations.start), pairs)
    (rows,) = fold.apply([[top, *words]])
    return rows
