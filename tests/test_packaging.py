"""What a user installs: one wheel with every room and the default model, and without torch."""

import json
import os
import shutil
import subprocess
import sys
from ast import literal_eval
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest

from beamcoder.errors import SetupError
from beamcoder.setup.clients import the_clients

ROOT = Path(__file__).resolve().parents[1]
MAX_MODEL_BYTES = 64_000_000
pytestmark = pytest.mark.slow


def own_files() -> list[str]:
    """What the repository holds, committed or about to be."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).exists()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that the checkout stays clean, and without Node or a registry."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in own_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name, follow_symlinks=False)
    build = "import setuptools.build_meta as b; b.build_wheel('dist')"
    environment = {**os.environ, "PATH": ""}
    command = [sys.executable, "-c", build]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    assert b"this wheel goes without its extension: the extension for" in done.stderr
    return next((folder / "dist").glob("*.whl"))


def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def test_every_file_of_the_rooms_is_in_it(wheel: Path) -> None:
    """Modules, and the data beside them; not the notes."""
    rooms = ("tokenizer/", "model/", "training/", "server/")
    moved = [f"beamcoder/{name}" for name in own_files() if name.startswith(rooms)]
    door = [n for n in own_files() if n.startswith("beamcoder/") and not (ROOT / n).is_symlink()]
    wanted = {n for n in moved + door if not n.endswith(".md") or "/weights/" in n}
    assert wanted - set(ZipFile(wheel).namelist()) == set()


def test_the_default_model_is_in_it_and_small(wheel: Path) -> None:
    files = [f for f in ZipFile(wheel).infolist() if "/weights/default/" in f.filename]
    assert {"config.json", "SHA256SUMS", "MODEL_CARD.md"} <= {Path(f.filename).name for f in files}
    assert sum(f.file_size for f in files) <= MAX_MODEL_BYTES


def test_the_plain_install_has_no_torch(wheel: Path) -> None:
    plain = [r for r in metadata(wheel).get_all("Requires-Dist", []) if "extra ==" not in r]
    assert plain
    assert not [r for r in plain if r.startswith(("torch", "safetensors", "onnx>", "matplotlib"))]


def test_the_playground_is_in_it_and_needs_no_node(wheel: Path, tmp_path: Path) -> None:
    """Read from where the wheel is unpacked, as `beamcoder demo` reads it."""
    ZipFile(wheel).extractall(tmp_path)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from beamcoder.server.playground import PAGE, read_page\n"
        "print({path: len(asset.body) for path, asset in read_page(PAGE).items()})"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True)
    sizes = literal_eval(done.stdout.decode())
    assert {"/", "/main.js", "/style.css", "/licences.txt"} <= set(sizes)
    assert all(0 < size < 600_000 for size in sizes.values())


def test_the_clients_are_in_it_and_why_one_is_not(wheel: Path, tmp_path: Path) -> None:
    """Built without Node it has the plugin, the snippets, and a word on the extension."""
    ZipFile(wheel).extractall(tmp_path)
    clients = the_clients(tmp_path / "beamcoder/setup/clients", tmp_path / "nowhere")
    for name in ("neovim", "others"):
        for file in (ROOT / "editor-clients" / name).rglob("*.*"):
            packed = clients.folder / file.relative_to(ROOT / "editor-clients")
            assert packed.is_dir() or packed.read_bytes() == file.read_bytes()
    with pytest.raises(SetupError, match=r"not part of this wheel \(.* there is no npm"):
        clients.extension()


def test_it_completes_without_torch_from_where_it_is_unpacked(wheel: Path, tmp_path: Path) -> None:
    """Not from the checkout: -I leaves out the current folder and the user's paths."""
    ZipFile(wheel).extractall(tmp_path)
    place = f"{ROOT / 'examples' / 'Towers.java'}:10:17"
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "sys.modules.update(dict.fromkeys(['torch', 'safetensors', 'onnx', 'matplotlib']))\n"
        "import beamcoder.cli, beamcoder.server.app\n"
        f"assert beamcoder.__file__.startswith({str(tmp_path)!r})\n"
        f"sys.exit(beamcoder.cli.main(['complete', {place!r}, '--json']))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["tokens"]
