"""Standard streams that are closed or full, paths that cannot be: one sentence, an exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from beamcoder import cli, strict_json
from beamcoder.cli import COMMANDS
from beamcoder.errors import UsageError

ROOT = Path(__file__).resolve().parents[1]
COMMAND = f'"{sys.executable}" -m beamcoder'
LONG = "a" * 300
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        pytest.param("stats --json >/dev/full", 1, "no space left on device", marks=needs_full),
        ("stats --json >&-", 1, "standard output is closed"),
        ("serve <&-", 1, "standard input is closed"),
        ("serve >&-", 1, "standard output is closed"),
        ("complete --requests - <&-", 2, "standard input is closed"),
    ],
)
def test_streams_that_are_closed_or_full(line: str, code: int, sentence: str) -> None:
    done = shell(f"{COMMAND} {line}")
    assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
    assert done.stderr.startswith("beamcoder: ") and sentence in done.stderr
    if ">&-" not in line:  # nothing is said in the wrong place
        assert shell(f"{COMMAND} {line} 2>&-").stdout == ""


@needs_full
@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("option", ["--help", "--version"])
def test_what_cannot_be_written_is_no_success(command: str, option: str) -> None:
    """Whatever is asked: `argparse` writes by itself, and is silent where it cannot."""
    if command and option == "--version":
        return  # of the program alone
    streams = {"/dev/full": "no space left on device"}
    if command in ("", "stats", "serve"):  # no stream at all: noticed before any command is asked
        streams["&-"] = "is closed"
    for stream, sentence in streams.items():
        done = shell(f"{COMMAND} {command} {option} >{stream}")
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert sentence in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["complete", "A.java:1:1", "--workspace", LONG],
        ["complete", "A.java:1:1", "--workspace", "loop"],
        ["complete", "A.java:1:1", "--workspace", "A.java/in"],
        ["complete", "A.java:1:1", "--workspace", "a\0b"],
        ["complete", "A.java:1:1", "--statements", LONG],
        ["complete", "A.java:1:1", "--statement", LONG],
        ["complete", "--requests", "loop"],
        ["complete", "--requests", LONG],
        ["complete", "--requests", "."],
        ["complete", "--requests", "a\0b"],
        ["complete", f"{LONG}:1:1"],
        ["complete", "loop:1:1"],
    ],
)
def test_paths_that_cannot_be(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    os.symlink("loop", "loop")
    Path("A.java").write_text("class A { }\n")
    assert cli.main(arguments) == 2
    said = capfd.readouterr().err
    assert said.startswith("beamcoder: ") and said.count("\n") == 1


def test_an_error_of_the_system_that_nobody_expected_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(argv: object) -> int:
        raise PermissionError(13, "Permission denied", "/closed/in")

    monkeypatch.setattr(cli, "run", fail)
    monkeypatch.setattr(cli, "write_nothing_more", lambda: None)
    assert cli.main([]) == 1
    assert capfd.readouterr().err == "beamcoder: cannot use /closed/in: permission denied\n"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e400"])
def test_what_is_no_number_of_json(number: str) -> None:
    for written in (number, f'{{"id": {number}}}', f"[[{number}]]"):
        with pytest.raises(ValueError, match=r"number"):
            strict_json.loads(written)
    with pytest.raises(UsageError, match="not a line of JSON"):
        strict_json.loads_request(f'{{"id": {number}}}'.encode())


def test_what_is_json() -> None:
    assert strict_json.loads('{"a": [1, 2.5, -1e3, "NaN", null, true]}') == {
        "a": [1, 2.5, -1000.0, "NaN", None, True]
    }
