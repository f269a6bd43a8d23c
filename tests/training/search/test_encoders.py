"""Encoders beside each other: trees learn, heads learn, states are those of the network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.model.search.features import Features, text_bag, unit_bags
from beamcoder.model.search.units import Unit
from beamcoder.training.search.bags import frequent_words, table_of
from beamcoder.training.search.encoders.__main__ import table
from beamcoder.training.search.encoders.rivals import RivalRow, mrr
from beamcoder.training.search.encoders.states import (
    CompletionStates,
    Half,
    HeadOptions,
    LinearHead,
    Whitening,
    unit_rows,
)
from beamcoder.training.search.encoders.tree import TreeOptions, TreePair, code_of, train

NAMES = ("sort", "median", "reverse", "shuffle", "minimum", "flatten", "rotate", "count")


def unit(name: str) -> Unit:
    body = f"{{ return {name}All(values, {len(name)}); }}"
    return Unit("method", name, "A", f"int {name}(int[] values)", "", body, (), 1, 3)


def test_a_tree_encoder_learns_what_it_is_shown() -> None:
    units, texts = [unit(name) for name in NAMES], [f"the {name} of numbers" for name in NAMES]
    bags = [(text_bag(text), unit_bags(each)) for text, each in zip(texts, units, strict=True)]
    features = Features(frequent_words(bags, 100), 0)
    tables, codes = table_of(bags, ["a"] * 8, features), [code_of(each) for each in units]
    pair = TreePair(features, width=16)
    options = TreeOptions(budget_s=2.0, batch=8, rate=1e-2)
    assert train(pair, {"javadoc": tables}, {"javadoc": codes}, options) > 8
    found = mrr(pair.encode_texts(texts, features), pair.encode_codes([c for c, _ in codes]))
    assert found > 0.9


def test_a_body_alone_has_no_name() -> None:
    whole, body = code_of(unit("median"))
    assert whole.startswith("int median(int[] values) {") and body.startswith("{ return")


@given(st.integers(0, 1 << 16))
@settings(max_examples=20)
def test_whitened_rows_have_means_of_zero_and_no_correlations(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mixing = rng.normal(size=(6, 6))
    texts, codes = (
        (rng.normal(size=(200, 6)) @ mixing + rng.normal(size=6)).astype(np.float32)
        for _ in range(2)
    )
    white = Whitening.of(texts, codes, 4)
    sides = white.texts(texts), white.codes(codes)
    assert all(np.allclose(side.mean(0), 0, atol=1e-2) for side in sides)
    both = np.concatenate(sides)
    assert np.allclose(both.T @ both / 400, np.eye(4), atol=5e-2)


def test_a_head_learns_which_code_belongs_to_which_text() -> None:
    rng = np.random.default_rng(1)
    codes = rng.normal(size=(256, 24)).astype(np.float32)
    texts = codes @ np.linalg.qr(rng.normal(size=(24, 24)))[0].astype(np.float32)
    head = LinearHead.trained(texts, codes, HeadOptions(1.0, 16, 128, 1e-2))
    before = mrr(unit_rows(texts), unit_rows(codes))
    assert before < 0.2 < 0.8 < mrr(head.texts(texts), head.codes(codes))


@pytest.mark.parametrize("half", ["encoder", "decoder"])
def test_states_are_those_of_what_is_read(half: Half) -> None:
    states = CompletionStates(half)
    codes = ["int f() { return 1; }", "void g() { }", ""]
    together, alone = states.codes(codes), states.codes(codes[:1])
    assert np.allclose(together[0], alone[0], atol=1e-4) and np.isfinite(together).all()
    assert not np.allclose(together[0], together[1], atol=1e-2) and not together[2].any()
    assert states.texts(["shortest path"]).shape == alone.shape


def test_the_table_has_a_line_a_rival() -> None:
    row = RivalRow("bag", "none", 0.75, 0.5, 1234.5)
    assert table([row]).splitlines()[-1] == "| bag | none | 0.750 | 0.500 | 1,234 |"
