"""The network in torch, on CUDA or as the reference of the CPU runtime."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from beamcoder.errors import ArtefactError, DeviceError, DeviceFullError
from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.network.layers import CrossAttention, attend, heads, merge, norm, rotary_angles
from beamcoder.model.network.seq2seq import DecoderLayer, EncoderInput, Seq2Seq
from beamcoder.model.runtime.interface import (
    EncoderMemory,
    FloatArray,
    IntArray,
    KeyValues,
    PastKeyValues,
    Step,
)
from beamcoder.model.runtime.reading import reading, trusted, verify

Pair = tuple[Tensor, Tensor]  # keys and values


class DeviceColumns:
    """Keys and values of one text on the device, brought up to date by what differs.

    A position of the last layer depends on every piece that it has read. Where one head of it has
    not changed, no layer below has: a few kilobytes are compared and few are sent.
    """

    def __init__(self) -> None:
        self._seen: FloatArray = np.zeros((0, HEAD_DIM), np.float32)
        self._buffers: Pair | None = None

    def update(self, past: PastKeyValues, like: Tensor) -> Pair:
        """-> keys and values (layers, heads, past.length, HEAD_DIM), device and type as `like`."""
        now = past.keys[-1, 0, : past.length]
        n = min(len(now), len(self._seen))
        changed = np.flatnonzero((now[:n] != self._seen[:n]).any(-1))
        same = int(changed[0]) if changed.size else n
        room = past.keys.shape[2]
        if self._buffers is None or self._buffers[0].shape[2] != room:
            same = 0
            shape = past.keys.shape
            self._buffers = like.new_empty(shape), like.new_empty(shape)
        self._seen = self._seen[:same]  # true even if what follows fails
        for buffer, source in zip(self._buffers, (past.keys, past.values), strict=True):
            new = torch.tensor(source[:, :, same : past.length])
            buffer[:, :, same : past.length] = new.to(like)
        self._seen = now.copy()
        keys, values = (buffer[:, :, : past.length] for buffer in self._buffers)
        return keys, values


class TorchRuntime:
    """`Runtime` over `model.network.seq2seq`: bf16 on CUDA, single precision elsewhere."""

    def __init__(
        self,
        config: ModelConfig,
        matrices: Mapping[str, NDArray[np.float32]],
        device: str,
        statement_trust: float = 1.0,
    ) -> None:
        self.config = config
        self._statement_trust = statement_trust
        with device_errors(device):
            self.torch_device = torch.device(device)
            if self.torch_device.type == "cuda" and not torch.cuda.is_available():
                raise DeviceError("torch finds no CUDA device")
            model = Seq2Seq(config)
            try:
                model.load_state_dict({k: torch.from_numpy(m) for k, m in matrices.items()})
            except RuntimeError as exc:
                raise ArtefactError("the weights do not fit the model's configuration") from exc
            dtype = torch.bfloat16 if self.torch_device.type == "cuda" else torch.float32
            self.network = model.to(self.torch_device, dtype).eval()
        self._lock = threading.Lock()  # over what is kept on the device
        self._columns = DeviceColumns()
        self._memory: tuple[EncoderMemory, Pair] | None = None

    @property
    def device(self) -> str:
        """Its kind: cpu or cuda."""
        return str(self.torch_device.type)

    @torch.inference_mode()
    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        given = reading(after, statement, self.config)
        if given is None:
            return None
        with device_errors(str(self.torch_device)):
            m = len(given.pieces)
            parts = (given.pieces, given.positions, given.is_statement, given.mask)
            inputs = [self._send(part)[None] for part in parts]
            unused = torch.zeros(1, 0, dtype=torch.int64), torch.zeros(1, 0, m, dtype=torch.bool)
            encoder_input = EncoderInput(inputs[0], inputs[1], inputs[2], inputs[3], *unused)
            states = self.network.encode(encoder_input)
            angles = rotary_angles(encoder_input.positions, CrossAttention.ROTARY_DIM)
            blank = encoder_input.is_statement[..., None]
            angles = angles[0].masked_fill(blank, 0), angles[1].masked_fill(blank, 0)
            pairs = [layer.cross.remember(states, angles) for layer in self.layers() if layer.cross]
            keys, values = (torch.cat(part) for part in zip(*pairs, strict=True))
            memory = EncoderMemory(fetch(keys), fetch(values))
            return trusted(memory, given, self._statement_trust)

    @torch.inference_mode()
    def forward(self, step: Step) -> tuple[FloatArray, KeyValues]:
        pieces, positions, past = step.pieces, step.positions, step.past
        mask, rows, memory = step.mask, step.rows, step.memory
        verify(step, self.config)
        with self._lock, device_errors(str(self.torch_device)):
            x = norm(self.network.embedding(self._send(pieces)))[None]
            old = self._columns.update(past, x)
            read = self._remembered(memory, x)
            angles, seen = rotary_angles(self._send(positions)[None]), self._send(mask)
            columns: list[Pair] = []
            n_read = 0
            for i, layer in enumerate(self.layers()):
                x, pair = _self_attention(layer, x, angles, (old[0][i], old[1][i]), seen)
                columns.append(pair)
                if layer.cross is not None:
                    if read is not None:
                        x = _cross_attention(layer.cross, x, (read[0][n_read], read[1][n_read]))
                    n_read += 1
                x = x + layer.mlp(norm(x))
            logits = self.network.head(norm(x[0, self._send(rows)])).float()
            keys, values = (torch.cat(part) for part in zip(*columns, strict=True))
            return fetch(logits.log_softmax(-1)), KeyValues(fetch(keys), fetch(values))

    def layers(self) -> Iterator[DecoderLayer]:
        for layer in self.network.decoder:
            assert isinstance(layer, DecoderLayer)
            yield layer

    def _remembered(self, memory: EncoderMemory | None, like: Tensor) -> Pair | None:
        """The encoder memory on the device; the last one stays there."""
        if memory is None:
            return None
        if self._memory is None or self._memory[0] is not memory:
            keys, values = (self._send(part).to(like) for part in (memory.keys, memory.values))
            self._memory = memory, (keys, values)
        return self._memory[1]

    def _send(self, array: NDArray[np.generic]) -> Tensor:
        return torch.tensor(array, device=self.torch_device)


def _self_attention(
    layer: DecoderLayer, x: Tensor, angles: Pair, past: Pair, mask: Tensor
) -> tuple[Tensor, Pair]:
    """-> the new residual stream, and the new keys and values (1, heads, n, HEAD_DIM)."""
    q, k, v = layer.attention.project(norm(x), angles)
    keys, values = torch.cat((past[0][None], k), 2), torch.cat((past[1][None], v), 2)
    read = attend(q, keys, values, mask[None, None])
    return x + layer.attention.out(merge(read)), (k, v)


def _cross_attention(cross: CrossAttention, x: Tensor, read: Pair) -> Tensor:
    """Every row reads every slot, and stands at position 0, which rotates nothing."""
    q = norm(heads(cross.q(norm(x))))
    keys, values = read[0][None], read[1][None]
    mask = torch.ones(1, 1, q.size(2), keys.size(2), dtype=torch.bool, device=x.device)
    return x + cross.out(merge(attend(q, keys, values, mask)))


def fetch(x: Tensor) -> FloatArray:
    found: FloatArray = x.float().cpu().numpy()
    return found


@contextmanager
def device_errors(device: str) -> Iterator[None]:
    """What torch raises about a device, as DeviceError."""
    try:
        yield
    except torch.cuda.OutOfMemoryError as exc:
        raise DeviceFullError(f"the device {device} is out of memory") from exc
    except RuntimeError as exc:
        raise DeviceError(f"the device {device} could not compute: {exc}") from exc
