"""A small corpus folder, and what the n-grams learn of it."""

import json
from pathlib import Path

import pytest

from beamcoder.training.evaluation.baselines.ngram import learning
from beamcoder.training.evaluation.baselines.ngram.knowledge import Knowledge

NAMES = ("count", "total", "answer", "best", "sum")
TEMPLATE = """\
import java.util.Scanner;

public class Main {{
    public static void main(String[] args) {{
        Scanner in = new Scanner(System.in);
        int {name} = in.nextInt();
        for (int i = 0; i < {name}; i++) {{
            System.out.println({name} + {number} + "{word}");
        }}
    }}
}}
"""


def source(i: int) -> str:
    """A program like the others, with a number and a word that no other one has."""
    name = NAMES[i % len(NAMES)]
    return TEMPLATE.format(name=name, number=1000 + i, word=f"only in {i} {name * (i % 3)}")


def write_split(path: Path, authors: str, first: int) -> None:
    lines = []
    for i, author in enumerate(authors, first):
        item = {"author": author, "path": f"P{i}.java", "problem": f"{i}A", "text": source(i)}
        lines.append(json.dumps(item))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    write_split(folder / "train.jsonl", "a" * 30, 0)
    write_split(folder / "validation.jsonl", "bbbbccc", 100)
    write_split(folder / "test.jsonl", "dd", 200)
    return folder


@pytest.fixture(scope="session")
def knowledge(corpus: Path) -> Knowledge:
    return learning.open_knowledge(corpus)
