"""The workspace of an evaluated file: what may stand in it, and that it is what sessions recall."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.decoding.cache_model.index import FixedIndex
from beamcoder.model.proposal import ModelInfo, Request
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.metrics.query import with_author_of
from beamcoder.training.evaluation.places.program import Program
from beamcoder.training.evaluation.places.workspace import (
    WorkspaceCompleter,
    neighbours,
    pieces_of,
    problem_key,
)
from tests.fakes import PROGRAMS, MemorisingRuntime, symbols_of

HABIT = "class Q{i} {{ void run() {{ words.add(in.next()); int v{i} = 0; }} }}"


def program(id: str, text: str = "class A { int x = 1; }") -> Program:
    return Program.parse(text, id, id.split("/")[0])


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("ann/00001_800_1831A_main.java", "ann/00417_old_1831A_v2.java", True),
        ("ann/00001_800_1831A_main.java", "ann/00002_800_1831B_main.java", False),
        ("ann/00031_src_Party.java", "ann/00099_src_Party.java", True),
        ("ann/Party.java", "ann/old/Party.java", True),
        ("ann/Party.java", "ann/GreedyParty.java", False),
        ("ann/1409/A/Main.java", "ann/1410/A/Main.java", False),
        ("ann/abc034_a/Main.java", "ann/abc034_a/Solution.java", True),
    ],
)
def test_files_of_one_problem_are_known_by_their_paths(one: str, other: str, is_same: bool) -> None:
    assert (problem_key(program(one)) == problem_key(program(other))) is is_same


def test_neither_itself_nor_a_copy_nor_its_problem_stands_beside_a_program() -> None:
    mine = program("ann/1831A.java")
    programs = [
        mine,
        program("ann/1831A_again.java", "class A { int y = 2; }"),
        program("ann/Copy.java", "class A {\n  // the same\n  int x = 1;\n}"),
        program("ann/Other.java", "class B { int z = 3; }"),
    ]
    assert [p.id for p in neighbours(mine, programs)] == ["ann/Other.java"]


@pytest.fixture(scope="module")
def subword(tmp_path_factory: pytest.TempPathFactory) -> Subword:
    path: Path = tmp_path_factory.mktemp("vocabulary") / "tokenizer.model"
    return Subword.train([symbols_of(text) for text in PROGRAMS], 480, path)


def engine_of(subword: Subword, programs: list[Program]) -> WorkspaceCompleter:
    runtime = MemorisingRuntime(subword, PROGRAMS)
    engine = WorkspaceCompleter(runtime, subword, ModelInfo("scripted", 0, ""))
    return engine.with_neighbours(programs)


def all_files(index: FixedIndex, subword: Subword) -> int:
    """How many files an index was built of: each begins once."""
    _, counts = index.look([(subword.bos,)])
    return int(counts[0, 0, 0])


def test_an_index_holds_the_authors_other_files_alone(subword: Subword) -> None:
    programs = [
        program(f"{author}/Q{i}.java", HABIT.format(i=i))
        for author in ("ann", "bob")
        for i in "123"
    ]
    engine = engine_of(subword, programs)
    session = engine.with_author_of(programs[0]).new_session()
    assert session.cache_model is not None and session.cache_model.related is not None
    assert all_files(session.cache_model.related, subword) == 2
    own = pieces_of(programs[0], subword)
    unique = int(np.flatnonzero(own == subword.encode("v1")[-1])[-1])
    groups, _ = session.cache_model.related.look([tuple(own[unique - 3 : unique + 1].tolist())])
    assert groups[0, 2] == -1


def test_evaluation_enters_the_workspace_of_each_program(subword: Subword) -> None:
    programs = [program(f"ann/Q{i}.java", HABIT.format(i=i)) for i in "123"]
    engine = engine_of(subword, programs)
    assert engine.info.name == "scripted + workspace"
    text = programs[0].text
    offset = text.index("in.next")
    told: Any = with_author_of(engine, programs[0])
    with_it = told.complete(Request(text[:offset], offset), told.new_session())
    alone = Completer(engine.runtime, subword, engine.info).complete(Request(text[:offset], offset))
    p, q = ({i.text: i.probability for i in a.tokens}.get("in", 0.0) for a in (with_it, alone))
    assert p > q
