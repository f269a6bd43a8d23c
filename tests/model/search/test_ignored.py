"""What .gitignore files leave out is not searched, as git itself would leave it out."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from beamcoder.model.search.files.ignored import IgnoreRules
from beamcoder.model.search.files.sources import find_sources
from tests.model.search.trees import write

CLASS = "class A { void a() { } }"
NAMES = ["a", "b", "gen", "A.java", "B.java", "Made.java"]
PATTERNS = ["gen/", "gen", "/gen", "a/b", "*.java", "!A.java", "Made*", "**/b/", "a/**", "!gen/"]
PATTERNS += ["#gen", "\\#a", "a/*/A.java", "[ab]", "?", "!", "b/ ", "/a/gen/*", "!/a/gen/A.java"]


def found(*folders: Path) -> set[str]:
    return {Path(place.path).name for place in find_sources(folders).places}


def test_files_and_folders_are_left_out_and_the_nearest_rule_decides(tmp_path: Path) -> None:
    files = {"A.java": CLASS, "gen/B.java": CLASS, "c/C.java": CLASS, "c/gen/D.java": CLASS}
    files |= {".gitignore": "gen/\nC.java\n", "c/.gitignore": "!gen/\n"}
    assert found(write(tmp_path, files)) == {"A.java", "D.java"}
    skipped = {each.path: each.reason for each in find_sources([tmp_path]).skipped}
    assert skipped == {
        str(tmp_path / "gen"): "ignored by .gitignore",
        str(tmp_path / "c"): "1 Java file is ignored by .gitignore",
    }


def test_a_thousand_ignored_files_are_one_line(tmp_path: Path) -> None:
    files = {f"src/Made{i}.java": CLASS for i in range(1_000)}
    folder = write(tmp_path, files | {"src/A.java": CLASS, ".gitignore": "Made*.java\n"})
    sources = find_sources([folder])
    assert [Path(place.path).name for place in sources.places] == ["A.java"]
    (skipped,) = sources.skipped
    assert skipped.reason == "1,000 Java files are ignored by .gitignore"


def test_a_repository_s_rules_hold_in_its_folders_unless_one_was_named(tmp_path: Path) -> None:
    files = {".git/info/exclude": "Mine.java\n", ".gitignore": "Made.java\nout/\n"}
    files |= {f"{folder}/{name}.java": CLASS for folder in ("in", "out") for name in ("A", "Made")}
    folder = write(tmp_path / "repo", files | {"in/Mine.java": CLASS})
    assert found(folder / "in") == {"A.java"}
    assert found(folder / "out") == {"A.java", "Made.java"}
    write(tmp_path, {".gitignore": "*.java\n"})  # beyond the repository
    assert found(folder / "in") == {"A.java"}


@pytest.mark.parametrize("text", ["", "\n\n", "# gen\n", "!\n", "\ufeff", "\0", "x" * 5_000_000])
def test_rules_that_say_nothing_leave_nothing_out(text: str, tmp_path: Path) -> None:
    assert found(write(tmp_path, {"gen/A.java": CLASS, ".gitignore": text})) == {"A.java"}


def test_a_folder_called_gitignore_is_no_file_of_rules(tmp_path: Path) -> None:
    assert found(write(tmp_path, {".gitignore/x": "*\n", "A.java": CLASS})) == {"A.java"}


def test_rules_know_the_root_folder() -> None:
    assert not IgnoreRules().within("/").ignore("/A.java")


@pytest.mark.skipif(shutil.which("git") is None, reason="git says what is right")
@pytest.mark.parametrize("seed", range(12))
def test_git_leaves_out_the_same(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    folders = ["", *("/".join(draw.choices(NAMES[:3], k=draw.randint(1, 3))) for _ in range(6))]
    files = {f"{folder}/{name}".lstrip("/"): CLASS for folder in folders for name in NAMES[3:]}
    for folder in draw.sample(folders, 3):
        rules = "\n".join(draw.choices(PATTERNS, k=3))
        files[f"{folder}/.gitignore".lstrip("/")] = rules
    write(tmp_path, files)
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = [*git, "ls-files", "--others", "--exclude-standard", "-z", "*.java"]
    shown = subprocess.run(listed, check=True, capture_output=True, text=True).stdout
    wanted = {str(tmp_path / name) for name in shown.split("\0") if name}
    assert {place.path for place in find_sources([tmp_path]).places} == wanted
