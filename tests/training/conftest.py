"""A corpus of toy programs, and a recipe that trains on it in seconds."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from beamcoder.cli import main

N_PROGRAMS = 60
RECIPE = """
[model]
depth = 2
n_pieces = 500
context = 128
after_context = 32
statement_context = 32

[data]
styles = ["stdin", "chelper"]
after_share = 0.3
statement_share = 0.2

[optimiser]
warmup_steps = 5

[run]
pieces = 10_240
precision = "fp32"
compile = false
threads = 1
checkpoint_minutes = 0
validation_minutes = 1000
validation_rows = 8

[[phase]]
start = 0.0
rows = 4
length = 64

[[phase]]
start = 0.5
rows = 2
length = 128
"""
PROGRAM = """import java.util.Scanner;

public class Task{n} {{
    // number {n}
    public static void main(String[] args) {{
        Scanner {reader} = new Scanner(System.in);
        int {count} = {reader}.nextInt();
        long {total} = {n};
        for (int i = 0; i < {count}; i++) {{
            {total} {operator}= {reader}.nextInt();
{more}        }}
        System.out.println({total});
    }}
}}
"""


def program(n: int) -> str:
    """A program like the others, and not quite."""
    names = ("in", "sc", "reader"), ("n", "count", "size"), ("sum", "total", "answer")
    reader, count, total = (words[n // 3**i % 3] for i, words in enumerate(names))
    more = f"            if ({total} > {n}) {{\n                {total}--;\n            }}\n" * (
        n % 4
    )
    operator = "+-*"[n % 3]
    return PROGRAM.format(
        n=n, reader=reader, count=count, total=total, operator=operator, more=more
    )


def record(n: int, style: str = "stdin") -> dict[str, Any]:
    """As `beamcoder corpus build` writes them."""
    return {
        "source": "toys", "author": f"author{n % 5}", "path": f"Task{n}.java", "style": style,
        "problem": f"toy/{n}", "reserved": False, "statement": f"toy/{n}" if n % 2 else None,
        "text": program(n),
    }  # fmt: skip


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")


def make_corpus(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    styles = ("stdin", "stdin", "chelper", "class")
    write_lines(folder / "train.jsonl", [record(n, styles[n % 4]) for n in range(N_PROGRAMS)])
    write_lines(folder / "validation.jsonl", [record(n) for n in range(100, 106)])
    statements = [
        {"key": f"toy/{n}", "text": f"Given {n} numbers, add those above {n} and print the sum."}
        for n in (*range(1, N_PROGRAMS, 2), 101, 103)
    ]
    write_lines(folder / "statements.jsonl", statements)
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of one's own, to be broken."""
    return make_corpus(tmp_path / "corpus")


@pytest.fixture(scope="session")
def shared_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One corpus for all that only read; its vocabulary and pieces are made once."""
    return make_corpus(tmp_path_factory.mktemp("shared") / "corpus")


@pytest.fixture(scope="session")
def whole_run(
    recipe_path: Path, shared_corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of a run of that recipe, from its beginning to its end."""
    out = tmp_path_factory.mktemp("runs") / "whole"
    paths = ("--recipe", str(recipe_path), "--corpus", str(shared_corpus), "--out", str(out))
    assert main(["train", *paths]) == 0
    return out


@pytest.fixture(scope="session")
def recipe_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recipe") / "toy.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return path
