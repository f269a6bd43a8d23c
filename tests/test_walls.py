"""The walls of the house: who may import whom, and other things that must stay absent.

ARCHITECTURE.md says why. Read the tables below as the rule; the tests only compare.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("beamcoder", "tokenizer", "model", "training", "server")
MAX_FILE_LINES, MAX_FUNCTION_LINES = 300, 50

# Room -> the rooms it may import (itself, and the door's `errors`, always), and third parties.
MAY_IMPORT = {
    "beamcoder": ({"tokenizer", "model", "training", "server"}, {"tqdm", "psutil", "numpy"}),
    "tokenizer": (set(), {"numpy", "sentencepiece", "javalang", "tree_sitter", "tree_sitter_java"}),
    "model": ({"tokenizer"}, {"numpy", "onnxruntime"}),
    "training": (
        {"model", "tokenizer"},
        {"torch", "numpy", "sentencepiece", "tqdm", "psutil"}
        | {"onnx", "onnxruntime", "safetensors", "matplotlib"},
    ),
    "server": ({"tokenizer", "model"}, {"pygls", "lsprotocol", "websockets", "platformdirs"}),
}
FREE = {"errors", "markdown", "__version__"}  # of the door, for every room
# What the server may know of the engine: façades and plain values.
DOORS = {"completer", "proposal", "artefact", "explanation", "statement"}
DOORS |= {"token", "lexer", "lines"}
TORCH_FILES = (
    "model/network/seq2seq.py",
    "model/network/layers.py",
    "model/runtime/torch",
    "training/",
)
TORCH = {"torch", "safetensors"}
# Measuring others needs the others; imported when somebody asks for it, never otherwise.
PEER_FILES = ("beamcoder/bench/peers/", "beamcoder/bench/limits.py")
PEERS = {"torch", "transformers", "ctranslate2", "llama_cpp", "gguf", "onnx", "onnxruntime"}
# Beamcoder opens no connection (the server listens, through pygls), and nothing is unpickled.
NOWHERE = {"urllib.request", "http.client", "socket", "ftplib", "smtplib", "xmlrpc", "pickle"}
# Who opens weights must name them: the model folder, and a training run's own state.
WEIGHT_FILES = re.compile(r"\.onnx\b|model\.safetensors")
MAY_NAME_WEIGHTS = ("model/artefact.py", "training/run/checkpoint.py")


def sources(*rooms: str) -> list[str]:
    """Python files of the rooms, as paths from the root; the symlinks in beamcoder/ left out."""
    found = (path for room in rooms for path in sorted((ROOT / room).rglob("*.py")))
    own = (path for path in found if path == path.resolve())
    return [path.relative_to(ROOT).as_posix() for path in own]


def tree_of(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), file)


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported anywhere in the tree, by its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def trespasses(file: str) -> Iterator[str]:
    """The imports of a file that its room does not allow."""
    room = file.split("/")[0]
    rooms, libraries = MAY_IMPORT[room]
    libraries = libraries | (TORCH if file.startswith(TORCH_FILES) else set())
    libraries = libraries | (PEERS if file.startswith(PEER_FILES) else set())
    for name in imports(tree_of(file)):
        top, inside, *_ = (*name.split("."), "")
        if top == "beamcoder":
            other = inside if inside in ROOMS else "beamcoder"
            through_door = room != "server" or bool(DOORS & set(name.split(".")))
            mine = other == room or inside in {"", *FREE}
            if not mine and not (other in rooms and through_door):
                yield name
        elif top not in sys.stdlib_module_names | libraries or NOWHERE & {top, f"{top}.{inside}"}:
            yield name


@pytest.mark.parametrize("file", sources(*ROOMS))
def test_no_file_looks_over_a_wall(file: str) -> None:
    assert list(trespasses(file)) == []


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("beamcoder.cli", ["torch", "numpy", "onnxruntime", "pygls"]),
        ("beamcoder.tokenizer.lexer", ["torch", "onnxruntime", "pygls"]),
        ("beamcoder.server", ["torch"]),
        ("beamcoder.server.app", ["torch", "beamcoder.training"]),
        ("beamcoder.model.completer", ["torch", "pygls", "beamcoder.training"]),
        ("beamcoder.complete", ["torch", "pygls", "beamcoder.training"]),
    ],
)
def test_importing_stays_light(module: str, absent: list[str]) -> None:
    code = f"import sys, {module}; print([m for m in {absent} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.parametrize("file", [f for f in sources("server") if f != "server/convert.py"])
def test_only_convert_reads_columns(file: str) -> None:
    columns = [n for n in ast.walk(tree_of(file)) if isinstance(n, ast.Attribute)]
    assert not [node.lineno for node in columns if node.attr == "character"]


@pytest.mark.parametrize("file", [f for f in sources(*ROOMS) if f not in MAY_NAME_WEIGHTS])
def test_only_artefact_opens_weights(file: str) -> None:
    tree = tree_of(file)
    prose = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in prose]
    assert not [n.value for n in texts if isinstance(n.value, str) and WEIGHT_FILES.search(n.value)]


@pytest.mark.parametrize("file", sources(*ROOMS))
def test_files_and_functions_are_short(file: str) -> None:
    n_lines = len((ROOT / file).read_text(encoding="utf-8").splitlines())
    assert n_lines <= MAX_FILE_LINES
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MAX_FUNCTION_LINES, node.name


def test_every_package_folder_is_packaged() -> None:
    folders = {Path(file).parent.as_posix() for file in sources(*ROOMS)}
    names = {folder.replace("/", ".") for folder in folders}
    wanted = {n if n.startswith("beamcoder") else f"beamcoder.{n}" for n in names}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["setuptools"]["packages"]) == wanted


def test_no_machine_path_is_written_down() -> None:
    """Paths of the machine that somebody works on have no place in the repository."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    own = re.compile(rb"(?<![\w.:~-])/(?:root|home|Users|work)/\w")
    files = [ROOT / name for name in done.stdout.splitlines()]
    texts = [(f, f.read_bytes()) for f in files if f.is_file() and not f.is_symlink()]
    assert not [f for f, text in texts if b"\0" not in text and own.search(text)]
