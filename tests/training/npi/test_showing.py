"""Programs taught by showing: measured against the person, and as a network."""

from pathlib import Path

import pytest

from beamcoder.bench.npi import countdown
from beamcoder.cli import main
from beamcoder.model.npi.catalogue import find_task
from beamcoder.model.npi.frame import RETURN, Action, Call, CallFrame, TraceStep, write_frame
from beamcoder.training.npi.showing import teach

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("name", ["bubble_sort", "quicksort", "maximum", "binary_search"])
def test_no_silent_mistake(name: str) -> None:
    result = teach(find_task(name), seed=3, n_runs=150)
    assert (result.n_mistakes, result.n_wrong_answers, result.n_program_wrong) == (0, 0, 0)
    assert result.n_shown > 0 and result.n_questions + result.n_more_questions <= 30


def write_task_and_traces(n_problems: str = "100") -> None:
    """The page's example without its program, and demonstrations of that."""
    assert countdown.__file__ is not None
    text = Path(countdown.__file__).read_text(encoding="utf-8")
    Path("whole.py").write_text(text, encoding="utf-8")
    Path("bare.py").write_text(without_program(text), encoding="utf-8")
    assert main(["npi", "record", "whole.py", "--traces", n_problems, "--out", "t.jsonl"]) == 0


def what_cannot_be() -> str:
    """At the end nothing is one less, but what the operations declare allows it."""
    accept, seen = Action(Call("accept")), (True, True)
    steps = (TraceStep(seen, accept), TraceStep(seen, RETURN))
    return write_frame("countdown", ("end", "one_less"), CallFrame(Call("countdown"), steps))


def without_program(text: str) -> str:
    before, rest = text.split("@task.program", 1)
    return before + "@task.problems" + rest.split("@task.problems", 1)[1]


def test_a_task_without_a_program_is_trained_from_demonstrations(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_task_and_traces()
    train = ["npi", "train", "bare.py", "--from", "t.jsonl", "--out", "m"]
    assert main(train) == 2
    missing = "Show, for example, what countdown() does at its beginning, where it sees end=True"
    assert missing in capsys.readouterr().err
    with Path("t.jsonl").open("a", encoding="utf-8") as file:
        file.write(what_cannot_be() + "\n")
    assert main(train) == 0
    said = capsys.readouterr().out
    assert "countdown: does what was shown, margin" in said and "are extrapolated" in said
    assert main(["npi", "verify", "m", "--task", "bare.py"]) == 0
    assert main(["npi", "verify", "m", "--task", "whole.py"]) == 0
    capsys.readouterr()
    assert main(["npi", "run", "bare.py", "3", "2", "1", "--model", "m"]) == 0
    assert main(["npi", "source", "bare.py", "--model", "m", "--python"]) == 0
    assert capsys.readouterr().out.startswith("true\n")
    assert '"shown"' in Path("m/certificate.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (None, "the task countdown has no program: write one, or teach it with train --from"),
        ("", "has no traces"),
        ('{"task": "countdown"}\n', "line 1: a trace lacks 'program'"),
        (
            '{"task": "countdown", "program": "f", "arguments": [], "steps": '
            '[{"sees": {"end": true}, "call": "accept", "arguments": [], "tail": false}]}\n',
            "countdown was not shown enough: 1 of 2 situations that can arise were shown",
        ),
    ],
)
def test_what_was_not_shown_is_one_sentence(
    capsys: Capture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: str | None,
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_task_and_traces("1")
    arguments = ["npi", "train", "bare.py", "--out", "m"]
    if lines is not None:
        Path("lines.jsonl").write_text(lines, encoding="utf-8")
        arguments += ["--from", "lines.jsonl"]
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_two_demonstrations_that_contradict_one_another(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_task_and_traces()
    text = Path("t.jsonl").read_text(encoding="utf-8")
    Path("t.jsonl").write_text(text + text.replace('"accept"', '"right"'), encoding="utf-8")
    assert main(["npi", "train", "bare.py", "--from", "t.jsonl", "--out", "m"]) == 2
    assert "a demonstration contradicts what was shown before" in capsys.readouterr().err
