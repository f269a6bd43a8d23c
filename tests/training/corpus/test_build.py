"""Whole builds over small sources: what is kept, what is dropped and counted, and the walls."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from beamcoder.errors import CorpusError, UsageError
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

    def make(batch: records.Batch) -> records.Made:
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


def test_copies_go_and_the_first_stays(tmp_path: Path, mirror: Any) -> None:
    near = mirror.program("alpha").replace("alpha7 = in.nextInt()", "alpha7 = in.nextByte()")
    other = mirror.program("alpha", "/* a comment and */\n\n   // space")
    root = mirror.place
    mirror.write(
        root / "ann+one", {"A.java": mirror.program("alpha"), "B.java": other, "C.java": near}
    )
    mirror.write(root / "bob+two", {"A.java": near, "Z.java": mirror.program("zeta")})
    built = mirror.build({"ann/one": "MIT", "bob/two": "MIT"})
    assert built.paths("train") == ["ann/one:A.java", "bob/two:Z.java"]
    assert built.report["sources"]["ann/one"]["dropped"] == {
        "exact duplicate": 1,
        "near duplicate": 1,
    }


def test_of_copies_on_two_sides_the_held_out_one_stays(tmp_path: Path, mirror: Any) -> None:
    root = mirror.place
    near = mirror.program("tau").replace("tau7 = in.nextInt()", "tau7 = in.nextByte()")
    mirror.write(
        root / "ann+one",
        {"A.java": mirror.program("tau"), "B.java": near, "C.java": mirror.program("phi")},
    )
    mirror.write(root / "tess+code", {"T.java": mirror.program("tau")})
    mirror.write(
        root / "val+code", {"T.java": mirror.program("tau"), "V.java": mirror.program("phi")}
    )
    built = mirror.build({"ann/one": "MIT", "tess/code": "MIT", "val/code": "MIT"})
    assert built.paths("train") == []
    assert built.paths("validation") == ["val/code:V.java"]
    assert built.paths("test") == ["tess/code:T.java"]
    assert built.report["sources"]["ann/one"]["dropped"] == {
        "copy of a held-out or reserved file": 3
    }


def address(problem: str) -> str:
    return f"// https://codeforces.com/contest/{problem[:-1]}/problem/{problem[-1]}"


def test_no_problem_and_no_author_on_two_sides(tmp_path: Path, mirror: Any) -> None:
    root = mirror.place

    def solving(prefix: str, *ids: str) -> dict[str, str | bytes]:
        return {
            f"{one}.java": mirror.program(f"{prefix}{i}x", address(one))
            for i, one in enumerate(ids)
        }

    mirror.write(root / "ann+one", solving("a", "1A", "2A", "3A", "4A", "5A", "6A"))
    # Copies of the reserved 5A and the held-out 1A, without an address, must go as well.
    mirror.write(
        root / "ann+two", {"X.java": mirror.program("a4x"), "Y.java": mirror.program("a0x")}
    )
    mirror.write(root / "bob+two", solving("b", "3A", "6A"))
    mirror.write(root / "cid+two", solving("c", "3A"))
    mirror.write(root / "tess+code", solving("t", "1A", "3A", "5A"))
    mirror.write(root / "val+code", solving("v", "1A", "2A", "5A"))
    names = ["ann/one", "ann/two", "bob/two", "cid/two", "tess/code", "val/code"]
    reserved = mirror.write(tmp_path, {"reserved.txt": "# ids\n5A\n"}) / "reserved.txt"
    built = mirror.build(dict.fromkeys(names, "MIT"), reserved=reserved)

    assert [line["problem"] for line in built.lines("test")] == ["1A", "5A"]  # 3A: 3 train files
    assert [line["reserved"] for line in built.lines("test")] == [False, True]
    assert [line["problem"] for line in built.lines("validation")] == ["2A"]
    assert built.paths("train") == [
        *(f"ann/one:{one}.java" for one in ("3A", "4A", "6A")),
        *(f"bob/two:{one}.java" for one in ("3A", "6A")),
        "cid/two:3A.java",
    ]
    authors = [{line["author"] for line in built.lines(split)} for split in Split]
    assert not authors[0] & authors[1] | authors[0] & authors[2] | authors[1] & authors[2]


CATALOGUE = """
{"result": {"problems": [
  {"contestId": 800, "index": "A", "name": "Voltage Keepsake"},
  {"contestId": 800, "index": "B", "name": "Volatile Kite"},
  {"contestId": 801, "index": "A", "name": "Vicious Keyboard"}]},
 "contests": [{"id": 800, "name": "Codeforces Round 409 (Div. 1)"},
  {"id": 801, "name": "Codeforces Round 409 (Div. 2)"}]}
"""


def test_a_catalogue_finds_reserved_problems_by_title_and_round(
    tmp_path: Path, mirror: Any
) -> None:
    root = mirror.write(tmp_path, {"list.json": CATALOGUE, "reserved.txt": "800A\n"}) / "mirror"
    paths = ["VoltageKeepsake", "codeforces/round_409/div1/A", "Codeforces Round #409 (Div. 2)/B"]
    paths += ["codeforces/VolatileKite", "codeforces/Mystery", "leetcode/Mystery2"]
    files = {f"{path}.java": mirror.program(f"p{i}q") for i, path in enumerate(paths)}
    mirror.write(root / "ann+one", files)
    options = {"reserved": tmp_path / "reserved.txt", "catalogue": (tmp_path / "list.json",)}
    built = mirror.build({"ann/one": "MIT"}, **options)
    assert {line["path"]: line["problem"] for line in built.lines("train")} == {
        "codeforces/VolatileKite.java": "800B",
        "leetcode/Mystery2.java": None,
    }
    assert built.report["sources"]["ann/one"]["dropped"] == {
        "Codeforces program of an unknown problem": 1,
        "reserved problem": 3,  # 801B is the second division's name of 800A
    }


def test_licensed_only_trains_on_nothing_else(several: Path, mirror: Any) -> None:
    built = mirror.build(SEVERAL, licensed_only=True)
    assert {line["source"] for line in built.lines("train")} == {"ann/one"}
    assert built.paths("test") == ["tess/code:T.java"]  # measured with, not trained on
    manifest = (built.out / "manifest.json").read_text(encoding="utf-8")
    assert '"licence": "MIT"' in manifest
    assert "bob/two" not in manifest


def test_statements_are_joined_by_problem(tmp_path: Path, mirror: Any) -> None:
    root = mirror.place
    mirror.write(
        root / "ann+one",
        {
            "1A.java": mirror.program("a", address("1A")),
            "2A.java": mirror.program("b", address("2A")),
        },
    )
    mirror.write(root / "doocs+leetcode" / "solution" / "0000" / "0001.Two Sum", {
        "Solution.java": mirror.program("two"),
        "README_EN.md": "---\nx: y\n---\n<p>Find <b>two</b> numbers.</p>\n## Solutions\nHash.",
    })  # fmt: skip
    mirror.write(
        root / "far+texts" / "0-999", {"1/problemA.txt": "Add $a$ and $b$." + " long" * 2000}
    )
    built = mirror.build({"ann/one": "MIT", "doocs/leetcode": "MIT", "far/texts": "statements"})
    joined = [(line["problem"], line["statement"]) for line in built.lines("train")]
    assert joined == [("1A", "1A"), ("2A", None), ("leetcode:1", "leetcode:1")]
    texts = {line["key"]: line["text"] for line in built.lines("statements")}
    assert texts["leetcode:1"] == "Find two numbers."
    assert texts["1A"].startswith("Add a and b. long")
    assert len(texts["1A"]) <= 4000


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
    with pytest.raises(CorpusError, match="cannot be written: No space left on device"):
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
