"""`beamcoder adapt`: from one's own files to a model, with figures of before and after."""

import json
from pathlib import Path

import pytest

from beamcoder.cli import main
from beamcoder.model.artefact import CARD, open_folder
from beamcoder.model.completer import Completer
from beamcoder.model.proposal import Request
from beamcoder.training.adapt import ROWS, Adapted
from beamcoder.training.evaluation.results.estimates import MIN_FILES, figures
from beamcoder.training.evaluation.results.report import Result
from tests.training.conftest import program
from tests.training.run.test_warm_start import model_folder

__all__ = ["model_folder"]


@pytest.fixture
def solutions(tmp_path: Path) -> Path:
    """Nine files of one author, as somebody keeps them who has just begun."""
    folder = tmp_path / "solutions"
    folder.mkdir()
    for n in range(9):
        (folder / f"Task{n}.java").write_text(program(100 * n + n))
    return folder


@pytest.mark.slow
def test_nine_files_become_a_model_that_completes(
    solutions: Path, model_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mine"
    arguments = ["adapt", str(solutions), "--out", str(out), "--model", str(model_folder)]
    assert main([*arguments, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["training_files"] + told["test_files"] < 9, "and one for validation"
    assert told["figures"].keys() == ROWS.keys()
    folder = open_folder(out)
    assert folder.calibration == open_folder(model_folder).calibration
    assert "toy" in (folder.path / CARD).read_text() and folder.name == "mine"
    answer = Completer.open(out, "cpu").complete(Request(program(5), len(program(5)) // 2))
    assert answer.tokens or answer.reason
    assert {path.name for path in tmp_path.iterdir()} == {"solutions", "mine"}, (
        "nothing else is left"
    )


@pytest.mark.parametrize("n_files", [1, 2, MIN_FILES - 1, MIN_FILES, 60])
def test_an_interval_takes_files(n_files: int) -> None:
    """One test file drawn anew is the same file: its interval would have no width."""
    files = {f"{n}": dict.fromkeys(ROWS, (n % 3, 2)) for n in range(n_files)}
    after = {name: dict.fromkeys(ROWS, (1, 2)) for name in files}
    before, later = (Result({}, {}, figures(sums, 0), sums) for sums in (files, after))
    adapted = Adapted(Path("mine"), 7, 0.5, before, later)
    is_enough = n_files >= MIN_FILES
    assert ("95 %" in adapted.table()) == ("[" in adapted.table()) == is_enough
    assert ("too few" in adapted.table()) == (not is_enough)
    for row in adapted.plain()["figures"].values():
        assert (row["difference"] is not None) == is_enough


@pytest.mark.parametrize("n_files", [1, 2])
def test_too_few_files_are_one_sentence(
    solutions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], n_files: int
) -> None:
    for path in sorted(solutions.iterdir())[n_files:]:
        path.unlink()
    assert main(["adapt", str(solutions), "--out", str(tmp_path / "mine")]) == 1
    assert "at least three different problems" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()
