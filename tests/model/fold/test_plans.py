"""Plans that are kept, long chains, explanations, memory and lists of a Fold."""

import gc
import weakref
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from beamcoder.model.fold import Fold, FoldError, Ragged
from beamcoder.model.fold.planning import PLANS, Plans
from beamcoder.model.fold.structure import Structure, settled
from tests.model.fold.conftest import WIDTH, Encoder


def test_a_plan_is_made_once_for_programs_of_one_structure(encoder: Encoder) -> None:
    def run(words: list[int], module: Encoder) -> Tensor:
        fold = Fold()
        values = [fold.add(module.value, word) for word in words]
        return fold.apply([[fold.add(module.joined, *values)]])[0]

    run([1, 2], encoder)
    n_made = PLANS.n_made
    rows = run([3, 4], encoder)
    other = run([5, 6], Encoder())
    assert PLANS.n_made == n_made
    assert not torch.equal(rows, other)


def test_plans_are_kept_up_to_a_number_of_nodes(encoder: Encoder) -> None:
    plans, made = Plans(max_nodes=50), []
    for length in (10, 20, 30, 10, 10):
        fold = Fold()
        for word in range(length):
            fold.add(encoder.value, word, share=False)
        made.append(plans.get(Structure.read(fold, settled(fold.signatures)), "depth"))
    assert plans.n_made == 4  # ten had to go for thirty
    assert made[3] is made[4]


@pytest.mark.slow
@pytest.mark.parametrize("schedule", ["depth", "agenda"])
def test_a_chain_of_100_000_nodes_needs_no_recursion(schedule: str) -> None:
    def step(state: Any, word: Any) -> Any:
        return state * 0.5 + word[:, None]

    fold = Fold("numpy", schedule=schedule)
    state = fold.add(lambda: np.zeros((1, 2)))
    for i in range(100_000):
        state = fold.add(step, state, i % 3)
    (rows,) = fold.apply([[state]])
    expected = 0.0
    for i in range(100_000):
        expected = expected * 0.5 + i % 3
    np.testing.assert_allclose(rows, expected)


def test_gradients_come_back_through_a_long_chain() -> None:
    decay = nn.Parameter(torch.tensor([0.999]))

    def step(row: Tensor) -> Tensor:
        return row * decay

    fold = Fold()
    state = fold.add(lambda: torch.ones(1, 1))
    for _ in range(5000):
        state = fold.add(step, state)
    (rows,) = fold.apply([[state]])
    rows.sum().backward()
    assert decay.grad is not None
    torch.testing.assert_close(
        decay.grad, 5000 * 0.999 ** torch.tensor([4999.0]), rtol=1e-3, atol=0
    )


def test_explain_says_groups_sharing_and_tables(encoder: Encoder) -> None:
    fold = Fold()
    values = [fold.add(encoder.value, word % 5) for word in range(10)]
    fold.add(encoder.joined, values[0], values[1])
    lines = fold.explain().splitlines()
    assert lines[0].startswith("11 calls, 6 nodes (45% shared), 2 groups in 2 steps")
    assert lines[1:3] == ["table of 5 rows: Encoder.value", "table of 1 rows: Encoder.joined"]
    assert lines[-2:] == [
        "step 0: 5 x Encoder.value(numbers)",
        "step 1: 1 x Encoder.joined(a slice, a slice)",
    ]


# Memory


def test_nothing_is_kept_of_a_program_that_is_gone(encoder: Encoder) -> None:
    constant = torch.zeros(1, WIDTH)
    kept = weakref.ref(constant)
    fold = Fold()
    value = fold.add(encoder.value, 3)
    (rows,) = fold.apply([[fold.add(encoder.joined, value, constant)]])
    rows.sum().backward()
    del fold, value, constant, rows
    gc.collect()
    assert kept() is None


@pytest.mark.parametrize("length", [10, 100])
def test_a_checkpoint_keeps_values_and_nothing_between(encoder: Encoder, length: int) -> None:
    def n_saved(checkpoint: bool) -> int:
        alive: list[Any] = []

        def keep(tensor: Tensor) -> Tensor:
            own = tensor.detach()
            alive.append(weakref.ref(own))
            return own

        fold = Fold(checkpoint=checkpoint)
        state = fold.add(encoder.value, 0)
        for word in range(length):
            state = fold.add(encoder.joined, state, fold.add(encoder.value, word % 10))
        with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
            (rows,) = fold.apply([[state]])
        assert rows.requires_grad
        return sum(each() is not None for each in alive)

    assert n_saved(False) > length
    assert n_saved(True) == 0


# Ragged arguments


def test_lists_of_any_length_are_summed_and_averaged_each_for_itself() -> None:
    def both(_: Tensor, rows: Ragged) -> tuple[Tensor, Tensor]:
        return rows.sum(), rows.mean()

    def number(value: Tensor) -> Tensor:
        return value[:, None].float()

    fold = Fold()
    numbers = [fold.add(number, i) for i in range(6)]
    lists = [numbers[:1], numbers, [], numbers[2:4], [numbers[5]] * 3]
    nodes = [fold.add(both, numbers[0], own) for own in lists]
    ((sums, means),) = fold.apply([nodes])
    assert sums.flatten().tolist() == [0, 15, 0, 5, 15]
    assert means.flatten().tolist() == [0, 2.5, 0, 2.5, 5]
    assert "5 x" in fold.explain()  # the empty one ran with the others


def test_a_batch_of_empty_lists_alone_has_no_width() -> None:
    fold = Fold()
    node = fold.add(lambda rows: rows.sum(), [])
    with pytest.raises(FoldError, match="empty, so their width is unknown"):
        fold.apply([[node]])
