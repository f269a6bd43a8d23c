"""The whole way: a real model folder behind the real server and the real command."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from beamcoder import cli

ROOT = Path(__file__).resolve().parents[3]
SERVE = [sys.executable, "-m", "beamcoder", "serve"]
JAVA = "import java.util.*;\n\nclass A {\n    int f(int n) {\n        "


def test_the_server_proposes(random_model: Path, client_for: Any) -> None:
    client = client_for(SERVE)
    client.initialize({"model": str(random_model), "device": "cpu", "lineDeadlineMs": 60_000})
    client.open(JAVA)
    items = client.complete(4, 8)
    assert items and len(items) <= 10
    client.change({"text": JAVA + "// "})
    assert client.complete(4, 11) == []
    assert client.messages() == []
    assert client.shut_down() == 0


def test_the_command_proposes(random_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "A.java"
    path.write_text(JAVA)
    place, model = f"{path}:5:9", ["--model", str(random_model), "--device", "cpu"]
    command = [sys.executable, "-m", "beamcoder", "complete", place, "--json", *model]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    answer = json.loads(done.stdout)
    assert answer["tokens"] and answer["model"]["name"] == "random"


@pytest.mark.parametrize("size", [0, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_an_empty_file_and_a_large_one(
    random_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int
) -> None:
    path = tmp_path / "A.java"
    path.write_text("int a = 1;\n" * (size // 11))
    line = size // 11 + 1
    options = ["--json", "--model", str(random_model), "--device", "cpu"]
    assert cli.main(["complete", f"{path}:{line}:1", *options]) == 0
    assert json.loads(capsys.readouterr().out)["line"] == line


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("config.json", "unlink", "lacks config.json"),
        ("model.safetensors", "append", "model.safetensors is damaged or was changed"),
        ("SHA256SUMS", "unlink", "has no readable SHA256SUMS"),
    ],
)
def test_a_model_folder_that_is_not_whole(
    random_model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    change: str,
    words: str,
) -> None:
    folder = shutil.copytree(random_model, tmp_path / "model")
    file = folder / name
    if change == "unlink":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes() + b"x")
    (tmp_path / "A.java").write_text("")
    arguments = ["complete", f"{tmp_path / 'A.java'}:1:1", "--model", str(folder)]
    assert cli.main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == "" and words in printed.err and printed.err.count("\n") == 1
