"""Several processes take one step together: the step of one process with all their batches."""

import os
import socket
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.multiprocessing.spawn import spawn

from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.training.run.device import average_gradients, leave, place
from beamcoder.training.run.optimiser import build
from beamcoder.training.run.recipe import OptimiserRecipe

WORLD = 2
LENGTH = 24


def network() -> Seq2Seq:
    torch.manual_seed(3)
    model = Seq2Seq(ModelConfig(depth=2, n_pieces=300, context=64))
    for matrix in model.parameters():
        torch.nn.init.normal_(matrix, std=matrix.shape[1] ** -0.5)
    return model


def loss(model: Seq2Seq, part: int) -> Tensor:
    pieces = torch.from_numpy(np.random.default_rng(part).integers(0, 300, (2, LENGTH + 1)))
    mask = torch.ones(2, LENGTH, LENGTH, dtype=torch.bool).tril()
    logits = model(pieces[:, :-1], mask)
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), pieces[:, 1:].flatten())


def step(model: Seq2Seq, parts: range, world: int) -> None:
    for part in parts:
        (loss(model, part) / len(parts)).backward()
    average_gradients(model, world)
    for optimiser in build(model, OptimiserRecipe(), torch.float32):
        optimiser.step()


def worker(rank: int, port: int, folder: str) -> None:
    torch.set_num_threads(1)
    os.environ |= {"RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(WORLD)}
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    assert place("fp32").rank == rank
    model = network()
    step(model, range(rank, rank + 1), WORLD)
    save_file(model.state_dict(), Path(folder) / f"{rank}.safetensors")
    leave()


@pytest.mark.slow
def test_two_processes_step_as_one_with_both_batches(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    spawn(worker, (port, str(tmp_path)), WORLD)
    ranks = [load_file(tmp_path / f"{rank}.safetensors") for rank in range(WORLD)]
    alone = network()
    step(alone, range(WORLD), 1)
    for name, p in alone.named_parameters():
        assert torch.equal(ranks[0][name], ranks[1][name]), name
        torch.testing.assert_close(ranks[0][name], p.detach(), atol=2e-4, rtol=0)
