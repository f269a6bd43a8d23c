"""Development rows of javaCorpus, read from its authors' files.

    rows, literals = read_rows(Path("CodeBERT"))       a checkout or bare mirror of the repository,
                                                       dataset.zip of it, or dev.json itself

A row is a Java file without layout and comments, cut at a random token, and the answer: the tokens
up to the next `;` or `}`. The published test ends its answers before a `{` too; `cut` does that.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from beamcoder.errors import InputError
from beamcoder.training.corpus.git import GitTree, git_directory
from beamcoder.training.evaluation.public.literals import Literals

ARCHIVE: Final = "UniXcoder/downstream-tasks/code-completion/dataset.zip"
FOLDER: Final = "dataset/javaCorpus"
START: Final = "<s>"
ENDS: Final = frozenset({";", "}"})
KEYS: Final = ("input", "gt")


@dataclass(frozen=True, slots=True)
class Row:
    """`tokens` stand before the cursor; `answer` comes after it. Both as the test writes them."""

    tokens: tuple[str, ...]
    answer: tuple[str, ...]

    @classmethod
    def parse(cls, line: str) -> "Row":
        """ValueError saying what is wrong."""
        read = json.loads(line)
        if not isinstance(read, dict) or not all(isinstance(read.get(k), str) for k in KEYS):
            raise ValueError("input and gt must be strings")
        start, *tokens = read["input"].split() or [""]
        answer = read["gt"].split()
        if start != START or not tokens:
            raise ValueError(f"input must be tokens after {START}")
        if not answer or answer[-1] not in ENDS:
            raise ValueError("gt must end with ; or }")
        return cls(tuple(tokens), tuple(answer))


def cut(answer: Sequence[str]) -> list[str]:
    """What stands before the first `{`, as the published test has it."""
    tokens = list(answer)
    return tokens[: tokens.index("{")] if "{" in tokens else tokens


def read_rows(source: Path) -> tuple[list[Row], Literals]:
    """The rows in order, and the literals they keep. InputError or CorpusError if not theirs."""
    if source.suffix == ".json":
        literals = source.with_name("literals.json")
        return _rows(_read(source), str(source)), Literals.parse(_read(literals).decode())
    archive = _archive(source)
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as members:
            dev, kept = (members.read(f"{FOLDER}/{name}") for name in ("dev.json", "literals.json"))
    except (zipfile.BadZipFile, KeyError) as exc:
        raise InputError(f"{source} holds no {FOLDER}/dev.json and literals.json") from exc
    return _rows(dev, f"dev.json of {source}"), Literals.parse(kept.decode())


def _archive(source: Path) -> bytes:
    if source.is_file():
        return _read(source)
    if (source / ARCHIVE).is_file():
        return _read(source / ARCHIVE)
    directory = git_directory(source)
    if directory is None:
        expected = "a checkout or mirror of microsoft/CodeBERT, its dataset.zip, or dev.json"
        raise InputError(f"{source} is not {expected}")
    return GitTree(directory).content(ARCHIVE)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise InputError(f"cannot read {path}: {exc.strerror}") from exc


def _rows(content: bytes, name: str) -> list[Row]:
    rows = list(_parsed(content, name))
    if not rows:
        raise InputError(f"{name} has no rows")
    return rows


def _parsed(content: bytes, name: str) -> Iterator[Row]:
    for n, line in enumerate(content.splitlines(), 1):
        try:
            yield Row.parse(line.decode())
        except ValueError as exc:
            raise InputError(f"row {n} of {name} is not javaCorpus': {exc}") from exc
