"""What eight bits cost is counted piece by piece, on the same pieces."""

from pathlib import Path

import numpy as np
import pytest

from beamcoder.errors import UsageError
from beamcoder.model.artefact import open_folder, open_runtime
from beamcoder.training.evaluation.studies.rounding import Score, compare, interval, report, score


def test_a_runtime_against_itself_loses_nothing(random_model: Path) -> None:
    runtime = open_runtime(open_folder(random_model), "cpu")
    pieces = np.random.default_rng(0).integers(10, 300, 40)
    found = score(runtime, runtime, pieces)
    assert found.n == 39
    assert found.right[0] == found.right[1] and found.loss[0] == found.loss[1]


def test_points_lost_and_their_interval() -> None:
    scores = [Score(100, (80, 79), (50.0, 51.0)), Score(100, (60, 59), (90.0, 91.0))]
    assert interval(scores) == pytest.approx((1.0, 1.0))
    assert "lost by eight bits: 1.00 points" in report(scores)
    assert "nats per piece: 0.7000, 0.7100" in report(scores)


def test_nothing_to_compare_on_is_said(tmp_path: Path, random_model: Path) -> None:
    with pytest.raises(UsageError, match="no Java files"):
        compare(tmp_path, random_model, [tmp_path], 3)
