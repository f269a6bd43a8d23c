"""Filling: figures that are known before they are measured, and the command as a whole."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from beamcoder.errors import BeamcoderError
from beamcoder.markdown import Section
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.training.evaluation.public.filling import (
    FILLERS,
    METRICS,
    Tally,
    draw_problems,
    fill,
    gains,
    main,
    result_of,
    section,
)
from beamcoder.training.evaluation.public.hole import HoleCase
from beamcoder.training.evaluation.public.javac import JavaRunner, jdk
from beamcoder.training.evaluation.public.problem import Problem, read_problems
from beamcoder.training.evaluation.results.report import Result

SEED = 3


@dataclass
class Scripted:
    """Knows every line with a text after it, and says `blind` where there is none."""

    problems: list[Problem]
    blind: tuple[Item, ...] = ()

    @property
    def info(self) -> ModelInfo:
        return ModelInfo("scripted", 0, "0" * 64)

    def new_session(self) -> None:
        return None

    def complete(self, request: Request, session: Any = None) -> Answer:
        assert request.lines and not request.tokens
        if request.offset == len(request.text):
            return Answer(lines=self.blind)
        cases = (HoleCase.draw(problem, SEED) for problem in self.problems)
        line = next(c.line for c in cases if c and c.place.before == request.text[: request.offset])
        return Answer(lines=(Item(line, 0, 0.5), Item("wrong", 0, 0.1)))


@pytest.fixture
def tally(published: Path, runner: JavaRunner) -> Tally:
    problems = read_problems([published])
    return fill(Scripted(problems), runner, problems, SEED)


def shares(result: Result, filler: str, group: str = "both") -> list[float]:
    return [result.metrics[f"{group}.{filler}.{metric}"].value for metric in METRICS]


def test_what_is_known_is_found(tally: Tally) -> None:
    result = result_of(Scripted([]), tally, {"seed": SEED})
    assert set(result.files) == {"MBJP/1", "MBJP/4", "Java/0", "Java/2"}
    assert result.settings["n_rows"] == 4
    assert shares(result, "right") == [1, 1, 1]
    assert shares(result, "left") == shares(result, "empty")  # nothing is offered
    assert shares(result, "empty")[2] == shares(result, "above")[2] == 0
    assert result.metrics["MBJP.right.passes"].n == 2
    over_nothing = gains(result.files, SEED, "empty")
    assert over_nothing["passes"].value == 1 - shares(result, "empty")[1]


def test_what_is_left_out_is_counted(tally: Tally) -> None:
    assert tally.left_out == {
        "MBJP: its own solution does not pass": 1,
        "HumanEval-X: no line to take out": 1,
    }


def test_the_first_line_counts_where_it_stands(published: Path, runner: JavaRunner) -> None:
    """Not the second one; and what it replaces goes."""
    problem = read_problems([published])[0]
    case = HoleCase.draw(problem, SEED)
    assert case is not None
    indentation = len(case.place.before) - len(case.place.before.rstrip(" "))
    blind = (Item(case.line, indentation, 0.5), Item("wrong", 0, 0.4))
    told = fill(Scripted([problem], blind), runner, [problem], SEED).cases
    left = next(case for case in told if case["filler"] == "left")
    assert (left["compiles"], left["passes"]) == (True, True)
    assert left["filled"] == left["true"] == case.line


def test_fewer_rows_are_the_first_of_more(published: Path) -> None:
    problems = read_problems([published])
    order = draw_problems(problems, None, SEED)
    assert sorted(p.id for p in order) == sorted(p.id for p in problems)
    assert all(draw_problems(problems, n, SEED) == order[:n] for n in range(1, len(order)))
    orders = {tuple(p.id for p in draw_problems(problems, None, seed)) for seed in range(9)}
    assert len(orders) > 1


def test_the_section_has_a_row_a_filler_and_group(tally: Tally) -> None:
    result = result_of(Scripted([]), tally, {"seed": SEED})
    told = Section(**section(result))
    told.verify()
    assert len(told.rows) == 3 * len(FILLERS)
    assert told.rows[0][1:] == ["100.0 [100.0, 100.0]"] * 3
    assert "own solution does not pass (1)" in told.notes
    assert "compiles ≥ 60 %: reached; passes ≥ 30 %: reached" in told.notes


def test_a_goal_that_is_missed_is_told_with_its_distance(tally: Tally) -> None:
    worse = {
        row: {name: (0.0 if name == "both.right.passes" else n, w) for name, (n, w) in sums.items()}
        for row, sums in tally.rows.items()
    }
    result = result_of(Scripted([]), Tally(rows=worse), {"seed": SEED})
    assert "passes ≥ 30 %: missed by 30.00 points" in section(result)["notes"]


def test_the_command_writes_what_it_prints(
    published: Path, random_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        jdk()
    except BeamcoderError:
        pytest.skip("no JDK")
    out, told, cases = (tmp_path / name for name in ("out.json", "section.json", "cases.jsonl"))
    arguments = [str(published), "--model", str(random_model), "--rows", "3", "--json"]
    files = ["--out", str(out), "--section", str(told), "--cases", str(cases)]
    assert main([*arguments, *files]) == 0
    printed = json.loads(capsys.readouterr().out)
    result = Result.load(out)
    assert printed == result.document(with_files=False)
    assert Section.load(told).markdown()
    rows = [json.loads(line) for line in cases.read_text().splitlines()]
    assert len(rows) == len(FILLERS) * printed["settings"]["n_rows"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--rows", "0"], "--rows"), (["--seed", "-1"], "--seed"), ([], "does not exist")],
)
def test_bad_use_is_told_in_a_sentence(
    arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere"), *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_without_a_jdk_it_says_so(
    published: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert main([str(published)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("filling: ") and "needs a JDK" in error and error.count("\n") == 1
