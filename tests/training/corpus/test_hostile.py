"""Sources from strangers: zip files that are broken anywhere, repositories that name programs."""

import io
import random
import subprocess
import zipfile
from pathlib import Path
from typing import Final

import pytest

from beamcoder.errors import CorpusError
from beamcoder.training.corpus.git import ENVIRONMENT, GitTree, git_directory
from beamcoder.training.corpus.reading import ZipTree, open_tree

METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
JAVA: Final = "class A { public static void main(String[] args) { System.out.println(1); } }\n" * 9
SEEDS: Final = range(1500)


def archive(method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as target:
        for name in ("a/A.java", "a/B.java", "\u00fc/C.java"):
            target.writestr(name, JAVA.replace("A", name[2]))
    return file.getvalue()


def mutated(data: bytes, rng: random.Random) -> bytes:
    """One to four bytes are other than before, or the end is missing."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed[: rng.randrange(len(changed))] if rng.random() < 0.05 else changed)


@pytest.mark.parametrize("method", METHODS)
def test_a_mutated_zip_is_read_or_refused_in_a_sentence(tmp_path: Path, method: int) -> None:
    data, path = archive(method), tmp_path / "a.zip"
    n_read = n_refused = 0
    for seed in SEEDS:
        path.write_bytes(mutated(data, random.Random(seed)))
        try:
            with ZipTree(path) as tree:
                assert tree.state
                for entry, content in tree.read(tree.entries(history=False)):
                    assert entry.path and (content is None or isinstance(content, bytes))
                    n_read += content is not None
        except CorpusError:
            n_refused += 1
    assert n_read > len(SEEDS) and n_refused > 10


def test_a_broken_entry_leaves_the_others_readable(tmp_path: Path) -> None:
    """Inverted after its name, a deflated entry raises zlib.error."""
    data, path = bytearray(archive(zipfile.ZIP_DEFLATED)), tmp_path / "a.zip"
    at = data.index(b"a/A.java") + len(b"a/A.java") + 2
    data[at : at + 16] = bytes(byte ^ 0xFF for byte in data[at : at + 16])
    path.write_bytes(data)
    with open_tree(path) as tree:
        content = {entry.path: data for entry, data in tree.read(tree.entries(history=False))}
    assert content["a/A.java"] is None and content["a/B.java"] == JAVA.replace("A", "B").encode()


def git(*arguments: str, folder: Path) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git("init", "-q", folder=folder)
    (folder / "A.java").write_text(JAVA)
    git("add", ".", folder=folder)
    git("commit", "-q", "-m", "one", folder=folder)
    return folder


def test_a_missing_blob_runs_no_program(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a partial clone, of which git would fetch the rest; GIT_NO_LAZY_FETCH is taken away,
    since a git before 2.45 does not know it."""
    ran = tmp_path / "ran"
    for name, value in {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.url": str(repository),
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": f"touch '{ran}'; git-upload-pack",
    }.items():
        git("config", name, value, folder=repository)
    for blob in (repository / ".git/objects").glob("??/*"):
        kind = subprocess.run(
            ["git", "cat-file", "-t", blob.parent.name + blob.name],
            cwd=repository, capture_output=True, text=True, check=True,
        )  # fmt: skip
        if kind.stdout.strip() == "blob":
            blob.unlink()
    monkeypatch.delitem(ENVIRONMENT, "GIT_NO_LAZY_FETCH")
    tree = GitTree(repository / ".git")
    contents = [data for _, data in tree.read(tree.entries(history=False))]
    assert contents == [None] and not ran.exists()


def test_a_linked_git_directory_is_not_followed(repository: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / ".git").symlink_to(repository / ".git")
    (place / "B.java").write_text(JAVA)
    assert git_directory(place) is None
    with open_tree(place) as tree:
        assert [entry.path for entry in tree.entries(history=True)] == ["B.java"]
