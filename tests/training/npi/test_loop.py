"""Training to a proof: in torch, in numpy and in the graph; a killed training goes on as it was."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import torch

from beamcoder.cli import main
from beamcoder.errors import CheckpointError, TaskError
from beamcoder.model.npi.artefact import open_npi
from beamcoder.model.npi.catalogue import find_task
from beamcoder.model.npi.forest import evaluate
from beamcoder.model.npi.frame import RETURN
from beamcoder.model.npi.recorder import Recorder
from beamcoder.model.npi.session import verify
from beamcoder.training.npi.command import save
from beamcoder.training.npi.core import CoreSize
from beamcoder.training.npi.curriculum import TraceChoice
from beamcoder.training.npi.lessons import Lessons
from beamcoder.training.npi.loop import Outcome, School, SchoolOptions

SMALL = CoreSize(32, 16, 16)
ONE = TraceChoice(n_traces=1, size=5)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def school(names: Sequence[str] = ("quicksort",), **options: Any) -> School:
    chosen = SchoolOptions(size=SMALL, choice=ONE, **options)
    return School([find_task(name) for name in names], chosen)


def test_from_one_trace_to_a_proof(tmp_path: Path) -> None:
    taught = school()
    outcome = taught.learn(is_quiet=True)
    assert outcome.is_proved
    assert (outcome.traces, outcome.questions["quicksort"] <= 5) == ({"quicksort": 1}, True)
    save(taught, outcome, tmp_path / "model")
    (verified,) = verify(open_npi(tmp_path / "model"))
    assert verified.check.is_proved and verified.check.n_situations == 37


def test_torch_numpy_and_the_graph_are_one_network(tmp_path: Path) -> None:
    taught = school(["quicksort", "maximum"])
    taught.train()
    outcome = taught.check()
    save(taught, outcome, tmp_path / "model")
    folder = open_npi(tmp_path / "model")
    network = folder.network()
    forest = taught.forests["quicksort"]
    with torch.no_grad():
        expected = taught.core(forest).numpy()
    is_allowed = network.mask[forest.calls] == 0
    for forward in (network.forward, folder.graph(network).forward):
        logits = evaluate(forest, forward, network.size)
        assert np.abs(logits - expected)[is_allowed].max() < 1e-4


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    sums = []
    for name in ("one/model", "two/model"):
        (tmp_path / name).parent.mkdir()
        taught = school(seed=3)
        sums.append(save(taught, taught.learn(is_quiet=True), tmp_path / name))
    assert sums[0] == sums[1]
    other = school(seed=4)
    assert save(other, other.learn(is_quiet=True), tmp_path / "model") != sums[0]


class KilledError(Exception):
    """Where a training is stopped."""


class Stopping(School):
    """Dies in its third round."""

    n_rounds = 0

    def check(self) -> Outcome:
        self.n_rounds += 1
        if self.n_rounds == 3:
            raise KilledError
        return super().check()


def test_a_killed_training_goes_on_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beamcoder.training.npi.drill.STEPS_A_ROUND", 10)
    tasks, options = [find_task("bubble_sort")], SchoolOptions(size=SMALL, choice=ONE)
    whole = School(tasks, options).learn(is_quiet=True)
    out = tmp_path / "model"
    with pytest.raises(KilledError):
        Stopping(tasks, options).learn(out, is_quiet=True)
    resumed = School(tasks, options).learn(out, is_quiet=True)
    assert resumed.n_steps == whole.n_steps > 30
    assert resumed.questions == whole.questions
    for name, array in whole.network.weights.items():
        assert np.array_equal(array, resumed.network.weights[name]), name


@pytest.mark.slow
def test_a_training_with_other_options_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beamcoder.training.npi.drill.STEPS_A_ROUND", 1)
    tasks = [find_task("bubble_sort")]
    with pytest.raises(KilledError):
        Stopping(tasks, SchoolOptions(size=SMALL)).learn(tmp_path / "m", is_quiet=True)
    with pytest.raises(CheckpointError, match="begun with other tasks"):
        School(tasks, SchoolOptions(seed=2, size=SMALL)).learn(tmp_path / "m", is_quiet=True)
    (tmp_path / "m.training" / "state.safetensors").write_bytes(b"x")
    with pytest.raises(CheckpointError, match="cannot be resumed from"):
        School(tasks, SchoolOptions(size=SMALL)).learn(tmp_path / "m", is_quiet=True)


def test_time_that_is_over_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beamcoder.training.npi.drill.STEPS_A_ROUND", 1)
    command = ["npi", "train", "maximum", "--out", str(tmp_path / "m"), "--minutes", "1e-9"]
    assert main(command) == 1
    said = capsys.readouterr().err
    assert "not proved in 1e-09 minutes" in said and "situations of maximum are wrong" in said
    monkeypatch.undo()
    assert main(command[:-2]) == 0
    assert "maximum: proved for every input, 18 situations" in capsys.readouterr().out
    assert not (tmp_path / "m.training").exists()
    assert main(["npi", "verify", str(tmp_path / "m")]) == 0


SLOW_ROUNDS = """
import signal, sys, time
from beamcoder.cli import main
from beamcoder.training.npi import drill
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background has it ignored
drill.STEPS_A_ROUND, train = 1, drill.Drill.train
drill.Drill.train = lambda self: (train(self), time.sleep(0.1))
sys.exit(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a child there is not sent SIGINT alone")
def test_ctrl_c_is_one_sentence_and_the_same_command_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "m"
    command = ["npi", "train", "maximum", "--out", str(out)]
    child = subprocess.Popen(
        [sys.executable, "-c", SLOW_ROUNDS, *command], stderr=subprocess.PIPE, text=True
    )
    state = tmp_path / "m.training" / "state.safetensors"
    while not state.exists() and child.poll() is None:
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    said = child.communicate()[1].splitlines()[-1]
    sentence = "beamcoder: stopped by Ctrl-C: the same command goes on after the last whole round"
    assert (child.returncode, said) == (130, sentence)
    assert not out.exists() and state.exists()
    n_steps, resume = list[int](), School._resume

    def watch(self: School, progress: dict[str, Any]) -> None:
        n_steps.append(progress["steps"])
        resume(self, progress)

    monkeypatch.setattr(School, "_resume", watch)
    assert main(command) == 0
    assert "maximum: proved for every input" in capsys.readouterr().out
    assert n_steps[0] >= 1 and not state.exists()


def test_ctrl_c_in_the_first_round_says_that_nothing_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: School) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(School, "train", interrupt)
    assert main(["npi", "train", "maximum", "--out", str(tmp_path / "m")]) == 130
    assert capsys.readouterr().err.endswith("in the first round: nothing was kept\n")
    assert list(tmp_path.iterdir()) == []


def test_lessons_are_distinct_steps() -> None:
    lessons, recorder = Lessons(), Recorder(find_task("bubble_sort"))
    frames = recorder.record([3, 1, 2]).frames
    assert lessons.novelty(frames) == sum(len(frame.steps) for frame in frames)
    for frame in frames:
        lessons.show(frame)
    n = len(lessons.situations)
    assert lessons.novelty(frames) == 0
    lessons.show(frames[0])
    assert len(lessons.situations) == n <= sum(len(frame.steps) for frame in frames)
    first = frames[0].steps[0]
    wrong = frames[0]._replace(steps=(first._replace(action=RETURN),))
    with pytest.raises(TaskError, match="two traces of"):
        lessons.show(wrong)


def test_traces_of_a_file_are_those_of_the_programs() -> None:
    task = find_task("bubble_sort")
    frames = Recorder(task).record(task.draw(4, Random(1))).frames
    named = [(task.name, frame) for frame in frames]
    options = SchoolOptions(size=SMALL)
    assert School([task], options, traces=named).learn(is_quiet=True).is_proved
    steps = frames[0].steps[:-1] + (frames[0].steps[-1]._replace(action=RETURN),)
    wrong = [(task.name, frames[0]._replace(steps=steps))]
    if frames[0].steps[-1].action != RETURN:
        with pytest.raises(TaskError, match="but its program does"):
            School([task], options, traces=wrong)
    with pytest.raises(TaskError, match="of the task maximum, which is not taught"):
        School([task], options, traces=[("maximum", frames[0])])
