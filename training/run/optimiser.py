"""Muon for the matrices inside the network, AdamW for the rest, one schedule.

Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon) steps along the orthogonalised
momentum. Matrices of one shape are stacked and orthogonalised together, in bfloat16 where the
device multiplies it fast.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from beamcoder.training.run.recipe import OptimiserRecipe

# Jordan's quintic, whose iterates push singular values towards 1 (between 0.7 and 1.2 after five).
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
NEWTON_SCHULZ_STEPS = 5
NORM_FLOOR = 1e-7  # added to the norm: a gradient of zeros stays zero
MOMENTUM = 0.95  # Jordan's
ADAM_EPS = 1e-10  # small: the rows of rare pieces get tiny gradients (modded-nanogpt)


@torch.no_grad()
def orthogonalise(stack: Tensor, dtype: torch.dtype) -> Tensor:
    """(k, rows, columns) -> the same with all singular values near 1."""
    a, b, c = NEWTON_SCHULZ
    x = stack.to(dtype)
    tall = x.size(1) > x.size(2)
    x = x.mT.contiguous() if tall else x
    x = x / (x.norm(dim=(1, 2), keepdim=True) + NORM_FLOOR)
    for _ in range(NEWTON_SCHULZ_STEPS):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.mT if tall else x).to(stack.dtype)


class Muon(torch.optim.Optimizer):
    """Momentum (Nesterov), orthogonalised; decoupled weight decay."""

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: float,
        momentum: float = MOMENTUM,
        weight_decay: float = 0.0,
        dtype: torch.dtype = torch.bfloat16,
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self._dtype = dtype

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            by_shape: dict[tuple[int, int], list[tuple[Tensor, Tensor]]] = defaultdict(list)
            for p in group["params"]:
                if p.grad is not None:
                    for part, update in self._parts(p, p.grad, group["momentum"]):
                        by_shape[(part.size(0), part.size(1))].append((part, update))
            for pairs in by_shape.values():
                self._move(pairs, group["lr"], group["weight_decay"])

    def _parts(self, p: Tensor, grad: Tensor, momentum: float) -> list[tuple[Tensor, Tensor]]:
        """The parameter and its update, cut into squares where it stacks several (q, k, v)."""
        state = self.state[p]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(p)
        buffer = state["momentum"].lerp_(grad, 1 - momentum)
        update = grad.lerp(buffer, momentum)
        n_parts = p.size(0) // p.size(1) if p.size(0) in (2 * p.size(1), 3 * p.size(1)) else 1
        return list(zip(p.chunk(n_parts), update.chunk(n_parts), strict=True))

    def _move(self, pairs: list[tuple[Tensor, Tensor]], lr: float, weight_decay: float) -> None:
        updates = orthogonalise(torch.stack([update for _, update in pairs]), self._dtype)
        scale = max(1.0, updates.size(1) / updates.size(2)) ** 0.5
        for (part, _), update in zip(pairs, updates, strict=True):
            if weight_decay:  # a pass over all weights that most recipes can do without
                part.mul_(1 - lr * weight_decay)
            part.add_(update, alpha=-lr * scale)


def build(
    model: nn.Module, recipe: OptimiserRecipe, dtype: torch.dtype
) -> list[torch.optim.Optimizer]:
    """The optimisers of a recipe; each group remembers its full rate as `full_lr`."""
    inner, rest, head = _groups(model)
    outer: list[dict[str, Any]] = [
        {"params": rest, "lr": recipe.embedding_lr},
        {"params": head, "lr": recipe.head_lr},
    ]
    optimisers: list[torch.optim.Optimizer]
    if recipe.name == "muon":
        muon = Muon(inner, recipe.lr, weight_decay=recipe.weight_decay, dtype=dtype)
        optimisers = [muon, _adam(outer, recipe, weight_decay=0.0)]
    else:
        groups = [{"params": inner, "lr": recipe.lr}, *outer]
        optimisers = [_adam(groups, recipe, weight_decay=recipe.weight_decay)]
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["full_lr"] = group["lr"]
    return optimisers


def _adam(
    groups: list[dict[str, Any]], recipe: OptimiserRecipe, weight_decay: float
) -> torch.optim.AdamW:
    betas = (recipe.beta1, recipe.beta2)
    return torch.optim.AdamW(
        groups, betas=betas, eps=ADAM_EPS, weight_decay=weight_decay, fused=True
    )


def _groups(model: nn.Module) -> tuple[list[nn.Parameter], list[nn.Parameter], list[nn.Parameter]]:
    """Matrices inside encoder and decoder, the embedding and what else there is, the head."""
    named = list(model.named_parameters())
    inner = [p for name, p in named if p.ndim == 2 and "coder." in name]
    head = [p for name, p in named if name.startswith("head")]
    taken = {id(p) for p in inner + head}
    return inner, [p for _, p in named if id(p) not in taken], head


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
