"""`beamcoder doctor`: checks of the installation, each with its mend.

A check never raises; it says what it found and, when that is not well, what to do. What is only
needed by some (torch for training and CUDA) is reported, and wrong only when it is broken.
"""

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Final

from beamcoder import __version__
from beamcoder.arguments import add_model_arguments
from beamcoder.errors import BeamcoderError

MIN_PYTHON: Final = (3, 11)
NEEDED: Final = {  # distribution -> module
    "numpy": "numpy",
    "sentencepiece": "sentencepiece",
    "snowballstemmer": "snowballstemmer",
    "pathspec": "pathspec",
    "javalang": "javalang",
    "tree-sitter": "tree_sitter",
    "tree-sitter-java": "tree_sitter_java",
    "onnxruntime": "onnxruntime",
    "pygls": "pygls.lsp.server",
    "websockets": "websockets",
    "tqdm": "tqdm",
    "psutil": "psutil",
}
REINSTALL: Final = 'run pip install --force-reinstall "beamcoder"'
SAMPLE: Final = (
    "public class Main {\n    public static void main(String[] args) {\n        int n = "
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`wrong` is a fault that keeps Beamcoder from working; `remedy` then says what to do."""

    name: str
    found: str
    wrong: bool = False
    remedy: str = ""


NOTHING = "the model proposed nothing for a trivial example"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    findings = list(examine(args.model, args.device))
    broken = any(finding.wrong for finding in findings)
    if args.json:
        print(json.dumps({"ok": not broken, "findings": [asdict(each) for each in findings]}))
    else:
        show(findings)
    return 1 if broken else 0


def show(findings: list[Finding]) -> None:
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        mark = "WRONG" if finding.wrong else "ok"
        print(f"{mark:5}  {finding.name:{width}}  {finding.found}")
        if finding.remedy:
            print(f"{'':{width + 9}}{finding.remedy}")
    n_wrong = sum(finding.wrong for finding in findings)
    print(f"\n{n_wrong} wrong." if n_wrong else "\nAll is well.")


def examine(model: Path | None, device: str) -> Iterator[Finding]:
    """Every finding, each as soon as it is made."""
    yield Finding("beamcoder", f"{__version__}, {Path(__file__).parents[1]}")
    yield python()
    yield machine()
    for distribution, module in NEEDED.items():
        yield library(distribution, module)
    yield torch()
    yield guarded("model", lambda: model_folder(model))
    yield guarded("completion", lambda: completion(model, device))
    yield from editors()


def python() -> Finding:
    found = f"{platform.python_version()}, {sys.executable}"
    if sys.version_info >= MIN_PYTHON:
        return Finding("python", found)
    wanted = ".".join(map(str, MIN_PYTHON))
    return Finding("python", found, True, f"Beamcoder needs Python {wanted} or newer")


def machine() -> Finding:
    n_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found = f"{platform.system()} {platform.machine()}, {n_cores} cores"
    return Finding("machine", found)


def library(distribution: str, module: str) -> Finding:
    """Installed, importable, and of a version that we were made for."""
    try:
        found = version(distribution)
        import_module(module)
    except PackageNotFoundError:
        return Finding(distribution, "not installed", True, f'run pip install "{distribution}"')
    except Exception as exc:  # noqa: BLE001  a broken library can raise anything when imported
        remedy = f'run pip install --force-reinstall "{distribution}"'
        return Finding(distribution, f"cannot be imported: {first_line(exc)}", True, remedy)
    wanted = wanted_version(distribution)
    if wanted and below(found, wanted):
        remedy = f'run pip install --upgrade "{distribution}"'
        return Finding(distribution, f"{found}, but {wanted} is needed", True, remedy)
    return Finding(distribution, found)


def wanted_version(distribution: str) -> str:
    """The least version that our own metadata asks for; empty where there is none."""
    try:
        lines = requires("beamcoder") or []
    except PackageNotFoundError:  # run from a folder that is not installed
        return ""
    for line in lines:
        name, _, rest = line.partition(">=")
        if name.split("[")[0].strip() == distribution and ";" not in line:
            return rest.split(",")[0].strip()
    return ""


def below(found: str, wanted: str) -> bool:
    def numbers(written: str) -> list[int]:
        return [int(part) for part in written.split("+")[0].split(".") if part.isdigit()]

    return numbers(found) < numbers(wanted)


def torch() -> Finding:
    """Optional. Only its version is read: importing it takes seconds."""
    try:
        return Finding("torch (optional)", version("torch"))
    except PackageNotFoundError:
        remedy = 'for training and CUDA: pip install "beamcoder[train]" or "beamcoder[gpu]"'
        return Finding("torch (optional)", "not installed", False, remedy)


def guarded(name: str, check: Callable[[], Finding]) -> Finding:
    """A check of our own parts: their errors are sentences already."""
    try:
        return check()
    except BeamcoderError as exc:
        remedy = f"if this is the default model, {REINSTALL}; else mend or export the folder again"
        return Finding(name, str(exc), True, remedy if name == "model" else "")
    except Exception as exc:  # noqa: BLE001  whatever is wrong is reported
        return Finding(name, f"{type(exc).__name__}: {first_line(exc)}", True, REINSTALL)


def model_folder(model: Path | None) -> Finding:
    from beamcoder.model.artefact import open_folder

    folder = open_folder(model)
    n_bytes = sum(file.stat().st_size for file in folder.path.iterdir())
    found = f"{folder.name}, {folder.info.parameters:,} parameters, {n_bytes / 1e6:.1f} MB"
    return Finding("model", f"{found}, sums right, {folder.path}")


def completion(model: Path | None, device: str) -> Finding:
    """The whole way once, on the device that would be used."""
    from beamcoder.model.completer import Completer
    from beamcoder.model.proposal import Request

    completer = Completer.open(model, device)
    answer = completer.complete(Request(SAMPLE, len(SAMPLE)))
    found = f"device {device}, {len(answer.tokens)} tokens and {len(answer.lines)} lines proposed"
    if answer.tokens or answer.lines:
        return Finding("completion", found)
    return Finding("completion", found, True, f"{NOTHING}; try another one with --model")


def editors() -> Iterator[Finding]:
    """What `beamcoder setup` has put where, and whether it is there still."""
    from beamcoder.setup.record import read_record

    try:
        record = read_record()
    except BeamcoderError as exc:
        yield Finding("editors", str(exc), True)
        return
    if not record.editors:
        yield Finding("editors", "none set up by beamcoder setup")
    for name, done in record.editors.items():
        yield guarded(name, partial(editor, name, done, record.commands))


def editor(name: str, done: dict[str, Any], commands: list[list[str]]) -> Finding:
    from beamcoder.setup.command import fault

    words = [command for command in commands if command and shutil.which(command[0])]
    wrong = fault(name, done) or ("" if words else "no command that starts its server is there")
    if wrong:
        return Finding(name, wrong, True, f"run beamcoder setup {name}")
    return Finding(name, f"set up, with {' '.join(words[0])}")


def first_line(exc: Any) -> str:
    return (str(exc).splitlines() or [type(exc).__name__])[0]
