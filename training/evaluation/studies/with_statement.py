"""Programs of a corpus with the statement of their problem, and another one's.

The shuffled statement is that of another problem, by a fixed seed, every other one as likely.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beamcoder.errors import InputError, UsageError
from beamcoder.tokenizer.token import TokenKind
from beamcoder.training.data.dataset import STATEMENTS, read_lines
from beamcoder.training.evaluation.places.program import MIN_TOKENS, Program
from beamcoder.training.evaluation.places.sampling import choose
from beamcoder.training.evaluation.places.template import body_mask, template_lines

STYLE: Final = "stdin"  # the programs that the split's folder of files has
CONDITIONS: Final = ("none", "true", "shuffled")


@dataclass(frozen=True, slots=True)
class StatedProgram:
    """A program with its statement and another problem's; `body` is over tokens."""

    program: Program
    body: tuple[bool, ...]
    true: str
    shuffled: str

    def statement(self, condition: str) -> str:
        return {"none": "", "true": self.true, "shuffled": self.shuffled}[condition]


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """`n_places` identifiers are completed in a file of mean size; `n_workers` are processes."""

    split: str = "validation"
    n_files: int = 100
    n_places: int = 10
    seed: int = 0
    n_workers: int = 1

    def verify(self) -> None:
        """UsageError with the values that make no sense."""
        if self.n_files < 2 or self.n_places < 1 or self.seed < 0:
            raise UsageError(
                "at least 2 files, 1 place and seed 0 are needed, "
                f"not {self.n_files}, {self.n_places} and {self.seed}"
            )


def read_stated(corpus: Path, options: StudyOptions) -> tuple[list[StatedProgram], int]:
    """The chosen programs, and how many have a statement. InputError if none has."""
    texts = {r["key"]: r["text"] for r in read_lines(corpus / STATEMENTS, "key")}
    keys: dict[str, str] = {}
    programs = []
    for number, record in enumerate(
        read_lines(corpus / f"{options.split}.jsonl", "author", "path", "statement", "style")
    ):
        name = f"{record['author']}/{number:05}_{record['path']}"
        program = Program.parse(record["text"], name, record["author"])
        if record["style"] == STYLE and len(program.tokens) >= MIN_TOKENS:
            programs.append(program)
            if record["statement"] in texts:
                keys[name] = record["statement"]
    found = [program for program in programs if program.id in keys]
    if len(set(keys.values())) < 2:
        raise InputError(f"{corpus} knows no two statements of programs in {options.split}")
    templates = template_lines(programs)
    others = _shuffled(keys, options.seed)
    stated = [
        StatedProgram(
            p, tuple(body_mask(p, templates[p.author])), texts[keys[p.id]], texts[others[p.id]]
        )
        for p in choose(found, options.n_files, options.seed)
    ]
    return stated, len(found)


def _shuffled(keys: Mapping[str, str], seed: int) -> dict[str, str]:
    """For each program the key of a problem that is not its own, every other one as likely."""
    problems = sorted(set(keys.values()))
    drawn = {}
    for name, own in keys.items():
        rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
        at = (problems.index(own) + int(rng.integers(1, len(problems)))) % len(problems)
        drawn[name] = problems[at]
    return drawn


def scopes(stated: StatedProgram) -> dict[str, NDArray[np.bool_]]:
    """Which tokens each scope holds: (tokens,) each."""
    tokens = stated.program.tokens
    body = np.array(stated.body)
    named = np.array([token.kind is TokenKind.IDENTIFIER for token in tokens])
    first = {token.text: i for i, token in reversed(list(enumerate(tokens)))}
    is_first = np.array([first[token.text] == i for i, token in enumerate(tokens)])
    return {
        "all": np.ones(len(tokens), np.bool_),
        "body": body,
        "identifiers": named,
        "body identifiers": body & named,
        "new names": body & named & is_first,
    }


def sample(cases: Sequence[StatedProgram], options: StudyOptions) -> Iterator[list[int]]:
    """For each program the identifiers to ask about, each as likely as any other."""
    named = [np.flatnonzero(scopes(case)["identifiers"]) for case in cases]
    rate = min(1.0, options.n_places * len(cases) / max(1, sum(map(len, named))))
    for case, tokens in zip(cases, named, strict=True):
        rng = np.random.default_rng([options.seed, zlib.crc32(case.program.id.encode())])
        yield tokens[rng.random(len(tokens)) < rate].tolist()
