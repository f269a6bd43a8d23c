"""Weight matrices in eight bits, with one scale for each 64 numbers of a row.

The layout is that of ONNX Runtime's MatMulNBits, so that one file of weights serves it and torch:
a matrix (rows, columns) becomes bytes (rows, blocks, BLOCK) around 128, and scales (rows, blocks).
Every row of activations is rounded by itself there, so what is computed for a piece does not
depend on which pieces it is computed with.
"""

import numpy as np
from numpy.typing import NDArray

BLOCK = 64  # divides every width: widths are whole heads of 64
ZERO = 128
SCALE_SUFFIX = ".scale"

Bytes = NDArray[np.uint8]
FloatArray = NDArray[np.float32]


def pack(matrix: FloatArray) -> tuple[Bytes, FloatArray]:
    """(rows, columns) -> bytes (rows, blocks, BLOCK) and scales (rows, blocks)."""
    n_rows, n_columns = matrix.shape
    assert n_columns % BLOCK == 0, f"{n_columns} columns are not whole blocks of {BLOCK}"
    blocks = matrix.astype(np.float32).reshape(n_rows, n_columns // BLOCK, BLOCK)
    scales = np.maximum(np.abs(blocks).max(-1) / 127, np.finfo(np.float32).tiny)
    packed = (np.rint(blocks / scales[..., None]) + ZERO).astype(np.uint8)
    return packed, scales.astype(np.float32)


def unpack(packed: Bytes, scales: FloatArray) -> FloatArray:
    """The matrix again, each number within half a scale."""
    blocks = (packed.astype(np.float32) - ZERO) * scales[..., None]
    return blocks.reshape(packed.shape[0], -1)
