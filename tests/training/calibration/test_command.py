"""All that a folder's calibration holds, by one command."""

import json
from pathlib import Path

import pytest

from beamcoder.cli import main as beamcoder
from beamcoder.model.artefact import open_folder
from beamcoder.training.evaluation.results.calibration import FITTED
from beamcoder.training.run.checkpoint import checkpoints
from tests.training.conftest import program

MAPS = set(FITTED)


@pytest.fixture
def authors(tmp_path: Path) -> Path:
    """Two authors, three programs each."""
    for n in range(6):
        path = tmp_path / "validation" / f"author{n % 2}" / f"Task{n}.java"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(program(100 + n), encoding="utf-8")
    return tmp_path / "validation"


def run(*arguments: object) -> int:
    return beamcoder(["calibrate", *map(str, arguments)])


@pytest.mark.slow
def test_one_command_fits_it_all(whole_run: Path, authors: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    assert beamcoder(["export", str(checkpoints(whole_run)[-1]), "--out", str(model)]) == 0
    assert run(model, authors, "--files", 4) == 0
    found = open_folder(model).calibration  # the folder's sums still hold
    assert set(found) == {"recall", "workspace", *MAPS} and set(found["workspace"]) == MAPS
    assert found["tokens"] != found["workspace"]["tokens"]
    assert found["tokens"]["a"] != 1 and len(found["recall"]["buffer"]["bias"]) > 1
    again = json.loads((model / "calibration.json").read_text(encoding="utf-8"))
    assert run(model, authors, "--files", 4) == 0
    assert open_folder(model).calibration == again  # what was fitted before has no say


def test_a_folder_that_is_none_is_one_sentence(
    authors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(authors, authors) == 1
    err = capsys.readouterr().err
    assert err.startswith("beamcoder: ") and err.count("\n") == 1
