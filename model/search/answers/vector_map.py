"""Map of vectors in the plane: a query, what was found for it, and its neighbours.

    drawn = draw_map(rows, query)           rows (n, d), query (d)
    drawn.points, drawn.query               (n, 2) and (2), from -1 to 1
    drawn.share                             of the rows' spread that the plane shows, 0 to 1

The plane is that of the two main directions of the rows (principal component analysis, by a
singular value decomposition). What the rows stand for is not known here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class DrawnMap:
    points: Rows
    query: Rows
    share: float


def draw_map(rows: Rows, query: Rows) -> DrawnMap:
    """Signs are fixed, so that equal rows give an equal map."""
    if not len(rows):
        return DrawnMap(np.zeros((0, 2), np.float32), np.zeros(2, np.float32), 0.0)
    every = np.concatenate([rows, query[None]]).astype(np.float64)
    centred = every - every.mean(0)
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    axes, used = axes[:2], spread[:2]
    axes = axes * np.where(axes[np.arange(len(axes)), np.abs(axes).argmax(1)] < 0, -1, 1)[:, None]
    places = np.zeros((len(every), 2))
    places[:, : len(axes)] = centred @ axes.T
    places /= np.abs(places).max() or 1.0
    total = float((spread**2).sum())
    share = float((used**2).sum()) / total if total else 0.0
    flat = places.astype(np.float32)
    return DrawnMap(flat[:-1], flat[-1], share)
