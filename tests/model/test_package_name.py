"""The package that a file's folder and its neighbours ask for."""

import os
from pathlib import Path

import pytest

from beamcoder.model.package_name import FILES, package_in_address, package_of


@pytest.mark.parametrize(
    ("folders", "package"),
    [
        (("home", "p", "src", "main", "java", "a", "b"), "a.b"),
        (("home", "p", "src", "a"), "a"),
        (("home", "p", "src"), ""),
        (("home", "java", "round", "src", "x"), "x"),
        (("home", "contests", "1409"), ""),
        (("home", "src", "round 7"), ""),
        (("home", "src", "class"), ""),
        ((), ""),
    ],
)
def test_folders_below_a_source_root(folders: tuple[str, ...], package: str) -> None:
    assert package_in_address(folders) == package


@pytest.mark.parametrize(
    ("neighbour", "package"),
    [
        ("package a.b;\n\nclass C { }\n", "a.b"),
        ("/* package x; */ // package y;\npackage z;\nclass C { }\n", "z"),
        ("import java.util.*;\nclass C { }\n", ""),
        ("", "main"),  # says nothing
    ],
)
def test_neighbours_share_their_package(tmp_path: Path, neighbour: str, package: str) -> None:
    folder = tmp_path / "src" / "main"
    folder.mkdir(parents=True)
    (folder / "C.java").write_text(neighbour)
    (folder / "D.java").write_text("package of.itself;")
    assert package_of(folder / "D.java") == package


def test_nothing_raises_and_nothing_hangs(tmp_path: Path) -> None:
    folder = tmp_path / "src" / "a"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "A.java")
    (folder / "B.java").mkdir()
    (folder / "C.java").symlink_to("C.java")
    (folder / "D.java").write_bytes(b"\xff\0 no text")
    assert package_of(folder / "E.java") == "a"
    assert package_of(tmp_path / "none" / "E.java") == ""
    assert package_of(Path("a\0b/E.java")) == ""


def test_a_folder_of_many_files_is_read_in_part(tmp_path: Path) -> None:
    for n in range(3 * FILES):
        (tmp_path / f"A{n:03}.java").write_text("")
    (tmp_path / "Z.java").write_text("package late;")
    assert package_of(tmp_path / "B.java") == ""
