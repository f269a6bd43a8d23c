"""Workspace of an evaluated file: the other files of its author.

    engine = WorkspaceCompleter.open(model).with_neighbours(programs)
    engine.with_author_of(program)       sessions made from now on have its author's other files

No leak: a program's index is built without the program itself, without files that solve the same
problem (the same problem id in the path, or the same file name) and without copies of it.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from types import MappingProxyType
from typing import Final, Self

import numpy as np

from beamcoder.model.completer import Completer, Session
from beamcoder.model.decoding.cache_model.index import FixedIndex
from beamcoder.model.runtime.interface import IntArray
from beamcoder.tokenizer.java.source_types import NO_TYPES, SourceTypes
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.places.program import COUNTER, Program

_PROBLEM: Final = re.compile(r"(?<![^\W_])(\d{1,4}[A-Za-z]\d?|(?:abc|arc|agc)\d+_\w\d?)(?![^\W_])")
_COMMON: Final = frozenset({"main", "solution", "solve", "problem", "task", "a", "b", "c", "d"})


class WorkspaceCompleter(Completer):
    """A completer whose sessions have a workspace: the files of the program's author."""

    _by_author: Mapping[str, Sequence[Program]] = MappingProxyType({})
    _related: FixedIndex | None = None

    def with_neighbours(self, programs: Sequence[Program]) -> Self:
        """`programs` are all there are; each author's make a workspace."""
        by_author: defaultdict[str, list[Program]] = defaultdict(list)
        for program in programs:
            by_author[program.author].append(program)
        self._by_author = by_author
        self._pieces = {p.id: pieces_of(p, self.subword) for p in programs}
        self.info = replace(self.info, name=f"{self.info.name} + workspace")
        return self

    def with_author_of(self, program: Program) -> Self:
        """This completer; sessions made from now on are in the workspace around `program`."""
        others = neighbours(program, self._by_author.get(program.author, ()))
        self._related = FixedIndex.build(self._pieces[other.id] for other in others)
        return self

    def new_session(
        self, related: FixedIndex | None = None, types: SourceTypes = NO_TYPES
    ) -> Session:
        return super().new_session(self._related if related is None else related, types)


def neighbours(program: Program, programs: Sequence[Program]) -> list[Program]:
    """Those of an author's programs that tell nothing about the solution of this one."""
    problem, spelling = problem_key(program), [token.text for token in program.tokens]
    return [
        other
        for other in programs
        if other.id != program.id
        and problem_key(other) != problem
        and [token.text for token in other.tokens] != spelling
    ]


def problem_key(program: Program) -> str:
    """What two files share that solve one problem, as far as their paths tell."""
    path = PurePath(program.id)
    parts = [COUNTER.sub("", part) for part in path.with_suffix("").parts]
    ids = [found for part in parts[1:] for found in _PROBLEM.findall(part)]
    if ids:
        return str(ids[-1]).lower()
    name = parts[-1].lower()
    return "/".join(parts).lower() if name in _COMMON else name


def pieces_of(program: Program, subword: Subword) -> IntArray:
    """A whole file, from its beginning to its end."""
    symbols = [symbol.text for symbol in layout(lex(program.text))]
    return np.concatenate(([subword.bos], subword.encode_all(symbols), [subword.eos]))
