"""Calibration of shown probabilities: table of bins, and the fitted curve.

    expected_error(...)    over 15 bins of equal mass, with its interval over files
    floor(...)             the error of a model that is right as often as it says, by chance alone
    reliability(...)       the curve that it comes from
    fit(...)               slope, offset and weights so that
                           sigmoid(slope * logit(p) + offset + weights * traits) is right

The fit (Platt's scaling, with traits) belongs on validation authors, never on those that are
reported. It is made of what the completer shows, which may have been calibrated before; `compose`
gives the numbers that do both.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.decoding.calibration import WORKSPACE, Calibration
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.results.estimates import INTERVAL, Figure, draws

N_BINS: Final = 15
KINDS: Final = {"tokens": ("tokens", "tokens_below"), "lines": ("lines", "lines_below")}
GHOSTS: Final = {"ghost": ("ghost",), "beginnings": ("beginnings",)}  # counted when new
FITTED: Final = KINDS | GHOSTS
N_FLOOR_DRAWS: Final = 100
N_NEWTON_STEPS: Final = 50
RIDGE: Final = 1.0  # draws the fit to slope 1, offset 0: a handful of items changes little
MIN_SLOPE: Final = 0.05  # a better item stays the better one, whatever was seen
EDGE: Final = 1e-6  # probabilities are kept this far from 0 and 1

Line = dict[str, float]  # {"a": slope, "b": offset} and a weight for each trait
Reliability = dict[str, list[dict[str, float]]]  # kind -> bins, see `reliability`


def expected_errors(records: Sequence[FileCounts], seed: int) -> dict[str, Figure]:
    """For the first items of both lists, and for the first five."""
    found = {}
    for kind, parts in KINDS.items():
        for name, wanted in (
            (f"calibration.{kind}.ece", parts[:1]),
            (f"calibration.{kind}.ece@5", parts),
        ):
            shown = [
                [pair for part in wanted for pair in record.shown.get(part, ())]
                for record in records
            ]
            if any(shown):
                found[name] = expected_error(shown, seed)
        firsts = [record.shown.get(parts[0], ()) for record in records]
        if any(firsts):
            found[f"calibration.{kind}.floor"] = floor(firsts, seed)
    return found


def expected_error(shown: Sequence[Sequence[tuple[float, bool]]], seed: int) -> Figure:
    """`shown` holds the (probability, right) pairs of each file.

    Bins are cut once, from all items. The error of a draw of files is the mass-weighted distance
    between mean probability and share of right ones, bin by bin.
    """
    sums = _by_bin(shown)
    gaps = sums[..., 0] - sums[..., 1]
    counts = draws(len(shown), seed)
    mass = counts @ sums[..., 2].sum(axis=1)
    errors = np.abs(counts @ gaps).sum(axis=1)[mass > 0] / mass[mass > 0]
    low, high = np.percentile(errors, INTERVAL)
    n = int(sums[..., 2].sum())
    value = np.abs(gaps.sum(axis=0)).sum() / n
    return Figure(float(value), float(low), float(high), n)


def floor(shown: Sequence[Sequence[tuple[float, bool]]], seed: int) -> Figure:
    """What `expected_error` gives on as many items, each right with the probability shown.

    A hundred items a bin are off by some three points of a hundred however good the model is.
    """
    p = np.sort([pair[0] for pairs in shown for pair in pairs])
    bin_of = np.arange(len(p)) * N_BINS // len(p)
    rng = np.random.default_rng(seed)
    errors = [
        np.abs(np.bincount(bin_of, p - (rng.random(len(p)) < p))).sum() / len(p)
        for _ in range(N_FLOOR_DRAWS)
    ]
    low, high = np.percentile(errors, INTERVAL)
    return Figure(float(np.mean(errors)), float(low), float(high), len(p))


def reliability(records: Sequence[FileCounts], seed: int) -> Reliability:
    """Of the first items of both lists, what was shown and what was right, a row a bin.

    The interval of what was right is over files, as everywhere.
    """
    curves = {}
    for kind, parts in KINDS.items():
        shown = [record.shown.get(parts[0], ()) for record in records]
        if any(shown):
            curves[kind] = _curve(_by_bin(shown), seed)
    return curves


def _curve(sums: NDArray[np.float64], seed: int) -> list[dict[str, float]]:
    """(files, bins, 3) -> a row for each bin that holds anything."""
    sums = sums[:, sums[..., 2].sum(axis=0) > 0]
    drawn = np.tensordot(draws(len(sums), seed), sums, axes=1)  # (draws, bins, 3)
    n = drawn[..., 2]
    shares = np.divide(drawn[..., 1], n, out=np.full(n.shape, np.nan), where=n > 0)
    low, high = np.nanpercentile(shares, INTERVAL, axis=0).tolist()
    return [
        {"shown": p / n, "right": right / n, "low": low[i], "high": high[i], "n": int(n)}
        for i, (p, right, n) in enumerate(sums.sum(axis=0).tolist())
    ]


def _by_bin(shown: Sequence[Sequence[tuple[float, bool]]]) -> NDArray[np.float64]:
    """(files, N_BINS, 3) sums of probabilities, of right ones, and how many there are.

    Bins of equal mass, cut once from the items of all files.
    """
    file = np.repeat(np.arange(len(shown)), [len(pairs) for pairs in shown])
    p = np.array([pair[0] for pairs in shown for pair in pairs], np.float64)
    is_right = np.array([pair[1] for pairs in shown for pair in pairs], np.float64)
    bin_of = np.empty(len(p), np.int64)
    bin_of[np.argsort(p, kind="stable")] = np.arange(len(p)) * N_BINS // len(p)
    sums = np.zeros((len(shown), N_BINS, 3))
    np.add.at(sums, (file, bin_of), np.stack([p, is_right, np.ones_like(p)], axis=1))
    return sums


def fit_all(
    records: Sequence[FileCounts], kinds: Collection[str] = tuple(FITTED)
) -> dict[str, Line]:
    """The numbers for both lists and for ghost text, from all items shown."""
    fitted = {}
    for kind in kinds:
        parts = FITTED[kind]
        shown = [(record, part) for part in parts for record in records]
        pairs = [pair for record, part in shown for pair in record.shown.get(part, ())]
        traits = [each for record, part in shown for each in record.traits.get(part, ())]
        authors = [author_of(r) for r, part in shown for _ in r.shown.get(part, ())]
        fitted[kind] = fit(pairs, traits, alike(authors))
    return fitted


def author_of(record: FileCounts) -> str:
    """The first folder of the file's name; one author for files that lie in none."""
    return record.id.rpartition("/")[0].partition("/")[0]


def alike(authors: Sequence[str]) -> NDArray[np.float64]:
    """A weight for each item, 1 on average, by which every author has the same say: no user is one
    of them, however much some have written."""
    names, author, counts = np.unique(np.array(authors), return_inverse=True, return_counts=True)
    shares: NDArray[np.float64] = len(authors) / (len(names) * counts[author])
    return shares


def refitted(
    records: Sequence[FileCounts],
    own: Mapping[str, Any],
    *,
    has_workspace: bool,
    kinds: Collection[str] = tuple(FITTED),
) -> dict[str, Any]:
    """A folder's calibration, corrected by what it has shown with a workspace or without;
    all else stays as it is."""
    maps = {**own, **own.get(WORKSPACE, {})} if has_workspace else own
    fitted: dict[str, Any] = {}
    for kind, line in fit_all(records, kinds).items():
        # A folder without "ghost" has shown ghosts with what "lines" says.
        is_first = kind == "ghost" and kind not in maps
        inner = Calibration.read(maps, "lines" if is_first else kind)
        fitted[kind] = compose(line, {"a": inner.a, "b": inner.b, **inner.weights})
    fitted = {WORKSPACE: {**own.get(WORKSPACE, {}), **fitted}} if has_workspace else fitted
    return {**own, **fitted}


def fit(
    pairs: Sequence[tuple[float, bool]],
    traits: Sequence[Mapping[str, float]] = (),
    counts: NDArray[np.float64] | None = None,
) -> Line:
    """Slope, offset and weights of greatest likelihood, by Newton's method.

    `traits` are those of all pairs, or empty; `counts` says how much each pair counts, 1 if None.
    """
    names = ["a", "b", *(traits[0] if traits else ())]
    rest = np.array([1.0] + [0.0] * (len(names) - 1))
    if not pairs:
        return dict(zip(names, rest.tolist(), strict=True))
    p, y = np.array(pairs, np.float64).T
    columns = [[each[name] for each in traits] for name in names[2:]]
    x = np.stack([logit(p), np.ones_like(p), *map(np.array, columns)], axis=1)  # (items, numbers)
    mass = np.ones_like(p) if counts is None else counts
    line = rest.copy()
    for _ in range(N_NEWTON_STEPS):
        q = sigmoid(x @ line)
        gradient = x.T @ (mass * (q - y)) + RIDGE * (line - rest)
        hessian = (x * (mass * q * (1 - q))[:, None]).T @ x + RIDGE * np.eye(len(line))
        step = np.linalg.solve(hessian, gradient)
        line = line - step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-9:
            break
    line[0] = max(line[0], MIN_SLOPE)
    return dict(zip(names, line.tolist(), strict=True))


def compose(outer: Line, inner: Mapping[str, float]) -> Line:
    """The one map that does what `inner` and then `outer` do to a logit."""
    moved = {name: outer["a"] * inner.get(name, 0.0) for name in {**inner, **outer}}
    return moved | {name: moved[name] + outer.get(name, 0.0) for name in moved if name != "a"}


def logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.clip(p, EDGE, 1 - EDGE)
    return np.log(kept) - np.log1p(-kept)


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 0.5 * (1 + np.tanh(x / 2))
