"""Where training runs: device, number format, and how several processes share the work."""

import os
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import nn


@dataclass(frozen=True, slots=True)
class Placement:
    """`rank` of `world` processes; device "cpu" or "cuda:<n>"; dtype of matrix products."""

    device: str
    dtype: torch.dtype
    rank: int = 0
    world: int = 1

    @property
    def is_first(self) -> bool:
        return self.rank == 0


def has_fast_bf16() -> bool:
    """True on CPUs with AMX tiles: products 8 to 20 times faster than in fp32 on such a core."""
    probe = getattr(torch.cpu, "_is_amx_tile_supported", None)
    return bool(probe and probe())


def place(precision: str) -> Placement:
    """Choose by what is there, and join the other processes if torchrun started several."""
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    cuda = torch.cuda.is_available()
    if world > 1 and not dist.is_initialized():
        dist.init_process_group("nccl" if cuda else "gloo")
    fast = cuda or has_fast_bf16()
    dtype = torch.bfloat16 if precision == "bf16" or (precision == "auto" and fast) else torch.float32
    device = f"cuda:{os.environ.get('LOCAL_RANK', 0)}" if cuda else "cpu"
    return Placement(device, dtype, rank, world)


def average_gradients(model: nn.Module, world: int) -> None:
    """Mean of the gradients over all processes, in one message; missing ones count as zero.

    A parameter that no process used keeps no gradient: which kind of batch a step takes is the
    same everywhere.
    """
    if world == 1:
        return
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    flat = torch.cat([g.flatten() for g in grads])
    dist.all_reduce(flat)
    flat /= world
    for grad, part in zip(grads, flat.split([g.numel() for g in grads]), strict=True):
        grad.copy_(part.view_as(grad))


def leave() -> None:
    if dist.is_available() and dist.is_initialized():
        dist.destroy_process_group()
