"""Recall: what this buffer and its workspace did after the same pieces, mixed into the network.

    recall = Recall(Weights.read(calibration), related)   one a document
    recall.follow(before, after)                          the document as it stands now
    rows = recall.mix(rows, tails)                        log-probabilities in and out

From the shortest run of pieces to the longest one, what followed it takes a share of the
probability:

    P_k(x) = (1 - s_k) P_{k-1}(x) + s_k count_k(x) / total_k,      P_0 = the network's

    s_k = sigmoid(bias_k + w . (log total, peak / total, log kinds, log P of the network's best))

so a long run that was always followed by the same piece takes much, a short one next to nothing,
and where the network is sure it is left alone. Each row stays a distribution. It is the cache of
Kuhn and De Mori (1990), with learned shares in place of constants, and with runs in place of
words (as in nested caches: Hellendoorn and Devanbu, 2017).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from beamcoder.errors import ArtefactError
from beamcoder.model.decoding.ngrams import (
    KINDS,
    LONGEST,
    ORDERS,
    PEAK,
    TOTAL,
    Counts,
    FixedIndex,
    Index,
    LiveIndex,
    Tail,
)
from beamcoder.model.runtime.interface import FloatArray, IntArray

N_FEATURES: Final = 4
_LEAST: Final = 3e-4  # shares below are left out
_STEEPEST: Final = np.float32(7)  # of a share's logit: no source is ever certain
_FLATTEST: Final = np.float32(20)
MOST_PIECES: Final = 1 << 14  # of a buffer: some 30 MB


@dataclass(frozen=True, slots=True)
class Shares:
    """How much one source may take: a bias an order, and the weights of the features."""

    bias: tuple[float, ...]
    weights: tuple[float, ...]

    @classmethod
    def read(cls, fields: Any) -> "Shares":
        """ArtefactError unless the numbers fit ORDERS and the features."""
        try:
            bias, weights = (tuple(float(x) for x in fields[k]) for k in ("bias", "weights"))
        except (TypeError, KeyError, ValueError) as exc:
            raise ArtefactError("the shares of recall are not numbers") from exc
        if (len(bias), len(weights)) != (len(ORDERS), N_FEATURES):
            raise ArtefactError(f"recall needs {len(ORDERS)} biases and {N_FEATURES} weights")
        return cls(bias, weights)

    def plain(self) -> dict[str, list[float]]:
        return {"bias": list(self.bias), "weights": list(self.weights)}

    def __call__(self, features: FloatArray) -> FloatArray:
        """(n, orders, features) -> shares (n, orders)."""
        logits = features @ np.array(self.weights, np.float32) + np.array(self.bias, np.float32)
        bounded = np.maximum(np.minimum(logits, _STEEPEST), -_FLATTEST)  # np.clip takes longer
        return (1 / (1 + np.exp(-bounded))).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of the buffer and of the workspace; fitted by `training.recall`."""

    buffer: Shares
    workspace: Shares

    @classmethod
    def read(cls, calibration: Mapping[str, Any]) -> "Weights":
        """Those of a model folder's calibration, under "recall"; DEFAULT if it has none."""
        fields = calibration.get("recall")
        if not isinstance(fields, Mapping):
            return DEFAULT
        return cls(Shares.read(fields.get("buffer")), Shares.read(fields.get("workspace")))

    def plain(self) -> dict[str, dict[str, list[float]]]:
        """What `read` reads."""
        return {"buffer": self.buffer.plain(), "workspace": self.workspace.plain()}


# Fitted on validation authors with the first default model (training/LOG.md).
DEFAULT: Final = Weights(
    buffer=Shares((-6.762, -6.828, -6.904, -4.554, -2.585), (0.641, 1.228, -0.554, -1.429)),
    workspace=Shares((-8.151, -6.104, -4.163, -3.093, -1.636), (0.688, 1.129, -1.176, -0.629)),
)


class Recall:
    """What is recalled for one document. `related`, the index of its workspace, may be replaced
    between two calls."""

    def __init__(self, weights: Weights = DEFAULT, related: FixedIndex | None = None) -> None:
        self._weights = weights
        self.buffer = LiveIndex()
        self._workspace: FixedIndex | None = None
        self.related = related
        self.tail: Tail = ()  # the pieces before the cursor

    def follow(self, before: IntArray, after: IntArray) -> bool:
        """Take the document as it stands, all before the cursor and what is read of the text
        behind it; whether anything is other than before."""
        n_hops = max(0, -(-2 * (len(before) - MOST_PIECES) // MOST_PIECES))
        kept = before[n_hops * MOST_PIECES // 2 :]  # a start that moved at each key would cost
        has_changed = self.buffer.follow(kept.tolist(), after.tolist())
        if self.related is not self._workspace:
            self._workspace, has_changed = self.related, True
        self.tail = tuple(before[-LONGEST:].tolist())
        return has_changed

    def mix(self, rows: FloatArray, tails: Sequence[Tail]) -> FloatArray:
        """Log-probabilities (n, n_pieces) behind n tails, with what is recalled mixed in."""
        sources = self._sources()
        looked = [index.look(tails) for index, _ in sources]
        shares = np.stack(
            [
                of_source(features(counts, rows.max(axis=1))) * (groups >= 0)
                for (_, of_source), (groups, counts) in zip(sources, looked, strict=True)
            ],
            axis=2,
        )
        taken, left = cascade(shares.reshape(len(rows), -1))
        cells: list[int] = []
        masses: list[float] = []
        for i, j in np.argwhere(taken > 0).tolist():
            order, source = divmod(j, len(sources))
            pieces, times = sources[source][0].continuations(int(looked[source][0][i, order]))
            mass = float(taken[i, j]) / float(looked[source][1][i, order, TOTAL])
            cells += [i * rows.shape[1] + piece for piece in pieces]
            masses += [mass * n for n in times]
        return _added(rows + np.log(left)[:, None], cells, masses) if cells else rows

    def _sources(self) -> list[tuple[Index, Shares]]:
        """At each order the workspace goes first, so that the buffer has the last word."""
        of_buffer: tuple[Index, Shares] = self.buffer, self._weights.buffer
        if self._workspace is None:
            return [of_buffer]
        return [(self._workspace, self._weights.workspace), of_buffer]


def features(counts: Counts, best: FloatArray) -> FloatArray:
    """Counts (n, orders, 3) and the network's best log-probability (n,) -> (n, orders, 4)."""
    found = np.empty((*counts.shape[:2], N_FEATURES), np.float32)
    found[:, :, :3] = np.log(counts[:, :, (TOTAL, PEAK, KINDS)])
    found[:, :, 1] = np.exp(found[:, :, 1] - found[:, :, 0])
    found[:, :, 3] = best[:, None]
    return found


def cascade(shares: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What each stage keeps (n, stages) when later ones take their share of it, and what is left
    of the first distribution (n,); both add up to 1. Tiny ones are left out."""
    shares = np.where(shares * _behind(shares)[:, 1:] < _LEAST, np.float32(0), shares)
    behind = _behind(shares)
    return shares * behind[:, 1:], behind[:, 0]


def _behind(shares: FloatArray) -> FloatArray:
    """(n, stages + 1): how much the stages from each one on leave."""
    kept = np.ones((len(shares), shares.shape[1] + 1), np.float32)
    kept[:, :-1] = np.cumprod(1 - shares[:, ::-1], axis=1)[:, ::-1]
    return kept


def _added(rows: FloatArray, cells: list[int], masses: list[float]) -> FloatArray:
    """Add masses to the probabilities in flat `cells`, some of them named twice."""
    flat = rows.reshape(-1)
    where, which = np.unique(np.array(cells), return_inverse=True)
    mass = np.bincount(which, weights=masses).astype(np.float32)
    flat[where] = np.logaddexp(flat[where], np.log(mass))
    return rows
