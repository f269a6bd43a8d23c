"""A mirror of small sources, made anew for each test: repositories, zip files and folders."""

import json
import os
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from beamcoder.training.corpus.build import BuildOptions, build
from beamcoder.training.corpus.progress import Reporter
from beamcoder.training.corpus.splits import Splits

WHO = [f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
GIT = {
    **os.environ,
    **dict.fromkeys(WHO, "x@example.org"),
    "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
SPLITS = Splits(frozenset({"tess"}), frozenset({"val"}), max_train_files=2, share=0.0)
Files = dict[str, Any]  # path -> text or bytes; None deletes


@dataclass(frozen=True)
class Built:
    """A corpus folder as tests look at it."""

    out: Path
    report: dict[str, Any]

    def lines(self, split: str) -> list[dict[str, Any]]:
        text = (self.out / f"{split}.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def paths(self, split: str) -> list[str]:
        return [f"{line['source']}:{line['path']}" for line in self.lines(split)]

    def bytes_of_all(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in self.out.iterdir() if file.is_file()}


@dataclass(frozen=True)
class Mirror:
    """Makes sources under `root / "mirror"` and builds corpora from them."""

    root: Path

    @property
    def place(self) -> Path:
        return self.root / "mirror"

    @staticmethod
    def program(name: str, comment: str = "") -> str:
        """A program that reads standard input; no two names give similar token runs."""
        lines = [f"int {name}{i} = in.nextInt() + {name}{i + 1} * {i};" for i in range(8)]
        body = "\n        ".join(lines)
        return (
            f"import java.util.*;\n{comment}\npublic class Main {{\n"
            f"    public static void main(String[] args) {{\n"
            f"        Scanner in = new Scanner(System.in);\n        {body}\n    }}\n}}\n"
        )

    @staticmethod
    def write(folder: Path, files: Files) -> Path:
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return folder

    @staticmethod
    def git(folder: Path, *arguments: str) -> str:
        command = ["git", "-C", str(folder), *arguments]
        return subprocess.run(command, check=True, env=GIT, capture_output=True, text=True).stdout

    def repository(self, folder: Path, *commits: Files) -> Path:
        """A repository with these commits; None deletes a path."""
        folder.mkdir(parents=True)
        self.git(folder, "init", "-q", "-b", "main")
        for files in commits:
            for path in (path for path, text in files.items() if text is None):
                (folder / path).unlink()
            self.write(folder, {path: text for path, text in files.items() if text is not None})
            self.git(folder, "add", "-A")
            self.git(folder, "commit", "-q", "-m", "x")
        return folder

    @staticmethod
    def zipped(file: Path, files: Files) -> Path:
        file.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(file, "w") as archive:
            for path, text in files.items():
                archive.writestr(path, text)
        return file

    def build(
        self, sources: dict[str, str] | None = None, out: str = "out", **options: Any
    ) -> Built:
        """`sources` maps "owner/name" to a licence, or to "statements"."""
        if sources is not None:
            rows = ["repository\tkind\tlicence"]
            for name, licence in sources.items():
                kind = "statements" if licence == "statements" else "solutions"
                rows.append(f"{name}\t{kind}\t{'MIT' if kind == 'statements' else licence}")
            self.write(self.root, {"sources.tsv": "\n".join(rows) + "\n"})
            options["sources"] = self.root / "sources.tsv"
        options = {"places": (self.place,), "splits": SPLITS, "n_jobs": 1, **options}
        build(BuildOptions(out=self.root / out, **options), Reporter(is_quiet=True))
        report = json.loads((self.root / out / "report.json").read_text(encoding="utf-8"))
        return Built(self.root / out, report)


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    return Mirror(tmp_path)
