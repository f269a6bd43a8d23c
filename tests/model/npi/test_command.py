"""`beamcoder npi` as a user types it: answers, JSON, sentences and exit codes, without torch."""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from beamcoder.bench.npi import countdown
from beamcoder.bench.npi.command import LENGTHS, LONG, lines, measure
from beamcoder.cli import main
from beamcoder.model.npi.artefact import DEFAULT, open_npi
from beamcoder.model.npi.catalogue import BUILT_IN

Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, *words: str) -> str:
    """What a command prints; it ends well and complains of nothing."""
    assert main(["npi", *words]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("addition 123 456", "579"),
        ("addition 0 0", "0"),
        ("multiplication 12 12", "144"),
        ("bubble_sort 3 1 2", "1 2 3"),
        ("quicksort 3 -1 2", "-1 2 3"),
        ("quicksort", ""),
        ("topological_sort 4 0:1 0:2 2:3", "0 1 2 3"),
        ("maximum 4 7 1", "7"),
        ("binary_search 5 1 3 5", "2"),
        ("brackets ([])", "true"),
    ],
)
def test_the_answer_alone(capsys: Capture, words: str, answer: str) -> None:
    assert said(capsys, "run", *words.split()) == f"{answer}\n"


def test_json_and_trace(capsys: Capture) -> None:
    read = json.loads(said(capsys, "run", "addition", "123", "456", "--json"))
    folder = open_npi()
    assert read.pop("timings_ms")["total"] > 0
    model = {"name": folder.name, "sha256": folder.sha256}
    assert read == {"task": "addition", "answer": "579", "steps": 28, "depth": 1} | {
        "proved": True,
        "model": model,
    }
    traced = json.loads(said(capsys, "run", "quicksort", "2", "1", "--json", "--trace"))
    assert len(traced["trace"]) == traced["steps"] and traced["answer"] == [1, 2]
    drawn = said(capsys, "run", "quicksort", "2", "1", "--trace").splitlines()
    assert drawn[0] == "quicksort() small=False: begin()" and drawn[-1] == "1 2"
    assert any(line.startswith("  part()") for line in drawn)


def test_words_of_a_file(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").write_text("999\n\n1\n", encoding="utf-8")
    assert said(capsys, "run", "addition", "--input", str(tmp_path / "in")) == "1000\n"
    monkeypatch.setattr("sys.stdin", io.StringIO("3\n1\n"))
    assert said(capsys, "run", "bubble_sort", "--input", "-") == "1 3\n"


def test_verify_says_a_line_a_task(capsys: Capture) -> None:
    printed = said(capsys, "verify").splitlines()
    assert [line.split(":")[0] for line in printed] == list(BUILT_IN)
    assert printed[0].startswith("addition: proved for every input, 1,215 situations, margin ")
    read = json.loads(said(capsys, "verify", str(DEFAULT), "--json"))
    assert {each["task"]: each["wrong"] for each in read} == dict.fromkeys(BUILT_IN, 0)
    assert all(each["proved"] and each["margin"] >= 0.5 for each in read)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("run addition 12 1x", 2, "'1x' is no row of digits"),
        ("run addition 12", 2, "two numbers are wanted, not 1"),
        ("run sorting 1 2", 2, "there is no task 'sorting': there are addition"),
        ("run topological_sort 2 0:1 1:0", 2, "the graph has a cycle: 0 to 1 to 0"),
        ("run quicksort 1 a", 2, "'a' is no integer"),
        ("run none.py 1", 2, "cannot read none.py"),
        ("run addition 1 2 --model nowhere", 1, "there is no model folder nowhere"),
        ("run addition 1 2 --steps 5", 1, "had not ended after 5 steps"),
        ("run addition --input nowhere", 2, "cannot read nowhere"),
        ("verify nowhere", 1, "there is no model folder nowhere"),
        ("source sorting --java", 2, "has no task sorting"),
        ("record sorting --out x", 2, "there is no task"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    capsys: Capture, words: str, code: int, sentence: str
) -> None:
    assert main(["npi", *words.split()]) == code
    printed = capsys.readouterr()
    assert printed.out == "" and len(printed.err.splitlines()) == 1
    assert printed.err.startswith("beamcoder: ") and sentence in printed.err


@pytest.mark.parametrize(
    "words", ["", "fly", "run", "source addition", "run addition 1 2 --steps 0", "train x"]
)
def test_bad_use_is_2(capsys: Capture, words: str) -> None:
    with pytest.raises(SystemExit, match=r"^2$"):
        main(["npi", *words.split()])


def test_run_verify_and_source_need_no_torch() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['torch', 'safetensors', 'onnx']))\n"
        "from beamcoder.cli import main\n"
        "assert main(['npi', 'run', 'addition', '1', '2']) == 0\n"
        "assert main(['npi', 'verify']) == 0\n"
        "assert main(['npi', 'source', 'addition', '--java']) == 0\n"
        "sys.exit(main(['npi', 'train', 'maximum', '--out', 'nowhere/m']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    sentence = 'beamcoder: npi train needs torch: run pip install "beamcoder[train]"\n'
    assert (done.returncode, done.stderr) == (1, sentence)
    assert done.stdout.startswith("3\naddition: proved for every input")


def test_a_task_of_ones_own_from_the_file_to_its_source(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert countdown.__file__ is not None
    shutil.copy(countdown.__file__, "countdown.py")
    assert main(["npi", "record", "countdown.py", "--out", "traces.jsonl"]) == 0
    assert main(["npi", "train", "countdown.py", "--from", "traces.jsonl", "--out", "m"]) == 0
    assert "countdown: proved for every input" in capsys.readouterr().out
    assert said(capsys, "verify", "m").startswith("countdown: proved for every input")
    assert said(capsys, "verify", "m", "--task", "countdown.py").startswith("countdown: proved")
    assert said(capsys, "run", "countdown.py", "3", "2", "1", "--model", "m") == "true\n"
    assert said(capsys, "run", "countdown.py", "3", "1", "--model", "m") == "false\n"
    assert "while" in said(capsys, "source", "countdown", "--model", "m", "--python")
    assert "abstract class LearnedCountdown" in said(
        capsys, "source", "countdown", "--model", "m", "--java"
    )
    text = Path("countdown.py").read_text(encoding="utf-8")
    Path("countdown.py").write_text(text.replace("accept()\n", "right()\n"), encoding="utf-8")
    assert main(["npi", "verify", "m", "--task", "countdown.py"]) == 1
    assert "countdown: not proved" in capsys.readouterr().out
    assert main(["npi", "run", "countdown", "3", "--model", "m"]) == 2
    assert main(["npi", "train", "countdown.py", "--from", "none", "--out", "n"]) == 2
    Path("bad.jsonl").write_text('{"task": 1}\n', encoding="utf-8")
    assert main(["npi", "train", "countdown.py", "--from", "bad.jsonl", "--out", "n"]) == 2
    assert "bad.jsonl, line 1: a trace lacks" in capsys.readouterr().err
    Path("n").mkdir()
    assert main(["npi", "train", "countdown.py", "--out", "n"]) == 2
    assert "is no model of learned programs" in capsys.readouterr().err


def test_a_table_with_a_gap_is_no_proof(capsys: Capture, tmp_path: Path) -> None:
    """A folder of a task that is not built in must say what its program does everywhere."""
    from beamcoder.model.npi.artefact import write_npi_sums

    folder = Path(shutil.copytree(DEFAULT, tmp_path / "m"))
    config = (folder / "config.json").read_text(encoding="utf-8")
    renamed = config.replace('"name": "maximum"', '"name": "largest"')
    assert renamed != config
    (folder / "config.json").write_text(renamed, encoding="utf-8")
    write_npi_sums(folder)
    assert main(["npi", "verify", str(folder)]) == 1
    assert "nothing shows what maximum() of largest does" in capsys.readouterr().out


def test_the_bench_counts_and_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {case[0] for case in (*LENGTHS, *LONG)} == set(BUILT_IN)
    short = (("addition", 30, 2), ("quicksort", 20, 2))
    monkeypatch.setattr("beamcoder.bench.npi.command.LENGTHS", short)
    monkeypatch.setattr("beamcoder.bench.npi.command.MIN_S", 0.0)
    results = measure(open_npi(), has_long=False)
    assert [(each["right"], each["problems"]) for each in results["lengths"]] == [(2, 2)] * 2
    assert all(steps > 0 for steps in results["steps_per_s"].values())
    assert any("2/2 right" in line for line in lines(results))
    json.dumps(results)
