"""Statements and solutions: no problem and no author on two sides, nothing reserved trained on."""

import json
from pathlib import Path

import pytest

from beamcoder.errors import CorpusError
from beamcoder.training.search.contests import (
    MAX_PER_PROBLEM,
    TEST_SOURCES,
    VALIDATION_SOURCES,
    Solutions,
    read_solutions,
)
from beamcoder.training.search.pairs import Pair

TEST, VALIDATION = TEST_SOURCES[0], VALIDATION_SOURCES[0]


def corpus(folder: Path) -> Path:
    keys = [f"{number}A" for number in range(40)]
    rows = [(TEST, key) for key in keys[:10]] + [(VALIDATION, key) for key in keys[5:20]]
    rows += [(f"author{i}/code", key) for key in keys for i in range(MAX_PER_PROBLEM + 2)]
    rows += [(f"{TEST.split('/')[0]}/other", key) for key in keys]
    lines = [
        {"source": source, "author": source.split("/")[0], "path": f"{key}.java"}
        | {"reserved": False, "statement": key, "text": f"class A {{ int x = {n}; }}"}
        for n, (source, key) in enumerate(rows)
    ]
    lines.append(lines[0] | {"statement": None})
    statements = [{"key": key, "text": f"Problem {key}"} for key in keys]
    for name, part in (("train", lines), ("statements", statements)):
        text = "".join(json.dumps(line) + "\n" for line in part)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def problems(pairs: list[Pair]) -> list[str]:
    return [pair.path.rpartition("#")[2] for pair in pairs]


@pytest.fixture
def solutions(tmp_path: Path) -> Solutions:
    return read_solutions(corpus(tmp_path), frozenset({"30A", "31A"}))


def test_no_problem_stands_on_two_sides(solutions: Solutions) -> None:
    sides = [
        set(problems(part)) for part in (solutions.train, solutions.validation, solutions.test)
    ]
    assert [len(side) for side in sides] == [18, 10, 10]
    assert len(set.union(*sides)) == sum(map(len, sides))


def test_no_author_stands_on_two_sides(solutions: Solutions) -> None:
    held_out = {source.split("/")[0] for source in (*TEST_SOURCES, *VALIDATION_SOURCES)}
    assert {pair.source.split("/")[0] for pair in solutions.train}.isdisjoint(held_out)
    assert {pair.source for pair in solutions.test} == {TEST}


def test_nothing_reserved_is_trained_on(solutions: Solutions) -> None:
    assert {"30A", "31A"}.isdisjoint(problems(solutions.train))


def test_held_out_problems_have_one_program_and_others_a_few(solutions: Solutions) -> None:
    assert len(set(problems(solutions.test))) == len(solutions.test)
    counts = {key: problems(solutions.train).count(key) for key in problems(solutions.train)}
    assert set(counts.values()) == {MAX_PER_PROBLEM}


def test_a_corpus_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="cannot be read as a part of a corpus"):
        read_solutions(tmp_path, frozenset())
