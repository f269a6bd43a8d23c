"""A model folder opens when it is whole; anything else is one sentence."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from beamcoder.cli import main
from beamcoder.errors import ArtefactError, CheckpointError, DeviceError, UsageError
from beamcoder.model import artefact
from beamcoder.model.artefact import CARD, REQUIRED, SUMS, open_folder, open_runtime, write_sums
from beamcoder.model.network.packing import pack, unpack
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.model.runtime.onnx import OnnxRuntime
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.export.command import Checkpoint, export, set_calibration

# Imports what answers a first request, and opens a folder: torch must not come along.
WITHOUT_TORCH = """
import sys
from pathlib import Path
from beamcoder.model.artefact import open_folder, open_runtime
open_runtime(open_folder(Path(sys.argv[1])), "cpu")
print(sorted({"torch", "onnx", "safetensors"} & set(sys.modules)))
"""


def complaint(folder: Path) -> str:
    with pytest.raises(ArtefactError) as caught:
        open_folder(folder)
    return str(caught.value)


def test_a_whole_folder(folder: Path, network: Seq2Seq) -> None:
    opened = open_folder(folder)
    assert (opened.name, opened.config) == ("small", network.config)
    assert opened.info.parameters == network.n_parameters
    assert opened.calibration == {}
    assert opened.tokenizer_path.is_file() and (opened.path / CARD).is_file()


def test_sums_are_those_of_sha256sum(folder: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", SUMS]
    assert subprocess.run(command, cwd=folder, check=False).returncode == 0


def test_the_folder_is_named_by_its_content(folder: Path, model_path: Path) -> None:
    before = open_folder(folder).info.sha256
    assert before == open_folder(model_path).info.sha256
    set_calibration(folder, {"temperature": 1.1})
    opened = open_folder(folder)
    assert opened.calibration == {"temperature": 1.1}
    assert opened.info.sha256 != before


@pytest.mark.parametrize("name", [*REQUIRED, SUMS])
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert name in complaint(folder)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_changed_file(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    assert name in complaint(folder) and "SHA-256" in complaint(folder)


def test_no_folder(tmp_path: Path) -> None:
    assert str(tmp_path / "none") in complaint(tmp_path / "none")


@pytest.mark.parametrize("text", ["what is this", f"{'0' * 64}  ../elsewhere", "\x00\xff"])
def test_sums_that_are_none(folder: Path, text: str) -> None:
    (folder / SUMS).write_text(text, encoding="latin-1")
    assert SUMS in complaint(folder)


def test_a_file_without_a_sum(folder: Path) -> None:
    sums = (folder / SUMS).read_text().splitlines(keepends=True)
    (folder / SUMS).write_text("".join(line for line in sums if "config.json" not in line))
    assert "config.json" in complaint(folder)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"name": "small", "parameters": 1}',
        '{"name": "small", "parameters": 1, "model": {"depht": 4}}',
        '{"name": "small", "parameters": 1, "model": {"depth": "deep"}}',
    ],
)
def test_a_malformed_configuration(folder: Path, text: str) -> None:
    (folder / "config.json").write_text(text)
    write_sums(folder)
    assert "config.json" in complaint(folder)


@pytest.mark.parametrize("field", ["name", "parameters"])
def test_a_configuration_that_lacks_a_field(folder: Path, field: str) -> None:
    fields = json.loads((folder / "config.json").read_text())
    del fields[field]
    (folder / "config.json").write_text(json.dumps(fields))
    write_sums(folder)
    assert "config.json" in complaint(folder)


@pytest.mark.parametrize("text", ["{", "3"])
def test_malformed_calibration(folder: Path, text: str) -> None:
    (folder / "calibration.json").write_text(text)
    write_sums(folder)
    assert "calibration.json" in complaint(folder)


def test_another_vocabulary(folder: Path) -> None:
    words = [f"{a}{b}" for a in "qwertz" for b in "aeiou"]
    Subword.train([words] * 3, 290, folder / "tokenizer.model")
    write_sums(folder)
    assert "290 pieces" in complaint(folder)


def test_another_networks_weights(folder: Path, network: Seq2Seq) -> None:
    fields = json.loads((folder / "config.json").read_text())
    fields["model"]["depth"] += 4
    (folder / "config.json").write_text(json.dumps(fields))
    write_sums(folder)
    assert "model.safetensors" in complaint(folder)


@pytest.mark.parametrize("name", ["tokenizer.model", "model.safetensors"])
@pytest.mark.parametrize("content", [b"", b"\xff" * 100, b"{}" * 40])
def test_garbage_under_a_right_sum(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    write_sums(folder)
    assert name in complaint(folder)


@pytest.mark.parametrize("name", ["decoder.onnx", "encoder.onnx"])
def test_garbage_instead_of_a_graph(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"nothing")
    write_sums(folder)
    with pytest.raises(ArtefactError, match=name):
        open_runtime(open_folder(folder), "cpu").encode(np.arange(3), np.arange(2))


def test_the_cpu_needs_no_torch(model_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT_TORCH, str(model_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_auto_is_the_cpu_where_no_cuda_is(
    model_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artefact, "DRIVER_FILES", ())
    monkeypatch.setenv("PATH", "")
    assert isinstance(open_runtime(open_folder(model_path)), OnnxRuntime)


def test_auto_is_the_cpu_where_cuda_fails(
    model_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise DeviceError("lost")

    monkeypatch.setattr(artefact, "cuda_seems_present", lambda: True)
    monkeypatch.setattr(artefact, "_open_torch", lost)
    assert isinstance(open_runtime(open_folder(model_path)), OnnxRuntime)
    with pytest.raises(DeviceError):
        open_runtime(open_folder(model_path), "cuda")


def test_a_device_that_is_none(model_path: Path) -> None:
    with pytest.raises(UsageError, match="quantum"):
        open_runtime(open_folder(model_path), "quantum")


@pytest.mark.parametrize("device", ["cuda:99", "cuda:x"])
def test_a_device_that_is_missing(model_path: Path, device: str) -> None:
    with pytest.raises(DeviceError):
        open_runtime(open_folder(model_path), device)


def test_packed_numbers_stay_within_half_a_step() -> None:
    matrix = np.random.default_rng(1).normal(size=(7, 192)).astype(np.float32)
    matrix[3] = 0
    packed, scales = pack(matrix)
    steps = np.repeat(scales, 64, axis=1)
    assert (np.abs(unpack(packed, scales) - matrix) <= steps * 0.501).all()
    np.testing.assert_array_equal(unpack(*pack(unpack(packed, scales))), unpack(packed, scales))


def test_the_same_checkpoint_gives_the_same_bytes(
    checkpoint_path: Path, model_path: Path, tmp_path: Path
) -> None:
    export(Checkpoint.load(checkpoint_path), tmp_path / "again", "small")
    again = {file.name: file.read_bytes() for file in (tmp_path / "again").iterdir()}
    assert again == {file.name: file.read_bytes() for file in model_path.iterdir()}


def test_an_export_replaces_a_model_and_nothing_else(checkpoint_path: Path, folder: Path) -> None:
    checkpoint = Checkpoint.load(checkpoint_path)
    export(checkpoint, folder, "renamed", card="# Ours\n")
    assert open_folder(folder).name == "renamed"
    assert (open_folder(folder).path / CARD).read_text() == "# Ours\n"
    (folder / SUMS).unlink()
    with pytest.raises(UsageError, match="not a model folder"):
        export(checkpoint, folder, "other")
    assert [file.name for file in folder.parent.iterdir()] == [folder.name]


def test_the_command(
    checkpoint_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card, out = tmp_path / "card.md", tmp_path / "new" / "mine"
    card.write_text("# Mine\n")
    assert main(["export", str(checkpoint_path), "--out", str(out), "--card", str(card)]) == 0
    assert (
        open_folder(out).name == "mine" and (open_folder(out).path / CARD).read_text() == "# Mine\n"
    )
    assert str(out) in capsys.readouterr().out
    assert main(["export", str(checkpoint_path), "--out", str(out), "--card", "no"]) == 2
    assert main(["export", str(tmp_path), "--out", str(out)]) == 1
    assert capsys.readouterr().err.count("\n") == 2


def test_the_command_puts_in_a_calibration(checkpoint_path: Path, tmp_path: Path) -> None:
    calibration, out = tmp_path / "calibration.json", tmp_path / "mine"
    command = ["export", str(checkpoint_path), "--out", str(out), "--calibration", str(calibration)]
    assert main(command) == 2
    calibration.write_text("[1]")
    assert main(command) == 2
    assert not out.exists()
    calibration.write_text('{"lines": {"a": 0.5, "b": 0.1}}')
    assert main(command) == 0
    assert open_folder(out).calibration == {"lines": {"a": 0.5, "b": 0.1}}


def test_a_folder_that_cannot_be_written(checkpoint_path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArtefactError, match="could not be written"):
        export(Checkpoint.load(checkpoint_path), tmp_path / "file" / "model", "small")


Damage = Callable[[Path], object]


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "model.safetensors").unlink(),
        lambda folder: (folder / "model.safetensors").write_bytes(b"no"),
        lambda folder: (folder / "tokenizer.model").unlink(),
        lambda folder: (folder / "config.json").write_text('{"model": {"depth": 8}}'),
        lambda folder: Subword.train(
            [[f"{a}{b}" for a in "qwertz" for b in "aeiou"]], 290, folder / "tokenizer.model"
        ),
    ],
)
def test_a_checkpoint_that_cannot_be_exported(
    checkpoint_path: Path, tmp_path: Path, damage: Damage
) -> None:
    broken = Path(shutil.copytree(checkpoint_path, tmp_path / "broken"))
    damage(broken)
    with pytest.raises(CheckpointError):
        Checkpoint.load(broken)
