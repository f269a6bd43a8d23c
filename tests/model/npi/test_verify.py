"""The certificate of the network that comes along: true, and lost by whatever is changed."""

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from beamcoder.errors import ArtefactError, BeamcoderError
from beamcoder.model.artefact import WeightFile
from beamcoder.model.npi.alphabet import Alphabet
from beamcoder.model.npi.artefact import DEFAULT, REQUIRED, open_npi, write_npi_sums
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.certificate import MIN_MARGIN, check_network
from beamcoder.model.npi.counterexample import words
from beamcoder.model.npi.executor import Executor
from beamcoder.model.npi.forest import Forest, evaluate
from beamcoder.model.npi.network import Network, NetworkState
from beamcoder.model.npi.policy import Reference
from beamcoder.model.npi.recorder import Recorder
from beamcoder.model.npi.session import Interpreter, verify
from beamcoder.model.npi.situations import enumerate_situations

FOLDER = open_npi()
NETWORK = FOLDER.network()
MAX_BYTES = 1_000_000


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT, tmp_path / "copy"))


def change_weight(folder: Path, name: str, at: int, value: float) -> None:
    """One number of an array, and the sums as if it had always been so."""
    file = WeightFile(folder / "model.safetensors")
    begin, _ = file.place(name)
    raw = bytearray(file.path.read_bytes())
    raw[begin + 4 * at : begin + 4 * at + 4] = np.float32(value).tobytes()
    file.path.write_bytes(raw)
    write_npi_sums(folder)


def test_all_built_in_tasks_are_proved_and_small() -> None:
    results = {each.check.task: each.check for each in verify(FOLDER)}
    assert set(results) == set(BUILT_IN)
    assert all(check.is_proved and check.margin >= MIN_MARGIN for check in results.values())
    written = {name: FOLDER.certificates[name]["situations"] for name in BUILT_IN}
    assert {name: check.n_situations for name, check in results.items()} == written
    assert sum((DEFAULT / name).stat().st_size for name in REQUIRED) <= MAX_BYTES


@given(st.sampled_from(BUILT_IN), st.integers(1, 12), st.integers(0, 2**32))
def test_the_network_answers_as_the_reference(name: str, size: int, seed: int) -> None:
    task = find_task(name)
    problem = task.draw(size, Random(seed))
    run = Executor(task, NETWORK).run(problem)
    assert run == Executor(task, Reference(task)).run(problem)
    assert task.is_right(problem, run.answer)


def test_numbers_of_any_length() -> None:
    interpreter = Interpreter(FOLDER, find_task("addition"))
    problem = interpreter.task.draw(5_000, Random(1))
    run = interpreter.run(problem)
    assert interpreter.task.is_right(problem, run.answer)
    assert run.depth == 1
    assert interpreter.is_proved


def test_one_step_a_batch_and_the_graph_are_one_network() -> None:
    task = find_task("brackets")
    situations = enumerate_situations(task.interface, Reference(task))
    forest = Forest.of(FOLDER.alphabet, situations)
    batch = evaluate(forest, NETWORK.forward, NETWORK.size)
    graph = evaluate(forest, FOLDER.graph(NETWORK).forward, NETWORK.size)
    is_allowed = NETWORK.mask[forest.calls] == 0
    assert np.abs(batch - graph)[is_allowed].max() < 1e-4
    states = dict[int, NetworkState]()
    for at, each in enumerate(situations):
        state = states[each.parent] if each.parent >= 0 else NETWORK.begin(each.entry)
        likely = NETWORK.probabilities(state, each.seen)
        action, states[at] = NETWORK.step(state, each.seen)
        assert action == each.answer == next(iter(likely)) and abs(sum(likely.values()) - 1) < 1e-5
        logits = NETWORK._compute(state, each.seen)[0]
        assert np.abs(logits - batch[at])[is_allowed[at]].max() < 1e-4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"), [("keys_bias", 60.0), ("rows", 40.0), ("second_bias", 90.0), ("keys", 50.0)]
)
def test_a_changed_weight_is_found(tmp_path: Path, name: str, value: float) -> None:
    folder = copied(tmp_path)
    change_weight(folder, name, 3, value)
    results = list(verify(open_npi(folder)))
    failed = [each for each in results if not each.check.is_proved]
    assert failed and all(each.fault for each in failed)
    for each in failed:
        if each.problem:  # the input does lead to something else than the reference does
            task = find_task(each.check.task)
            typed = [each.problem] if task.name == "brackets" else each.problem.split()
            problem, network = task.read(typed), open_npi(folder).network()
            expected = Recorder(task).record(problem)
            with suppress(BeamcoderError):
                assert Recorder(task, network).record(problem, 10_000).frames != expected.frames
    assert any(each.problem for each in failed)


def test_an_input_is_written_as_it_is_typed() -> None:
    for name in BUILT_IN:
        task = find_task(name)
        problem = task.draw(5, Random(3))
        text = words(problem)
        assert task.read([text] if name == "brackets" else text.split()) == problem


def test_a_weight_changed_without_its_sum(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    raw = bytearray((folder / "model.safetensors").read_bytes())
    raw[-1] ^= 1
    (folder / "model.safetensors").write_bytes(raw)
    with pytest.raises(ArtefactError, match="is damaged or was changed"):
        open_npi(folder)


def test_a_wrong_program_is_found() -> None:
    """One step of the reference is another: the network no longer does what it says."""
    task = find_task("quicksort")
    situations = enumerate_situations(task.interface, Reference(task))
    for at in range(len(situations)):
        other = next(s.answer for s in situations if s.answer != situations[at].answer)
        changed = [replace(s, answer=other) if k == at else s for k, s in enumerate(situations)]
        check = check_network("quicksort", changed, FOLDER.alphabet, NETWORK.forward, NETWORK.size)
        assert [wrong.situation for wrong in check.wrong] == [changed[at]]
        assert str(other) in str(check.wrong[0]) and check.margin < 0


def test_a_cut_off_graph_is_found(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    graph = (folder / "step.onnx").read_bytes()
    (folder / "step.onnx").write_bytes(graph[: len(graph) // 2])
    write_npi_sums(folder)
    with pytest.raises(ArtefactError, match="no graph that onnxruntime can open"):
        list(verify(open_npi(folder)))


def test_a_graph_of_another_network_is_found(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    graph = onnx.load(folder / "step.onnx", load_external_data=False)
    next(node for node in graph.graph.node if node.op_type == "Tanh").op_type = "Relu"
    (folder / "step.onnx").write_bytes(graph.SerializeToString())
    write_npi_sums(folder)
    assert not all(each.check.is_proved for each in verify(open_npi(folder)))


@pytest.mark.parametrize("file", REQUIRED)
def test_a_folder_that_lacks_a_file(tmp_path: Path, file: str) -> None:
    folder = copied(tmp_path)
    (folder / file).unlink()
    with pytest.raises(ArtefactError):
        open_npi(folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"add"', '"import os"'),
        ('"add"', "[1]"),
        ('"tasks"', '"tusks"'),
        ('"calls": [', '"calls": [["x", []],'),
        ("null", "7"),
        ('"addition"', "null"),
        ("{", ""),
        ('"sees": {', '"sees": {"evil": ["nothing"],'),
    ],
)
def test_a_strangers_configuration_is_refused(tmp_path: Path, old: str, new: str) -> None:
    folder = copied(tmp_path)
    text = (folder / "config.json").read_text(encoding="utf-8")
    assert old in text
    (folder / "config.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    write_npi_sums(folder)
    try:
        results = list(verify(open_npi(folder)))
    except ArtefactError:
        return
    assert not all(each.check.is_proved for each in results)


def test_weights_of_another_shape_are_refused() -> None:
    weights: dict[str, NDArray[np.float32]] = {**NETWORK.weights}
    for name in weights:
        with pytest.raises(ArtefactError):
            Network(FOLDER.alphabet, {**weights, name: weights[name][1:]})
        with pytest.raises(ArtefactError):
            Network(FOLDER.alphabet, {**weights, name: weights[name] * np.nan})


def test_an_alphabet_is_json_and_back() -> None:
    text = json.dumps(FOLDER.alphabet.to_json())
    assert Alphabet.from_json(json.loads(text)) == FOLDER.alphabet


def test_a_strangers_task_runs_no_code(tmp_path: Path) -> None:
    """A Python file in a model folder is not among its files, and nothing looks at it."""
    folder = copied(tmp_path)
    witness = tmp_path / "ran"
    (folder / "addition.py").write_text(f"open({str(witness)!r}, 'w')", encoding="utf-8")
    assert all(each.check.is_proved for each in verify(open_npi(folder)))
    assert not witness.exists()
