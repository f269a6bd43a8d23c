"""Ghosts: each new one is right, a right beginning or wrong, and stays on the screen or not."""

from collections.abc import Callable
from typing import Any

import pytest

from beamcoder.model.proposal import Answer, Item
from beamcoder.tokenizer.lexer import lexical
from beamcoder.training.evaluation.metrics.ghosts import Ghosts
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.metrics.typing_in_editor import type_in_editor
from beamcoder.training.evaluation.places.program import Program
from beamcoder.training.evaluation.places.sampling import plan
from beamcoder.training.evaluation.places.template import template_lines

TRUE = "int count = next();"


def answer(text: str, replace: int = 0, taken: float = 0.9, n_lines: int = 1) -> Answer:
    others = tuple(Item(f"other{i}", replace, 0.01) for i in range(n_lines - 1))
    lines, traits = (Item(text, replace, 0.5), *others), {"typed": replace}
    return Answer(lines=lines, ghost_probability=taken, traits=traits)


def noted(true: str, *asked: tuple[str, Answer, str]) -> FileCounts:
    """What is counted of a line of which so much is typed, with so much right of the cursor."""
    record = FileCounts("a")
    ghosts = Ghosts([token.text for token in lexical(true)], 0, record)
    for left, found, rest in asked:
        ghosts.note(left, found, rest)
    return record


def test_each_line_counts_once() -> None:
    record = noted(
        TRUE,
        ("", answer("int other = next();"), ""),
        ("i", answer("int other = next();", 1), ""),  # the same, still there
        ("in", answer("int count = next();", 2, taken=0.01, n_lines=4), ""),  # not shown
        ("int ", answer("code;", taken=0.8), ""),
        ("int c", answer("Collections;", 1), ""),  # would change the "c" that is typed
        ("int c", Answer(), ""),
    )
    assert record.shown["ghost"] == [(0.9, False), (0.01, True), (0.8, False)]
    assert record.sums["ghost.typed.wrong"] == [2, 2]
    assert record.sums["ghost.typed.right"] == record.sums["ghost.typed.beginning"] == [0, 2]
    assert record.sums["ghost.typed.on_screen"] == [3, 6]
    assert record.sums["ghost.typed.kept"] == [1, 3]  # gone at "in" and at "int c"
    assert record.traits["ghost"] == [{"typed": n} for n in (0, 2, 0)]


@pytest.mark.parametrize(
    ("true", "left", "ghost", "rest", "kind"),
    [
        (TRUE, "int ", "count = next();", "", "right"),
        (TRUE, "int ", "count = next()", "", "beginning"),
        (TRUE, "int c", "ount", "", "beginning"),
        (TRUE, "int ", "count = new();", "", "wrong"),
        (TRUE, "int c", " = next();", "", "wrong"),
        ("print(total);", "print(", "total", ")", "beginning"),
        ("print(total)", "print(", "total", ")", "right"),
        ("print(total + 1);", "print(", "total", ")", "beginning"),
        ("if (a != bound) {", "if (a !", "bound", ")", "wrong"),
        ("", "", "next();", "", "wrong"),
    ],
)
def test_kinds(true: str, left: str, ghost: str, rest: str, kind: str) -> None:
    record = FileCounts("a")
    ghosts = Ghosts([token.text for token in lexical(true)], 0, record)
    taken = ghosts.note(left, answer(ghost), rest)
    assert record.sums[f"ghost.typed.{kind}"] == [1, 1]
    assert (taken is not None) == (kind != "wrong")


def test_who_is_offered_every_line_types_a_key_a_line(
    oracle: Callable[..., Any], program: Program
) -> None:
    case = plan([program], template_lines([program]), 500, seed=0)[0]
    assert len(case.replayed) == len(program.lines)
    record = FileCounts("a")
    engine = oracle(program=program)
    type_in_editor(engine, case, record)
    requests = engine.asked
    n_blank = sum(not request.text[: request.offset].rpartition("\n")[2] for request in requests)
    assert record.sums["ghost.typed.saved"][1] > 200
    assert n_blank < len(requests) <= 2 * len(program.lines)
    assert all(request.text[request.offset :].strip(" })\n") == "" for request in requests)
