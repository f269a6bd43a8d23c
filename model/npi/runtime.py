"""The exported graph in ONNX Runtime: batches of steps, as `Network.forward` makes them.

graph = GraphRuntime(folder.graph_path, network.size)
logits, hidden, cell = graph.forward(rows, calls, hidden, cell)
"""

from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime as ort

from beamcoder.errors import ArtefactError, DeviceError
from beamcoder.model.npi.forest import Floats, Ints

OUTPUTS: Final = ("logits", "hidden_after", "cell_after")
ERRORS_ONLY: Final = 3


class GraphRuntime:
    """One thread: a step is smaller than waking another one. ArtefactError if it is no graph."""

    def __init__(self, path: Path, size: int) -> None:
        self.size = size
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = ERRORS_ONLY
        try:
            self._session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as exc:  # its classes are private
            raise ArtefactError(f"{path} is no graph that onnxruntime can open: {exc}") from exc

    def forward(
        self, rows: Ints, calls: Ints, hidden: Floats, cell: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """See `forest.Forward`."""
        feed = {"read": rows, "calls": calls, "hidden": hidden, "cell": cell}
        try:
            logits, hidden, cell = self._session.run(list(OUTPUTS), feed)
        except Exception as exc:  # its classes are private
            raise DeviceError(f"onnxruntime could not compute: {exc}") from exc
        if hidden.shape[1:] != (self.size,) or logits.shape[0] != len(calls):
            raise ArtefactError("the graph's results are not those of a step")
        return np.asarray(logits), np.asarray(hidden), np.asarray(cell)
