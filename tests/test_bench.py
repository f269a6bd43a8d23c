"""`beamcoder bench`: the yardstick computes the right thing; nothing here looks at times."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from beamcoder import cli
from beamcoder.bench.goals import LatencyGoal, goal_rows
from beamcoder.bench.keys import percentiles
from beamcoder.bench.measure import BenchPlan
from beamcoder.bench.page import page
from beamcoder.bench.places import KINDS
from beamcoder.bench.plain import NumpyRuntime
from beamcoder.bench.plots import NAMES, draw
from beamcoder.bench.summary import lines_of
from beamcoder.bench.texts import (
    EXAMPLES,
    KEYS_IN_A_STRETCH,
    Text,
    grown,
    read_texts,
    stretches,
)
from beamcoder.bench.wire.host import Model, hosted
from beamcoder.errors import InputError, ServerError, UsageError
from beamcoder.model.artefact import WeightFile, open_folder
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import Runtime, Step


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
            log_p, columns = runtime.forward(Step(part, positions, cache, mask, np.array([0, 4])))
            cache.append(columns)
        found.append((log_p, columns.keys, columns.values))
    for ours, reference in zip(*found, strict=True):
        np.testing.assert_allclose(ours, reference, atol=1e-4)


@pytest.mark.parametrize("n_keys", [1, 40, 200, 10_000])
def test_stretches_are_parts_of_the_texts(n_keys: int) -> None:
    texts = read_texts(None)
    found = stretches(texts, n_keys)
    whole = {text.name: text.text for text in texts}
    for stretch in found:
        typed = stretch.left + "".join(stretch.keys)
        assert whole[stretch.name].startswith(typed)
        assert whole[stretch.name].endswith(stretch.right) or not stretch.right.strip("\n}")
        assert not stretch.left or stretch.left.endswith("\n")
        assert all(key.strip() and not key[:-1].strip() for key in stretch.keys)
    assert 1 <= sum(len(stretch.keys) for stretch in found) <= n_keys + KEYS_IN_A_STRETCH
    assert len({(stretch.name, stretch.left) for stretch in found}) == len(found)


@pytest.mark.parametrize("n_lines", [1, 100, 1_000])
def test_a_grown_file_has_just_so_many_lines(n_lines: int) -> None:
    text = grown(n_lines).text
    assert len(text.splitlines()) == n_lines
    classes = re.findall(r"class (\w+)", text)
    assert len(set(classes)) == len(classes)


def test_a_folder_of_texts(tmp_path: Path) -> None:
    (tmp_path / "A.java").write_bytes(b"class A {\r\n}\r\n")
    (tmp_path / "Binary.java").write_bytes(b"\xff\xfe")
    (tmp_path / "Empty.java").write_text("")
    assert read_texts(tmp_path) == [Text("A.java", "class A {\n}\n")]
    with pytest.raises(InputError, match="no Java files"):
        read_texts(EXAMPLES.with_name("docs"))
    with pytest.raises(UsageError, match="there is no folder"):
        read_texts(tmp_path / "none")


def test_percentiles() -> None:
    assert percentiles([float(i) for i in range(101)]) == {"p50": 50, "p90": 90, "p99": 99}


PLAN = BenchPlan(6, 1, 2, 2, 2, (20, 40), 2, (100, 5000), 2)


@pytest.mark.slow
def test_the_whole_bench(
    random_model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("beamcoder.bench.measure.QUICK", PLAN)
    monkeypatch.setattr("beamcoder.bench.crowd.CROWDS", (1, 3))
    options = ["--quick", "--device", "cpu", "--model", str(random_model)]
    assert cli.main(["bench", "--json", *options]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["model"]["name"] == "random"
    for transport in ("stdio", "tcp"):
        for way in ("list", "ghost", "both"):
            assert found[transport][way]["asked"] == 5
            assert found[transport]["cpu_s_per_1000_keys"][way] > 0
    assert found["moves"]["memory_mb"] > 0 and found["moves"]["open_documents"] == 10
    assert all(found["moves"][kind]["asked"] == 2 for kind in KINDS)
    assert [each["lines"] for each in found["lengths"]] == [20, 40]
    assert [each["characters"] for each in found["long_lines"]] == [100, 5000]
    assert [each["clients"] for each in found["clients"]] == [1, 3]
    assert all(each["lost"] == each["foreign"] == 0 for each in found["clients"])
    assert [each["asked"] for each in found["clients"]] == [2, 6]
    assert found["cold_start_ms"]["starts"] == 1
    assert {"onnxruntime int8", "plain numpy"} <= set(found["search_ms"])
    assert found["times_as_fast_as"].keys() == found["search_ms"].keys() - {"onnxruntime int8"}
    shown = "\n".join(lines_of(found))
    assert "3 clients" in shown and "open files" in shown
    rows = {row[0]: row for row in goal_rows(found)}
    assert rows["32 clients, requests lost"][2:] == ["0.00", "met"]
    assert rows["as plain numpy"][3] == "not measured"
    text = page(found, "pictures")
    assert text.startswith("# Performance") and "beamcoder bench --quick" in text
    assert all(f"## {title}" in text for title in ("Goals", "Key presses", "Clients", "Runtimes"))


@pytest.mark.parametrize(
    ("value", "at_least", "verdict"),
    [(10, False, "met"), (12.5, False, "missed by 2.50 ms"), (9, True, "missed by 1.00 ms")],
)
def test_a_goal_says_by_how_much_it_is_missed(value: float, at_least: bool, verdict: str) -> None:
    goal = LatencyGoal("key", 10, " ms", lambda found: float(found["key"]), at_least=at_least)
    assert goal.row({"key": value})[3] == verdict
    assert goal.row({})[2:] == ["", "not measured"]


def test_plots_are_drawn_where_they_are_wanted(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    quantiles = {"p50": 1.0, "p90": 2.0, "p99": 3.0}
    lengths = [{"lines": n, "list": quantiles, "ghost": quantiles} for n in (100, 2000)]
    found = {
        "lengths": lengths,
        "clients": [{"clients": n} | quantiles for n in (1, 8)],
        "widths": [{"width": n} | quantiles for n in (1, 2)],
    }
    assert [path.name for path in draw(found, tmp_path)] == list(NAMES)
    assert all((tmp_path / name).read_bytes()[1:4] == b"PNG" for name in NAMES)


def test_figures_that_were_not_saved_by_the_bench(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "A.json").write_text("[]")
    assert cli.main(["bench", "--results", str(tmp_path / "A.json")]) == 2
    assert "has no figures to read" in capsys.readouterr().err


def test_without_cuda_nothing_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("beamcoder.model.artefact.cuda_seems_present", lambda: False)
    assert cli.main(["bench", "--device", "cuda"]) == 1
    assert "no CUDA device here" in capsys.readouterr().err


def test_the_editor_says_what_the_server_says(tmp_path: Path) -> None:
    async def ask() -> None:
        async with hosted(Model(tmp_path / "none", "cpu")) as host:
            editor = await host.connect()
            editor.open("untitled:A.java", "", "")
            await editor.complete()

    with pytest.raises(ServerError, match="there is no model folder"):
        asyncio.run(ask())


@pytest.mark.parametrize("option", ["--keys", "--starts"])
def test_none_at_all_is_no_measurement(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", option, "0"]) == 2
    assert capsys.readouterr().err == f"beamcoder: {option} must be at least 1, not 0\n"
