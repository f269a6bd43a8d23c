"""A Fold from outside: what TorchFold's own tests ask, sharing, randomness, schedules."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import pytest
import torch
from torch import Tensor, nn

from beamcoder.model.fold import Fold, stochastic
from tests.model.fold.conftest import WIDTH, Encoder

# TorchFold's three tests (nearai/torchfold, torchfold_test.py), in our words


def test_a_chain_over_split_outputs_gives_one_row(encoder: Encoder) -> None:
    fold = Fold()
    left, _ = fold.add(encoder.twice, 1).split(2)
    right, _ = fold.add(encoder.twice, 2).split(2)
    for _ in range(1000):
        last = fold.add(encoder.joined, left, right)
        last = fold.add(encoder.joined, last, right)
    (rows,) = fold.apply([[last]])
    assert rows.shape == (1, WIDTH)
    assert len(fold) == 4  # the thousand rounds are one


def test_a_memory_that_is_not_batched_goes_to_every_node(encoder: Encoder) -> None:
    fold = Fold()
    values = [fold.add(encoder.value, i % 10) for i in range(15)]
    memory = fold.add(encoder.stacked, *values).nobatch()
    scores = [fold.add(encoder.scores, values[i % 10], memory) for i in range(100)]
    (rows,) = fold.apply([scores])
    assert rows.shape == (100, 15)
    embedded = encoder.words.weight[[i % 10 for i in range(100)]]
    torch.testing.assert_close(rows, embedded @ encoder.words.weight[[*range(10), *range(5)]].t())


def test_sequences_of_several_lengths_run_step_by_step_without_copies_of_rows() -> None:
    torch.manual_seed(42)
    cell, lengths = nn.GRUCell(5, 4), [2, 3, 5]
    inputs = [[torch.rand(1, 5) for _ in range(n)] for n in lengths]
    starts = [torch.rand(1, 4) for _ in lengths]
    fold = Fold()
    states: list[Any] = list(starts)
    for i, own in enumerate(inputs):
        for row in own:
            states[i] = fold.add(cell, row, states[i])
    with patch.object(torch, "chunk", wraps=torch.chunk) as chunk:
        (rows,) = fold.apply([states])
    assert chunk.call_count == 0  # TorchFold needs 3 of them here
    expected = []
    for own, state in zip(inputs, starts, strict=True):
        for row in own:
            state = cell(row, state)
        expected.append(state)
    torch.testing.assert_close(rows, torch.cat(expected))


# Sharing


def test_equal_calls_are_one_node_and_equal_subtrees_are_computed_once(encoder: Encoder) -> None:
    fold = Fold()

    def tree() -> Any:
        return fold.add(encoder.joined, fold.add(encoder.value, 1), fold.add(encoder.value, 2))

    first, second = tree(), tree()
    assert first is second
    assert fold.add(encoder.twice, 3).split(2) == fold.add(encoder.twice, 3).split(2)
    (rows,) = fold.apply([[first, second, first]])
    assert encoder.sizes == [1]
    assert torch.equal(rows[0], rows[1]) and rows.shape == (3, WIDTH)


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), (0.0, -0.0), (0, False)])
def test_numbers_that_compare_equal_and_are_not_are_not_shared(one: Any, other: Any) -> None:
    def inverse(number: Tensor) -> Tensor:
        return (1 / number.double()).unsqueeze(1)

    fold = Fold()
    nodes = [fold.add(inverse, one), fold.add(inverse, other)]
    assert nodes[0] is not nodes[1]
    rows = torch.cat(fold.apply([nodes[:1], nodes[1:]]))
    assert torch.equal(rows, torch.cat([inverse(torch.tensor([n])) for n in (one, other)]))


def test_what_is_random_is_not_shared(encoder: Encoder) -> None:
    dropout = stochastic(nn.Dropout(0.5))
    fold = Fold()
    value = fold.add(encoder.value, 1)
    nodes = [fold.add(dropout, value) for _ in range(40)]
    own = [fold.add(encoder.joined, value, value, share=False) for _ in range(3)]
    assert len(set(nodes)) == 40 and len(set(own)) == 3
    rows, _ = fold.apply([nodes, own])
    assert len(torch.unique(rows, dim=0)) > 20
    assert encoder.sizes == [3]


def test_a_checkpoint_draws_the_same_numbers_again(encoder: Encoder) -> None:
    dropout = stochastic(nn.Dropout(0.5))

    def gradients(checkpoint: bool) -> list[Tensor]:
        torch.manual_seed(3)
        fold = Fold(checkpoint=checkpoint)
        value = fold.add(encoder.value, 1)
        nodes = [fold.add(encoder.joined, fold.add(dropout, value), value) for _ in range(9)]
        (rows,) = fold.apply([nodes])
        after = torch.get_rng_state()
        found = torch.autograd.grad(rows.pow(2).sum(), list(encoder.parameters()))
        assert torch.equal(torch.get_rng_state(), after)
        return [rows.detach(), *found]

    for kept, again in zip(gradients(False), gradients(True), strict=True):
        torch.testing.assert_close(kept, again)


def test_backward_may_run_in_another_thread(encoder: Encoder) -> None:
    """As it does on a GPU: autograd counts its nodes anew there."""
    for _ in range(3):
        encoder.value(torch.zeros(1, dtype=torch.int64))  # nodes that only this thread has counted
    fold = Fold(checkpoint=True)
    (rows,) = fold.apply([[fold.add(encoder.value, 3)]])
    with ThreadPoolExecutor(1) as pool:
        pool.submit(rows.sum().backward).result()
    assert encoder.words.weight.grad is not None
    assert encoder.words.weight.grad[3].tolist() == [1] * WIDTH


def test_a_program_goes_on_after_it_was_run(encoder: Encoder) -> None:
    fold = Fold()
    first, second = fold.add(encoder.value, 1), fold.add(encoder.value, 2)
    before = fold.apply([[first, second]])[0]
    both = fold.add(encoder.joined, first, second)
    rows, joined = fold.apply([[first, second], [both]])
    assert torch.equal(before, rows)
    torch.testing.assert_close(joined, encoder.joined(rows[:1], rows[1:]))


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_without_gradients_nothing_is_noted(encoder: Encoder, mode: Any) -> None:
    with mode():
        fold = Fold()
        left, right = fold.add(encoder.twice, 1).split(2)
        (rows,) = fold.apply([[left, fold.add(encoder.joined, left, right)]])
    assert not rows.requires_grad


def test_values_may_have_any_form_and_type() -> None:
    """Numbers without width, matrices, truth values, half precision: each in a table of its own."""

    def forms(number: Tensor) -> tuple[Tensor, ...]:
        matrix = number[:, None, None] + torch.eye(2, dtype=torch.bfloat16)
        return number, matrix, number > 1

    fold = Fold()
    nodes = [fold.add(forms, i) for i in range(3)]
    plain = [fold.add(torch.neg, node.split(1)[0]) for node in nodes]
    (numbers, matrices, truths), negative = fold.apply([nodes, plain])
    assert numbers.tolist() == [0, 1, 2] and negative.tolist() == [0, -1, -2]
    assert matrices.dtype is torch.bfloat16 and matrices.shape == (3, 2, 2)
    assert truths.tolist() == [False, False, True]


# Schedules and plans


def test_the_agenda_waits_where_depths_differ(encoder: Encoder) -> None:
    """Sequences of 1 to 9 words that all end in one operation: by depth it runs nine times."""

    def n_groups(schedule: str) -> int:
        fold, ends = Fold(schedule=schedule), []
        for length in range(1, 10):
            state = fold.add(encoder.value, length % 10)
            for word in range(length):
                state = fold.add(encoder.joined, state, fold.add(encoder.value, word))
            ends.append(fold.add(torch.tanh, state))
        fold.apply([ends])
        return fold.explain().count(".tanh(")

    assert (n_groups("depth"), n_groups("agenda")) == (9, 1)
