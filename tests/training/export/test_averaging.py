"""The mean of checkpoints: what it holds, and what it refuses."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from beamcoder.training.export.averaging import main


def checkpoint(folder: Path, value: float, columns: int = 3) -> Path:
    folder.mkdir()
    weights = {"a": torch.full((2, columns), value), "b": torch.tensor([value, -value])}
    save_file(weights, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"progress": {"pieces": value}}))
    return folder


def test_the_mean_is_weighed_and_tells_of_the_last(tmp_path: Path) -> None:
    parts = [checkpoint(tmp_path / name, value) for name, value in (("x", 1.0), ("y", 5.0))]
    out = tmp_path / "mean"
    assert main(["--out", str(out), f"0.25={parts[0]}", f"0.75={parts[1]}"]) == 0
    found = load_file(out / "model.safetensors")
    assert found["a"].tolist() == [[4.0] * 3] * 2 and found["b"].tolist() == [4.0, -4.0]
    assert json.loads((out / "config.json").read_text()) == {
        "progress": {"pieces": 5.0},
        "parts": [{"share": 0.25, "pieces": 1.0}, {"share": 0.75, "pieces": 5.0}],
    }


def test_one_checkpoint_is_its_own_mean(tmp_path: Path) -> None:
    part = checkpoint(tmp_path / "x", 0.1)
    assert main(["--out", str(tmp_path / "mean"), f"1={part}"]) == 0
    before, after = (load_file(f / "model.safetensors") for f in (part, tmp_path / "mean"))
    assert all((before[name] == after[name]).all() for name in before)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["0.5=x", "0.6=y"], "add up to 1"),
        (["x"], "is not SHARE=CHECKPOINT"),
        (["half=x"], "is not SHARE=CHECKPOINT"),
        (["1="], "is not SHARE=CHECKPOINT"),
        (["1.5=x", "-0.5=y"], "is not SHARE=CHECKPOINT"),
        (["1=nowhere"], "is no checkpoint"),
        (["0.5=x", "0.5=wide"], "holds another model"),
    ],
)
def test_what_it_refuses(
    parts: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, columns in (("x", 3), ("y", 3), ("wide", 4)):
        checkpoint(tmp_path / name, 1.0, columns)
    assert main(["--out", "mean", "--", *parts]) != 0
    assert sentence in capsys.readouterr().err and not (tmp_path / "mean").exists()


def test_a_folder_that_exists_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = checkpoint(tmp_path / "x", 0.1)
    assert main(["--out", str(part), f"1={part}"]) != 0
    assert "cannot write" in capsys.readouterr().err
    assert len(load_file(part / "model.safetensors")) == 2
