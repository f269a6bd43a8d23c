"""`beamcoder bench`: the yardstick computes the right thing; nothing here looks at times."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from beamcoder import cli
from beamcoder.bench.keys import N_WARM_UP, SAMPLE, percentiles, set_scene
from beamcoder.bench.plain import NumpyRuntime
from beamcoder.model.artefact import WeightFile, open_folder
from beamcoder.model.cache import Cache
from beamcoder.model.runtime.interface import Runtime
from beamcoder.tokenizer.subword import Subword


def test_plain_numpy_computes_what_torch_computes(random_model: Path) -> None:
    pytest.importorskip("torch")
    from beamcoder.model.runtime.torch import TorchRuntime

    folder = open_folder(random_model)
    matrices = WeightFile(folder.weights_path).matrices()
    runtimes: list[Runtime] = [
        NumpyRuntime(folder.config, matrices),
        TorchRuntime(folder.config, matrices, "cpu"),
    ]
    pieces = np.random.default_rng(1).integers(0, folder.config.n_pieces, 12)
    found = []
    for runtime in runtimes:
        cache = Cache(folder.config)
        for part, n_past in ((pieces[:7], 0), (pieces[7:], 7)):
            mask = np.tri(len(part), n_past + len(part), n_past, dtype=np.bool_)
            positions = n_past + np.arange(len(part))
            log_p, columns = runtime.forward(part, positions, cache, mask, np.array([0, 4]))
            cache.append(columns)
        found.append((log_p, columns.keys, columns.values))
    for ours, reference in zip(*found, strict=True):
        np.testing.assert_allclose(ours, reference, atol=1e-4)


@pytest.mark.parametrize("n_keys", [1, 40, 10_000])
def test_the_scene_is_the_sample(random_model: Path, n_keys: int) -> None:
    scene = set_scene(Subword.load(open_folder(random_model).tokenizer_path), n_keys)
    text = SAMPLE.read_text()
    assert scene.left + "".join(scene.keys) + scene.right.lstrip() != ""
    assert text.startswith(scene.left + "".join(scene.keys)) and text.endswith(scene.right)
    assert 1 <= len(scene.keys) <= n_keys + N_WARM_UP
    assert scene.left.endswith("\n") and scene.place.endswith(f":{scene.left.count(chr(10)) + 1}:1")


def test_percentiles() -> None:
    assert percentiles([float(i) for i in range(101)]) == {"p50": 50, "p90": 90, "p99": 99}


@pytest.mark.slow
def test_the_whole_bench(random_model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--keys", "2", "--starts", "1", "--device", "cpu", "--model", str(random_model)]
    assert cli.main(["bench", "--json", *options]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["model"]["name"] == "random"
    assert set(found["tokens_ms"]) == set(found["lines_ms"]) == {
        "p50", "p90", "p99", "asked", "answered",
    }  # fmt: skip
    assert found["tokens_ms"]["asked"] == 2 + N_WARM_UP
    assert found["memory_mb"] > 0 and found["cold_start_ms"]["starts"] == 1
    assert {"onnxruntime int8", "plain numpy"} <= set(found["search_ms"])
    assert found["times_as_fast_as"].keys() == found["search_ms"].keys() - {"onnxruntime int8"}


@pytest.mark.parametrize("option", ["--keys", "--starts"])
def test_none_at_all_is_no_measurement(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", option, "0"]) == 2
    assert capsys.readouterr().err == f"beamcoder: {option} must be at least 1, not 0\n"
