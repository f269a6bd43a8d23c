"""Beginnings of a line: what they promise, next to the tokens and lines that the search found."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.decoding import beginnings
from beamcoder.model.decoding.beginnings import end_of
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.subword import Subword
from tests.model.session.test_type_ahead import COVERAGE, END, HEAD, TYPED

UNSURE = {"ghost": {"a": 0.1, "b": -5.0}}  # no whole line is likely
INFO = ModelInfo("scripted", 0, "")
PLAIN = DecodingOptions(recall=False, loose_weight=0.0, reuse_coverage=COVERAGE)


@pytest.fixture(scope="module")
def engine(runtime: Any, subword: Subword) -> Completer:
    return Completer(runtime, subword, INFO, UNSURE, PLAIN)


def typed_keys(engine: Completer) -> Iterator[tuple[Request, Answer]]:
    """Every key of some lines, each line in a session of its own."""
    for line in TYPED:
        session = engine.new_session()
        for n in range(len(line) + 1):
            left = f"{HEAD}        {line[:n]}"
            request = Request(left + END, len(left))
            yield request, engine.complete(request, session)


def test_they_are_where_the_first_line_begins_and_the_longer_the_less_likely(
    engine: Completer,
) -> None:
    n_found = 0
    for request, answer in typed_keys(engine):
        texts = [item.text for item in answer.beginnings]
        assert texts == sorted(texts, key=len)
        likely = [item.probability for item in answer.beginnings]
        assert likely == sorted(likely, reverse=True)
        for item in answer.beginnings:
            n_found += 1
            line = answer.lines[0]
            assert line.text.startswith(item.text) and item.replace == line.replace
            assert len(item.text) - item.replace >= beginnings.SHORTEST
            assert item.probability + 1e-4 >= (line.model_probability or 0) * line.weight
            left = request.text[request.offset - item.replace : request.offset]
            whole, part = lexical(line.text), lexical(item.text)
            assert [t.text for t in part] == [t.text for t in whole][: len(part)]
            assert item.text.startswith(left)
    assert n_found > 20


def test_one_of_one_token_is_as_likely_as_that_token(engine: Completer) -> None:
    n_met = 0
    for request, _ in typed_keys(engine):
        answer = engine.complete(replace(request, reuse=False))
        tokens = {item.text.strip(): item for item in answer.tokens}
        for item in answer.beginnings:
            token = tokens.get(item.text.strip())
            if token is not None and item.replace == token.replace:
                n_met += 1
                expected = (token.model_probability or 0.0) * answer.lines[0].weight
                assert item.probability == pytest.approx(expected, abs=0.02)
    assert n_met > 5


def test_what_the_last_search_says_of_them_a_fresh_one_says_too(engine: Completer) -> None:
    n_met = 0
    for request, answer in typed_keys(engine):
        if answer.source != "reuse":
            continue
        fresh = engine.complete(replace(request, reuse=False))
        found = {(item.text, item.replace): item for item in fresh.beginnings}
        for item in answer.beginnings:
            if (item.text, item.replace) in found:
                n_met += 1
                same = found[item.text, item.replace]
                assert item.probability == pytest.approx(same.probability, abs=0.02)
    assert n_met > 5


def test_a_line_that_is_likely_needs_none(runtime: Any, subword: Subword) -> None:
    sure = Completer(runtime, subword, INFO, {"ghost": {"a": 0.1, "b": 5.0}}, PLAIN)
    assert all(not answer.beginnings for _, answer in typed_keys(sure))


LINE = Item("for (int i = 0; i < n; i++) {", 0, 0.3)


def with_beginning(p: float, text: str = "for (int i = 0; i <", whole: float = 0.1) -> Answer:
    return Answer(lines=(LINE,), ghost_probability=whole, beginnings=(Item(text, 0, p),))


@pytest.mark.parametrize(
    ("p", "whole", "minimum", "shown"),
    [
        (0.9, 0.1, 0.4, "beginning"),
        (0.69, 0.1, 0.4, None),  # a beginning has to be likelier than a line
        (0.9, 0.1, 0.95, None),
        (0.9, 0.65, 0.4, "line"),  # it promises as much, and spares a second look
        (0.9, 0.41, 0.4, "beginning"),
        (0.9, 0.1, 0.0, "line"),  # every line is asked for
    ],
)
def test_what_is_worth_showing(p: float, whole: float, minimum: float, shown: str | None) -> None:
    answer = with_beginning(p, whole=whole)
    kinds = {"line": LINE, "beginning": answer.beginnings[0], None: None}
    assert answer.ghost(minimum) == kinds[shown]


def test_the_beginning_that_promises_most() -> None:
    texts = ("for (int", "for (int i = 0; i <", "for (int i = 0; i < n")
    items = tuple(Item(text, 0, p) for text, p in zip(texts, (0.95, 0.9, 0.71), strict=True))
    answer = Answer(lines=(LINE,), ghost_probability=0.1, beginnings=items)
    assert answer.ghost() == items[1]
    assert answer.ghost(0.92) == items[0]


@pytest.mark.parametrize(
    ("text", "symbols", "n", "end"),
    [
        ("int n = 5;", ("int", "n", "=", "5", ";"), 3, 7),
        (" = 5;", ("=", "5", ";"), 1, 2),
        ("int  n", ("int", "n"), 2, 6),
        ("int m", ("int", "n"), 2, None),
        ("int", ("int",), 0, 0),
    ],
)
def test_where_a_symbol_ends(text: str, symbols: tuple[str, ...], n: int, end: int | None) -> None:
    assert end_of(text, symbols, n) == end
