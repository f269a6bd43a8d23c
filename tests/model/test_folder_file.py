"""A model folder from a stranger: nothing that it holds can hang or crash whoever opens it."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from beamcoder.errors import ArtefactError
from beamcoder.model.artefact import REQUIRED, SUMS, open_folder, open_runtime, write_sums
from beamcoder.model.completer import MIN_CONTEXT, Completer
from beamcoder.model.decoding.calibration import Calibration
from beamcoder.model.folder_file import MAX_TEXT_BYTES, read_object, read_regular
from beamcoder.training.export.command import set_calibration

NO_LINKS = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")


def complaint(folder: Path) -> str:
    with pytest.raises(ArtefactError) as caught:
        Completer.open(folder, "cpu")
    assert "\n" not in str(caught.value)
    return str(caught.value)


@NO_LINKS
@pytest.mark.parametrize("name", [SUMS, *REQUIRED])
@pytest.mark.parametrize("put", [os.mkfifo, lambda path: path.symlink_to("/dev/zero"), os.mkdir])
def test_what_is_no_regular_file(folder: Path, name: str, put: Callable[[Path], None]) -> None:
    (folder / name).unlink()
    put(folder / name)
    assert name in complaint(folder)


@NO_LINKS
def test_a_pipe_that_somebody_writes_to(folder: Path) -> None:
    (folder / SUMS).unlink()
    os.mkfifo(folder / SUMS)
    end = os.open(folder / SUMS, os.O_RDWR)
    os.write(end, b"0" * 1000)
    assert SUMS in complaint(folder)
    os.close(end)


def test_a_file_without_an_end(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"[" * (MAX_TEXT_BYTES + 1))
    with pytest.raises(ArtefactError, match="longer than"):
        read_regular(tmp_path / "long", MAX_TEXT_BYTES)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "{", "3", "", "\ud83d"])
@pytest.mark.parametrize("name", ["config.json", "calibration.json"])
def test_json_that_is_none(folder: Path, text: str, name: str) -> None:
    (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    write_sums(folder)
    assert name in complaint(folder)
    with pytest.raises(ArtefactError):
        read_object(folder / name)


@pytest.mark.parametrize("size", [1, MIN_CONTEXT - 1, 0, -1, 10**9, 10**100, 1.5, True, "1", None])
def test_a_context_that_cannot_be(folder: Path, size: object) -> None:
    fields = json.loads((folder / "config.json").read_text())
    fields["model"]["context"] = size
    (folder / "config.json").write_text(json.dumps(fields))
    write_sums(folder)
    assert "context" in complaint(folder)


@pytest.mark.parametrize("value", ["1", None, True, [], {}, float("inf"), float("nan"), "x" * 9999])
@pytest.mark.parametrize("name", ["a", "b", "position", "temperature"])
def test_a_calibration_that_is_no_number(folder: Path, name: str, value: object) -> None:
    set_calibration(folder, {"lines": {"a": 1.0, "b": 0.0, name: value}})
    assert name in complaint_of_calibration(folder)


def complaint_of_calibration(folder: Path) -> str:
    with pytest.raises(ArtefactError) as caught:
        Calibration.read(open_folder(folder).calibration, "lines")
    assert len(str(caught.value)) < 200
    return str(caught.value)


@NO_LINKS
@pytest.mark.parametrize("name", ["decoder.onnx", "model.safetensors"])
def test_links_as_the_caches_of_hubs_lay_them(folder: Path, tmp_path: Path, name: str) -> None:
    """The sums are right, but ONNX Runtime refuses weights outside of the graph's own folder."""
    blobs = tmp_path / "blobs"
    blobs.mkdir()
    (folder / name).rename(blobs / "1f3a")
    (folder / name).symlink_to(blobs / "1f3a")
    opened = open_folder(folder)
    with pytest.raises(ArtefactError, match=f"{name} is a link"):
        open_runtime(opened, "cpu")
