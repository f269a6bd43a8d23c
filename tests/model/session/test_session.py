"""What a session keeps: branches of columns, within bounds, and all of it true.

BEAMCODER_STEPS=10000 pytest tests/model/session/test_session.py     longer walks
"""

import os
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.proposal import Answer, ModelInfo, Request
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import Step
from beamcoder.model.session.branch import SearchCancelledError
from beamcoder.model.session.context import Context
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.subword import Subword

INFO = ModelInfo("scripted", 0, "")
LENGTH = 200
N_WALKS = 4
N_STEPS = int(os.environ.get("BEAMCODER_STEPS", "160")) // N_WALKS


def context(
    pieces: list[int],
    *,
    after: list[int] | None = None,
    statement: list[int] | None = None,
    split: int = 0,
) -> Context:
    below, stated = (np.array(part or [], np.int64) for part in (after, statement))
    return Context(np.array(pieces), below, stated, split)


def row_of(runtime: Any, session: Session, wanted: Context) -> Any:
    return session.align(runtime, wanted).rows[Tree.ROOT]


@pytest.fixture
def pieces() -> list[int]:
    found: list[int] = np.random.default_rng(5).integers(9, 300, LENGTH).tolist()
    return found


def test_a_jump_and_the_way_back_compute_next_to_nothing(runtime: Any, pieces: list[int]) -> None:
    session = Session()
    row_of(runtime, session, context(pieces))
    n_first = session.n_computed
    for n in (LENGTH // 4, LENGTH, LENGTH // 2, LENGTH, LENGTH // 4, LENGTH):
        row_of(runtime, session, context(pieces[:n]))
    assert session.n_computed - n_first <= 4


def test_an_edit_above_leaves_the_old_text_to_undo(runtime: Any, pieces: list[int]) -> None:
    session = Session()
    row_of(runtime, session, context(pieces))
    edited = [*pieces[:40], 7, *pieces[40:]]
    row_of(runtime, session, context(edited))
    n_computed = session.n_computed
    row_of(runtime, session, context(pieces))
    row_of(runtime, session, context(edited))
    assert session.n_computed == n_computed


def test_backspace_finds_the_row_of_an_earlier_place(runtime: Any, pieces: list[int]) -> None:
    session = Session()
    n_calls = []
    for n in (LENGTH - 2, LENGTH - 1, LENGTH, LENGTH - 1, LENGTH - 2):
        row_of(runtime, session, context(pieces[:n], after=[5, 6], split=LENGTH - 20))
        n_calls.append(session.n_calls)
    assert n_calls[2] == n_calls[3] == n_calls[4]


@pytest.mark.parametrize("seed", range(N_WALKS))
def test_any_walk_through_texts_gives_what_an_empty_session_gives(
    runtime: Any, pieces: list[int], seed: int
) -> None:
    draw = random.Random(seed)
    session = Session(limit_mb=4.0)
    texts = [pieces, [*pieces[:90], 8, 9, *pieces[90:]], pieces[50:]]
    for _ in range(N_STEPS):
        text = draw.choice(texts)
        n = draw.randrange(1, len(text) + 1)
        after = draw.choice([[], [5, 6], [7]])
        split = draw.randrange(max(0, n - 15), n)
        statement = draw.choice([[], [], [11, 12], [13]])
        wanted = context(text[:n], after=after, statement=statement, split=split)
        session.limit_mb = draw.choice([4.0, 4.0, 4.0, 0.5 * session.n_bytes / 1e6])
        session.trim()
        assert session.n_bytes <= session.limit_mb * 1e6
        tree = session.align(runtime, wanted)
        fresh = Session().align(runtime, wanted)
        np.testing.assert_allclose(tree.rows[0], fresh.rows[0], atol=1e-4)
        nodes = [0]
        follows = [*text[n : n + 3], draw.randrange(9, 300)]
        for piece in follows[: draw.randrange(1, 5)]:
            nodes += tree.step([(nodes[-1], piece)])
            ours = fresh.step([(len(fresh) - 1, piece)])
            np.testing.assert_allclose(tree.rows[nodes[-1]], fresh.rows[ours[0]], atol=1e-4)


@pytest.mark.parametrize("statement", [[], [11, 12]])
def test_lines_above_hear_the_statement_and_not_the_text_below(
    runtime: Any, pieces: list[int], statement: list[int]
) -> None:
    split, after = LENGTH - 10, np.array([5, 6])
    said, nothing = np.array(statement, np.int64), np.empty(0, np.int64)
    cache = Cache(runtime.config)
    for begin, end, read in ((0, split, nothing), (split, LENGTH, after)):
        n, memory = end - begin, runtime.encode(read, said)
        mask, at = np.tri(n, end, begin, dtype=np.bool_), np.arange(begin, end)
        rows, columns = runtime.forward(
            Step(np.array(pieces[begin:end]), at, cache, mask, np.array([n - 1]), memory)
        )
        cache.append(columns)
    session = Session()
    wanted = context(pieces, after=[5, 6], statement=statement, split=split)
    np.testing.assert_allclose(row_of(runtime, session, wanted), rows[0], atol=1e-4)
    n_computed = session.n_computed
    row_of(runtime, session, context(pieces, after=[6, 7], statement=statement, split=split))
    assert session.n_computed - n_computed == LENGTH - split  # what is above stays


@pytest.mark.parametrize("statement", [None, [9, 10]])
def test_text_that_appears_below_leaves_the_lines_above(
    runtime: Any, pieces: list[int], statement: list[int] | None
) -> None:
    session, split = Session(), LENGTH - 20
    row_of(runtime, session, context(pieces, statement=statement))
    for after in ([5, 6], None):
        n_computed = session.n_computed
        wanted = context(pieces, after=after, statement=statement, split=split if after else 0)
        row = row_of(runtime, session, wanted)
        assert session.n_computed - n_computed <= LENGTH - split
        np.testing.assert_allclose(row, row_of(runtime, Session(), wanted), atol=1e-4)
    n_computed = session.n_computed
    row_of(runtime, session, context(pieces, statement=[3, 4]))
    assert session.n_computed - n_computed == LENGTH  # all of them have heard another one


class Counting:
    """A runtime that counts its calls, and says when there were enough."""

    def __init__(self, runtime: Any) -> None:
        self.config = runtime.config
        self.encode = runtime.encode
        self._forward = runtime.forward
        self.n_calls = self.n_enough = 0

    def has_enough(self) -> bool:
        return self.n_calls >= self.n_enough

    def forward(self, *args: Any) -> Any:
        self.n_calls += 1
        return self._forward(*args)


TEXT = """import java.util.Scanner;

public class Sum {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        """
BELOW = "System.out.println(n + total);\n    }\n}\n"


@pytest.mark.parametrize("text", [TEXT + "int n = ", TEXT])
def test_a_cancelled_search_computes_no_further_step(
    runtime: Any, subword: Subword, text: str
) -> None:
    counting = Counting(runtime)
    engine = Completer(counting, subword, INFO)
    whole = text + "\n        " + BELOW
    engine.complete(Request(whole, len(text)))
    n_all = counting.n_calls
    assert n_all > 5
    for n in range(1, n_all):
        counting.n_calls, counting.n_enough = 0, n
        request = Request(whole, len(text), cancelled=counting.has_enough)
        assert engine.complete(request).reason == "cancelled"
        assert counting.n_calls == n


def test_what_was_computed_before_a_cancellation_is_kept(runtime: Any, pieces: list[int]) -> None:
    long = pieces * 3
    session = Session()
    problem = iter([False, True])
    with pytest.raises(SearchCancelledError):
        session.align(runtime, context(long), Stop(None, lambda: next(problem)))
    n_computed = session.n_computed
    assert 0 < n_computed < len(long)
    row = row_of(runtime, session, context(long))
    assert session.n_computed == len(long)
    np.testing.assert_allclose(row, row_of(runtime, Session(), context(long)), atol=1e-4)


def test_tokens_have_a_deadline_of_their_own(runtime: Any, subword: Subword) -> None:
    engine = Completer(runtime, subword, INFO, options=DecodingOptions(line_steps=8))
    text = TEXT + "int n = "
    answer = engine.complete(Request(text, len(text), token_deadline_ms=0.0))
    assert answer.tokens and answer.lines
    hasty = engine.complete(Request(text, len(text), token_deadline_ms=0.0, deadline_ms=0.0))
    assert hasty.tokens and not hasty.lines


@pytest.mark.parametrize("typed", ["", "s", "sc."])
def test_tokens_are_told_before_lines_are_searched_for(
    runtime: Any, subword: Subword, typed: str
) -> None:
    counting = Counting(runtime)
    engine = Completer(counting, subword, INFO, options=DecodingOptions(line_steps=8))
    told = list[tuple[Any, int]]()

    def hear(answer: Answer) -> None:
        told.append((answer, counting.n_calls))

    text = TEXT + "int n = " + typed
    request = Request(text, len(text), on_tokens=hear)
    answer = engine.complete(request)
    ((early, n_before),) = told
    assert early.tokens == answer.tokens and not early.lines and answer.lines
    assert n_before < counting.n_calls
    plain = engine.complete(replace(request, on_tokens=None))
    assert (plain.tokens, plain.lines) == (answer.tokens, answer.lines)
    engine.complete(replace(request, lines=False))
    engine.complete(replace(request, deadline_ms=0.0))
    assert len(told) == 1


@pytest.mark.parametrize("key", ["s", "(", " "])
def test_the_best_at_the_deadline_the_rest_at_the_next_key(
    runtime: Any, subword: Subword, key: str
) -> None:
    engine = Completer(runtime, subword, INFO, options=DecodingOptions(line_steps=8))
    session, text = engine.new_session(), TEXT + "int n = "
    hasty = engine.complete(Request(text, len(text), deadline_ms=0.0), session)
    assert hasty.tokens and not hasty.lines
    n_computed = session.n_computed
    request = Request(text + key, len(text) + 1, reuse=False)
    answer, fresh = engine.complete(request, session), engine.complete(request)
    assert answer.lines and [i.text for i in answer.lines] == [i.text for i in fresh.lines]
    assert session.n_computed - n_computed <= 2


def test_a_search_that_was_cut_short_goes_on_at_the_next_key(
    runtime: Any, subword: Subword
) -> None:
    counting = Counting(runtime)
    engine = Completer(counting, subword, INFO)
    session, text = engine.new_session(), TEXT + "int n = "
    whole = engine.complete(Request(text, len(text)))
    n_whole = counting.n_calls
    counting.n_calls = 0
    engine.complete(Request(text, len(text), deadline_ms=0.0), session)
    n_first = counting.n_calls
    answer = engine.complete(Request(text, len(text)), session)
    assert answer.lines == whole.lines and answer.tokens == whole.tokens
    assert counting.n_calls <= n_whole + (n_first == 0)


def test_going_back_to_a_text_answers_as_before(runtime: Any, subword: Subword) -> None:
    counting = Counting(runtime)
    engine = Completer(counting, subword, INFO)
    session = engine.new_session()
    requests = [Request(text, len(text)) for text in (TEXT, TEXT + "q", TEXT + "qq = 5;")]
    answers = [engine.complete(request, session) for request in requests]
    n_calls = counting.n_calls
    for request, answer in zip(requests, answers, strict=True):
        if answer.source == "model":
            again = engine.complete(request, session)
            assert (again.tokens, again.lines) == (answer.tokens, answer.lines)
            assert again.source == "cache"
    assert counting.n_calls == n_calls
