"""Beamcoder's decoder as a compared engine: ONNX Runtime in eight bits, or numpy.

The beams are the tree that completion uses, over the same key/value buffer.
"""

from typing import Self

import numpy as np
import onnxruntime

from beamcoder.bench.peers.beam import BeamTask, Rows, follow, shape_of
from beamcoder.bench.plain import NumpyRuntime
from beamcoder.model.artefact import ModelFolder, WeightFile
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import IntArray, Runtime, Step
from beamcoder.model.runtime.onnx import OnnxRuntime


class RuntimeEngine:
    """A `Runtime` as an engine; reads nothing but the prompt."""

    def __init__(self, runtime: Runtime, task: BeamTask, version: str, note: str) -> None:
        self.version, self.note = version, note
        self._runtime, self._task = runtime, task
        self._cache = Cache(runtime.config)
        *cached, self._last = task.prompt  # drawn anew at each call
        prompt = np.array(cached)
        n = len(prompt)
        mask = np.tri(n, dtype=np.bool_)
        last = np.array([n - 1])
        rows, columns = runtime.forward(Step(prompt, np.arange(n), self._cache, mask, last))
        self._cache.append(columns)
        self._last_row = rows[0]

    @classmethod
    def onnx(cls, folder: ModelFolder, task: BeamTask) -> Self:
        runtime = OnnxRuntime(
            folder.config, folder.decoder_path, folder.encoder_path, task.n_threads
        )
        note = f"int8, {shape_of(folder.config)}"
        return cls(runtime, task, f"onnxruntime {onnxruntime.__version__}", note)

    @classmethod
    def numpy(cls, folder: ModelFolder, task: BeamTask) -> Self:
        runtime = NumpyRuntime(folder.config, WeightFile(folder.weights_path).matrices())
        note = "single precision, our network"
        return cls(runtime, task, f"numpy {np.__version__}", note)

    def search(self) -> list[list[int]]:
        with self._cache.branch():
            tree = Tree(self._runtime, self._cache, None, self._last_row)
            nodes = tree.step([(Tree.ROOT, self._last)])

            def step(parents: IntArray, pieces: IntArray) -> list[Rows]:
                wanted = [
                    (nodes[p], piece) for p, piece in zip(parents, pieces.tolist(), strict=True)
                ]
                nodes[:] = tree.step(wanted)
                return [tree.rows[node] for node in nodes]

            return follow(self._task, tree.rows[nodes[0]][None], step)

    def close(self) -> None:
        """Nothing is held outside of Python."""
