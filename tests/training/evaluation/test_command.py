"""`beamcoder evaluate` from its arguments to what it prints, with a scripted engine."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beamcoder import cli
from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.training.evaluation import command
from beamcoder.training.evaluation.measure import evaluate as measured
from beamcoder.training.evaluation.places.program import Program
from beamcoder.training.evaluation.results.calibration import FITTED, refitted
from beamcoder.training.evaluation.runner import RunnerSettings
from tests.training.evaluation.conftest import write_programs

Make = Callable[..., Any]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, program: Program) -> Path:
    return write_programs(tmp_path, program, 4)


@pytest.fixture
def evaluate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(engine: Any, *arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(command, "_open", lambda model, device: engine)
        code = cli.main(["evaluate", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


def test_json(folder: Path, constant: Make, evaluate: Run) -> None:
    engine = constant(tokens=(Item(";", 0, 0.5),))
    code, out, _ = evaluate(engine, folder, "--json", "--right", "--files", 6)
    document = json.loads(out)
    assert code == 0
    assert set(document) == {"model", "settings", "metrics", "verdict"}
    assert document["verdict"]["verdict"] == "too few files"
    assert document["model"]["name"] == "scripted"
    assert document["settings"]["n_files_asked"] == 6
    assert document["settings"]["n_files_found"] == 8
    for figure in document["metrics"].values():
        assert set(figure) == {"value", "low", "high", "n"}
    for name in (
        "next_token.left.all.accuracy@1",
        "next_token.right.identifiers.mrr@10",
        "typed.left.2.recall@5",
        "line.start.left.all.exact",
        "line.random.right.all.edit_similarity",
        "keystrokes_saved.left.all",
        "calibration.tokens.ece",
    ):
        assert name in document["metrics"]


def test_the_same_seed_gives_the_same_figures(folder: Path, constant: Make, evaluate: Run) -> None:
    outs = [
        evaluate(constant(tokens=(Item(".", 0, 0.5),)), folder, "--json", "--seed", seed)[1]
        for seed in (1, 1, 2)
    ]
    assert outs[0] == outs[1] != outs[2]


def test_a_table_for_people(folder: Path, constant: Make, evaluate: Run) -> None:
    code, out, _ = evaluate(constant(tokens=(Item(";", 0, 0.5),)), folder)
    assert code == 0
    assert out.startswith("scripted, 0 parameters: 8 of 8 files\n\n")
    assert "next_token.left.all" in out and "accuracy@1" in out


def test_two_results_are_compared(
    folder: Path, tmp_path: Path, constant: Make, evaluate: Run
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    evaluate(constant(tokens=(Item("?", 0, 0.5),)), folder, "--out", old)
    code, out, _ = evaluate(
        constant(tokens=(Item(";", 0, 0.5),)), folder, "--json", "--out", new, "--compare", old
    )
    change = json.loads(out)["differences"]["next_token.left.all.accuracy@1"]
    assert code == 0 and change["value"] > 0 and change["low"] > 0
    code, out, _ = evaluate(None, new, "--compare", old)
    row = next(line for line in out.split("Difference")[1].splitlines() if "accuracy@1" in line)
    assert code == 0 and row.split()[1].startswith("+") and row.endswith("*")


def test_a_calibration_is_fitted_on_top_of_the_models_own(folder: Path, constant: Make) -> None:
    engine = constant(tokens=(Item(";", 0, 0.9),))
    _, records = measured(lambda: engine, [folder], RunnerSettings(n_positions=99))
    calibration = refitted(records, {"tokens": {"a": 2.0, "b": 1.0}}, has_workspace=False)
    assert set(calibration) == set(FITTED)
    assert calibration["lines"] == {"a": 1.0, "b": 0.0}
    assert set(calibration["tokens"]) == {"a", "b"}


def test_with_a_workspace_its_own_maps_are_fitted(folder: Path, constant: Make) -> None:
    own = {"tokens": {"a": 2.0, "b": 1.0}, "lines": {"a": 0.5, "b": 0.0}, "recall": {"kept": 1}}
    engine = constant(tokens=(Item(";", 0, 0.9),))
    _, records = measured(lambda: engine, [folder], RunnerSettings())
    calibration = refitted(records, own, has_workspace=True)
    assert {k: v for k, v in calibration.items() if k != "workspace"} == own
    assert set(calibration["workspace"]) == set(FITTED)
    assert calibration["workspace"]["lines"]["a"] == 0.5  # nothing shown: as it was


class Interrupted:
    """Ctrl-C arrives with the third question."""

    def __init__(self, inner: Any) -> None:
        self._inner, self._n_asked = inner, 0
        self.info = inner.info
        self.new_session = inner.new_session

    def complete(self, request: Request, session: Any = None) -> Answer:
        self._n_asked += 1
        if self._n_asked == 3:
            raise KeyboardInterrupt
        answer: Answer = self._inner.complete(request, session)
        return answer


def test_ctrl_c_ends_with_one_sentence(folder: Path, constant: Make, evaluate: Run) -> None:
    code, out, err = evaluate(Interrupted(constant()), folder)
    assert (code, out) == (130, "")
    assert len(err.splitlines()) == 1 and "Ctrl-C" in err


def test_time_that_is_up_leaves_a_smaller_sample(
    folder: Path, constant: Make, evaluate: Run
) -> None:
    code, out, _ = evaluate(constant(), folder, "--json", "--minutes", 1e-9)
    assert code == 0 and json.loads(out)["settings"]["n_files_asked"] == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["nowhere"], "does not exist"),
        (["{folder}", "--files", "0"], "--files"),
        (["{folder}", "--positions", "-1"], "--positions"),
        (["{folder}", "--minutes", "0"], "--minutes"),
        (["{folder}", "--compare", "nowhere.json"], "cannot read"),
        (["{folder}/broken.json"], "no result"),
        (["{folder}/ann/P0.java", "--compare", "{folder}/broken.json"], "no result"),
    ],
)
def test_bad_use_is_one_sentence(
    arguments: Sequence[str], word: str, folder: Path, constant: Make, evaluate: Run
) -> None:
    (folder / "broken.json").write_text('{"metrics": {"a": {"b": 1}}}', encoding="utf-8")
    code, out, err = evaluate(constant(), *(a.format(folder=folder) for a in arguments))
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1 and word in err


def test_a_result_that_cannot_be_written(folder: Path, constant: Make, evaluate: Run) -> None:
    code, _, err = evaluate(constant(), folder, "--out", folder / "no" / "where.json")
    assert code == 1 and "cannot write" in err
