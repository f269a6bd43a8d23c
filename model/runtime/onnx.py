"""The network on the CPU through ONNX Runtime: what a plain install runs. Never imports torch.

The graphs are those of `training.graph`: buffers of past keys and values go in as they lie, and
their unused columns are masked.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from beamcoder.errors import ArtefactError, DeviceError
from beamcoder.model.config import HEAD_DIM, ModelConfig
from beamcoder.model.runtime.interface import (
    BoolArray,
    Columns,
    FloatArray,
    IntArray,
    Memory,
    PastColumns,
)
from beamcoder.model.runtime.reading import MASKED, additive, reading, rotary_tables, verify

N_THREADS = 1  # more do not pay at this size, and suffer on a busy machine
CHUNK = 256  # pieces of a long prefix at a time: a triangle of scores, not a square
ERRORS_ONLY = 3  # ONNX Runtime's log level

Feed = dict[str, NDArray[np.generic]]


@dataclass(slots=True)
class _Read:
    """Columns that have been read so far, as past."""

    keys: FloatArray
    values: FloatArray
    length: int

    def then(self, new: Columns) -> "_Read":
        keys = np.concatenate((self.keys, new.keys), axis=2)
        values = np.concatenate((self.values, new.values), axis=2)
        return _Read(keys, values, keys.shape[2])


class OnnxRuntime:
    """`Runtime` over a decoder graph and an encoder graph, which is opened when first needed."""

    def __init__(
        self, config: ModelConfig, decoder: Path, encoder: Path, n_threads: int = N_THREADS
    ) -> None:
        self.config = config
        self._n_threads = n_threads
        self._encoder_path = encoder
        self._encoder: ort.InferenceSession | None = None
        self._decoder = _session(decoder, n_threads)
        self._outputs = [
            "log_probabilities",
            *(f"keys.{layer}" for layer in range(config.depth)),
            *(f"values.{layer}" for layer in range(config.depth)),
        ]
        slot = np.zeros((len(config.cross_layers), config.n_heads, 1, HEAD_DIM), np.float32)
        self._nothing_read = Memory(slot, slot)

    def encode(self, after: IntArray, statement: IntArray) -> Memory | None:
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
        return Memory(np.stack(found[:n]), np.stack(found[n:]))

    def forward(
        self,
        pieces: IntArray,
        positions: IntArray,
        past: PastColumns,
        mask: BoolArray,
        rows: IntArray,
        memory: Memory | None = None,
    ) -> tuple[FloatArray, Columns]:
        n, length = len(pieces), past.length
        verify(pieces, positions, past, mask, self.config)
        assert not rows.size or 0 <= rows.min() <= rows.max() < n, rows
        cuts = range(CHUNK, n, CHUNK)
        if not cuts or any(mask[:cut, length + cut :].any() for cut in cuts):
            return self._step(pieces, positions, past, mask, rows, memory)
        read = _Read(past.keys[:, :, :length], past.values[:, :, :length], length)
        log_probabilities = np.empty((rows.size, self.config.n_pieces), np.float32)
        for start in range(0, n, CHUNK):
            part = slice(start, min(start + CHUNK, n))
            asked = (rows >= part.start) & (rows < part.stop)
            seen = mask[part, : length + part.stop]
            log_probabilities[asked], new = self._step(
                pieces[part], positions[part], read, seen, rows[asked] - start, memory
            )
            read = read.then(new)
        return log_probabilities, Columns(read.keys[:, :, length:], read.values[:, :, length:])

    def _step(
        self,
        pieces: IntArray,
        positions: IntArray,
        past: PastColumns,
        mask: BoolArray,
        rows: IntArray,
        memory: Memory | None,
    ) -> tuple[FloatArray, Columns]:
        """`forward` in one pass of the graph."""
        cos, sin = rotary_tables(positions)
        asked = rows if rows.size else np.zeros(1, np.int64)  # the graph wants a row
        feed: Feed = {
            "pieces": pieces.astype(np.int64),
            "cos": cos,
            "sin": sin,
            "rows": asked.astype(np.int64),
        }
        n_past = self._add_past(feed, past)
        feed["mask"] = _widen(mask, past.length, n_past)
        self._add_memory(feed, memory or self._nothing_read)
        found = _run(self._decoder, self._outputs, feed)
        depth = self.config.depth
        columns = Columns(np.stack(found[1 : depth + 1]), np.stack(found[depth + 1 :]))
        return found[0][: rows.size], columns

    @property
    def _cross(self) -> tuple[int, ...]:
        return self.config.cross_layers

    def _add_past(self, feed: Feed, past: PastColumns) -> int:
        """-> how many columns go in; an empty past is one masked column, not a whole buffer."""
        keys, values = past.keys, past.values
        config = self.config
        if past.length == 0:
            keys = values = np.zeros((config.depth, config.n_heads, 1, HEAD_DIM), np.float32)
        for layer in range(config.depth):
            feed[f"past_keys.{layer}"] = keys[layer]
            feed[f"past_values.{layer}"] = values[layer]
        return int(keys.shape[2])

    def _add_memory(self, feed: Feed, memory: Memory) -> None:
        assert memory.keys.shape == memory.values.shape, (memory.keys.shape, memory.values.shape)
        assert memory.keys.shape[:2] == (len(self._cross), self.config.n_heads), memory.keys.shape
        for i, layer in enumerate(self._cross):
            feed[f"memory_keys.{layer}"] = memory.keys[i]
            feed[f"memory_values.{layer}"] = memory.values[i]


def _widen(mask: BoolArray, length: int, n_past: int) -> FloatArray:
    """Mask (n, length + n) -> what to add to scores of (n, n_past + n) columns."""
    wide = np.full((len(mask), n_past + len(mask)), MASKED, np.float32)
    wide[:, :length] = additive(mask[:, :length])
    wide[:, n_past:] = additive(mask[:, length:])
    return wide


def _session(path: Path, n_threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
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
