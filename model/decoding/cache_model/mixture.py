"""N-gram cache model of the buffer and its workspace, mixed into the network.

    cache_model = CacheModel(CacheWeights.read(fields), related)    one a document
    cache_model.follow(before, after)                     the document as it stands now
    rows = cache_model.mix(rows, tails)                   log-probabilities in and out

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
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from beamcoder.errors import ArtefactError
from beamcoder.model.decoding.cache_model.index import (
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
from beamcoder.model.runtime.interface import BoolArray, FloatArray, IntArray

N_FEATURES: Final = 4
_LEAST: Final = 0.01  # what less would take is left to the network: no loss, and a fifth faster
_STEEPEST: Final = np.float32(7)  # of a share's logit: no source is ever certain
_FLATTEST: Final = np.float32(20)
MAX_PIECES: Final = 1 << 11  # before the cursor: more than all but one contest program in 100


@dataclass(frozen=True, slots=True)
class CacheShares:
    """How much one source may take: a bias an order, and the weights of the features."""

    bias: tuple[float, ...]
    weights: tuple[float, ...]

    @classmethod
    def read(cls, fields: Any) -> "CacheShares":
        """ArtefactError unless the numbers fit ORDERS and the features."""
        try:
            bias, weights = (tuple(float(x) for x in fields[k]) for k in ("bias", "weights"))
        except (TypeError, KeyError, ValueError) as exc:
            raise ArtefactError("the weights of the cache model are not numbers") from exc
        if (len(bias), len(weights)) != (len(ORDERS), N_FEATURES):
            raise ArtefactError(
                f"the cache model needs {len(ORDERS)} biases and {N_FEATURES} weights"
            )
        return cls(bias, weights)

    def plain(self) -> dict[str, list[float]]:
        return {"bias": list(self.bias), "weights": list(self.weights)}


@dataclass(frozen=True, slots=True)
class Stages:
    """The shares of several sources, as arrays: bias (orders, sources), weights (sources, 4)."""

    bias: FloatArray
    weights: FloatArray

    @classmethod
    def of(cls, *sources: CacheShares) -> "Stages":
        bias = np.array([source.bias for source in sources], np.float32).T
        return cls(bias, np.array([source.weights for source in sources], np.float32))

    def shares(self, features: FloatArray, is_seen: BoolArray) -> FloatArray:
        """Features (n, orders, sources, 4) -> shares (n, orders, sources), 0 where not seen."""
        logits = (features * self.weights).sum(axis=3) + self.bias
        bounded = np.maximum(np.minimum(logits, _STEEPEST), -_FLATTEST)  # np.clip takes longer
        return np.where(is_seen, 1 / (1 + np.exp(-bounded)), np.float32(0))


@dataclass(frozen=True, slots=True)
class CacheWeights:
    """Shares of the buffer and of the workspace; fitted by `training.calibration.cache_model`."""

    buffer: CacheShares
    workspace: CacheShares

    @classmethod
    def read(cls, calibration: Mapping[str, Any]) -> "CacheWeights":
        """Those of a model folder's calibration, under "recall"; DEFAULT if it has none."""
        fields = calibration.get("recall")
        if not isinstance(fields, Mapping):
            return DEFAULT
        return cls(
            CacheShares.read(fields.get("buffer")), CacheShares.read(fields.get("workspace"))
        )

    def plain(self) -> dict[str, dict[str, list[float]]]:
        """What `read` reads."""
        return {"buffer": self.buffer.plain(), "workspace": self.workspace.plain()}


# Fitted on validation authors with the first default model (training/LOG.md).
DEFAULT: Final = CacheWeights(
    buffer=CacheShares((-6.762, -6.828, -6.904, -4.554, -2.585), (0.641, 1.228, -0.554, -1.429)),
    workspace=CacheShares((-8.151, -6.104, -4.163, -3.093, -1.636), (0.688, 1.129, -1.176, -0.629)),
)


class CacheModel:
    """The cache model of one document. `related`, the index of its workspace, may be replaced
    between two calls."""

    def __init__(self, weights: CacheWeights = DEFAULT, related: FixedIndex | None = None) -> None:
        self._alone = Stages.of(weights.buffer)
        self._together = Stages.of(weights.workspace, weights.buffer)
        self.buffer = LiveIndex()
        self._workspace: FixedIndex | None = None
        self.related = related
        self.tail: Tail = ()  # the pieces before the cursor

    def follow(self, before: IntArray, after: IntArray) -> bool:
        """Take the document as it stands, all before the cursor and what is read of the text
        after it; whether anything is other than before."""
        has_changed = self.buffer.follow(before[first_cached(len(before)) :], after)
        if self.related is not self._workspace:
            self._workspace, has_changed = self.related, True
        self.tail = tuple(before[-LONGEST:].tolist())
        return has_changed

    def emptied(self) -> "CacheModel":
        """Another one with the same shares, of a document that is not read yet."""
        twin = copy(self)
        twin._workspace = None
        twin.forget()
        return twin

    def forget(self) -> None:
        """Hold nothing of the document."""
        self.buffer, self.tail = LiveIndex(), ()

    def mix(self, rows: FloatArray, tails: Sequence[Tail]) -> FloatArray:
        """Log-probabilities (n, n_pieces) after n tails, with the cache model mixed in."""
        sources, weights = self._sources()
        looked = [index.look(tails) for index in sources]
        groups, counts = (np.stack(part, axis=2) for part in zip(*looked, strict=True))
        shares = weights.shares(features(counts, rows.max(axis=1)), groups >= 0)
        taken, left = cascade(shares.reshape(len(rows), -1))
        cells: list[int] = []
        masses: list[float] = []
        for i, j in np.argwhere(taken > 0).tolist():
            order, source = divmod(j, len(sources))
            pieces, times = sources[source].continuations(int(groups[i, order, source]))
            mass = float(taken[i, j]) / float(counts[i, order, source, TOTAL])
            cells += [i * rows.shape[1] + piece for piece in pieces]
            masses += [mass * n for n in times]
        return _added(rows + np.log(left)[:, None], cells, masses) if cells else rows

    def _sources(self) -> tuple[list[Index], Stages]:
        """At each order the workspace goes first, so that the buffer has the last word."""
        if self._workspace is None:
            return [self.buffer], self._alone
        return [self._workspace, self.buffer], self._together


def first_cached(n_pieces: int) -> int:
    """Index of the first piece before the cursor that the cache model counts.

    MAX_PIECES at most are: it stands still while a text grows, then hops by half of them.
    """
    n_hops = max(0, -(-2 * (n_pieces - MAX_PIECES) // MAX_PIECES))
    return n_hops * MAX_PIECES // 2


def features(counts: Counts, best: FloatArray) -> FloatArray:
    """Counts (n, ..., 3) and the network's best log-probability (n,) -> (n, ..., 4)."""
    found = np.empty((*counts.shape[:-1], N_FEATURES), np.float32)
    found[..., :3] = np.log(counts[..., (TOTAL, PEAK, KINDS)])
    found[..., 1] = np.exp(found[..., 1] - found[..., 0])
    found[..., 3] = best.reshape(-1, *[1] * (counts.ndim - 2))
    return found


def cascade(shares: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What each stage keeps (n, stages) when later ones take their share of it, and what is left
    of the first distribution (n,); together 1. Tiny ones are left to the first."""
    remaining = np.ones((len(shares), shares.shape[1] + 1), np.float32)  # by later stages
    remaining[:, :-1] = np.cumprod(1 - shares[:, ::-1], axis=1)[:, ::-1]
    taken = shares * remaining[:, 1:]
    tiny = np.where(taken < _LEAST, taken, 0)
    return taken - tiny, remaining[:, 0] + tiny.sum(axis=1)


def _added(rows: FloatArray, cells: list[int], masses: list[float]) -> FloatArray:
    """Add masses to the probabilities in flat `cells`, some of them named twice."""
    flat = rows.reshape(-1)
    where, which = np.unique(np.array(cells), return_inverse=True)
    mass = np.bincount(which, weights=masses).astype(np.float32)
    flat[where] = np.logaddexp(flat[where], np.log(mass))
    return rows
