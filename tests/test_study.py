"""Fuzzing: every target reads its first inputs without a fault, and a fault comes back."""

import json
from math import inf
from pathlib import Path
from random import Random

import pytest

from beamcoder.cli import main
from beamcoder.study import fuzz, inputs, targets
from beamcoder.study.fuzz import FuzzPlan

N_INPUTS = 12


@pytest.mark.parametrize("target", targets.TARGETS)
def test_no_target_finds_a_fault(target: str, tmp_path: Path) -> None:
    """A minute of it runs in CI, and as much as one likes by hand."""
    plan = FuzzPlan(inf, N_INPUTS, seed=5, targets=(target,), slow_s=inf)
    (trial,) = fuzz.fuzz(plan, tmp_path)
    assert (trial.n_inputs, trial.faults) == (N_INPUTS, [])


def broken(draw: Random, folder: Path) -> None:
    if inputs.text(draw).count("{") > 1:
        raise ValueError("two braces")


@pytest.fixture
def with_a_broken_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "TARGETS", {"lexer": broken})


@pytest.mark.usefixtures("with_a_broken_one")
def test_a_fault_comes_back_by_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = FuzzPlan(inf, 200, seed=7, targets=("lexer",), slow_s=inf)
    (trial,) = fuzz.fuzz(plan, tmp_path)
    assert 0 < len(trial.faults) <= trial.n_faults < 200
    number = trial.faults[0].split()[1].rstrip(":")
    words = ["--seed", "7", "--first", number, "--inputs", "1", "--json", "lexer"]
    assert main(["study", "fuzz", *words]) == 1
    (again,) = json.loads(capsys.readouterr().out)
    assert again["faults"] == trial.faults[:1]


@pytest.mark.usefixtures("with_a_broken_one")
def test_what_takes_too_long_is_a_fault(tmp_path: Path) -> None:
    plan = FuzzPlan(inf, 3, targets=("lexer",), slow_s=-1.0)
    (trial,) = fuzz.fuzz(plan, tmp_path)
    assert sum("of the processor" in fault for fault in trial.faults) == 3


def test_texts_have_length() -> None:
    """What is slow in a long text alone would not be found otherwise."""
    lengths = [len(inputs.text(Random(seed))) for seed in range(300)]
    assert max(lengths) > 5000 and sorted(lengths)[150] < 200


@pytest.mark.parametrize(
    "words", [["no-such-target"], ["--seconds", "0"], ["--inputs", "-1"], ["--first", "-1"]]
)
def test_what_cannot_be_studied(words: list[str]) -> None:
    assert main(["study", "fuzz", *words]) == 2


def test_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "fuzz", "--inputs", "3", "statement", "lexer"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("statement") and "3 inputs" in first
    assert second.startswith("lexer") and "0 faults" in second
