"""Row of a published problem set: problem, solution, tests.

    problems = read_problems([Path("mxeval"), Path("humaneval_java.jsonl.gz")])

A source is the file as it was published, a folder with a checkout, or a repository without one.
The sets, both of JSON lines and Apache-2.0:

- MBJP (Athiwaratkun et al., 2023; github.com/amazon-science/mxeval): 966 basic problems, 874 of
  them with a solution, which a model wrote and which passed the tests.
- HumanEval-X (Zheng et al., 2023; github.com/THUDM/CodeGeeX): 164 problems with solutions that
  people wrote.

In both, `prompt` has imports, the class and the head of a method, under a comment that says what
is wanted; `canonical_solution` the body, to the end of the class; and `test` a class Main.
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import InputError
from beamcoder.training.corpus.git import GitTree, git_directory

GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class ProblemSet:
    """Where a set lies in the repository that publishes it, and how its rows are named."""

    name: str
    path: str
    id_prefix: str


SETS: Final = (
    ProblemSet("MBJP", "data/mbxp/mbjp_release_v1.2.jsonl", "MBJP/"),
    ProblemSet(
        "HumanEval-X",
        "codegeex/benchmark/humaneval-x/java/data/humaneval_java.jsonl.gz",
        "Java/",
    ),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """`head` goes up to the body of the method, `solution` from there to the end of its class.

    `test` has a class Main whose main method throws something if the solution is wrong.
    """

    set_name: str
    id: str
    head: str
    solution: str
    test: str

    @property
    def text(self) -> str:
        """The file as its author would see it: without the tests."""
        return self.head + self.solution

    def tested(self, text: str) -> str:
        """A program that tests `text`, which stands for the problem's own."""
        return f"{text}\n{self.test}"


def read_problems(sources: Iterable[Path]) -> list[Problem]:
    """The rows that have a solution, by set and row. InputError if a source holds no set."""
    problems: dict[tuple[str, str], Problem] = {}
    for source in sources:
        found = [problem for data in _files(source) for problem in _problems(data, source)]
        if not found:
            paths = " nor ".join(known.path for known in SETS)
            raise InputError(f"{source} holds no problems with solutions: neither {paths}")
        problems.update(((problem.set_name, problem.id), problem) for problem in found)
    return list(problems.values())


def _files(source: Path) -> Iterator[bytes]:
    """The bytes of the sets that a source has."""
    if not source.exists():
        raise InputError(f"{source} does not exist")
    if source.is_file():
        yield _read(source)
        return
    directory = git_directory(source)
    tree = None if directory is None else GitTree(directory)
    paths = {entry.path for entry in tree.entries(history=False)} if tree else set()
    for path in (known.path for known in SETS):
        if (source / path).is_file():
            yield _read(source / path)
        elif tree is not None and path in paths:
            yield tree.content(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise InputError(f"cannot read {path}: {exc.strerror}") from exc


def _problems(data: bytes, source: Path) -> Iterator[Problem]:
    try:
        text = gzip.decompress(data) if data.startswith(GZIP) else data
        rows = [json.loads(line) for line in text.decode("utf-8").splitlines() if line.strip()]
        yield from (problem for row in rows for problem in _problem(row))
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as exc:
        raise InputError(f"{source} is no file of problems as published: {exc}") from exc


def _problem(row: Mapping[str, Any]) -> Iterator[Problem]:
    """None of a row without a solution."""
    known = next((s for s in SETS if str(row["task_id"]).startswith(s.id_prefix)), None)
    if known is None:
        names = " or ".join(s.id_prefix for s in SETS)
        raise ValueError(f"a row is named {row['task_id']!r}, not {names}…")
    if row["canonical_solution"] is not None:
        parts = (row["prompt"], row["canonical_solution"], row["test"])
        if not all(isinstance(part, str) for part in parts):
            raise TypeError(f"{row['task_id']} is not made of texts")
        yield Problem(known.name, row["task_id"], *parts)
