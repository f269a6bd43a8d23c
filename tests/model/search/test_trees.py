"""The tree encoder: one program in numpy and torch, whatever the batch, equal trees once."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.model.fold import Fold, Unfold
from beamcoder.model.search.trees import BATCH, TreeEncoder, TreeWeights, record
from beamcoder.tokenizer.java.trees import read_tree
from beamcoder.training.trees import TreeNetwork

WEIGHTS = TreeWeights.drawn(width=8, dimensions=5, seed=0)
METHODS = [
    "int twice(int x) { return x + x; }",
    "int gcd(int a, int b) { return b == 0 ? a : gcd(b, a % b); }",
    "void sort(int[] a) { for (int i = 0; i < a.length; i++) { int j = i; } }",
    "",
    "}} broken ((",
    "int twice(int x) { return x + x; }",
]


def test_numpy_and_torch_agree_and_both_are_of_length_1() -> None:
    found = TreeEncoder(WEIGHTS).encode(METHODS)
    with torch.no_grad():
        expected = TreeNetwork(WEIGHTS)(METHODS).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert np.array_equal(found[0], found[5]) and not np.allclose(found[0], found[1], atol=0.01)


@given(st.lists(st.sampled_from(METHODS), min_size=1, max_size=8))
@settings(max_examples=20, deadline=None)
def test_what_else_is_in_a_batch_changes_nothing(methods: list[str]) -> None:
    encoder = TreeEncoder(WEIGHTS)
    together = encoder.encode(methods)
    for row, method in zip(together, methods, strict=True):
        np.testing.assert_allclose(row, encoder.encode([method])[0], atol=1e-5)


def test_more_than_a_batch_and_none() -> None:
    encoder = TreeEncoder(WEIGHTS)
    assert encoder.encode([]).shape == (0, 5)
    assert encoder.encode(METHODS[:2] * BATCH).shape == (2 * BATCH, 5)


@pytest.mark.parametrize("n_copies", [1, 50])
def test_equal_subtrees_are_computed_once(n_copies: int) -> None:
    encoder, fold = TreeEncoder(WEIGHTS), Fold("numpy")
    for _ in range(n_copies):
        record(fold, encoder.leaf, encoder.node, read_tree(METHODS[1]))
    assert len(fold) < len(read_tree(METHODS[1]).labels)


def test_gradients_reach_every_weight_and_are_those_of_single_calls() -> None:
    network = TreeNetwork(WEIGHTS)
    trees = [read_tree(method) for method in METHODS]
    found = []
    for recorder in (Fold(), Unfold()):
        network.zero_grad()
        (network.hidden(recorder, trees) @ network.out).pow(2).sum().backward()
        own = {
            name: p.grad.to_dense().clone()
            for name, p in network.named_parameters()
            if p.grad is not None
        }
        found.append(own)
    assert found[0].keys() == {name for name, _ in network.named_parameters()}
    for name, gradient in found[0].items():
        torch.testing.assert_close(gradient, found[1][name], rtol=1e-4, atol=1e-6)


def test_weights_go_to_numpy_and_back() -> None:
    network = TreeNetwork(WEIGHTS)
    with torch.no_grad():
        network.out.mul_(-1)
    np.testing.assert_allclose(
        TreeEncoder(network.weights()).encode(METHODS),
        -TreeEncoder(WEIGHTS).encode(METHODS),
        atol=1e-6,
    )
