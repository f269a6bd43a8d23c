"""Estimates of metrics over files with 95 % intervals.

Every metric is a ratio of sums over files, and its interval comes from drawing files anew with
replacement (percentile bootstrap): places in one file are not independent of each other. Two
results differ in a metric when the interval of their paired difference leaves out 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.training.evaluation.metrics.record import FileCounts

N_DRAWS: Final = 1000
INTERVAL: Final = (2.5, 97.5)  # percentiles
# Of fewer files an interval says nothing: of one it has no width, of four an end is one file drawn
# three times.
MIN_FILES: Final = 8
Sums = Mapping[str, Mapping[str, Sequence[float]]]  # file -> metric -> [sum, weight]


@dataclass(frozen=True, slots=True)
class Figure:
    """`n` is what was counted: places, items shown, characters."""

    value: float
    low: float
    high: float
    n: int

    def plain(self) -> dict[str, float]:
        return asdict(self)


def draws(n_files: int, seed: int) -> NDArray[np.int64]:
    """How often each file is drawn: (N_DRAWS, n_files)."""
    rng = np.random.default_rng([seed, n_files])
    return rng.multinomial(n_files, np.full(n_files, 1 / n_files), size=N_DRAWS)


def figures(sums: Sums, seed: int) -> dict[str, Figure]:
    """Every metric in `sums`, sorted by name."""
    files = sorted(sums)
    names = sorted({name for metrics in sums.values() for name in metrics})
    if not files or not names:
        return {}
    table = _table(sums, files, names)  # (files, names, 2)
    total = table.sum(axis=0)
    low, high = _interval(_ratios(draws(len(files), seed), table))
    value = total[:, 0] / total[:, 1]
    return {
        name: Figure(float(value[i]), float(low[i]), float(high[i]), int(total[i, 1]))
        for i, name in enumerate(names)
    }


def differences(ours: Sums, theirs: Sums, seed: int) -> dict[str, Figure]:
    """Ours less theirs, over the files and metrics that both have."""
    files = sorted(set(ours) & set(theirs))
    names = sorted(
        {name for file in files for name in ours[file]}
        & {name for file in files for name in theirs[file]}
    )
    if not files or not names:
        return {}
    a, b = (_table(sums, files, names) for sums in (ours, theirs))
    counts = draws(len(files), seed)
    low, high = _interval(_ratios(counts, a) - _ratios(counts, b))
    total_a, total_b = a.sum(axis=0), b.sum(axis=0)
    value = total_a[:, 0] / total_a[:, 1] - total_b[:, 0] / total_b[:, 1]
    return {
        name: Figure(float(value[i]), float(low[i]), float(high[i]), int(total_a[i, 1]))
        for i, name in enumerate(names)
    }


def sums_by_file(records: Sequence[FileCounts]) -> Sums:
    """What `figures` wants."""
    return {record.id: record.sums for record in records}


def _table(sums: Sums, files: Sequence[str], names: Sequence[str]) -> NDArray[np.float64]:
    rows = [[sums[file].get(name, (0.0, 0.0)) for name in names] for file in files]
    return np.array(rows, np.float64)


def _ratios(counts: NDArray[np.int64], table: NDArray[np.float64]) -> NDArray[np.float64]:
    """(draws, files), (files, names, 2) -> (draws, names); nan where a draw has no place at all."""
    drawn = np.tensordot(counts, table, axes=1)  # (draws, names, 2)
    weights = drawn[..., 1]
    return np.divide(drawn[..., 0], weights, out=np.full(weights.shape, np.nan), where=weights > 0)


def _interval(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """The percentiles over draws, those without a place left out."""
    low, high = np.nanpercentile(ratios, INTERVAL, axis=0)
    return np.stack([low, high])
