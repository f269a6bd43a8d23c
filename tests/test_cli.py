"""The one command: what it lists, how it fails, and that it is light."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from beamcoder import __version__, cli
from beamcoder.errors import ArtefactError, UsageError

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "beamcoder"]


def install(monkeypatch: pytest.MonkeyPatch, run: Callable[[Any], int]) -> None:
    """Put a command `probe` in place of all others."""
    module = SimpleNamespace(add_arguments=lambda parser: parser.add_argument("--n"), run=run)
    monkeypatch.setitem(sys.modules, "probe_module", module)
    monkeypatch.setattr(cli, "COMMANDS", {"probe": cli.Command("probe_module", "probes", "train")})


def raising(exc: BaseException) -> Callable[[Any], int]:
    def run(args: Any) -> int:
        raise exc

    return run


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^0$"):
        cli.main(["--help"])
    printed = capsys.readouterr().out
    assert all(f"  {name} " in printed for name in cli.COMMANDS)
    assert cli.main([]) == 2
    assert capsys.readouterr().err == printed


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^0$"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"beamcoder {__version__}\n"


def test_a_command_runs_with_its_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, lambda args: int(args.n) + 1)
    assert cli.main(["probe", "--n", "4"]) == 5


@pytest.mark.parametrize("arguments", [["--bogus"], ["probe", "--bogus"], ["probe", "--n"]])
def test_bad_use_is_2(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    install(monkeypatch, lambda args: 0)
    with pytest.raises(SystemExit, match=r"^2$"):
        cli.main(arguments)


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("complet", "did you mean complete?"),
        ("traim", "did you mean train?"),
        ("bogus", "there are complete, "),
    ],
)
def test_an_unknown_command(capsys: pytest.CaptureFixture[str], word: str, hint: str) -> None:
    assert cli.main([word, "--json"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"beamcoder: there is no command {word!r}; {hint}")


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_help_needs_no_torch_and_has_defaults_and_examples(command: str) -> None:
    """In a plain install, where torch and what belongs to it are missing."""
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['torch', 'safetensors', 'onnx']))\n"
        f"from beamcoder.cli import main; main([{command!r}, '--help'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"usage: beamcoder {command}" in done.stdout
    if command in ("evaluate", "adapt", "calibrate"):
        assert "(default: " in done.stdout and f"examples:\n  beamcoder {command}" in done.stdout


@pytest.mark.parametrize(
    ("exc", "code", "sentence"),
    [
        (UsageError("no such place"), 2, "no such place"),
        (ArtefactError("a sum\nis wrong"), 1, "a sum is wrong"),
        (KeyboardInterrupt(), 130, "stopped by Ctrl-C"),
        (
            ModuleNotFoundError("No module named 'torch'", name="torch"),
            1,
            'probe needs torch: run pip install "beamcoder[train]"',
        ),
        (
            ModuleNotFoundError(name="beamcoder.later"),
            1,
            "this installation has no command probe (beamcoder.later)",
        ),
    ],
)
def test_an_error_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    exc: BaseException,
    code: int,
    sentence: str,
) -> None:
    install(monkeypatch, raising(exc))
    assert cli.main(["probe"]) == code
    assert capsys.readouterr() == ("", f"beamcoder: {sentence}\n")


def test_a_command_that_cannot_be_imported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "COMMANDS", {"probe": cli.Command("no_such_module", "probes")})
    assert cli.main(["probe"]) == 1
    expected = 'beamcoder: probe needs no_such_module: run pip install "beamcoder"\n'
    assert capsys.readouterr().err == expected


def test_a_closed_pipe_is_no_trace() -> None:
    """As in `beamcoder ... | head -0`: whoever reads is gone before anything is printed."""
    read, write = os.pipe()
    os.close(read)
    code = (
        "import sys; from types import SimpleNamespace as Module; from beamcoder import cli;"
        "sys.modules['probe'] = Module(add_arguments=id, run=lambda args: print('x') or 0);"
        "cli.COMMANDS = {'probe': cli.Command('probe', '')}; sys.exit(cli.main(['probe']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, cwd=ROOT, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (cli.PIPE_CLOSED, b"")


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [*COMMAND, "complete", "nowhere"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    sentence = "beamcoder: a place is written PATH:LINE:COL, not 'nowhere'\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


def test_the_parser_loads_no_command() -> None:
    code = (
        "import sys; from beamcoder import cli; cli.build_parser(); print('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout == "False\n"
