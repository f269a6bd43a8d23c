"""Other files of a program's author that a baseline may read.

Never the file itself, nor another one that solves the same problem. Which problem a file solves
stands in the corpus that it comes from; of a file that is not found there, the name must do, and
files of the same name are taken to solve the same problem.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from beamcoder.errors import CorpusError
from beamcoder.training.evaluation.baselines.ngram.lexicon import symbols_of
from beamcoder.training.evaluation.places.program import Program

HELD_OUT: Final = ("validation.jsonl", "test.jsonl")
_NUMBERED: Final = re.compile(r"^\d+_")  # as `beamcoder corpus files` names what it writes


class Neighbours:
    """Every program that may be in the workspace of another; each is read once, when it is
    needed."""

    def __init__(self, programs: Iterable[Program], problems: Mapping[str, str]) -> None:
        """`problems` has the problem of a file by its text, where it is known."""
        self._problems = problems
        self._of_author: defaultdict[str, list[Program]] = defaultdict(list)
        for program in programs:
            self._of_author[program.author].append(program)
        self._symbols: dict[str, list[str]] = {}

    def of(self, program: Program) -> list[Program]:
        """The author's files but for those of the same problem."""
        return [
            other for other in self._of_author[program.author] if not self._is_same(program, other)
        ]

    def symbols(self, program: Program) -> list[str]:
        """The symbols of a program's file."""
        if program.id not in self._symbols:
            self._symbols[program.id] = symbols_of(program.text)
        return self._symbols[program.id]

    def _is_same(self, one: Program, other: Program) -> bool:
        if one.id == other.id or one.text == other.text:
            return True
        mine, its = self._problems.get(one.text), self._problems.get(other.text)
        if mine is not None and its is not None:
            return mine == its
        return _title(one) == _title(other)


def known_problems(corpus: Path) -> dict[str, str]:
    """The problem of each held-out file of a corpus, by its text. CorpusError if unreadable."""
    problems = {}
    try:
        for name in HELD_OUT:
            with (corpus / name).open(encoding="utf-8") as lines:
                for line in lines:
                    item = json.loads(line)
                    if item["problem"] is not None:
                        problems[item["text"]] = str(item["problem"])
    except (OSError, ValueError, KeyError) as exc:
        raise CorpusError(f"{corpus} is no corpus folder that can be read: {exc}") from exc
    return problems


def _title(program: Program) -> str:
    """The last part of a file's name, letters and digits only."""
    name = _NUMBERED.sub("", program.id.split("/")[-1].removesuffix(".java"))
    return "".join(c for c in name.lower().split("_")[-1] if c.isalnum())
