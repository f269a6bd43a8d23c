"""`beamcoder train`, from a corpus folder to a checkpoint: resumed, stopped, on two processes."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from beamcoder.cli import main
from beamcoder.training.run.checkpoint import checkpoints

PATIENCE_S = 300  # a machine may be busy
LONG = 10**9  # pieces: a run that ends only when it is stopped


def arguments(recipe: Path, corpus: Path, out: Path, *more: str) -> list[str]:
    paths = ("--recipe", str(recipe), "--corpus", str(corpus), "--out", str(out))
    return ["train", *paths, *more]


def start(*command: str) -> subprocess.Popen[str]:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
    return subprocess.Popen(
        [sys.executable, "-m", *command], stderr=subprocess.PIPE, text=True, env=environment
    )


def wait_for_checkpoint(process: subprocess.Popen[str], out: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while not checkpoints(out) and time.monotonic() < end and process.poll() is None:
        time.sleep(0.05)
    assert checkpoints(out)


def validation(out: Path) -> list[dict[str, str]]:
    """The log's rows of validation, without the time they took."""
    with (out / "log.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["plain"]]
    return [{k: v for k, v in row.items() if k != "seconds"} for row in rows]


def same_weights(left: Path, right: Path) -> bool:
    first, second = (load_file(checkpoints(p)[-1] / "model.safetensors") for p in (left, right))
    return first.keys() == second.keys() and all((first[k] == second[k]).all() for k in first)


def test_the_loss_falls(whole_run: Path) -> None:
    with (whole_run / "log.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    final = validation(whole_run)[-1]
    assert final["pieces"] == "10240" and (whole_run / "loss.png").exists()
    for kind in ("plain", "after", "statement", "both"):
        assert float(final[kind]) < 4.5  # a network that knows nothing stands at ln 500 = 6.2
    assert rows[-1] | {"seconds": ""} == final | {"seconds": ""}


@pytest.mark.slow
def test_after_a_kill_it_comes_to_the_same(
    recipe_path: Path, shared_corpus: Path, whole_run: Path, tmp_path: Path
) -> None:
    command = arguments(recipe_path, shared_corpus, tmp_path / "run")
    process = start("beamcoder", *command)
    wait_for_checkpoint(process, tmp_path / "run")
    process.kill()
    process.communicate()
    assert main(command) == 0
    assert same_weights(tmp_path / "run", whole_run)
    assert validation(tmp_path / "run") == validation(whole_run)


@pytest.mark.slow
def test_ctrl_c_leaves_a_checkpoint(recipe_path: Path, shared_corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    process = start("beamcoder", *arguments(recipe_path, shared_corpus, out, "--pieces", str(LONG)))
    wait_for_checkpoint(process, out)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "beamcoder: stopped by Ctrl-C" and "Traceback" not in said
    assert checkpoints(out) and not list(out.glob("*.part"))


def test_it_stops_when_the_time_is_up(
    recipe_path: Path, shared_corpus: Path, tmp_path: Path
) -> None:
    more = ("--pieces", str(LONG), "--max-minutes", "0.0001")
    assert main(arguments(recipe_path, shared_corpus, tmp_path / "run", *more)) == 0
    assert checkpoints(tmp_path / "run") and validation(tmp_path / "run")


@pytest.mark.slow
def test_it_stops_early_and_keeps_the_best(
    recipe_path: Path, shared_corpus: Path, tmp_path: Path
) -> None:
    """A rate so high that the loss soon rises; validated after each step."""
    recipe = tmp_path / "recipe.toml"
    text = recipe_path.read_text().replace("validation_minutes = 1000", "validation_minutes = 0")
    text = text.replace("checkpoint_minutes = 0", "checkpoint_minutes = 1000")
    text = text.replace("[run]", "[run]\npatience = 3").replace(
        "[optimiser]", "[optimiser]\nlr = 3.0"
    )
    recipe.write_text(text)
    assert main(arguments(recipe, shared_corpus, tmp_path / "run", "--pieces", str(LONG))) == 0
    losses = [float(row["plain"]) for row in validation(tmp_path / "run")]
    assert min(losses[-4:]) >= min(losses[:-4]), "three passed without a better one, and the end's"
    (best,) = {path.name for path in checkpoints(tmp_path / "run" / "best")[-1:]}
    steps = [int(row["step"]) for row in validation(tmp_path / "run")]
    assert int(best.removeprefix("checkpoint-")) == steps[losses.index(min(losses))]


@pytest.mark.slow
def test_two_processes_train_one_model(
    recipe_path: Path, shared_corpus: Path, whole_run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    launcher = ("torch.distributed.run", "--nproc-per-node", "2", "-m", "beamcoder")
    process = start(*launcher, *arguments(recipe_path, shared_corpus, out, "--pieces", "5120"))
    _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, said
    assert float(validation(out)[-1]["plain"]) < 5.5
    assert not same_weights(out, whole_run)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("train.jsonl", None, "lacks train.jsonl"),
        ("validation.jsonl", None, "lacks validation.jsonl"),
        ("statements.jsonl", None, "lacks statements.jsonl"),
        ("validation.jsonl", "", "has 0 files of the styles stdin, chelper"),
        ("train.jsonl", '{"text": "a"}\n', "too little text for a vocabulary of 500 pieces"),
        ("train.jsonl", "{\n", "train.jsonl:1 is not JSON"),
        ("train.jsonl", "[]\n", "train.jsonl:1 is no record with a text"),
        ("validation.jsonl", '{"text": "a"}\n', "validation.jsonl:1 lacks style, statement"),
    ],
)
def test_a_broken_corpus_is_one_sentence(
    recipe_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str], name: str,
    content: str | None, sentence: str,
) -> None:  # fmt: skip
    if content is None:
        (corpus / name).unlink()
    else:
        (corpus / name).write_text(content, encoding="utf-8")
    assert main(arguments(recipe_path, corpus, corpus.parent / "run")) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("beamcoder: ") and sentence in said
    assert not checkpoints(corpus.parent / "run")


def test_a_corpus_without_statements_trains(recipe_path: Path, corpus: Path) -> None:
    (corpus / "statements.jsonl").write_text("", encoding="utf-8")
    out = corpus.parent / "run"
    assert main(arguments(recipe_path, corpus, out, "--pieces", "512")) == 0
    assert validation(out)[-1]["statement"] == ""


def test_kept_pieces_follow_the_corpus(recipe_path: Path, corpus: Path) -> None:
    out = corpus.parent / "run"
    run = arguments(recipe_path, corpus, out, "--pieces", "256")
    assert main(run) == 0
    kept = corpus / "pieces-500-stdin-chelper" / "train"
    before = kept.stat().st_mtime_ns
    assert main(run) == 0
    assert kept.stat().st_mtime_ns == before
    lines = (corpus / "validation.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (corpus / "validation.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    assert main(run) == 0
    assert kept.stat().st_mtime_ns == before
    assert (corpus / "tokenizer-500.source").exists() and not list(corpus.rglob("*.part"))


def test_another_vocabulary_does_not_fit_a_run(
    recipe_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = corpus.parent / "run"
    run = arguments(recipe_path, corpus, out, "--pieces", "256")
    assert main(run) == 0
    (out / "tokenizer.model").write_bytes(b"another")
    assert main(run) == 1
    assert "was trained on another vocabulary" in capsys.readouterr().err


@pytest.mark.parametrize("more", [("--pieces", "0"), ("--max-minutes", "0"), ("--pieces", "-5")])
def test_bad_bounds(
    recipe_path: Path, shared_corpus: Path, tmp_path: Path, more: tuple[str, str]
) -> None:
    assert main(arguments(recipe_path, shared_corpus, tmp_path / "run", *more)) == 2
