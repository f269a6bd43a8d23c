"""The three ways of asking, with engines whose figures are known in closed form."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.training.evaluation.metrics.next_token import ask_tokens, stretch
from beamcoder.training.evaluation.metrics.parses import ParseCheck
from beamcoder.training.evaluation.metrics.query import CompletionEngine, QueryContext
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.metrics.replay import type_line
from beamcoder.training.evaluation.places.program import Program
from beamcoder.training.evaluation.places.sampling import EvaluationCase
from beamcoder.training.evaluation.places.template import bracket_partners
from beamcoder.training.evaluation.results.estimates import Figure, figures, sums_by_file
from beamcoder.training.evaluation.runner import examine

Make = Callable[..., Any]


def everything(program: Program) -> EvaluationCase:
    """A case that asks every token and every line."""
    long = tuple(line for line in program.lines if len(line) >= 3)
    return EvaluationCase(
        program=program,
        body=tuple(i >= 40 for i in range(len(program.tokens))),
        tokens=tuple(range(len(program.tokens))),
        lines=long,
        random_tokens=tuple(line.stop - 1 for line in long),
        replayed=program.lines,
    )


def measure(
    engine: CompletionEngine, program: Program, with_right: bool = True
) -> dict[str, Figure]:
    record = examine(engine, everything(program), with_right)
    return figures(sums_by_file([record]), seed=0)


def values(found: dict[str, Figure], prefix: str) -> dict[str, float]:
    return {n.removeprefix(prefix): f.value for n, f in found.items() if n.startswith(prefix)}


def test_an_oracle_is_right_everywhere(program: Program, oracle: Make) -> None:
    found = measure(oracle(), program)
    assert found["ghost.typed.wrong"].value == 0
    others = ("keystrokes", "ghost.typed")
    shares = {n: f.value for n, f in found.items() if not n.startswith(others)}
    bits = {n: share for n, share in shares.items() if n.endswith("bits_of_listed")}
    assert set(bits.values()) == {0.0}
    assert {n: s for n, s in shares.items() if n not in bits and s != 1.0} == {}
    n_tokens = len(program.tokens)
    assert found["next_token.left.all.accuracy@1"].n == n_tokens
    assert found["next_token.right.body.accuracy@1"].n == n_tokens - 40
    for context in QueryContext:
        for scope in ("start", "random"):
            assert f"line.{scope}.{context}.body.exact@5" in found


def test_a_silent_engine_is_right_nowhere(program: Program, constant: Make) -> None:
    found = measure(constant(), program)
    assert {n: f.value for n, f in found.items() if f.value} == {}
    assert not [n for n in found if n.startswith(("parses", "calibration")) or "bits" in n]


def test_the_rank_is_counted(program: Program, oracle: Make) -> None:
    found = measure(oracle(n_wrong=2), program, with_right=False)
    scores = {"accuracy@1": 0, "accuracy@5": 1, "mrr@10": pytest.approx(1 / 3)}
    for scope in ("all", "identifiers", "body"):
        shown = values(found, f"next_token.left.{scope}.")
        assert shown == scores | {"listed": 1, "bits_of_listed": 0}
    assert values(found, "typed.left.1.") == {"recall@1": 0, "recall@5": 1}
    lines = values(found, "line.start.left.all.")
    assert (lines["exact"], lines["exact@5"], lines["shown"]) == (0, 1, 1)
    assert 0 < lines["edit_similarity"] < 1


def test_a_token_beyond_the_list_is_not_found(program: Program, oracle: Make) -> None:
    found = values(measure(oracle(n_wrong=10), program, with_right=False), "next_token.left.all.")
    assert found == {"accuracy@1": 0, "accuracy@5": 0, "mrr@10": 0, "listed": 0}


def test_a_constant_is_as_right_as_its_token_is_frequent(program: Program, constant: Make) -> None:
    counts = Counter(token.text for token in program.tokens)
    engine = constant(tokens=(Item(";", 0, 0.25), Item(".", 0, 0.125)))
    record = examine(engine, everything(program), with_right=False)
    found = values(figures(sums_by_file([record]), seed=0), "next_token.left.all.")
    n = len(program.tokens)
    assert found["accuracy@1"] == counts[";"] / n
    assert found["accuracy@5"] == (counts[";"] + counts["."]) / n
    assert found["mrr@10"] == pytest.approx((counts[";"] + counts["."] / 2) / n)
    bits = (2 * counts[";"] + 3 * counts["."]) / (counts[";"] + counts["."])
    assert found["bits_of_listed"] == pytest.approx(bits)
    assert record.shown["tokens"].count((0.25, True)) == counts[";"]
    assert len(record.shown["tokens"]) == len(record.shown["tokens_below"]) == n


def test_a_score_gives_exact_bits(program: Program, constant: Make) -> None:
    engine = constant()
    engine.score = lambda request, text, session: -math.log(8)
    found = values(measure(engine, program, with_right=False), "next_token.left.all.")
    assert found["bits"] == pytest.approx(3)
    assert "bits_of_listed" not in found


@pytest.mark.parametrize(
    ("index", "first"), [(0, 0), (31, 0), (32, 32), (63, 32), (64, 64), (1023, 512), (1024, 1024)]
)
def test_stretches_of_a_file_double(index: int, first: int) -> None:
    assert stretch(index) == first


def test_accuracy_is_told_by_stretch(program: Program, oracle: Make) -> None:
    found = measure(oracle(), program, with_right=False)
    parts = {n: f.n for n, f in found.items() if n.startswith("position.left.all.")}
    n_tokens = len(program.tokens)
    assert parts["position.left.all.from_0000"] == parts["position.left.all.from_0032"] == 32
    assert sum(parts.values()) == n_tokens
    body = [f.n for n, f in found.items() if n.startswith("position.left.body.")]
    assert sum(body) == n_tokens - 40


@dataclass
class Curious:
    """Keeps what it was told of the program."""

    inner: Any
    programs: list[Program]

    @property
    def info(self) -> Any:
        return self.inner.info

    def with_author_of(self, program: Program) -> Any:
        self.programs.append(program)
        return self.inner


def test_an_engine_may_look_beside_the_program(program: Program, oracle: Make) -> None:
    engine: Any = Curious(oracle(), [])
    found = measure(engine, program, with_right=False)
    assert engine.programs == [program]
    assert found["next_token.left.all.accuracy@1"].value == 1


def test_only_what_may_be_seen_is_shown(program: Program, constant: Make) -> None:
    engine = constant()
    ask_tokens(engine, everything(program), QueryContext.LEFT, FileCounts("x"))
    assert all(request.offset == len(request.text) for request in engine.asked)
    assert not any(request.lines for request in engine.asked)
    engine.asked.clear()
    ask_tokens(engine, everything(program), QueryContext.RIGHT, FileCounts("x"))
    assert all(r.text[r.offset :][:1] in ("\n", "") for r in engine.asked)


# Keystrokes


def keys(engine: CompletionEngine, text: str) -> tuple[int, int]:
    """Keys and characters of a whole program."""
    program = Program.parse(text)
    closed = frozenset(bracket_partners(program.tokens).values())
    typed = [type_line(engine, program, line, closed, None) for line in program.lines]
    return sum(n for n, _ in typed), sum(n for _, n in typed)


@pytest.mark.parametrize(
    ("text", "n_characters"),
    [
        ("int a;", 6),
        ("int  a;  // nothing more", 6),
        ("  int a ;\n\n   b;", 10),  # one line end, and no indentation
        ("f(a[1]);", 6),  # the editor closes
        ("class A {\n  int a;\n}\n", 9 + 1 + 6),
        ("a /* why */ = 1;", 6),
        ("a/* why */=1;", 4),
    ],
)
def test_who_gets_nothing_types_every_character(
    text: str, n_characters: int, constant: Make
) -> None:
    assert keys(constant(), text) == (n_characters, n_characters)


@pytest.mark.parametrize(
    ("text", "n_wrong", "n_keys"),
    [
        ("int a;", 0, 1 + 1 + 1 + 1),  # int by the list, a blank, a, ;
        ("int a;", 1, 2 + 1 + 1 + 1),
        ("int a;", 2, 6),  # three keys for three characters: typed
        ("return total;", 4, 5 + 1 + 5 + 1),  # after t, no gain
        ("return total;", 5, 13),  # not among the first five
    ],
)
def test_a_list_item_costs_its_rank(text: str, n_wrong: int, n_keys: int, oracle: Make) -> None:
    engine = oracle(program=Program.parse(text), n_wrong=n_wrong, with_lines=False)
    assert keys(engine, text)[0] == n_keys


def test_a_ghost_line_costs_one_key(program: Program, oracle: Make) -> None:
    engine = oracle(program=program, with_tokens=False)
    n_lines = sum(1 for line in program.lines if program.tokens[line.first].text != "}")
    assert keys(engine, program.text)[0] == 2 * n_lines - 1  # each one and the line ends between


def test_a_line_of_the_list_costs_its_rank(program: Program, oracle: Make) -> None:
    engine = oracle(program=program, n_wrong=1, with_tokens=False)
    n_lines = sum(1 for line in program.lines if program.tokens[line.first].text != "}")
    assert keys(engine, program.text)[0] == 3 * n_lines - 1


@dataclass
class Halfway:
    """Offers the rest of a line once three characters of it are typed."""

    inner: Any

    @property
    def info(self) -> Any:
        return self.inner.info

    def new_session(self) -> None:
        return None

    def complete(self, request: Request, session: Any = None) -> Answer:
        answer: Answer = self.inner.complete(request)
        return answer if request.text.endswith("cou") else Answer()


def test_a_ghost_line_may_come_while_a_word_is_typed(oracle: Make) -> None:
    text = "count = in.nextInt();"
    assert keys(Halfway(oracle(program=Program.parse(text))), text) == (3 + 1, 20)


def test_replay_counts_the_lines_of_the_body(program: Program, oracle: Make) -> None:
    found = measure(oracle(), program, with_right=False)
    n_keys, n_characters = keys(oracle(), program.text)
    everywhere = found["keystrokes_saved.left.all"]
    assert everywhere.n == n_characters
    assert everywhere.value == pytest.approx(1 - n_keys / n_characters)
    assert 0 < found["keystrokes_saved.left.body"].n < n_characters


# Parses

CLASS = "class A {\n    void f(int n) {\n        ‸\n    }\n}\n"


@pytest.mark.parametrize(
    ("marked", "line", "replace", "parses"),
    [
        (CLASS, "int a = n;", 0, True),
        (CLASS, "if (n > 0) {", 0, True),
        (CLASS, "int a = ;", 0, False),
        (CLASS, "}", 0, False),
        (CLASS, "foo(n;", 0, False),
        ("class A {\n void f() {\n  ‸", "while (true) {", 0, True),
        ("class A {\n void f() {\n  ‸", "}", 0, True),
        ("class A {\n void f() {\n  ‸", "int = 3;", 0, False),
        ("class A {\n void f() {\n  int a = ‸", "b(1);", 0, True),
        ("class A {\n void f() {\n  System.ou‸", "out.println();", 2, True),
        ("‸", "import java.util.*;", 0, True),
        ("‸", "import java util;", 0, False),
    ],
)
def test_a_line_parses_in_place(marked: str, line: str, replace: int, parses: bool) -> None:
    left, right = marked.split("‸")
    check = ParseCheck(Request(left + right, len(left)))
    assert check.parses(Item(line, replace, 0.5)) is parses
