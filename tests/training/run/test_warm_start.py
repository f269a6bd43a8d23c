"""`beamcoder train --from`: another model's weights and vocabulary to begin with, and `--decay`."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from beamcoder.cli import main
from beamcoder.training.run.checkpoint import checkpoints
from tests.training.test_train import arguments, same_weights, validation


@pytest.fixture(scope="session")
def model_folder(whole_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "toy"
    assert main(["export", str(checkpoints(whole_run)[-1]), "--out", str(out)]) == 0
    return out


def begin(recipe: Path, corpus: Path, out: Path, start: Path, *more: str) -> int:
    return main(arguments(recipe, corpus, out, "--from", str(start), *more))


def weights(run: Path) -> dict[str, np.ndarray]:
    return load_file(checkpoints(run)[-1] / "model.safetensors")


def test_a_model_folder_gives_weights_and_vocabulary(
    recipe_path: Path, shared_corpus: Path, whole_run: Path, model_folder: Path, tmp_path: Path
) -> None:
    """One step moves little: what is saved then is near the weights that it began with."""
    out = tmp_path / "run"
    assert begin(recipe_path, shared_corpus, out, model_folder, "--pieces", "256") == 0
    before, after = weights(whole_run), weights(out)
    assert before.keys() == after.keys()
    for name, matrix in before.items():
        difference = np.abs(after[name] - matrix)
        assert np.median(difference) < 0.1 * np.abs(matrix).max(), name
    loss, fresh = float(validation(out)[-1]["plain"]), float(validation(whole_run)[-1]["plain"])
    assert loss == pytest.approx(fresh, abs=0.3)
    model = (model_folder / "tokenizer.model").read_bytes()
    assert (out / "tokenizer.model").read_bytes() == model


def test_decay_ends_a_checkpoint_and_leaves_its_run_alone(
    recipe_path: Path, shared_corpus: Path, whole_run: Path, tmp_path: Path
) -> None:
    before = sorted(path.name for path in whole_run.iterdir())
    newest, out = checkpoints(whole_run)[-1], tmp_path / "decayed"
    assert begin(recipe_path, shared_corpus, out, newest, "--decay", "2560") == 0
    config = json.loads((checkpoints(out)[-1] / "config.json").read_text())
    assert config["progress"]["pieces"] == 2560
    assert config["recipe"]["optimiser"]["decay_share"] == 1.0
    assert sorted(path.name for path in whole_run.iterdir()) == before
    assert not same_weights(out, whole_run)
    assert float(validation(out)[-1]["plain"]) < float(validation(whole_run)[-1]["plain"]) + 0.1


def test_a_run_that_is_there_goes_on_instead(
    recipe_path: Path, shared_corpus: Path, model_folder: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    out = tmp_path / "run"
    assert begin(recipe_path, shared_corpus, out, model_folder, "--pieces", "256") == 0
    assert f"begun with {model_folder}" in capsys.readouterr().err
    assert begin(recipe_path, shared_corpus, out, model_folder, "--pieces", "512") == 0
    said = capsys.readouterr().err
    assert "resumed at step 1" in said and "begun with" not in said


def test_another_shape_is_one_sentence(
    recipe_path: Path, shared_corpus: Path, model_folder: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for key, has, asked in (("depth", 2, 4), ("n_pieces", 500, 400)):
        recipe = tmp_path / "other.toml"
        recipe.write_text(recipe_path.read_text().replace(f"{key} = {has}", f"{key} = {asked}"))
        assert begin(recipe, shared_corpus, tmp_path / "run", model_folder) == 1
        assert f"its model.{key} is {has}, the recipe's {asked}" in capsys.readouterr().err
    assert not checkpoints(tmp_path / "run")


def test_what_is_no_model_is_one_sentence(
    recipe_path: Path, shared_corpus: Path, model_folder: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for folder in (tmp_path / "nothing", tmp_path):
        assert begin(recipe_path, shared_corpus, tmp_path / "run", folder) == 1
        assert "is neither a model folder nor a checkpoint" in capsys.readouterr().err
    damaged = tmp_path / "damaged"
    shutil.copytree(model_folder, damaged)
    with (damaged / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"?")
    assert begin(recipe_path, shared_corpus, tmp_path / "run", damaged) == 1
    assert "is damaged or was changed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more", [("--decay", "256"), ("--from", ".", "--decay", "256", "--pieces", "256")]
)
def test_decay_needs_a_start_and_no_other_bound(
    recipe_path: Path, shared_corpus: Path, tmp_path: Path, more: tuple[str, ...]
) -> None:
    assert main(arguments(recipe_path, shared_corpus, tmp_path / "run", *more)) == 2
