"""Muon, and the schedule of rates."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.training.run.optimiser import Muon, build, orthogonalise, rate, set_rate
from beamcoder.training.run.recipe import OptimiserRecipe

torch.set_num_threads(1)


@pytest.mark.parametrize("shape", [(3, 16, 16), (2, 8, 32), (2, 32, 8), (1, 64, 64)])
@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
def test_singular_values_come_near_1(shape: tuple[int, ...], scale: float) -> None:
    torch.manual_seed(0)
    stack = torch.randn(shape) * scale
    values = torch.linalg.svdvals(orthogonalise(stack, torch.float32))
    assert values.max() < 1.3
    assert values.median() > 0.65
    single = orthogonalise(stack[:1], torch.float32)
    assert torch.allclose(orthogonalise(stack, torch.float32)[:1], single, atol=1e-4)


def test_no_gradient_moves_nothing() -> None:
    assert not orthogonalise(torch.zeros(1, 4, 4), torch.float32).any()


def test_stacked_parts_move_as_if_alone() -> None:
    """A matrix of q, k and v moves as three; equal shapes in one call as in several."""
    torch.manual_seed(0)
    whole, grad = torch.randn(24, 8), torch.randn(24, 8)
    joined = nn.Parameter(whole.clone())
    parts = [nn.Parameter(part.clone()) for part in whole.chunk(3)]
    optimisers = [Muon([joined], 0.1, dtype=torch.float32)]
    optimisers += [Muon([part], 0.1, dtype=torch.float32) for part in parts]
    for _ in range(3):
        joined.grad = grad.clone()
        for part, part_grad in zip(parts, grad.chunk(3), strict=True):
            part.grad = part_grad.clone()
        for optimiser in optimisers:
            optimiser.step()
    assert torch.allclose(joined, torch.cat(list[torch.Tensor](parts)), atol=1e-5)
    assert not torch.allclose(joined, whole, atol=1e-2)


def test_every_parameter_has_one_optimiser_and_its_rate() -> None:
    model = Seq2Seq(ModelConfig(depth=2, n_pieces=300))
    recipe = OptimiserRecipe(lr=1.0, embedding_lr=2.0, head_lr=3.0)
    for name in ("muon", "adamw"):
        named = OptimiserRecipe(name=name, lr=recipe.lr, embedding_lr=2.0, head_lr=3.0)
        optimisers = build(model, named, torch.float32)
        groups = [group for optimiser in optimisers for group in optimiser.param_groups]
        rates = {id(p): group["lr"] for group in groups for p in group["params"]}
        found = {n: rates[id(p)] for n, p in model.named_parameters()}
        assert sum(len(group["params"]) for group in groups) == len(found)
        assert found["embedding.weight"] == 2.0 and found["head.weight"] == 3.0
        assert {rate for n, rate in found.items() if "coder." in n} == {1.0}
        set_rate(optimisers, 0.5)
        set_rate(optimisers, 0.25)
        assert [group["lr"] for group in groups] == [group["full_lr"] / 4 for group in groups]


@settings(deadline=None)
@given(st.floats(0, 1), st.integers(0, 10_000), st.integers(0, 100), st.floats(0.01, 1))
def test_rates_stay_between_nothing_and_all(
    progress: float, step: int, warmup: int, decay: float
) -> None:
    recipe = OptimiserRecipe(warmup_steps=warmup, decay_share=decay)
    share = rate(progress, step, recipe)
    assert 0 <= share <= 1
    assert rate(1.0, step, recipe) == 0
    assert rate(min(1.0, progress + 0.1), step, recipe) <= share <= rate(progress, step + 1, recipe)
    if step >= warmup and progress <= 1 - decay:
        assert share == pytest.approx(1)


def test_the_rate_warms_up_in_even_steps() -> None:
    recipe = OptimiserRecipe(warmup_steps=4)
    assert [rate(0.0, step, recipe) for step in range(5)] == [0.25, 0.5, 0.75, 1.0, 1.0]
