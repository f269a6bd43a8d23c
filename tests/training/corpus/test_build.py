"""Whole builds over small sources: what is kept, what is dropped and counted, and the walls."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from beamcoder.errors import CorpusError, UsageError, WriteError
from beamcoder.training.corpus import collect, records
from beamcoder.training.corpus.files import write_files
from beamcoder.training.corpus.splits import Split, Splits

ROOT = Path(__file__).resolve().parents[3]
SEVERAL = {"ann/one": "MIT", "bob/two": "none", "tess/code": "none", "val/code": "none"}


@pytest.fixture
def several(mirror: Any) -> Path:
    """A repository, a zip file and two folders, in the ways that mirrors lay them out."""
    root: Path = mirror.place
    mirror.repository(
        root / "ann+one" / "repo",
        {
            "a/A.java": mirror.program("alpha"),
            "old/B.java": mirror.program("beta"),
            "notes.txt": "no Java",
        },
        {"old/B.java": None},
    )
    mirror.zipped(
        root / "bob+two.zip",
        {"c/C.java": mirror.program("gamma"), "c/D.java": mirror.program("delta")},
    )
    mirror.write(root / "tess" / "code", {"T.java": mirror.program("tau")})
    mirror.write(root / "val_code", {"V.java": mirror.program("phi")})
    return root


def test_every_kind_of_place_is_read(several: Path, mirror: Any) -> None:
    built = mirror.build(SEVERAL)
    assert built.paths("train") == [
        "ann/one:a/A.java",
        "ann/one:old/B.java",  # deleted at the tip, found in the history
        "bob/two:c/C.java",
        "bob/two:c/D.java",
    ]
    assert built.paths("test") == ["tess/code:T.java"]
    assert built.paths("validation") == ["val/code:V.java"]
    assert mirror.build(SEVERAL, history=False).paths("train")[0:2] == [
        "ann/one:a/A.java",
        "bob/two:c/C.java",
    ]


def test_two_builds_are_equal_bytes(several: Path, mirror: Any) -> None:
    first = mirror.build(SEVERAL).bytes_of_all()
    assert first == mirror.build(SEVERAL, out="again").bytes_of_all()
    assert first == mirror.build(SEVERAL, out="parallel", n_jobs=2).bytes_of_all()
    assert set(first) >= {"train.jsonl", "statements.jsonl", "manifest.json", "report.md"}


def test_a_rerun_reads_only_what_changed(
    several: Path, mirror: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def make(batch: records.RecordBatch) -> records.Made:
        read.append(batch.source)
        return records.make(batch)

    monkeypatch.setattr(collect, "make", make)
    before = mirror.build(SEVERAL).bytes_of_all()
    assert read == list(SEVERAL)
    read.clear()
    assert mirror.build(SEVERAL).bytes_of_all() == before
    assert read == []
    mirror.write(several / "val_code", {"W.java": mirror.program("omega")})
    assert mirror.build(SEVERAL).paths("validation") == ["val/code:V.java", "val/code:W.java"]
    assert read == ["val/code"]


def test_a_missing_or_broken_source_is_named(several: Path, mirror: Any) -> None:
    mirror.write(several / "zed+none" / ".git", {"HEAD": "ref: refs/heads/main\n"})
    (several / "zed+none" / ".git" / "objects").mkdir()
    built = mirror.build({**SEVERAL, "zed/none": "MIT", "far/away": "MIT"})
    assert built.report["missing_sources"] == ["far/away"]
    assert list(built.report["unreadable_sources"]) == ["zed/none"]
    assert "far/away" in (built.out / "report.md").read_text(encoding="utf-8")


def test_broken_files_are_counted_and_named(tmp_path: Path, mirror: Any) -> None:
    root = mirror.place / "ann+one"
    files = {
        "Good.java": mirror.program("good"),
        "Latin.java": b"// caf\xe9\n" + mirror.program("l").encode(),
    }
    files |= {
        "Gone.java": mirror.program("gone"),
        "Stub.java": "class A { }",
        "Big.java": "x" * 70_000,
    }
    files |= {
        "SumTest.java": mirror.program("t"),
        "Unit.java": "import org.junit.Test;\n" + mirror.program("u"),
    }
    files["package-info.java"] = "package a;"
    mirror.repository(root, files)
    (root / "Link.java").symlink_to("/etc/hostname")
    mirror.git(root, "add", "-A")
    mirror.git(root, "commit", "-q", "-m", "link")
    lost = mirror.git(root, "rev-parse", "HEAD:Gone.java").strip()
    (root / ".git" / "objects" / lost[:2] / lost[2:]).unlink()

    built = mirror.build({"ann/one": "MIT"})
    assert built.paths("train") == ["ann/one:Good.java"]
    source = built.report["sources"]["ann/one"]
    assert source["dropped"] == {
        "JUnit or checker": 1,
        "not UTF-8": 1,
        "over 64 KB": 1,
        "test, generated or bundled by path": 2,
        "under 25 tokens": 1,
        "unreadable": 1,
    }
    assert source["broken"] == ["Gone.java: unreadable", "Latin.java: not UTF-8"]
    assert source["java_files"] == 1 + sum(source["dropped"].values())


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path, mirror: Any) -> None:
    secret = mirror.write(tmp_path / "secret", {"S.java": mirror.program("secret")})
    root = mirror.write(mirror.place / "ann+one", {"A.java": mirror.program("alpha")})
    (root / "S.java").symlink_to(secret / "S.java")
    (root / "folder").symlink_to(secret)
    assert mirror.build({"ann/one": "MIT"}).paths("train") == ["ann/one:A.java"]


def test_licensed_only_trains_on_nothing_else(several: Path, mirror: Any) -> None:
    built = mirror.build(SEVERAL, licensed_only=True)
    assert {line["source"] for line in built.lines("train")} == {"ann/one"}
    assert built.paths("test") == ["tess/code:T.java"]  # measured with, not trained on
    manifest = (built.out / "manifest.json").read_text(encoding="utf-8")
    assert '"licence": "MIT"' in manifest
    assert "bob/two" not in manifest


def test_styles_can_be_chosen(tmp_path: Path, mirror: Any) -> None:
    solve = "class T { void solve(int testNumber, In in, Out out) { out.p(in.a() + in.b()); } }"
    plain = "class S { int add(int a, int b) { int c = a + b; return c * a - b + 1; } int z; }"
    files = {"A.java": mirror.program("a"), "B.java": solve, "C.java": plain}
    mirror.write(mirror.place / "ann+one", files)
    styles = [line["style"] for line in mirror.build({"ann/one": "MIT"}).lines("train")]
    assert styles == ["stdin", "chelper", "class"]
    assert mirror.build({"ann/one": "MIT"}, styles=("chelper",)).paths("train") == [
        "ann/one:B.java"
    ]


def test_folders_of_ones_own_need_no_table(tmp_path: Path, mirror: Any) -> None:
    mine = mirror.write(
        tmp_path / "mine", {f"P{i}.java": mirror.program(f"p{i}q") for i in range(80)}
    )
    packed = mirror.zipped(tmp_path / "old.zip", {"Q.java": mirror.program("q")})
    built = mirror.build(places=(mine, packed), splits=Splits())
    n_files = [len(built.paths(split)) for split in ("train", "validation", "test")]
    assert sum(n_files) == 81
    assert min(n_files) >= 1  # no author is named, so a share of the problems is held out
    assert {line["author"] for line in built.lines("train")} == {"mine", "old"}


def test_nothing_to_read_is_one_sentence(tmp_path: Path, mirror: Any) -> None:
    (mirror.place).mkdir()
    with pytest.raises(CorpusError, match="single Java file"):
        mirror.build()
    with pytest.raises(UsageError, match="there is no"):
        mirror.build(places=(tmp_path / "nowhere",))


def test_a_full_disk_is_one_sentence(
    several: Path, mirror: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match=r"cannot write .*: No space left on device"):
        mirror.build(SEVERAL)
    assert list((several.parent / "out").rglob("*.part")) == []
    monkeypatch.undo()
    assert mirror.build(SEVERAL).paths("test") == ["tess/code:T.java"]


def test_ctrl_c_leaves_with_130_and_one_sentence(tmp_path: Path, mirror: Any) -> None:
    mirror.write(
        tmp_path / "mine", {f"P{i}.java": mirror.program(f"p{i}q") * 20 for i in range(2500)}
    )
    mine, out = str(tmp_path / "mine"), str(tmp_path / "out")
    command = [sys.executable, "-m", "beamcoder", "corpus", "build", "--from", mine]
    command += ["--out", out, "--jobs", "2"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert process.stderr.readline().startswith("reading: 2,500 files")
    process.send_signal(signal.SIGINT)
    assert process.stderr.read() == "stopped; run the same command again to go on\n"
    assert process.wait() == 130
    process.stderr.close()
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_split_becomes_plain_files(several: Path, mirror: Any, tmp_path: Path) -> None:
    long_name = "folder " * 20 + "é/Ä name.java"
    mirror.write(several / "tess" / "code", {long_name: mirror.program("long")})
    built = mirror.build(SEVERAL)
    assert write_files(built.out, Split.TEST, tmp_path / "files") == 2
    files = sorted((tmp_path / "files").rglob("*.java"))
    assert {file.parent.name for file in files} == {"tess"}
    assert all(file.name.isascii() and len(file.name) < 60 for file in files)
    assert mirror.program("tau") in [file.read_text(encoding="utf-8") for file in files]
    with pytest.raises(UsageError, match="not empty"):
        write_files(built.out, Split.TEST, tmp_path / "files")
    with pytest.raises(CorpusError, match="no corpus folder"):
        write_files(tmp_path / "nowhere", Split.TEST, tmp_path / "more")
