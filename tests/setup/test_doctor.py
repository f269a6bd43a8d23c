"""`beamcoder doctor`: well when all is well, and each fault with what to do."""

import json
import shutil
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest

from beamcoder import cli
from beamcoder.setup import doctor
from beamcoder.setup.doctor import Finding
from tests.setup.conftest import Machine, Setup


def test_all_is_well(random_model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--model", str(random_model), "--device", "cpu"]) == 0
    printed = capsys.readouterr().out
    assert "WRONG" not in printed and printed.endswith("All is well.\n")
    assert all(name in printed for name in [*doctor.NEEDED, "python", "model", "completion"])


def test_json(random_model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--json", "--model", str(random_model), "--device", "cpu"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["ok"] is True
    found = {finding["name"]: finding for finding in printed["findings"]}
    assert found["model"]["found"].startswith("random, ")
    assert not any(finding["wrong"] for finding in found.values())


def test_a_damaged_model(
    random_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(random_model, tmp_path / "damaged")
    (folder / "calibration.json").write_text("[]")
    assert cli.main(["doctor", "--json", "--model", str(folder)]) == 1
    printed = json.loads(capsys.readouterr().out)
    wrong = {f["name"]: f for f in printed["findings"] if f["wrong"]}
    assert printed["ok"] is False and set(wrong) == {"model", "completion"}
    assert "calibration.json is damaged" in wrong["model"]["found"]
    assert "export the folder again" in wrong["model"]["remedy"]


def test_a_missing_model_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--model", str(tmp_path / "none")]) == 1
    printed = capsys.readouterr().out
    assert f"WRONG  model             there is no model folder {tmp_path / 'none'}" in printed
    assert printed.endswith("2 wrong.\n")


def test_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(distribution: str) -> str:
        raise PackageNotFoundError(distribution)

    monkeypatch.setattr(doctor, "version", version)
    remedy = 'run pip install "numpy"'
    assert doctor.library("numpy", "numpy") == Finding("numpy", "not installed", True, remedy)
    assert not doctor.torch().wrong and "beamcoder[train]" in doctor.torch().remedy


def test_a_broken_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def import_module(name: str) -> None:
        raise OSError("no libstdc++\nlong trace")

    monkeypatch.setattr(doctor, "import_module", import_module)
    finding = doctor.library("numpy", "numpy")
    assert finding.wrong and finding.found == "cannot be imported: no libstdc++"


def test_an_old_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "requires", lambda name: ["numpy>=99.1", 'tqdm>=1; extra == "x"'])
    finding = doctor.library("numpy", "numpy")
    assert finding.wrong and finding.found.endswith(", but 99.1 is needed")
    assert not doctor.library("tqdm", "tqdm").wrong


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MIN_PYTHON", (99, 1))
    assert doctor.python().remedy == "Beamcoder needs Python 99.1 or newer"


@pytest.mark.parametrize(
    ("found", "wanted", "is_below"),
    [
        ("1.9", "1.10", True),
        ("1.10", "1.9", False),
        ("2.13.0+cpu", "2.13", False),
        ("2", "2.1", True),
    ],
)
def test_versions_compare_as_numbers(found: str, wanted: str, is_below: bool) -> None:
    assert doctor.below(found, wanted) is is_below


def findings(capsys: pytest.CaptureFixture[str], model: Path) -> dict[str, dict[str, Any]]:
    cli.main(["doctor", "--json", "--model", str(model), "--device", "cpu"])
    return {each["name"]: each for each in json.loads(capsys.readouterr().out)["findings"]}


def test_editors_that_were_set_up(
    random_model: Path, machine: Machine, setup: Setup, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "none" in findings(capsys, random_model)["editors"]["found"]
    code = machine.code()
    machine.program("hx")
    machine.nvim()
    for editor in ("vscode", "neovim", "helix"):
        setup(editor)
    found = findings(capsys, random_model)
    assert [found[name]["wrong"] for name in ("vscode", "neovim", "helix")] == [False] * 3
    code.with_name("code.extensions").write_text("")
    (machine.packages / "beamcoder/lua/beamcoder/init.lua").unlink()
    (machine.home / ".config/helix/languages.toml").write_text("")
    found = findings(capsys, random_model)
    assert "no longer has the extension" in found["vscode"]["found"]
    assert "init.lua is gone" in found["neovim"]["found"]
    assert "no longer has the snippet" in found["helix"]["found"]
    assert found["helix"]["remedy"] == "run beamcoder setup helix"


def test_a_server_that_is_gone(
    random_model: Path, machine: Machine, setup: Setup, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.program("hx")
    setup("helix")
    record = json.loads(machine.record.read_text())
    machine.record.write_text(json.dumps(record | {"commands": [["/nowhere/beamcoder"]]}))
    found = findings(capsys, random_model)["helix"]
    assert found["wrong"] and found["found"] == "no command that starts its server is there"
