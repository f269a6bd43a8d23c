"""Device, number format and worker processes of a training run."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import nn

from beamcoder.errors import DeviceError
from beamcoder.glibc import MAX_BYTES, Malloc, set_malloc

# Rows, inner and outer width of a decoder's product at 4 rows of 512 pieces; how often it is timed.
PRODUCT, TRIALS = (2048, 320, 1280), 3

# How long processes wait for one another: the first may be cutting a large corpus into pieces.
PATIENCE = timedelta(hours=3)


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


def product_seconds(dtype: torch.dtype) -> float:
    """Seconds of one product of PRODUCT's shape on the CPU, the best of a few."""
    n_rows, n_inner, n_columns = PRODUCT
    left = torch.ones(n_rows, n_inner, dtype=dtype)
    right = torch.ones(n_columns, n_inner, dtype=dtype)
    times = []
    for _ in range(TRIALS):
        began = time.perf_counter()
        torch.nn.functional.linear(left, right)
        times.append(time.perf_counter() - began)
    return min(times)


def faster(seconds: Callable[[torch.dtype], float] = product_seconds) -> torch.dtype:
    """The number format whose products take less time here: bf16 or fp32.

    Measured, not looked up: bf16 gains 8 to 20 times with AMX tiles, 5 to 7 with AVX512_BF16, and
    loses where the CPU has neither.
    """
    return min((torch.float32, torch.bfloat16), key=seconds)


def keep_freed_memory() -> None:
    """Let this process keep what it frees: else each step asks the kernel for the same pages anew.

    6 to 15 % of a step on the CPU. Only glibc has the call; elsewhere nothing happens.
    """
    set_malloc({Malloc.MMAP_MAX: 0, Malloc.TRIM_THRESHOLD: MAX_BYTES})


def place(precision: str) -> Placement:
    """Choose by what is there, and join the other processes if torchrun started several."""
    rank, local, world = (
        int(os.environ.get(name, default))
        for name, default in (("RANK", 0), ("LOCAL_RANK", 0), ("WORLD_SIZE", 1))
    )
    cuda = torch.cuda.is_available()
    if cuda and local >= torch.cuda.device_count():
        raise DeviceError(f"process {local} of this machine has no GPU: start fewer")
    if cuda:
        torch.cuda.set_device(local)
    if world > 1 and not dist.is_initialized():
        dist.init_process_group("nccl" if cuda else "gloo", timeout=PATIENCE)
    dtype = _dtype(precision, cuda)
    return Placement(f"cuda:{local}" if cuda else "cpu", dtype, rank, world)


def _dtype(precision: str, cuda: bool) -> torch.dtype:
    if precision == "auto":
        return torch.bfloat16 if cuda else faster()
    return torch.bfloat16 if precision == "bf16" else torch.float32


def average_gradients(model: nn.Module, world: int) -> None:
    """Mean of the gradients over all processes, in one message.

    A parameter without a gradient is left out: which kind of batch a step takes, and so what it
    uses, is the same everywhere.
    """
    if world == 1:
        return
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    flat = torch.cat([g.flatten() for g in grads])
    dist.all_reduce(flat)
    flat /= world
    for grad, part in zip(grads, flat.split([g.numel() for g in grads]), strict=True):
        grad.copy_(part.view_as(grad))


def any_of(flag: bool, where: Placement) -> bool:
    """True on every process if it is on one, so that all leave the loop after the same step."""
    if where.world == 1:
        return flag
    flags = torch.tensor(int(flag), device=where.device)
    dist.all_reduce(flags, dist.ReduceOp.MAX)
    return bool(flags)


def wait(where: Placement) -> None:
    """Until every process is here."""
    if where.world > 1:
        dist.barrier()


def leave() -> None:
    if dist.is_available() and dist.is_initialized():
        dist.destroy_process_group()
