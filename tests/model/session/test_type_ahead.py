"""Reuse of the last search: what it may say, when it is silent, and without the network."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import UsageError
from beamcoder.model.completer import Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.model.session.typed_path import typed_since
from beamcoder.tokenizer.live.lines import UnchangedEnds
from beamcoder.tokenizer.subword import Subword

INFO = ModelInfo("scripted", 0, "")
HEAD = """import java.util.Scanner;

public class Sum {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
"""
END = "\n    }\n}\n"
TYPED = (
    "int n = sc.nextInt();",
    "int n=sc.nextInt ( ) ;",
    "for (int i = 0; i < n; i++) {",
    'System.out.println(args + "a");',
    "int[] value = new int[n];",
    "long unheardOf = Math.min(n, MAX_VALUE) >> 2;",
)
COVERAGE = 0.9
OPTIONS = DecodingOptions(reuse_coverage=COVERAGE, recall=False, loose_weight=0.0)


@pytest.fixture(scope="module")
def engine(runtime: Any, subword: Subword) -> Completer:
    return Completer(runtime, subword, INFO, options=OPTIONS)


def replayed(engine: Completer, typed: str, **how: Any) -> Iterator[tuple[Request, Answer]]:
    """Every key of a line that is typed in one session."""
    session = engine.new_session()
    for n in range(len(typed) + 1):
        left = f"{HEAD}        {typed[:n]}"
        request = Request(left + END, len(left), **how)
        yield request, engine.complete(request, session)


def by_text(items: tuple[Item, ...]) -> dict[tuple[str, int], Item]:
    return {(item.text, item.replace): item for item in items}


def assert_consistent(request: Request, answer: Answer) -> None:
    assert sum(item.probability for item in answer.tokens) <= 1.001
    assert sum(item.probability for item in answer.lines) <= 1.001
    for items in (answer.tokens, answer.lines):
        probabilities = [item.probability for item in items]
        assert probabilities == sorted(probabilities, reverse=True)
        for item in items:
            word = request.text[request.offset - item.replace : request.offset]
            assert item.text.startswith(word) and item.text != word and item.text.strip()


@pytest.mark.parametrize("typed", TYPED)
def test_what_it_says_is_consistent(engine: Completer, typed: str) -> None:
    for request, answer in replayed(engine, typed):
        if answer.source == "reuse":
            assert_consistent(request, answer)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_what_it_says_is_consistent_whatever_is_typed(
    runtime: Any, subword: Subword, seed: int
) -> None:
    options = replace(OPTIONS, reuse_coverage=0.0, reuse_lead=0.0, beam_width=4, first_width=4)
    engine = Completer(runtime, subword, INFO, options=options)
    draw, session = random.Random(seed), engine.new_session()
    text, offset, n_answered, answer = HEAD + END, len(HEAD), 0, Answer()
    for _ in range(400):
        odd = draw.choice([*"scint .=<>()[];+-*/1'_", "int n", " = sc", "\n    ", "nextInt"])
        offered = [item.text[item.replace :] for item in (*answer.lines, *answer.tokens)]
        typed = draw.choice(offered)[:2] if offered and draw.random() < 0.7 else odd
        if draw.random() < 0.1:
            text, offset, typed = text[: offset - 1] + text[offset:], offset - 1, ""
        if draw.random() < 0.05 or answer.reason is not None:
            text, offset = HEAD + END, len(HEAD)
        text, offset = text[:offset] + typed + text[offset:], offset + len(typed)
        request = Request(text, offset)
        answer = engine.complete(request, session)
        if answer.source == "reuse":
            n_answered += 1
            assert_consistent(request, answer)
    assert n_answered > 5, n_answered


@pytest.mark.parametrize("typed", TYPED)
def test_what_it_does_not_know_bounds_its_error(engine: Completer, typed: str) -> None:
    for request, answer in replayed(engine, typed):
        if answer.source != "reuse":
            continue
        fresh = engine.complete(replace(request, reuse=False))
        known, searched = by_text(answer.tokens), by_text(fresh.tokens)
        assert next(iter(known)) == next(iter(searched))
        for key in known.keys() & searched.keys():
            difference = known[key].probability - searched[key].probability
            assert abs(difference) <= 1 - COVERAGE + 1e-4
        found = by_text(fresh.lines)
        for key, item in by_text(answer.lines).items():
            if key in found:
                assert item.probability == pytest.approx(found[key].probability, abs=0.01)


def test_it_answers_without_the_network(runtime: Any, engine: Completer) -> None:
    sources = []
    n_before = runtime.n_forwards, runtime.n_encodes
    for _, answer in replayed(engine, TYPED[0]):
        n_now = runtime.n_forwards, runtime.n_encodes
        assert (n_now == n_before) == (answer.source != "model")
        sources.append(answer.source)
        n_before = n_now
    assert sources.count("reuse") > len(sources) / 2


def test_going_back_along_the_hypothesis_is_answered_too(engine: Completer) -> None:
    session = engine.new_session()
    answers = {}
    for typed in ("int n = ", "int n = s", "int n = sc", "int n = s"):
        left = f"{HEAD}        {typed}"
        answers[typed] = engine.complete(Request(left + END, len(left)), session)
    assert answers["int n = s"].source == "reuse"
    assert answers["int n = s"].lines[0].text == "sc.nextInt();"


def other(request: Request, typed: str, **how: Any) -> Request:
    """A key later: `typed` stands before the cursor, and what `how` says is other than before."""
    left = request.text[: request.offset] + typed
    text = left + request.text[request.offset :]
    fields: dict[str, Any] = {"text": text, "offset": len(left)} | how
    return replace(request, **fields)


LEFT = f"{HEAD}        int n = "
PLACE = Request(LEFT + END, len(LEFT))


def test_one_key_along_is_answered(engine: Completer) -> None:
    session = engine.new_session()
    engine.complete(PLACE, session)
    assert engine.complete(other(PLACE, "s"), session).source == "reuse"


@pytest.mark.parametrize(
    "request_",
    [
        other(PLACE, "s", reuse=False),
        other(PLACE, "s", statement="the sum of n numbers"),
        other(PLACE, "s", dismissed=frozenset({"sc"})),
        other(PLACE, "s", count=3),
        other(PLACE, "s", lines=False),
        other(PLACE, "s", text=LEFT + "s " + END),  # more behind the cursor
        other(PLACE, "s", text="\n" + LEFT[1:] + "s" + END),  # another text before it
        other(PLACE, "\n        s"),
        other(PLACE, "/* s"),
        other(PLACE, '"'),
        other(PLACE, "unheardOf"),
    ],
)
def test_it_is_silent(engine: Completer, request_: Request) -> None:
    session = engine.new_session()
    engine.complete(PLACE, session)
    assert engine.complete(request_, session).source != "reuse"


def test_it_is_silent_where_operators_join(engine: Completer) -> None:
    at_sign = replace(PLACE, text=LEFT[:-1] + END, offset=len(LEFT) - 1)
    for typed, is_known in ((" sc", True), ("sc", True), ("=", False), ("=sc", False)):
        session = engine.new_session()
        engine.complete(at_sign, session)
        assert (engine.complete(other(at_sign, typed), session).source == "reuse") == is_known


def test_it_is_silent_behind_a_search_that_was_cut_short(engine: Completer) -> None:
    session = engine.new_session()
    engine.complete(replace(PLACE, deadline_ms=0.0), session)
    assert engine.complete(other(PLACE, "s"), session).source != "reuse"


def test_it_holds_as_long_as_its_tree_stands(engine: Completer) -> None:
    """A search that is given up voids the last one's answers only where it moves their tree."""
    undisturbed, session = engine.new_session(), engine.new_session()
    for kept in (undisturbed, session):
        engine.complete(PLACE, kept)
    late = other(PLACE, "s", reuse=False, cancelled=lambda: True)
    assert engine.complete(late, session).reason == "cancelled"
    found = engine.complete(other(PLACE, "s"), session)
    assert found.source == "reuse"
    assert found == replace(
        engine.complete(other(PLACE, "s"), undisturbed), timings_ms=found.timings_ms
    )
    engine.complete(replace(late, offset=len(LEFT) // 2), session)
    assert engine.complete(other(PLACE, "s"), session).source != "reuse"


def test_thresholds_are_checked_and_obeyed(runtime: Any, subword: Subword) -> None:
    with pytest.raises(UsageError, match="reuse_coverage"):
        DecodingOptions(reuse_coverage=1.5).verify()
    with pytest.raises(UsageError, match="reuse_lead"):
        DecodingOptions(reuse_lead=-1.0).verify()
    shares = []
    for coverage in (0.0, 0.9, 1.0):
        options = replace(OPTIONS, reuse_coverage=coverage)
        engine = Completer(runtime, subword, INFO, options=options)
        sources = [a.source for typed in TYPED for _, a in replayed(engine, typed, lines=False)]
        shares.append(sources.count("reuse"))
    assert shares == sorted(shares, reverse=True) and shares[0] > shares[-1]


def test_switched_off_it_is_silent(runtime: Any, subword: Subword) -> None:
    engine = Completer(runtime, subword, INFO, options=replace(OPTIONS, reuse=False))
    assert all(answer.source != "reuse" for _, answer in replayed(engine, TYPED[0]))


few = st.text("ab\n", max_size=5)


@given(st.tuples(few, few, few, few), st.integers(0, 20), st.integers(0, 20), st.booleans())
def test_what_was_typed_is_the_same_whatever_is_known_to_stand_around_it(
    parts: tuple[str, str, str, str], at: int, to: int, is_inserted: bool
) -> None:
    before, old, new, behind = parts
    text = before + old + behind
    at = min(at, len(text))
    if is_inserted and len(before) <= at <= len(before) + len(old):
        new, to = old[: at - len(before)] + new + old[at - len(before) :], at + len(new)
    grown = before + new + behind
    was, now = Request(text, at), Request(grown, min(to, len(grown)))
    typed, around = typed_since(was, now), UnchangedEnds(before, behind)
    assert typed == typed_since(replace(was, around=around), replace(now, around=around))
    expected = grown[at : now.offset]
    assert (typed or "") == (expected if text[:at] + expected + text[at:] == grown else "")
