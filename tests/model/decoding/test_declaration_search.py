"""Lines made for a name that the code below needs."""

from math import exp, isclose, log
from typing import Any

import numpy as np
import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.decoding.declaration_search import (
    ARRAYS,
    BELIEF,
    HEADS,
    N_HEADS,
    NUMBERS,
    OBJECTS,
    Needed,
    Use,
    search_declaring,
)
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.proposal import Answer, Request, never
from beamcoder.model.session.session import Context, Session
from beamcoder.tokenizer.java.names import declared_names
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex, lexical
from beamcoder.tokenizer.subword import Subword

LEFT = """import java.util.Scanner;

public class Sum {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        """
BELOW = "\n        System.out.println({} * 2);\n    }}\n}}\n"
TRUTH = ("boolean",)


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("x[0] = 1", ARRAYS),
        ("f(x.length)", ARRAYS),
        ("x.length()", OBJECTS),
        ("x.add(1)", OBJECTS),
        ('x = "a"', OBJECTS),
        ("x = true", TRUTH),
        ("if (x) {", TRUTH),
        ("a && x)", TRUTH),
        ("f(!x)", TRUTH),
        ("x++;", NUMBERS),
        ("a < x;", NUMBERS),
        ("x >= y", NUMBERS),
        ("f(x)", HEADS),
        ("x + y", HEADS),
        ("x == y", HEADS),
        ("= x;", HEADS),
    ],
)
def test_a_use_tells_what_a_name_may_be(text: str, heads: tuple[str, ...]) -> None:
    texts = ["", "", *(token.text for token in lexical(text)), "", "", ""]
    at = texts.index("x")
    use = Use((texts[at - 2], texts[at - 1]), (texts[at + 1], texts[at + 2], texts[at + 3]))
    assert use.heads == heads


def test_uses_that_contradict_each_other_do_not_rule_out_everything() -> None:
    array, number = Use(("", ""), ("[", "", "")), Use(("", ""), ("++", "", ""))
    assert Needed("x", []).heads == list(HEADS)
    assert Needed("x", [array, number]).heads == list(ARRAYS)
    assert Needed("x", [number, array]).heads == list(NUMBERS)


def tree_at(runtime: Any, subword: Subword) -> Tree:
    symbols = [symbol.text for symbol in layout(lex(LEFT + ";"))][:-1]
    pieces = np.array([subword.bos, *subword.encode_all(symbols)])
    return Session().align(runtime, Context(pieces, pieces[:0], pieces[:0]))


def log_p(tree: Tree, pieces: list[int]) -> tuple[float, int]:
    """Step by step: the log-probability of pieces, and the node behind them."""
    total, node = 0.0, Tree.ROOT
    for piece in pieces:
        total += float(tree.rows[node][piece])
        node = tree.step([(node, piece)])[0]
    return total, node


def test_probabilities_are_those_of_declarations(runtime: Any, subword: Subword) -> None:
    vocabulary, tree = Vocabulary(subword), tree_at(runtime, subword)
    needed = Needed("value", [Use(("(", "("), ("*", "2", ")"))])
    lines = search_declaring(needed, tree, vocabulary, DecodingOptions(), Stop(None, never))
    naive = tree_at(runtime, subword)
    heads = [subword.encode_all(head.split()).tolist() for head in NUMBERS]
    heads = sorted(heads, key=lambda head: -log_p(naive, head)[0])[:N_HEADS]
    starts = [[*head, *subword.encode("value")] for head in heads]
    mass = float(np.logaddexp.reduce([log_p(naive, start)[0] for start in starts]))
    assert lines
    for line in lines:
        assert any(list(line.pieces[: len(start)]) == start for start in starts)
        total, node = log_p(naive, list(line.pieces))
        total += float(np.logaddexp.reduce(naive.rows[node][vocabulary.line_ends]))
        assert isclose(line.log_p, total - mass + log(BELIEF), abs_tol=1e-3)
    assert sum(exp(line.log_p) for line in lines) <= BELIEF + 1e-3
    assert [line.log_p for line in lines] == sorted((line.log_p for line in lines), reverse=True)


def test_a_stopped_search_ends(runtime: Any, subword: Subword) -> None:
    stop = Stop(None, lambda: True)
    args = (tree_at(runtime, subword), Vocabulary(subword), DecodingOptions(), stop)
    assert search_declaring(Needed("value", []), *args) == []


def complete(completer: Completer, right: str, head: str = "") -> Answer:
    return completer.complete(Request(head + LEFT + right, len(head + LEFT), tokens=False))


def test_the_name_that_is_needed_is_declared(completer: Completer) -> None:
    for name in ("value", "found", "ans", "best"):
        first = complete(completer, BELOW.format(name)).lines[0].text
        assert name in declared_names(lexical(first)), first


@pytest.mark.parametrize("right", [BELOW.format("1"), "", BELOW.format("args.length")])
def test_where_nothing_is_needed_nothing_changes(completer: Completer, right: str) -> None:
    plain = Completer(
        completer.runtime,
        completer.subword,
        completer.info,
        options=DecodingOptions(needs_weight=1.0),
    )
    assert complete(completer, right).lines == complete(plain, right).lines


def test_what_may_be_inherited_is_not_declared(completer: Completer) -> None:
    right = BELOW.format("value")
    above = "class A extends B { }\n"
    declared = [declared_names(lexical(i.text)) for i in complete(completer, right, above).lines]
    assert declared and not any("value" in names for names in declared)
    above = "class A<T extends B> { }\n"
    assert "value" in declared_names(lexical(complete(completer, right, above).lines[0].text))
