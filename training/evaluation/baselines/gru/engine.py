"""Engine of the GRU baseline: our search, constraints and rendering over its network.

    engine = open_gru(Path("runs/gru"))          a folder that `gru train` wrote
    engine.complete(request, engine.new_session())

The search knows a network only as a `Runtime`, which keeps keys and values of each position.
Here the state after a piece takes the place of its keys; values stay empty. A node reads
all its ancestors through its mask, of which the nearest, its parent, is the last position: that
one's state is all that a recurrent network needs. There is no encoder: what stands after the
cursor and the statement are not read, and there is no cache model. Search, constraints
and weighing of names are our model's, so that only the network differs; but its state goes
through the whole file, where our model sees a window.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from beamcoder.errors import ArtefactError
from beamcoder.model.completer import DEFAULT_OPTIONS, Completer
from beamcoder.model.decoding.cache_model.index import FixedIndex
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.proposal import ModelInfo
from beamcoder.model.runtime.interface import (
    BoolArray,
    EncoderMemory,
    FloatArray,
    IntArray,
    KeyValues,
    PastKeyValues,
    Step,
)
from beamcoder.model.runtime.reading import verify
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.java.source_types import NO_TYPES, SourceTypes
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.baselines.gru.network import (
    VOCABULARY,
    WEIGHTS,
    Gru,
    forward_step,
    load,
)

CONTEXT: Final = 4096  # pieces: longer than 99 of 100 files; a mask has the square of it


@dataclass(frozen=True, slots=True)
class StateShape(ModelConfig):
    """One layer, whose positions hold a state of `units` numbers, a multiple of HEAD_DIM."""

    depth: int = 1
    context: int = CONTEXT
    units: int = 512

    @property
    def width(self) -> int:
        return self.units


class GruRuntime:
    """`Runtime` over a GRU, on the CPU in single precision."""

    def __init__(self, model: Gru) -> None:
        units = model.config.units
        assert units % HEAD_DIM == 0, f"a state of {units} numbers does not fill whole heads"
        self.config: ModelConfig = StateShape(n_pieces=model.config.n_pieces, units=units)
        self._model = model.eval()
        self._recurrent = model.recurrent.weight.detach().T.contiguous()

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        return None

    @torch.inference_mode()
    def forward(self, step: Step) -> tuple[FloatArray, KeyValues]:
        pieces, past, mask, rows = step.pieces, step.past, step.mask, step.rows
        verify(step, self.config)
        parents = parents_of(mask)
        states = torch.zeros(len(pieces), self._model.config.units)
        known = _states(past, np.where(parents < past.length, parents, -1))
        gates = self._model.gates(self._model.embedding(torch.from_numpy(pieces)))
        keep = torch.ones(1, 1)
        for level in levels(parents - past.length):
            at = torch.from_numpy(level)
            inside = torch.from_numpy(parents[level] - past.length)
            before = torch.where((inside >= 0)[:, None], states[inside.clamp(min=0)], known[at])
            states[at], *_ = forward_step(gates[at], before, keep, self._recurrent)
        logits = self._model.logits(states[torch.from_numpy(rows)])
        return logits.log_softmax(-1).numpy(), _key_values(states)


class GruCompleter(Completer):
    """The network alone, without a cache model."""

    def new_session(
        self, related: FixedIndex | None = None, types: SourceTypes = NO_TYPES
    ) -> Session:
        return Session()


def parents_of(mask: BoolArray) -> IntArray:
    """(n, past + n) -> the last position that each node reads before its own, -1 without any."""
    n, width = mask.shape
    columns = np.arange(width)
    own = np.arange(width - n, width)[:, None]
    parents: IntArray = np.where(mask & (columns < own), columns, -1).max(axis=1, initial=-1)
    return parents


def levels(parents: IntArray) -> list[IntArray]:
    """Nodes that may be computed together, in order; below 0 a parent is known already."""
    depth = np.zeros(len(parents), np.int64)
    for node, parent in enumerate(parents.tolist()):
        depth[node] = depth[parent] + 1 if parent >= 0 else 0
    order = np.argsort(depth, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(depth[order])) + 1)


def open_gru(folder: Path, options: DecodingOptions = DEFAULT_OPTIONS) -> GruCompleter:
    """The engine of a folder; ArtefactError if it holds no GRU with its vocabulary.

    From here on torch computes with one thread in this process: a step is small, and evaluation
    has a process for each core.
    """
    torch.set_num_threads(1)
    model = load(folder)
    if not (folder / VOCABULARY).is_file():
        raise ArtefactError(f"{folder} lacks {VOCABULARY}")
    subword = Subword.load(folder / VOCABULARY)
    if subword.n_pieces != model.config.n_pieces:
        raise ArtefactError(f"the weights in {folder} were trained on another vocabulary")
    sha256 = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    info = ModelInfo(f"gru-{model.config.units}", model.n_parameters, sha256)
    return GruCompleter(GruRuntime(model), subword, info, options=options)


def _states(past: PastKeyValues, columns: IntArray) -> Tensor:
    """(n,) positions -> (n, units) their states; nothing but zeros for -1."""
    keys = past.keys[0].transpose(1, 0, 2)  # (capacity, heads, HEAD_DIM)
    found = keys[np.maximum(columns, 0)].reshape(len(columns), -1)
    return torch.from_numpy(np.where(columns[:, None] >= 0, found, np.float32(0)))


def _key_values(states: Tensor) -> KeyValues:
    """(n, units) -> keys (1, heads, n, HEAD_DIM), and values of nothing."""
    keys = states.reshape(len(states), -1, HEAD_DIM).transpose(0, 1)[None].contiguous().numpy()
    return KeyValues(keys, np.zeros_like(keys))
