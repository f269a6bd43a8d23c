"""The demo of 2017: at twelve cursors what is expected is in the first three, at ten first."""

from typing import Any

import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.tokenizer.java.syntax import count_errors
from beamcoder.training.evaluation.studies.demo import judge, judge_all, read_cursors, table

MIN_FIRST = 10


class Fixed:
    """An engine that says the same everywhere."""

    info = ModelInfo("fixed", 0, "")

    def __init__(self, *texts: str, replace: int = 0) -> None:
        self._items = tuple(Item(text, replace, 0.1) for text in texts)

    def new_session(self) -> None:
        return None

    def complete(self, request: Request, session: Any = None) -> Answer:
        request.verify()
        return Answer(tokens=self._items, lines=self._items)


def test_there_are_twelve_cursors_in_java_that_goes_on() -> None:
    cursors = read_cursors()
    assert len({cursor.name for cursor in cursors}) == 12
    for cursor in cursors:
        finished = cursor.text[: cursor.text.rfind("\n") + 1]
        n_open = finished.count("{") - finished.count("}")
        assert count_errors(finished + "}" * n_open) == 0, cursor.name


@pytest.mark.parametrize(
    ("name", "texts", "replace", "is_passed"),
    [
        ("n comes from sc", ["new", "Integer", "sc"], 0, True),
        ("n comes from sc", ["new", "Integer", "0", "sc"], 0, False),
        ("n comes from in", ["sc"], 0, False),
        ("a Scanner is made", ["new Scanner( System.in ) ;"], 0, True),
        ("println closes", [")"], 0, True),
        ("println closes", ["ans)"], 3, True),
        ("println closes", ["answer"], 3, False),
        ("println closes", [], 0, False),
    ],
)
def test_a_cursor_is_judged(name: str, texts: list[str], replace: int, is_passed: bool) -> None:
    cursor = next(cursor for cursor in read_cursors() if cursor.name == name)
    outcome = judge(Fixed(*texts, replace=replace), cursor)
    assert outcome.is_passed is is_passed
    assert ("expected: " in "\n".join(table([outcome]))) is not is_passed


def test_the_default_model_passes_all_twelve() -> None:
    outcomes = judge_all(Completer.open(), read_cursors())
    print("\n".join(table(outcomes)))
    missed = [outcome.cursor.name for outcome in outcomes if not outcome.is_passed]
    assert not missed, f"missed: {', '.join(missed)}"
    assert sum(outcome.is_first for outcome in outcomes) >= MIN_FIRST
