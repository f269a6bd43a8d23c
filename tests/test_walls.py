"""The walls of the house: who may import whom, and other things that must stay absent.

ARCHITECTURE.md says why. Read the tables below as the rule; the tests only compare.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house import (
    ROOMS,
    ROOT,
    Graph,
    Module,
    arrows,
    circles,
    import_graph,
    imports,
    nodes_of,
    read_modules,
    sources,
)

MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_DOORS = 300, 50, 20

# Room -> the rooms it may import (itself, and the door's `errors`, always), and third parties.
MAY_IMPORT = {
    "beamcoder": ({"tokenizer", "model", "training", "server"}, {"tqdm", "psutil", "numpy"}),
    "tokenizer": (set(), {"numpy", "sentencepiece", "javalang", "tree_sitter", "tree_sitter_java"}),
    "model": ({"tokenizer"}, {"numpy", "onnxruntime", "snowballstemmer", "pathspec"}),
    "training": (
        {"model", "tokenizer"},
        {"torch", "numpy", "sentencepiece", "tqdm", "psutil"}
        | {"onnx", "onnxruntime", "safetensors", "matplotlib"},
    ),
    "server": ({"tokenizer", "model"}, {"pygls", "lsprotocol", "websockets", "platformdirs"}),
}
# Modules of the door that every room may import.
FREE = {
    "errors",
    "files",
    "glibc",
    "markdown",
    "progress",
    "strict_json",
    "arguments",
    "__version__",
}  # of the door, for every room
# What the server may know of the engine: façades and plain values.
DOORS = {"completer", "proposal", "artefact", "explanation", "statement", "package_name"}
DOORS |= {"folder_search", "desk"}
DOORS |= {"token", "lexer", "lines", "line_starts", "indentation", "imports", "import_edits"}
TORCH_FILES = (
    "model/network/seq2seq.py",
    "model/network/layers.py",
    "model/runtime/torch",
    "model/fold/torch.py",
    "training/",
)
TORCH = {"torch", "safetensors"}
# Measuring others needs the others; imported when somebody asks for it, never otherwise.
PEER_FILES = (
    "beamcoder/bench/peers/",
    "beamcoder/bench/limits.py",
    "training/search/minilm.py",
    "training/search_speed/peers.py",
)
PEERS = {
    "bm25s",
    "tantivy",
    "torch",
    "tokenizers",
    "transformers",
    "ctranslate2",
    "llama_cpp",
    "gguf",
    "onnx",
    "onnxruntime",
}
# What several people on one server need; imported when it is asked for.
TEAM_FILES = ("server/team/",)
TEAM = {"cryptography", "prometheus_client", "psutil"}
# Both ends of a socket that never leaves this machine.
LOCAL_SOCKET = "server/team/bridge.py"
# Beamcoder opens no connection (the server listens, through pygls), and nothing is unpickled.
NOWHERE = {"urllib.request", "http.client", "socket", "ftplib", "smtplib", "xmlrpc", "pickle"}
# Who opens weights must name them: the model folder, and a training run's own state.
WEIGHT_FILES = re.compile(r"\.onnx\b|model\.safetensors")
MAY_NAME_WEIGHTS = (
    "model/artefact.py",
    "model/npi/artefact.py",
    "training/run/checkpoint.py",
)


def names(file: str) -> Iterator[str]:
    """What is imported, and each `module.name` that stands in the file."""
    yield from imports(nodes_of(file))
    attributes = (node for node in nodes_of(file) if isinstance(node, ast.Attribute))
    yield from (f"{n.value.id}.{n.attr}" for n in attributes if isinstance(n.value, ast.Name))


def trespasses(file: str) -> Iterator[str]:
    """The imports of a file that its room does not allow."""
    room = file.split("/")[0]
    rooms, libraries = MAY_IMPORT[room]
    libraries = libraries | (TORCH if file.startswith(TORCH_FILES) else set())
    libraries = libraries | (PEERS if file.startswith(PEER_FILES) else set())
    libraries = libraries | (TEAM if file.startswith(TEAM_FILES) else set())
    allowed = {"socket"} if file == LOCAL_SOCKET else set()
    for name in imports(nodes_of(file)):
        top, inside, *_ = (*name.split("."), "")
        if top == "beamcoder":
            other = inside if inside in ROOMS else "beamcoder"
            through_door = room != "server" or bool(DOORS & set(name.split(".")))
            mine = other == room or inside in {"", *FREE}
            if not mine and not (other in rooms and through_door):
                yield name
        elif (
            top not in sys.stdlib_module_names | libraries
            or NOWHERE & {top, f"{top}.{inside}"} - allowed
        ):
            yield name


@cache
def the_map() -> tuple[list[Module], Graph]:
    modules = read_modules()
    return modules, import_graph(modules)


def test_no_file_looks_over_a_wall() -> None:
    assert [(file, name) for file in sources(*ROOMS) for name in trespasses(file)] == []


def test_learned_programs_know_nothing_of_completion() -> None:
    """`model/npi` reads model folders as the rest does, and shares nothing else with it."""
    inside = {"beamcoder.model.npi", "beamcoder.model.artefact", "beamcoder.model.folder_file"}
    inside |= {f"beamcoder.{door}" for door in FREE}
    named = [(f, n) for f in sources("model/npi") for n in imports(nodes_of(f))]
    ours = [(file, name) for file, name in named if name.startswith("beamcoder.")]
    assert ours
    assert [each for each in ours if not each[1].startswith(tuple(inside))] == []


def test_fold_knows_nothing_of_this_project() -> None:
    own = sources("model/fold")
    names = [(file, name) for file in own for name in imports(nodes_of(file))]
    foreign = [name for _, name in names if not name.startswith("beamcoder.model.fold")]
    assert {name.split(".")[0] for name in foreign} <= sys.stdlib_module_names | {"numpy", "torch"}
    assert {file for file, name in names if name.split(".")[0] == "torch"} == {
        "model/fold/torch.py"
    }
    words = re.compile(r"(?i)\bjava|token|beam(?!coder\.model\.fold)|\bpiece")
    texts = {file: (ROOT / file).read_text(encoding="utf-8") for file in own}
    assert [f for f, text in texts.items() if words.search(text)] == ["model/fold/__init__.py"]


def test_no_modules_import_one_another() -> None:
    modules, graph = the_map()
    assert len(modules) > len(ROOMS)
    assert circles(graph) == []


def test_of_two_doors_of_a_folder_one_stands_above_the_other() -> None:
    modules, graph = the_map()
    folders = {module.name: arrows(module.name, graph) for module in modules if module.is_package}
    assert {name: loops for name, own in folders.items() if (loops := circles(own))} == {}


def test_no_folder_has_more_doors_than_one_reads_at_a_look() -> None:
    modules, graph = the_map()
    folders = [module.name for module in modules if module.is_package]
    n_doors = {name: len(arrows(name, graph)) for name in folders}
    assert {name: n for name, n in n_doors.items() if n > MAX_DOORS} == {}


def test_no_two_classes_have_one_name() -> None:
    nodes = [node for file in sources(*ROOMS) for node in nodes_of(file)]
    names = Counter(node.name for node in nodes if isinstance(node, ast.ClassDef))
    assert [name for name, n in names.items() if n > 1] == []


# Words that classes and modules once had for names: participles and riddles, each with a plain
# noun in its place today.
OLD_NOUNS = re.compile(
    r"asked|means|maps|outlook|sight|sides?|here|around|livetext|trie|memory|memories|columns"
    r"|uptake|fate|taken|turns|waiting|surroundings|notices|doorkeeper|wording|answered|past"
    r"|board|examine|asking|figures|racing|stated|mending|declaring|needs|below|brings"
)


def test_no_class_and_no_module_has_an_old_name() -> None:
    nodes = [node for file in sources(*ROOMS) for node in nodes_of(file)]
    classes = {node.name.lower() for node in nodes if isinstance(node, ast.ClassDef)}
    modules = {Path(file).stem for file in sources(*ROOMS)}
    assert "answer" in classes and "proposal" in modules
    assert [name for name in sorted(classes | modules) if OLD_NOUNS.fullmatch(name)] == []


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("beamcoder.cli", ["torch", "numpy", "onnxruntime", "pygls"]),
        ("beamcoder.tokenizer.lexer", ["torch", "onnxruntime", "pygls"]),
        ("beamcoder.server", ["torch"]),
        ("beamcoder.server.serve", ["numpy", "pygls", "asyncio", "ssl"]),
        ("beamcoder.server.team.bridge", ["numpy", "pygls", "asyncio", "ssl"]),
        ("beamcoder.server.command", ["torch", "cryptography", "prometheus_client"]),
        ("beamcoder.server.app", ["torch", "beamcoder.training", "snowballstemmer"]),
        ("beamcoder.model.completer", ["torch", "pygls", "beamcoder.training"]),
        ("beamcoder.model.npi.executor", ["torch", "numpy", "onnxruntime", "beamcoder.tokenizer"]),
        ("beamcoder.model.npi.session", ["torch", "onnxruntime", "beamcoder.training"]),
        ("beamcoder.npi", ["torch", "numpy", "onnxruntime", "beamcoder.model.npi.session"]),
        ("beamcoder.complete.command", ["torch", "pygls", "beamcoder.training"]),
        ("beamcoder.search", ["torch", "pygls", "onnxruntime", "beamcoder.training"]),
    ],
)
def test_importing_stays_light(module: str, absent: list[str]) -> None:
    code = f"import sys, {module}; print([m for m in {absent} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def column_readers(file: str) -> Iterator[str]:
    columns = (node for node in nodes_of(file) if isinstance(node, ast.Attribute))
    yield from (f"{file}:{node.lineno}" for node in columns if node.attr == "character")


def test_only_convert_reads_columns() -> None:
    convert = "server/convert.py"
    assert [*column_readers(convert)]
    others = (file for file in sources("server") if file != convert)
    assert [place for file in others for place in column_readers(file)] == []


def weight_names(file: str) -> Iterator[str]:
    """Texts in a file, but for its docstrings, that name files of weights."""
    nodes = nodes_of(file)
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts = (n for n in nodes if isinstance(n, ast.Constant) and id(n) not in prose)
    for text in texts:
        if isinstance(text.value, str) and WEIGHT_FILES.search(text.value):
            yield f"{file}:{text.lineno}: {text.value}"


def test_only_artefact_opens_weights() -> None:
    assert all([*weight_names(file)] for file in MAY_NAME_WEIGHTS)
    others = (file for file in sources(*ROOMS) if file not in MAY_NAME_WEIGHTS)
    assert [name for file in others for name in weight_names(file)] == []


def test_files_are_short() -> None:
    lengths = {f: len((ROOT / f).read_text(encoding="utf-8").splitlines()) for f in sources(*ROOMS)}
    assert {file: n for file, n in lengths.items() if n > MAX_FILE_LINES} == {}


def test_functions_are_short() -> None:
    nodes = [(file, node) for file in sources(*ROOMS) for node in nodes_of(file)]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    lengths = {
        f"{file}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for file, node in nodes
        if isinstance(node, kinds)
    }
    assert {name: n for name, n in lengths.items() if n > MAX_FUNCTION_LINES} == {}


def test_no_test_times_anything() -> None:
    """What is slow on a busy machine is no fault; `beamcoder bench` measures, tests count."""
    clocks = {"time.perf_counter", "time.process_time", "time.time", "time.thread_time", "timeit"}
    files = [file for file in sources("tests") if not file.startswith("tests/e2e/")]
    assert {"tests/test_walls.py", "tests/tokenizer/test_lexer.py"} <= set(files)
    assert [(file, name) for file in files for name in clocks & set(names(file))] == []


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
