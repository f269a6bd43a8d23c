"""Forward passes for tests of runtimes: random pieces, at once or in parts, and a reference."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.seq2seq import EncoderInput, Seq2Seq
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import (
    BoolArray,
    EncoderMemory,
    FloatArray,
    IntArray,
    Runtime,
    Step,
)
from beamcoder.model.runtime.onnx import OnnxRuntime
from beamcoder.model.runtime.reading import reading
from beamcoder.model.runtime.torch import TorchRuntime
from beamcoder.training.export.onnx_network import DecoderGraph, EncoderGraph
from beamcoder.training.export.onnx_operators import Graph

EXACT = 1e-4  # log-probability


SEEDS = range(3)


GIVEN = [(0, 0), (9, 0), (0, 7), (40, 30)]  # pieces after the cursor, of a statement


Runtimes = dict[str, Runtime]


class WholeWeights:
    """Single-precision matrices inside the graph, for tests of agreement."""

    def __init__(self, matrices: Mapping[str, NDArray[np.float32]]) -> None:
        self.matrices = matrices

    def linear(self, graph: Graph, x: str, name: str) -> str:
        return graph.op("MatMul", x, graph.constant(name, self.matrices[name].T))

    def embed(self, graph: Graph, pieces: str) -> str:
        table = graph.constant("embedding.weight", self.matrices["embedding.weight"])
        return graph.op("Gather", table, pieces)


def open_runtimes(network: Seq2Seq, folder: Path, statement_trust: float) -> Runtimes:
    """In single precision: the same numbers in all of them."""
    config = network.config
    matrices = {name: m.numpy() for name, m in network.state_dict().items()}
    for graph, name in ((DecoderGraph, "decoder"), (EncoderGraph, "encoder")):
        model = graph(config, WholeWeights(matrices)).build()
        (folder / name).write_bytes(model.SerializeToString())
    paths = folder / "decoder", folder / "encoder"
    return {
        "onnx": OnnxRuntime(config, *paths, statement_trust=statement_trust),
        "torch": TorchRuntime(config, matrices, "cpu", statement_trust),
    }


def draw(n: int, seed: int, config: ModelConfig) -> IntArray:
    return np.random.default_rng([seed, n]).integers(0, config.n_pieces, n)


def causal(n: int, n_past: int = 0) -> BoolArray:
    return np.tri(n, n_past + n, n_past, dtype=np.bool_)


def prefill(runtime: Runtime, pieces: IntArray, memory: EncoderMemory | None = None) -> FloatArray:
    """Log-probabilities (n, n_pieces) after each piece, in one pass."""
    n = len(pieces)
    rows = np.arange(n)
    return runtime.forward(Step(pieces, rows, Cache(runtime.config), causal(n), rows, memory))[0]


def in_parts(
    runtime: Runtime, pieces: IntArray, cuts: list[int], memory: EncoderMemory | None = None
) -> tuple[FloatArray, Cache]:
    """The same, part after part over a cache."""
    cache, found = Cache(runtime.config), []
    for part in np.split(pieces, cuts):
        n, past = len(part), cache.length
        problem = np.arange(n)
        rows, columns = runtime.forward(
            Step(part, past + problem, cache, causal(n, past), problem, memory)
        )
        cache.append(columns)
        found.append(rows)
    return np.concatenate(found), cache


@torch.inference_mode()
def reference(
    network: Seq2Seq, pieces: IntArray, after: IntArray, statement: IntArray
) -> FloatArray:
    """What training would compute: every row reads all that is given, its hole ending at 0."""
    given = reading(after, statement, network.config)
    n = len(pieces)
    mask = torch.from_numpy(causal(n))[None]
    if given is not None:
        parts = (given.pieces, given.positions, given.is_statement, given.mask)
        sent = [torch.from_numpy(part)[None] for part in parts]
        visible = torch.ones(1, n, len(given.pieces), dtype=torch.bool)
        cursor = torch.zeros(1, n, dtype=torch.int64)
        encoder_input = EncoderInput(sent[0], sent[1], sent[2], sent[3], cursor, visible)
        logits = network(torch.from_numpy(pieces)[None], mask, encoder_input)
    else:
        logits = network(torch.from_numpy(pieces)[None], mask)
    found: FloatArray = logits[0].log_softmax(-1).numpy()
    return found
