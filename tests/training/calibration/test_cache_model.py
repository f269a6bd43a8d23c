"""The fit of the shares of recall: the mixture is the engine's own, and what it finds is better."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from beamcoder.errors import UsageError
from beamcoder.model.decoding.cache_model import mixture as recall_module
from beamcoder.model.decoding.cache_model.index import ORDERS, FixedIndex
from beamcoder.model.decoding.cache_model.mixture import (
    DEFAULT,
    CacheModel,
    CacheShares,
    CacheWeights,
)
from beamcoder.training.calibration.cache_model import (
    File,
    Mixture,
    Places,
    fit,
    measured,
    places,
    write,
)

N_PIECES = 30
HABIT = [5, 6, 7, 8, 9, 10, 11, 12]


def file(seed: int) -> File:
    """Random pieces with a habit between them, which the author's other files have too; and a
    network that knows nothing."""
    draw = random.Random(seed)
    found: list[int] = [1]
    others = [np.array([1, *HABIT, *HABIT, 2, 3])]
    while len(found) < 80:
        found += HABIT if draw.random() < 0.4 else [draw.randrange(N_PIECES)]
    pieces = np.array(found)
    logits = np.random.default_rng(seed).normal(0, 1, (len(pieces) - 1, N_PIECES))
    rows = (logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)).astype(np.float32)
    return File(pieces, rows, FixedIndex.build(others))


def tensors(inputs: Places) -> dict[str, torch.Tensor]:
    names = ("network", "features", "is_seen", "counted")
    return {name: torch.from_numpy(getattr(inputs, name)) for name in names}


def mixture_of(weights: CacheWeights) -> Mixture:
    mixture = Mixture()
    with torch.no_grad():
        for k, shares in enumerate((weights.workspace, weights.buffer)):
            mixture.bias[:, k] = torch.tensor(shares.bias)
            mixture.weights[k] = torch.tensor(shares.weights)
    return mixture


@pytest.mark.parametrize("with_workspace", [False, True])
def test_what_is_fitted_is_the_mixture_of_the_engine(
    with_workspace: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_module, "_LEAST", 0.0)
    here = file(0)
    p = mixture_of(DEFAULT)(tensors(places(here)), with_workspace=with_workspace)
    recall = CacheModel(DEFAULT, here.related if with_workspace else None)
    expected = []
    for i, target in enumerate(here.targets.tolist()):
        recall.follow(here.pieces[: i + 1], here.pieces[:0])
        expected.append(float(recall.mix(here.rows[i : i + 1], [recall.tail])[0, target]))
    np.testing.assert_allclose(p.detach().log().numpy(), expected, atol=1e-3)


def test_a_fit_finds_what_the_files_can_be_told_by() -> None:
    weights = fit(Places.join([places(file(seed)) for seed in range(4)]))
    unseen = file(9)
    (alone, _), (buffer, right), (both, right_of_both) = measured(unseen, weights).tolist()
    assert both < buffer < 0.6 * alone
    assert right_of_both >= right > len(unseen.targets) / 3
    by_default = measured(unseen, DEFAULT)
    assert buffer < by_default[1, 0] and both < by_default[2, 0]


def test_shares_are_put_beside_what_a_calibration_holds(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text('{"tokens": {"a": 1.5, "b": 0.0}}')
    shares = CacheShares((0.5,) * len(ORDERS), (1.0, 2.0, 3.0, 4.0))
    write(path, CacheWeights(shares, shares))
    fields = json.loads(path.read_text())
    assert fields["tokens"] == {"a": 1.5, "b": 0.0}
    assert CacheWeights.read(fields) == CacheWeights(shares, shares)
    path.write_text("no json")
    with pytest.raises(UsageError):
        write(path, DEFAULT)
