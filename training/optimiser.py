"""Muon for the matrices inside the network, AdamW for embedding and output, one schedule.

Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon) steps along the orthogonalised
momentum. Matrices of one shape are stacked and orthogonalised together, in bfloat16 where the
device multiplies it fast.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from beamcoder.training.recipe import OptimiserRecipe

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # quintic whose iterates push singular values towards 1
NEWTON_SCHULZ_STEPS = 5


@torch.no_grad()
def orthogonalise(stack: Tensor, dtype: torch.dtype) -> Tensor:
    """(k, rows, columns) -> the same with all singular values near 1."""
    a, b, c = NEWTON_SCHULZ
    x = stack.to(dtype)
    tall = x.size(1) > x.size(2)
    x = x.mT if tall else x
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(NEWTON_SCHULZ_STEPS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.mT if tall else x).to(stack.dtype)


class Muon(torch.optim.Optimizer):
    """Momentum (Nesterov), orthogonalised; decoupled weight decay."""

    def __init__(self, params: Iterable[nn.Parameter], lr: float, momentum: float = 0.95,
                 weight_decay: float = 0.0, dtype: torch.dtype = torch.bfloat16) -> None:  # fmt: skip
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self._dtype = dtype

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            by_shape: dict[tuple[int, int], list[tuple[Tensor, Tensor]]] = defaultdict(list)
            for p in group["params"]:
                if p.grad is not None:
                    for part, update in self._parts(p, group["momentum"]):
                        by_shape[(part.size(0), part.size(1))].append((part, update))
            for pairs in by_shape.values():
                self._move(pairs, group["lr"], group["weight_decay"])

    def _parts(self, p: Tensor, momentum: float) -> list[tuple[Tensor, Tensor]]:
        """The parameter and its update, cut into squares where it stacks several (q, k, v)."""
        state = self.state[p]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(p)
        buffer = state["momentum"].lerp_(p.grad, 1 - momentum)
        update = p.grad.lerp(buffer, momentum)
        n_parts = p.size(0) // p.size(1) if p.size(0) in (2 * p.size(1), 3 * p.size(1)) else 1
        return list(zip(p.chunk(n_parts), update.chunk(n_parts), strict=True))

    def _move(self, pairs: list[tuple[Tensor, Tensor]], lr: float, weight_decay: float) -> None:
        updates = orthogonalise(torch.stack([update for _, update in pairs]), self._dtype)
        scale = max(1.0, updates.size(1) / updates.size(2)) ** 0.5
        for (part, _), update in zip(pairs, updates, strict=True):
            part.mul_(1 - lr * weight_decay).add_(update, alpha=-lr * scale)


def build(model: nn.Module, recipe: OptimiserRecipe, dtype: torch.dtype) -> list[torch.optim.Optimizer]:
    """The optimisers of a recipe; each remembers its full rate as `full_lr`."""
    inner = [p for name, p in model.named_parameters() if p.ndim == 2 and "coder." in name]
    outer = [p for name, p in model.named_parameters() if not (p.ndim == 2 and "coder." in name)]
    betas = (recipe.beta1, recipe.beta2)
    adam = {"betas": betas, "eps": 1e-10, "fused": True}
    optimisers: list[torch.optim.Optimizer]
    if recipe.name == "muon":
        optimisers = [
            Muon(inner, recipe.lr, weight_decay=recipe.weight_decay, dtype=dtype),
            torch.optim.AdamW(_rates(model, outer, recipe), weight_decay=0.0, **adam),
        ]
    else:
        groups = [{"params": inner, "lr": recipe.lr}, *_rates(model, outer, recipe)]
        optimisers = [torch.optim.AdamW(groups, weight_decay=recipe.weight_decay, **adam)]
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["full_lr"] = group["lr"]
    return optimisers


def _rates(model: nn.Module, outer: list[nn.Parameter], recipe: OptimiserRecipe) -> list[dict[str, Any]]:
    head = [p for name, p in model.named_parameters() if name.startswith("head")]
    rest = [p for p in outer if not any(p is h for h in head)]
    return [{"params": rest, "lr": recipe.embedding_lr}, {"params": head, "lr": recipe.head_lr}]


def rate(progress: float, step: int, recipe: OptimiserRecipe) -> float:
    """Share of the full rate: linear warm-up, a plateau, linear decay to zero.

    `progress` runs from 0 to 1 over the whole run.
    """
    warm = min(1.0, (step + 1) / max(1, recipe.warmup_steps))
    left = max(0.0, 1.0 - progress)
    return warm * min(1.0, left / recipe.decay_share)


def set_rate(optimisers: list[torch.optim.Optimizer], share: float) -> None:
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = group["full_lr"] * share
