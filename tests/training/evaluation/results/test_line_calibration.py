"""How the probabilities of lines are asked about, and what the fit makes of several authors."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.artefact import open_folder, open_runtime
from beamcoder.model.completer import Completer
from beamcoder.model.decoding.calibration import Calibration
from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.measure import Keeping, evaluate, kept_or_measured
from beamcoder.training.evaluation.metrics.line import ask_further
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.places import sampling
from beamcoder.training.evaluation.places.program import Program
from beamcoder.training.evaluation.results.calibration import alike, fit_all
from beamcoder.training.evaluation.results.report import Result
from beamcoder.training.evaluation.runner import RunnerSettings, examine
from tests.training.evaluation.conftest import SOURCE, Constant, Oracle

PROGRAM = Program.parse(SOURCE, "ann/A.java", "ann")
MAP = {"a": 0.7, "b": -0.3, "position": 0.2, "inside": 0.3}


def plan(n_lines: int, seed: int = 0) -> sampling.EvaluationCase:
    return sampling.plan([PROGRAM], {"ann": frozenset()}, 20, seed, n_lines)[0]


@given(st.integers(0, 30), st.integers(0, 1000))
def test_further_lines_are_others_and_change_nothing_else(n_lines: int, seed: int) -> None:
    case, without = plan(n_lines, seed), plan(0, seed)
    for part in ("tokens", "lines", "random_tokens", "replayed", "body"):
        assert getattr(case, part) == getattr(without, part)
    further = [line for line, _ in case.further]
    left = set(sampling.long_lines(PROGRAM)) - set(case.lines)
    assert without.further == () and set(further) <= left and len(set(further)) == len(further)
    assert all(line.first < token < line.stop for line, token in case.further)
    if n_lines > len(sampling.long_lines(PROGRAM)):
        assert set(further) == left


def test_further_lines_count_for_calibration_alone() -> None:
    case, without, engine = plan(30), plan(0), Oracle(program=PROGRAM)
    more, plain = examine(engine, case, False), examine(engine, without, False)
    assert more.sums == plain.sums
    assert more.shown["tokens"] == plain.shown["tokens"]
    n_more = len(more.shown["lines"]) - len(plain.shown["lines"])
    assert n_more == 2 * len(case.further) > 0
    assert all(is_right for _, is_right in more.shown["lines"])


class Noting:
    """A completer that remembers the first line of each answer."""

    def __init__(self, completer: Completer) -> None:
        self._completer, self.info = completer, completer.info
        self.firsts: list[Item] = []

    def new_session(self) -> Session:
        return self._completer.new_session()

    def complete(self, request: Request, session: Any = None) -> Answer:
        answer = self._completer.complete(request, session)
        self.firsts += answer.lines[:1]
        return answer


def test_the_fit_knows_of_a_line_what_was_known_when_it_was_shown(random_model: Path) -> None:
    folder = open_folder(random_model)
    runtime, subword = open_runtime(folder, "cpu"), Subword.load(folder.tokenizer_path)
    engine, record = (
        Noting(Completer(runtime, subword, folder.info, {"lines": MAP})),
        FileCounts("a"),
    )
    ask_further(engine, plan(30), record)
    calibrate = Calibration.read({"lines": MAP}, "lines")
    shown, traits = record.shown["lines"], record.traits["lines"]
    assert len(shown) == len(engine.firsts) > 3
    for first, (p, _), own in zip(engine.firsts, shown, traits, strict=True):
        found = (first.model_probability or 0) * first.weight
        assert p == first.probability == pytest.approx(calibrate(found, own), rel=1e-9)


def test_every_author_has_the_same_say() -> None:
    weights = alike(["a"] * 6 + ["b"] * 2)
    assert weights[:6].sum() == pytest.approx(weights[6:].sum()) and weights.mean() == 1
    loud = FileCounts("loud/A.java", shown={"lines": [(0.5, True)] * 900})
    quiet = FileCounts("quiet/B.java", shown={"lines": [(0.5, False)] * 100})
    line = fit_all([loud, quiet])["lines"]
    assert Calibration(line["a"], line["b"])(0.5) == pytest.approx(0.5, abs=1e-6)
    alone = fit_all(
        [FileCounts("A.java", shown=loud.shown), FileCounts("B.java", shown=quiet.shown)]
    )
    assert Calibration(alone["lines"]["a"], alone["lines"]["b"])(0.5) == pytest.approx(
        0.9, abs=0.01
    )


def test_a_result_with_fewer_lines_is_not_taken_for_one_with_more(tmp_path: Path) -> None:
    folder = tmp_path / "ann"
    folder.mkdir()
    (folder / "A.java").write_text(SOURCE)
    keeping = Keeping(tmp_path / "ours.json", "", resume=True)
    engine = Constant(lines=(Item("}", 0, 0.5),))

    def asked(n_lines: int) -> int:
        engine.asked.clear()
        settings = RunnerSettings(n_files=1, n_positions=8, n_lines=n_lines)
        kept_or_measured(lambda: engine, [tmp_path], settings, keeping)
        return len(engine.asked)

    few = asked(0)
    assert asked(0) == 0 and asked(4) > few > 0 and asked(4) == 0
    assert Result.load(tmp_path / "ours.json").settings["n_lines"] == 4


class Listing(Constant):
    """A baseline whose lines mean nothing."""

    metrics = ("next_token",)


def test_engines_without_probabilities_are_not_asked_more(tmp_path: Path) -> None:
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "A.java").write_text(SOURCE)
    plain = Listing()
    n_asked = []
    for n_lines in (0, 9):
        plain.asked.clear()
        evaluate(lambda: plain, [tmp_path], RunnerSettings(n_files=1, n_lines=n_lines))
        n_asked.append(len(plain.asked))
    assert n_asked[0] == n_asked[1] > 0
