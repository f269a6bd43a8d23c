"""Checkpoints: whole or not at all, and going on from one is as never having stopped."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import SafetensorError

from beamcoder.errors import CheckpointError
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.training.run import checkpoint
from beamcoder.training.run.checkpoint import KEEP, Optimisers, Progress
from beamcoder.training.run.optimiser import build
from beamcoder.training.run.recipe import OptimiserRecipe

torch.set_num_threads(1)
CONFIG = ModelConfig(depth=2, n_pieces=300)


def new(name: str = "muon", config: ModelConfig = CONFIG) -> tuple[Seq2Seq, Optimisers]:
    torch.manual_seed(0)
    model = Seq2Seq(config)
    return model, build(model, OptimiserRecipe(name=name), torch.float32)


def train(model: Seq2Seq, optimisers: Optimisers, steps: range) -> None:
    for step in steps:
        pieces = torch.randint(1, 300, (2, 9), generator=torch.Generator().manual_seed(step))
        mask = torch.ones(2, 8, 8, dtype=torch.bool).tril()
        logits = model(pieces[:, :-1], mask)
        torch.nn.functional.cross_entropy(logits.flatten(0, 1), pieces[:, 1:].flatten()).backward()
        for optimiser in optimisers:
            optimiser.step()
            optimiser.zero_grad()


def save(folder: Path, step: int, name: str = "muon") -> Path:
    model, optimisers = new(name)
    train(model, optimisers, range(2))
    return checkpoint.save(folder, model, optimisers, Progress(step), {"model": CONFIG.to_json()})


@pytest.mark.parametrize("name", ["muon", "adamw"])
def test_going_on_is_as_never_having_stopped(tmp_path: Path, name: str) -> None:
    model, optimisers = new(name)
    train(model, optimisers, range(3))
    progress = Progress(3, 48, 1.5)
    path = checkpoint.save(tmp_path, model, optimisers, progress, {})
    train(model, optimisers, range(3, 6))
    again, others = new(name)
    assert checkpoint.restore(path, again, others) == progress
    train(again, others, range(3, 6))
    for left, right in zip(model.parameters(), again.parameters(), strict=True):
        assert torch.equal(left, right)


def test_only_the_newest_stay(tmp_path: Path) -> None:
    written = [save(tmp_path, step) for step in (1, 2, 3, 3)]
    assert checkpoint.checkpoints(tmp_path) == written[1:3][-KEEP:]
    assert sorted(path.name for path in tmp_path.iterdir()) == [p.name for p in written[1:3]]
    assert ModelConfig.load(written[-1] / "config.json") == CONFIG


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), SafetensorError("no")])
@pytest.mark.parametrize("n_good", [0, 1])
def test_a_full_disk_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, n_good: int
) -> None:
    save(tmp_path, 1)
    n_calls = 0

    def save_file(*args: Any) -> None:
        nonlocal n_calls
        n_calls += 1
        if n_calls > n_good:
            raise error
        Path(args[1]).write_bytes(b"half")

    monkeypatch.setattr(checkpoint, "save_file", save_file)
    with pytest.raises(CheckpointError, match=r"checkpoint-0000002: .*; the last checkpoint stays"):
        save(tmp_path, 2)
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint-0000001"]
    checkpoint.restore(tmp_path / "checkpoint-0000001", *new())


def test_a_kill_while_saving_leaves_nothing_that_counts(tmp_path: Path) -> None:
    good = save(tmp_path, 1)
    half = tmp_path / "checkpoint-0000002.part"
    half.mkdir()
    (half / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "checkpoint-0000003").mkdir()
    assert checkpoint.checkpoints(tmp_path) == [good]
    assert save(tmp_path, 2).name == "checkpoint-0000002"
    assert not half.exists()


def cut(name: str) -> Callable[[Path], None]:
    def act(path: Path) -> None:
        content = (path / name).read_bytes()
        (path / name).write_bytes(content[: len(content) // 2])

    return act


def without_step(path: Path) -> None:
    config = json.loads((path / "config.json").read_text(encoding="utf-8"))
    config["progress"]["steps"] = config["progress"].pop("step")
    (path / "config.json").write_text(json.dumps(config), encoding="utf-8")


BREAKS: dict[str, Callable[[Path], None]] = {
    "weights": cut("model.safetensors"),
    "state": cut("optimiser.safetensors"),
    "config": cut("config.json"),
    "no weights": lambda path: (path / "model.safetensors").unlink(),
    "no progress": without_step,
}


@pytest.mark.parametrize("act", BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_one_is_one_sentence(tmp_path: Path, act: Callable[[Path], None]) -> None:
    path = save(tmp_path, 1)
    act(path)
    with pytest.raises(CheckpointError, match="cannot be resumed from") as caught:
        checkpoint.restore(path, *new())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("saved", "restored"), [("muon", "adamw"), ("adamw", "muon")])
def test_another_optimiser_does_not_fit(tmp_path: Path, saved: str, restored: str) -> None:
    path = save(tmp_path, 1, saved)
    with pytest.raises(CheckpointError, match="another optimiser"):
        checkpoint.restore(path, *new(restored))


def test_another_model_does_not_fit(tmp_path: Path) -> None:
    path = save(tmp_path, 1)
    with pytest.raises(CheckpointError, match="another recipe's model"):
        checkpoint.restore(path, *new(config=ModelConfig(depth=3, n_pieces=300)))
