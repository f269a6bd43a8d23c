"""What is recalled: counts against counting anew, mixtures against their definition."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import exp, log
from typing import Any

import numpy as np
import pytest

from beamcoder.errors import ArtefactError
from beamcoder.model.completer import Completer
from beamcoder.model.decoding.cache_model import mixture as recall_module
from beamcoder.model.decoding.cache_model.index import ORDERS, FixedIndex, Tail
from beamcoder.model.decoding.cache_model.mixture import (
    DEFAULT,
    CacheModel,
    CacheShares,
    CacheWeights,
)
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.proposal import ModelInfo, Request
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.cursor import look
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword
from tests.model.decoding.cache_model.counting import NOTHING, followers, known, pieces, tails_of

N_PIECES = 12
INFO = ModelInfo("scripted", 0, "")


def network_rows(rng: np.random.Generator, n: int) -> Any:
    logits = rng.normal(0, 2, (n, N_PIECES)).astype(np.float32)
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


GREEDY = CacheWeights(
    buffer=CacheShares((-1.0, -1.0, 0.0, 1.0, 2.0), (0.5, 1.0, -0.5, -0.1)),
    workspace=CacheShares((-2.0, -1.0, 0.0, 0.0, 1.0), (0.4, 1.0, -0.2, 0.1)),
)


@pytest.mark.parametrize("weights", [DEFAULT, GREEDY])
@pytest.mark.parametrize("has_workspace", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_a_mixture_is_a_distribution(seed: int, has_workspace: bool, weights: CacheWeights) -> None:
    draw = random.Random(seed)
    files = [pieces(draw, 50) for _ in range(3)]
    related = FixedIndex.build(np.array(file) for file in files[1:]) if has_workspace else None
    recall = CacheModel(weights, related)
    recall.follow(np.array(files[0]), np.array(files[1][:9]))
    tails = tails_of(draw, files)
    rows = network_rows(np.random.default_rng(seed), len(tails))
    given = rows.copy()
    mixed = recall.mix(rows, tails)
    np.testing.assert_array_equal(rows, given)
    np.testing.assert_allclose(np.exp(mixed.astype(float)).sum(axis=1), 1, atol=1e-5)
    assert (mixed != rows).any()


def naive_mix(row: Any, tail: Tail, sources: Sequence[tuple[list[list[int]], CacheShares]]) -> Any:
    """The definition, stage by stage."""
    p, best = np.exp(row.astype(float)), float(row.max())
    for j, order in enumerate(ORDERS):
        for files, shares in sources:
            counted = followers(files, tail[-order:]) if order <= len(tail) else Counter[int]()
            if not counted:
                continue
            total, peak = counted.total(), max(counted.values())
            x = (log(total), peak / total, log(len(counted)), best)
            logit = shares.bias[j] + sum(w * f for w, f in zip(shares.weights, x, strict=True))
            share = 1 / (1 + exp(-min(logit, 7.0)))
            p *= 1 - share
            for piece, times in counted.items():
                p[piece] += share * times / total
    return p


@pytest.mark.parametrize("seed", range(4))
def test_a_mixture_is_the_cascade_of_its_definition(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_module, "_LEAST", 0.0)
    draw = random.Random(seed)
    buffer, *workspace = files = [pieces(draw, 60) for _ in range(3)]
    recall = CacheModel(GREEDY, FixedIndex.build(np.array(file) for file in workspace))
    recall.follow(np.array(buffer), NOTHING)
    tails = tails_of(draw, files)
    rows = network_rows(np.random.default_rng(seed), len(tails))
    mixed = np.exp(recall.mix(rows, tails))
    sources = [(workspace, GREEDY.workspace), ([buffer], GREEDY.buffer)]
    for row, tail, p in zip(rows, tails, mixed, strict=True):
        np.testing.assert_allclose(p, naive_mix(row, tail, sources), atol=1e-5)


def test_leaving_out_tiny_shares_changes_little(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(1)
    files = [pieces(draw, 60) for _ in range(2)]
    recall = CacheModel(GREEDY, FixedIndex.build([np.array(files[1])]))
    recall.follow(np.array(files[0]), NOTHING)
    tails = tails_of(draw, files)
    rows = network_rows(np.random.default_rng(1), len(tails))
    some = np.exp(recall.mix(rows, tails))
    most = 2 * len(ORDERS) * recall_module._LEAST  # if each stage were just too small
    monkeypatch.setattr(recall_module, "_LEAST", 0.0)
    everything = np.exp(recall.mix(rows, tails))
    assert 0 < np.abs(some - everything).sum(axis=1).max() / 2 < most


def test_what_was_never_seen_is_the_networks() -> None:
    recall = CacheModel()
    recall.follow(np.array([1, 2, 3]), NOTHING)
    rows = network_rows(np.random.default_rng(0), 2)
    assert recall.mix(rows, [(9,), (7, 8)]) is rows


def test_a_long_buffer_is_held_in_part_and_hops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall_module, "MAX_PIECES", 8)
    starts = []
    for n in range(1, 40):
        recall = CacheModel()
        recall.follow(np.arange(n), NOTHING)
        seen = [i for i in range(n - 1) if known(recall.buffer, (i,))]
        assert len(seen) < 8 and (n < 6 or len(seen) >= 3)
        starts.append(min(seen, default=0))
    assert all(b - a in (0, 4) for a, b in pairwise(starts))


def test_weights_of_a_folder_are_read_and_checked() -> None:
    assert CacheWeights.read({}) is DEFAULT
    assert CacheWeights.read({"recall": GREEDY.plain()}) == GREEDY
    for bad in ({}, {"buffer": 1}, {"buffer": {"bias": [1], "weights": [1]}}):
        with pytest.raises(ArtefactError):
            CacheWeights.read({"recall": bad})


# In the engine

PATIENT = DecodingOptions(token_steps=12)  # names of many pieces in this vocabulary
TRUSTING = {
    "recall": CacheWeights(
        *[CacheShares((0.0, 1.0, 2.0, 4.0, 5.0), (0.5, 1.0, -1.0, 0.0))] * 2
    ).plain()
}
LEFT = """class Odd {
    int zyxw(int vutsr) {
        return vutsr * 31;
    }
    void run() {
        qponm.fetch(vutsr + 17);
        lkjih();
        qponm."""


OTHER = """class Even {
    void run() {
        gfedcba = new Zwetschge(7);
    }
}
"""


def index_of(subword: Subword, text: str) -> FixedIndex:
    symbols = [symbol.text for symbol in layout(lex(text))]
    return FixedIndex.build([np.array([subword.bos, *subword.encode_all(symbols), subword.eos])])


def test_a_call_is_recalled_from_the_buffer(runtime: Any, subword: Subword) -> None:
    request = Request(LEFT, len(LEFT))
    with_it, without = (
        Completer(runtime, subword, INFO, TRUSTING, replace(PATIENT, recall=is_on)).complete(
            request
        )
        for is_on in (True, False)
    )
    assert with_it.tokens[0].text == "fetch"
    p = {item.text: item.probability for item in without.tokens}
    assert with_it.tokens[0].probability > 2 * p.get("fetch", 0.0)


def test_without_recall_a_tree_holds_what_the_network_says(runtime: Any, subword: Subword) -> None:
    completer = Completer(runtime, subword, INFO, options=DecodingOptions(recall=False))
    session = completer.new_session()
    assert session.cache_model is None
    tree = session.align(runtime, completer.context(look(LEFT, len(LEFT))))
    tree.step([(tree.ROOT, 40), (tree.ROOT, 41)])
    np.testing.assert_array_equal(tree.rows, tree.network_rows)


def test_a_workspace_that_comes_late_is_recalled_at_once(runtime: Any, subword: Subword) -> None:
    completer = Completer(runtime, subword, INFO, TRUSTING, PATIENT)
    text = "class New {\n    void run() {\n        gfedcba = new "
    request = Request(text, len(text))
    kept, fresh = completer.new_session(), completer.new_session()
    assert kept.cache_model is not None and fresh.cache_model is not None
    before = completer.complete(request, kept)
    kept.cache_model.related = fresh.cache_model.related = index_of(subword, OTHER)
    answer, anew = completer.complete(request, kept), completer.complete(request, fresh)
    assert answer.tokens[0].text == "Zwetschge" != before.tokens[0].text
    assert answer.lines[0].text == "Zwetschge(7);"
    for one, other in ((answer.tokens, anew.tokens), (answer.lines, anew.lines)):
        p = {item.text: item.probability for item in other}
        assert {item.text: item.probability for item in one} == pytest.approx(p, abs=1e-4)


def test_what_is_typed_holds_the_workspace_too(runtime: Any, subword: Subword) -> None:
    completer = Completer(runtime, subword, INFO, TRUSTING, PATIENT)
    session: Session = completer.new_session()
    assert session.cache_model is not None
    session.cache_model.related = index_of(subword, OTHER)
    text = "class New {\n    void run() {\n        gfedcba = new Zwe"
    answer = completer.complete(Request(text, len(text)), session)
    assert answer.tokens[0].text == "Zwetschge" and answer.tokens[0].replace == 3


@pytest.mark.parametrize("wanted", [{"tokens": {"b": -1.0}, "lines": {"b": -1.0}}, {}, [1]])
def test_a_workspace_has_maps_of_its_own(runtime: Any, subword: Subword, wanted: Any) -> None:
    """Beside nothing they are not used; what they lack, or no table, is as alone."""
    text = "class New {\n    void run() {\n        gfedcba = new "
    request, shown = Request(text, len(text)), {}
    for name, fields in (("without", {}), ("with", {"workspace": wanted})):
        completer = Completer(runtime, subword, INFO, {**TRUSTING, **fields}, PATIENT)
        for related in (None, index_of(subword, ""), index_of(subword, OTHER)):
            answer = completer.complete(request, completer.new_session(related))
            is_empty = related is None or not len(related.keys)
            shown[name, is_empty] = [i.probability for i in (*answer.tokens, *answer.lines)]
    assert shown["with", True] == shown["without", True]
    pairs = list(zip(shown["with", False], shown["without", False], strict=True))
    is_moved = isinstance(wanted, dict) and bool(wanted)
    assert pairs and all((moved < p) == is_moved for moved, p in pairs)
