"""The network on the CPU through ONNX Runtime, without torch.

The graphs are those of `training.export.onnx_network`. The decoder writes new keys and values right
into the buffers of the past, after the positions in use, so that no step copies what is cached;
where a buffer has no room left it works in a larger copy.
"""

import weakref
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from beamcoder.errors import ArtefactError, DeviceError
from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.runtime.interface import (
    BoolArray,
    EncoderMemory,
    FloatArray,
    IntArray,
    KeyValues,
    PastKeyValues,
    Step,
)
from beamcoder.model.runtime.reading import additive, reading, rotary_tables, trusted, verify

# A step of six beams on two cores: 1.9 ms by one thread, 1.6 by two while the machine is idle. On a
# busy one two wait for each other: 6.1 ms for eight beams, where one thread took 2.4.
N_THREADS = 1
CHUNK = 256  # pieces of a long prefix at a time: a triangle of scores, not a square
ROOM = 256  # positions by which a copy of the past is larger than it must be, at most
ERRORS_ONLY = 3  # ONNX Runtime's log level

Feed = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class _Buffers:
    """Keys and values (layers, heads, capacity, HEAD_DIM) with room for new positions."""

    keys: FloatArray
    values: FloatArray

    @classmethod
    def of(cls, past: PastKeyValues, n_new: int) -> "_Buffers":
        """Those of the past, or a copy with more room."""
        end = past.length + n_new
        if past.keys.shape[2] >= end:
            return cls(past.keys, past.values)
        capacity = -(-end // ROOM) * ROOM
        return cls(*(_larger(old, past.length, capacity) for old in (past.keys, past.values)))

    def columns(self, start: int, end: int) -> KeyValues:
        return KeyValues(self.keys[:, :, start:end], self.values[:, :, start:end])


@dataclass(frozen=True, slots=True)
class _Bound:
    """A binding, and what it was made for; it does not keep unused buffers alive."""

    keys: "weakref.ref[FloatArray]"
    values: "weakref.ref[FloatArray]"
    memory: EncoderMemory
    binding: ort.IOBinding

    def fits(self, buffers: _Buffers, memory: EncoderMemory) -> bool:
        same = self.keys() is buffers.keys and self.values() is buffers.values
        return same and self.memory is memory


class OnnxRuntime:
    """`Runtime` over a decoder graph and an encoder graph, which is opened when first needed."""

    def __init__(
        self,
        config: ModelConfig,
        decoder: Path,
        encoder: Path,
        n_threads: int = N_THREADS,
        statement_trust: float = 1.0,
    ) -> None:
        self.config = config
        self._statement_trust = statement_trust
        self._n_threads = n_threads
        self._encoder_path = encoder
        self._encoder: ort.InferenceSession | None = None
        self._decoder = _session(decoder, n_threads)
        if "reads" not in {given.name for given in self._decoder.get_inputs()}:
            raise ArtefactError(f"{decoder} is of an older Beamcoder: export the model again")
        slot = np.zeros((len(config.cross_layers), config.n_heads, 1, HEAD_DIM), np.float32)
        self._nothing_read = EncoderMemory(slot, slot)
        self._bound: _Bound | None = None  # the last one: a search uses it again and again

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        given = reading(after, statement, self.config)
        if given is None:
            return None
        if self._encoder is None:
            self._encoder = _session(self._encoder_path, self._n_threads)
        cos, sin = rotary_tables(given.positions)
        half_cos, half_sin = rotary_tables(given.positions, HEAD_DIM // 2)
        half_cos[given.is_statement] = half_sin[given.is_statement] = 0  # blanks the rotated half
        feed: Feed = {
            "pieces": given.pieces,
            "cos": cos,
            "sin": sin,
            "half_cos": half_cos,
            "half_sin": half_sin,
            "mask": additive(given.mask),
        }
        names = [f"memory_{kind}.{i}" for kind in ("keys", "values") for i in self._cross]
        found = _run(self._encoder, names, feed)
        n = len(self._cross)
        memory = EncoderMemory(np.stack(found[:n]), np.stack(found[n:]))
        return trusted(memory, given, self._statement_trust)

    def forward(self, step: Step) -> tuple[FloatArray, KeyValues]:
        pieces, positions, past = step.pieces, step.positions, step.past
        mask, rows, memory = step.mask, step.rows, step.memory
        n, length = len(pieces), past.length
        verify(step, self.config)
        assert not rows.size or 0 <= rows.min() <= rows.max() < n, rows
        assert not np.triu(mask[:, length:], 1).any(), "a node reads a later one"
        buffers = _Buffers.of(past, n)
        binding = self._binding(buffers, memory or self._nothing_read)
        if n <= CHUNK:
            found = self._step(binding, _feed(pieces, positions, mask), rows)
            return found, buffers.columns(length, length + n)
        log_probabilities = np.empty((rows.size, self.config.n_pieces), np.float32)
        for start in range(0, n, CHUNK):
            part = slice(start, min(start + CHUNK, n))
            in_part = (rows >= part.start) & (rows < part.stop)
            feed = _feed(pieces[part], positions[part], mask[part, : length + part.stop])
            log_probabilities[in_part] = self._step(binding, feed, rows[in_part] - start)
        return log_probabilities, buffers.columns(length, length + n)

    @property
    def _cross(self) -> tuple[int, ...]:
        return self.config.cross_layers

    def _binding(self, buffers: _Buffers, memory: EncoderMemory) -> ort.IOBinding:
        """The last one if it fits. A buffer belongs to one caller: no other uses it meanwhile."""
        bound = self._bound
        if bound is None or not bound.fits(buffers, memory):
            refs = weakref.ref(buffers.keys), weakref.ref(buffers.values)
            bound = self._bound = _Bound(*refs, memory, self._bind(buffers, memory))
        return bound.binding

    def _bind(self, buffers: _Buffers, memory: EncoderMemory) -> ort.IOBinding:
        """Buffers as inputs and as outputs: the same memory."""
        assert memory.keys.shape == memory.values.shape, (memory.keys.shape, memory.values.shape)
        assert memory.keys.shape[:2] == (len(self._cross), self.config.n_heads), memory.keys.shape
        binding = self._decoder.io_binding()
        for kind, buffer in (("keys", buffers.keys), ("values", buffers.values)):
            for layer in range(self.config.depth):
                part = buffer[layer][None]
                at = ("cpu", 0, np.float32, part.shape, part.ctypes.data)
                binding.bind_input(f"past_{kind}.{layer}", *at)
                binding.bind_output(f"{kind}.{layer}", *at)
        for kind, given in (("keys", memory.keys), ("values", memory.values)):
            for i, layer in enumerate(self._cross):
                binding.bind_cpu_input(f"memory_{kind}.{layer}", given[i][None])
        binding.bind_cpu_input("reads", np.array(memory is not self._nothing_read))
        return binding

    def _step(self, binding: ort.IOBinding, feed: Feed, rows: IntArray) -> FloatArray:
        """One pass of the graph -> log-probabilities of the rows."""
        nodes = rows if rows.size else np.zeros(1, np.int64)  # the graph wants a row
        found = np.empty((nodes.size, self.config.n_pieces), np.float32)
        for name, array in {**feed, "rows": nodes.astype(np.int64)}.items():
            binding.bind_cpu_input(name, array)
        at = ("cpu", 0, np.float32, found.shape, found.ctypes.data)
        binding.bind_output("log_probabilities", *at)
        try:
            self._decoder.run_with_iobinding(binding)
        except Exception as exc:  # its classes are private
            raise DeviceError(f"onnxruntime could not compute: {exc}") from exc
        return found[: rows.size]


def _feed(pieces: IntArray, positions: IntArray, mask: BoolArray) -> Feed:
    """Inputs of the graph for new nodes; mask (n, positions up to the last of them)."""
    cos, sin = rotary_tables(positions)
    total = mask.shape[1]
    return {
        "pieces": pieces.astype(np.int64),
        "cos": cos,
        "sin": sin,
        "mask": additive(mask)[None, None],
        "last": np.array([total - 1], np.int32),
        "total": np.array(total, np.int32),
    }


def _larger(buffer: FloatArray, length: int, capacity: int) -> FloatArray:
    n_layers, n_heads, _, head_dim = buffer.shape
    copy = np.zeros((n_layers, n_heads, capacity, head_dim), np.float32)
    copy[:, :, :length] = buffer[:, :, :length]
    return copy


def _session(path: Path, n_threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others work too
    options.enable_cpu_mem_arena = False  # it keeps what the longest prefix took, and saves no time
    options.log_severity_level = ERRORS_ONLY
    try:
        return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as exc:  # its classes are private
        raise ArtefactError(f"{path} is not a graph that this onnxruntime can open: {exc}") from exc


def _run(session: ort.InferenceSession, outputs: list[str], feed: Feed) -> list[FloatArray]:
    try:
        found: list[FloatArray] = session.run(outputs, feed)
    except Exception as exc:  # its classes are private
        raise DeviceError(f"onnxruntime could not compute: {exc}") from exc
    return found
