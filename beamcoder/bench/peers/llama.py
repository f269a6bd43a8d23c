"""llama.cpp as a compared engine: `llama-cpp-python`, weights in q8_0.

The file is written here with random weights, as Arcee: of llama.cpp's architectures the one nearest
to our decoder (root-mean-square norms, rotary positions, a squared ReLU without a gate). It has no
QK norm and no cross-attention, so it does a little less than ours. Beams are sequences that share
the prompt's cells.

Built from source by pip. GCC 12 drops the stores of a tile configuration on CPUs with AMX, so that
the library crashes there (it is then a line of the table): build with GCC 13 or later, or Clang.
"""

import ctypes
import tempfile
from pathlib import Path
from typing import Any, Final

import gguf
import llama_cpp
import numpy as np

from beamcoder.bench.peers.beam import BeamTask, Rows, follow, log_softmax, shape_of
from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.runtime.interface import IntArray

PROMPT: Final = 0  # the sequence of the prompt; beams are 1 to width, in two sets in turn
Q8 = gguf.GGMLQuantizationType.Q8_0


class LlamaEngine:
    def __init__(self, task: BeamTask) -> None:
        self.version = f"llama-cpp-python {llama_cpp.__version__}"
        self.note = f"q8_0, Arcee, {shape_of(task.config)}"
        self._task = task
        llama_cpp.llama_log_set(_SILENT, ctypes.c_void_p(0))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "peer.gguf"
            write_gguf(path, task)
            params = llama_cpp.llama_model_default_params()
            self._model = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
        if not self._model:
            raise RuntimeError("llama.cpp could not load the model written for it")
        self._context = llama_cpp.llama_init_from_model(self._model, self._context_params())
        if not self._context:
            raise RuntimeError("llama.cpp could not make a context")
        self._memory = llama_cpp.llama_get_memory(self._context)
        *cached, self._last = task.prompt  # drawn anew at each call
        self._decode(cached, [PROMPT] * task.n_cached, range(task.n_cached))

    def search(self) -> list[list[int]]:
        task, n = self._task, self._task.n_cached
        sets = [range(1, task.width + 1), range(task.width + 1, 2 * task.width + 1)]
        living = [PROMPT]
        depth = 0

        def step(parents: IntArray, pieces: IntArray) -> Rows:
            nonlocal living, depth
            depth += 1
            beams = sets[depth % 2]
            for parent, beam in zip(parents.tolist(), beams, strict=True):
                llama_cpp.llama_memory_seq_cp(self._memory, living[parent], beam, -1, -1)
            for dead in living:
                if dead != PROMPT:
                    llama_cpp.llama_memory_seq_rm(self._memory, dead, -1, -1)
            living = list(beams)
            return self._decode(pieces.tolist(), living, [n + depth] * task.width)

        found = follow(task, self._decode([self._last], [PROMPT], [n]), step)
        for beam in living:
            llama_cpp.llama_memory_seq_rm(self._memory, beam, n, -1)
        llama_cpp.llama_memory_seq_rm(self._memory, PROMPT, n, -1)
        return found

    def close(self) -> None:
        llama_cpp.llama_free(self._context)
        llama_cpp.llama_model_free(self._model)

    def _context_params(self) -> Any:
        task = self._task
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = task.config.context
        params.n_batch = params.n_ubatch = max(512, task.n_cached)
        params.n_seq_max = 2 * task.width + 1
        params.kv_unified = True  # sequences share cells, and copying one copies no numbers
        params.n_threads = params.n_threads_batch = task.n_threads
        params.no_perf = True
        return params

    def _decode(self, pieces: list[int], sequences: list[int], positions: Any) -> Rows:
        """Log-probabilities after the pieces: of each beam, or of a prompt's last one."""
        n = len(pieces)
        batch = llama_cpp.llama_batch_init(n, 0, 1)
        try:
            batch.n_tokens = n
            for i, (piece, sequence, position) in enumerate(
                zip(pieces, sequences, positions, strict=True)
            ):
                batch.token[i], batch.pos[i] = piece, position
                batch.n_seq_id[i], batch.seq_id[i][0] = 1, sequence
                batch.logits[i] = n <= self._task.width or i == n - 1
            if code := llama_cpp.llama_decode(self._context, batch):
                raise RuntimeError(f"llama.cpp could not decode: {code}")
        finally:
            llama_cpp.llama_batch_free(batch)
        n_rows = n if n <= self._task.width else 1
        logits = llama_cpp.llama_get_logits(self._context)
        shape = n_rows, self._task.config.n_pieces
        return log_softmax(np.ctypeslib.as_array(logits, shape=shape))


def _say_nothing(level: int, text: bytes, data: Any) -> None:
    """llama.cpp tells much on standard error."""


_SILENT: Final = llama_cpp.llama_log_callback(_say_nothing)  # must outlive every call


def write_gguf(path: Path, task: BeamTask) -> None:
    """A decoder of our shape with random weights, without a vocabulary."""
    config = task.config
    writer = gguf.GGUFWriter(path, "arcee")
    writer.add_context_length(config.context)
    writer.add_embedding_length(config.width)
    writer.add_block_count(config.depth)
    writer.add_feed_forward_length(config.hidden)
    writer.add_head_count(config.n_heads)
    writer.add_head_count_kv(config.n_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_dimension_count(HEAD_DIM)
    writer.add_vocab_size(config.n_pieces)
    writer.add_tokenizer_model("no_vocab")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    for name, (n_rows, n_columns) in matrices(config).items():
        packed = gguf.quants.quantize(task.matrix(n_rows, n_columns), Q8)
        writer.add_tensor(f"{name}.weight", packed, raw_dtype=Q8)
    ones = np.ones(config.width, np.float32)
    for name in norms(config):
        writer.add_tensor(f"{name}.weight", ones)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def matrices(config: ModelConfig) -> dict[str, tuple[int, int]]:
    width, hidden = config.width, config.hidden
    found = {"token_embd": (config.n_pieces, width), "output": (config.n_pieces, width)}
    for layer in range(config.depth):
        block = f"blk.{layer}"
        found |= {f"{block}.attn_{name}": (width, width) for name in ("q", "k", "v", "output")}
        found |= {f"{block}.ffn_up": (hidden, width), f"{block}.ffn_down": (width, hidden)}
    return found


def norms(config: ModelConfig) -> list[str]:
    layers = range(config.depth)
    parts = ("attn_norm", "ffn_norm")
    return ["output_norm", *(f"blk.{layer}.{part}" for layer in layers for part in parts)]
