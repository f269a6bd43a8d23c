"""Many short steps in one pass on a GPU: static caches and CUDA graphs.

Each text has a slot: its keys, values and encoder memory lie on the device between two steps, and
only what is new is sent. A step of B texts and N nodes each, both rounded up to a few sizes, always
reads the same buffers, so that its kernels are recorded once and replayed. On other devices the
same pass runs as it is; what a graph replays is what was tested there.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from weakref import ref

import numpy as np
import torch
from torch import Tensor

from beamcoder.model.network.config import HEAD_DIM
from beamcoder.model.network.layers import attend, heads, merge, norm, rotary_angles
from beamcoder.model.runtime.batching import MAX_BATCH, SHORT, Found
from beamcoder.model.runtime.cache import BLOCK
from beamcoder.model.runtime.interface import (
    EncoderMemory,
    FloatArray,
    IntArray,
    KeyValues,
    PastKeyValues,
    Step,
)
from beamcoder.model.runtime.torch import TorchRuntime, device_errors, fetch

ROOM: Final = 2 * BLOCK  # positions of a search after the longest prefix; longer ones go alone
N_NODES: Final = (4, 8, 16, SHORT)  # sizes that steps are rounded up to
N_WARM_UP: Final = 3  # passes before one is recorded, as torch advises

StepOutput = tuple[Tensor, Tensor, Tensor]  # log-probabilities; the new keys and values


@dataclass(slots=True)
class Inputs:
    """Buffers of one shape; B texts, N nodes."""

    pieces: Tensor  # (B, N)
    positions: Tensor  # (B, N)
    mask: Tensor  # (B, 1, N, columns + N)
    slots: Tensor  # (B,)
    readable: Tensor  # (B, 1, 1, memory slots)
    reads: Tensor  # (B, 1, 1): 1 where a text has an encoder memory, else 0

    def fill(self, other: "Inputs") -> None:
        for name in self.__slots__:
            getattr(self, name).copy_(getattr(other, name))


@dataclass(slots=True)
class Tenant:
    """Whose slot it is, and what of it is there."""

    past: "ref[PastKeyValues]"
    slot: int
    seen: FloatArray  # one head of the last layer: where it is equal, all layers are
    memory: EncoderMemory | None = None


class TorchDevice:
    """`batching.Device` over a `TorchRuntime`, which computes what is long or does not fit."""

    def __init__(self, runtime: TorchRuntime, n_slots: int = MAX_BATCH) -> None:
        config = self.config = runtime.config
        self._runtime, self._n_slots = runtime, n_slots
        self._tenants: OrderedDict[int, Tenant] = OrderedDict()  # by id of the past
        self._n_columns = config.context + ROOM
        self._n_memory = 1 + config.after_context + config.statement_context
        shape = (n_slots, config.depth, config.n_heads, self._n_columns, HEAD_DIM)
        memories = (n_slots, len(config.cross_layers), config.n_heads, self._n_memory, HEAD_DIM)
        like = runtime.network.embedding.weight
        with device_errors(str(runtime.torch_device)):
            self._keys, self._values = like.new_zeros(shape), like.new_zeros(shape)
            self._memories = like.new_zeros(memories), like.new_zeros(memories)
        self._recorded: dict[tuple[int, int], tuple[torch.cuda.CUDAGraph, Inputs, StepOutput]] = {}

    @property
    def device(self) -> str:
        return self._runtime.device

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        return self._runtime.encode(after, statement)

    @torch.inference_mode()
    def forward_many(self, calls: Sequence[Step]) -> list[Found]:
        if any(not self._fits(call) for call in calls) or len(calls) > self._n_slots:
            return [self._runtime.forward(call) for call in calls]
        with device_errors(str(self._runtime.torch_device)):
            texts = [self._settle(call, calls) for call in calls]
            n_nodes = next(n for n in N_NODES if n >= max(len(call.pieces) for call in calls))
            n_texts = min(self._n_slots, 1 << (len(calls) - 1).bit_length())
            inputs = self._inputs(calls, texts, (n_texts, n_nodes))
            log_p, keys, values = self._run(inputs, (n_texts, n_nodes))
            return [found_of(call, log_p[i], keys[i], values[i]) for i, call in enumerate(calls)]

    def _fits(self, call: Step) -> bool:
        return len(call.pieces) <= SHORT and call.past.length <= self._n_columns

    def _settle(self, call: Step, calls: Sequence[Step]) -> Tenant:
        """The call's slot, brought up to date by what differs."""
        tenant = self._tenants.pop(id(call.past), None)
        if tenant is None or tenant.past() is not call.past:
            slot = self._free_slot(calls) if tenant is None else tenant.slot
            tenant = Tenant(ref(call.past), slot, np.zeros((0, HEAD_DIM), np.float32))
        self._tenants[id(call.past)] = tenant
        self._send_columns(call.past, tenant)
        if call.memory is not None and call.memory is not tenant.memory:
            n = call.memory.keys.shape[2]
            pair = call.memory.keys, call.memory.values
            for buffer, source in zip(self._memories, pair, strict=True):
                buffer[tenant.slot, :, :, :n] = torch.tensor(source).to(buffer)
            tenant.memory = call.memory
        return tenant

    def _free_slot(self, calls: Sequence[Step]) -> int:
        """A free one, or that of the text stepped longest ago, if it is none of these."""
        if len(self._tenants) < self._n_slots:
            taken = {tenant.slot for tenant in self._tenants.values()}
            return next(slot for slot in range(self._n_slots) if slot not in taken)
        here = {id(call.past) for call in calls}
        oldest = next(key for key in self._tenants if key not in here)
        return self._tenants.pop(oldest).slot

    def _send_columns(self, past: PastKeyValues, tenant: Tenant) -> None:
        now = np.asarray(past.keys[-1, 0, : past.length], np.float32)
        n = min(len(now), len(tenant.seen))
        changed = np.flatnonzero((now[:n] != tenant.seen[:n]).any(-1))
        same = int(changed[0]) if changed.size else n
        tenant.seen = tenant.seen[:same]  # true even if what follows fails
        pairs = ((self._keys, past.keys), (self._values, past.values))
        for buffer, source in pairs:
            new = torch.tensor(np.asarray(source[:, :, same : past.length]))
            buffer[tenant.slot, :, :, same : past.length] = new.to(buffer)
        tenant.seen = now.copy()

    def _inputs(
        self, calls: Sequence[Step], texts: Sequence[Tenant], size: tuple[int, int]
    ) -> Inputs:
        """What is empty reads only itself: no row may be left without anything to read."""
        (b, n), columns = size, self._n_columns
        pieces, positions = np.zeros((b, n), np.int64), np.zeros((b, n), np.int64)
        mask = np.zeros((b, 1, n, columns + n), np.bool_)
        mask[:, :, np.arange(n), columns + np.arange(n)] = True
        slots, reads = np.zeros(b, np.int64), np.zeros((b, 1, 1), np.float32)
        readable = np.zeros((b, 1, 1, self._n_memory), np.bool_)
        readable[..., 0] = True
        for i, (call, text) in enumerate(zip(calls, texts, strict=True)):
            m, length = len(call.pieces), call.past.length
            pieces[i, :m], positions[i, :m], slots[i] = call.pieces, call.positions, text.slot
            mask[i, 0, :m, :length] = call.mask[:, :length]
            mask[i, 0, :m, columns : columns + m] = call.mask[:, length:]
            if call.memory is not None:
                readable[i, ..., : call.memory.keys.shape[2]] = reads[i] = 1
        pieces_on, positions_on, mask_on, slots_on, readable_on = (
            torch.tensor(each, device=self._runtime.torch_device)
            for each in (pieces, positions, mask, slots, readable)
        )
        reads_on = torch.tensor(reads).to(self._keys)
        return Inputs(pieces_on, positions_on, mask_on, slots_on, readable_on, reads_on)

    def _run(self, inputs: Inputs, size: tuple[int, int]) -> StepOutput:
        if self._runtime.torch_device.type != "cuda":
            return self._step(inputs)
        if size not in self._recorded:
            self._recorded[size] = self._record(inputs)
        graph, own, step = self._recorded[size]
        own.fill(inputs)
        graph.replay()
        return step

    def _record(self, inputs: Inputs) -> tuple[torch.cuda.CUDAGraph, Inputs, StepOutput]:
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(N_WARM_UP):
                self._step(inputs)
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            step = self._step(inputs)
        return graph, inputs, step

    def _step(self, given: Inputs) -> StepOutput:
        """-> (B, N, n_pieces); (B, layers, heads, N, HEAD_DIM) twice. As `TorchRuntime.forward`."""
        network = self._runtime.network
        x = norm(network.embedding(given.pieces))  # (B, N, width)
        angles = rotary_angles(given.positions)
        past = self._keys[given.slots], self._values[given.slots]
        memories = [part[given.slots] for part in self._memories]
        columns: list[tuple[Tensor, Tensor]] = []
        n_read = 0
        for i, layer in enumerate(self._runtime.layers()):
            q, k, v = layer.attention.project(norm(x), angles)
            keys, values = torch.cat((past[0][:, i], k), 2), torch.cat((past[1][:, i], v), 2)
            x = x + layer.attention.out(merge(attend(q, keys, values, given.mask)))
            columns.append((k, v))
            if layer.cross is not None:
                q = norm(heads(layer.cross.q(norm(x))))
                read = attend(q, memories[0][:, n_read], memories[1][:, n_read], given.readable)
                x = x + layer.cross.out(merge(read)) * given.reads
                n_read += 1
            x = x + layer.mlp(norm(x))
        log_p = network.head(norm(x)).float().log_softmax(-1)
        keys, values = (torch.stack(part, 1) for part in zip(*columns, strict=True))
        return log_p, keys, values


def found_of(call: Step, log_p: Tensor, keys: Tensor, values: Tensor) -> Found:
    """A call's own part of a step, on the host."""
    n = len(call.pieces)
    rows = fetch(log_p[:n])[call.rows]
    return rows, KeyValues(fetch(keys[:, :, :n]), fetch(values[:, :, :n]))
