"""Figures, calibration and edit similarity: numbers that can be known otherwise."""

import difflib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.metrics.similarity import common_subsequence, edit_similarity
from beamcoder.training.evaluation.results.calibration import (
    compose,
    expected_error,
    expected_errors,
    fit,
    fit_all,
    floor,
    logit,
    reliability,
    sigmoid,
)
from beamcoder.training.evaluation.results.estimates import Sums, differences, figures

SHORT = st.text("ab();", max_size=12)


def naive_common(a: str, b: str) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        diagonal = 0
        for j, y in enumerate(b):
            diagonal, row[j + 1] = row[j + 1], diagonal + 1 if x == y else max(row[j], row[j + 1])
    return row[-1]


@settings(deadline=None, max_examples=50)
@given(SHORT, SHORT)
def test_common_subsequence_equals_the_naive_one(a: str, b: str) -> None:
    assert common_subsequence(a, b) == common_subsequence(b, a) == naive_common(a, b)


@settings(deadline=None, max_examples=50)
@given(SHORT, SHORT)
def test_edit_similarity_is_a_similarity(a: str, b: str) -> None:
    assert 0 <= edit_similarity(a, b) <= 1
    assert (edit_similarity(a, b) == 1) == (a == b)
    assert (
        edit_similarity(a, b) >= difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() - 1e-9
    )


def some_sums(n_files: int, shift: float = 0.0) -> Sums:
    rng = np.random.default_rng(7)
    return {
        f"{i}.java": {"share": [float(rng.binomial(20, 0.3)) + 20 * shift, 20.0], "one": [5.0, 5.0]}
        for i in range(n_files)
    }


def test_a_figure_is_a_ratio_of_sums() -> None:
    found = figures({"a": {"m": [1, 2]}, "b": {"m": [5, 6], "rare": [1, 4]}}, seed=0)
    assert (found["m"].value, found["m"].n) == (6 / 8, 8)
    assert (found["rare"].value, found["rare"].n) == (1 / 4, 4)
    assert figures({}, seed=0) == {}


def test_an_interval_holds_what_it_should() -> None:
    found = figures(some_sums(100), seed=0)
    share = found["share"]
    assert share.low < share.value < share.high
    theory = 1.96 * (0.3 * 0.7 / 2000) ** 0.5
    assert share.high - share.low == pytest.approx(2 * theory, rel=0.3)
    assert (found["one"].low, found["one"].high) == (1, 1)
    assert found == figures(some_sums(100), seed=0)


def test_a_paired_difference_is_sharper_than_two_intervals() -> None:
    difference = differences(some_sums(100, shift=0.01), some_sums(100), seed=0)["share"]
    assert difference.value == pytest.approx(0.01)
    assert difference.low == pytest.approx(0.01) and difference.high == pytest.approx(0.01)
    same = differences(some_sums(50), some_sums(100), seed=0)
    assert (same["share"].value, same["share"].low, same["share"].high) == (0, 0, 0)
    assert differences(some_sums(3), {"other": {"share": [1, 1]}}, seed=0) == {}


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=9), min_size=1, max_size=6
    )
)
def test_an_expected_error_is_a_share(shown: list[list[tuple[float, bool]]]) -> None:
    if any(shown):
        found = expected_error(shown, seed=0)
        assert 0 <= found.low <= found.high <= 1 and 0 <= found.value <= 1
        assert found.n == sum(map(len, shown))


def test_expected_error_in_closed_form() -> None:
    always_wrong = [[(0.9, False)] * 10] * 5
    assert expected_error(always_wrong, seed=0).value == pytest.approx(0.9)
    # 15 bins of two items each: right and wrong in turn at 0.5
    honest = [[(0.5, True), (0.5, False)] * 3] * 5
    assert expected_error(honest, seed=0).value == pytest.approx(0)


def test_the_floor_is_the_error_of_a_model_that_is_right() -> None:
    rng = np.random.default_rng(3)
    p = rng.uniform(0, 1, 1500)

    def error(seed: int) -> float:
        is_right = np.random.default_rng(seed).random(1500) < p
        return expected_error([list(zip(p.tolist(), is_right.tolist(), strict=True))], 0).value

    found = floor([[(x, True) for x in p.tolist()], []], seed=0)
    assert found.value == pytest.approx(np.mean([error(seed) for seed in range(10, 60)]), abs=0.003)
    assert found.low < found.value < found.high and found.n == 1500
    assert floor([[(1.0, True), (0.0, True)]], seed=0).value == 0


def test_errors_of_both_lists() -> None:
    record = FileCounts("a")
    assert expected_errors([record], seed=0) == {}
    record.show("tokens", 1.0, True)
    record.show("tokens_below", 0.0, True)
    found = expected_errors([record, FileCounts("b")], seed=0)
    assert found["calibration.tokens.ece"].value == 0
    assert found["calibration.tokens.ece@5"].value == pytest.approx(0.5)
    assert "calibration.lines.ece" not in found


def test_fit_finds_the_slope_and_offset_that_were_put_in() -> None:
    rng = np.random.default_rng(5)
    p = rng.uniform(0.02, 0.98, 40_000)
    is_right = rng.random(40_000) < sigmoid(0.7 * logit(p) - 0.4)
    line = fit(list(zip(p.tolist(), is_right.tolist(), strict=True)))
    assert line["a"] == pytest.approx(0.7, abs=0.05)
    assert line["b"] == pytest.approx(-0.4, abs=0.05)


def test_fit_finds_the_weights_of_traits() -> None:
    rng = np.random.default_rng(6)
    p, late = rng.uniform(0.02, 0.98, 40_000), rng.normal(size=40_000)
    is_right = rng.random(40_000) < sigmoid(0.7 * logit(p) - 0.4 + 0.5 * late)
    traits = [{"late": x, "noise": float(rng.normal())} for x in late.tolist()]
    line = fit(list(zip(p.tolist(), is_right.tolist(), strict=True)), traits)
    wanted = {"a": 0.7, "b": -0.4, "late": 0.5, "noise": 0.0}
    assert line == pytest.approx(wanted, abs=0.05)


def test_traits_are_fitted_kind_by_kind() -> None:
    record = FileCounts("a")
    for is_right in (True, False) * 50:
        record.show("tokens", 0.5, is_right)
        record.show("lines", 0.5, is_right, {"statement": float(is_right)})
    fitted = fit_all([record, FileCounts("b")])
    assert set(fitted["tokens"]) == {"a", "b"}
    assert fitted["lines"]["statement"] > 1 > 0 > fitted["lines"]["b"]
    assert fitted["ghost"] == {"a": 1, "b": 0}


@pytest.mark.parametrize("pairs", [[], [(1.0, True)], [(0.0, True)] * 50, [(1.0, True)] * 500])
def test_fit_is_tame_where_there_is_little_to_learn(pairs: list[tuple[float, bool]]) -> None:
    line = fit(pairs)
    assert np.isfinite([line["a"], line["b"]]).all() and 0 < line["a"] < 5


@settings(deadline=None, max_examples=50)
@given(*[st.floats(-3, 3)] * 5)
def test_composed_is_one_after_the_other(a: float, b: float, c: float, d: float, x: float) -> None:
    both = compose({"a": c, "b": d, "w": a, "v": b}, {"a": a, "b": b, "v": d, "u": c})
    assert both["a"] * x + both["b"] == pytest.approx(c * (a * x + b) + d, abs=1e-9)
    assert (both["u"], both["v"], both["w"]) == (c * c, c * d + b, a)


def test_the_reliability_curve_adds_up_to_the_error() -> None:
    rng = np.random.default_rng(3)
    records = [FileCounts(str(i)) for i in range(20)]
    for record in records:
        for p in rng.random(30):
            record.show("tokens", float(p), bool(rng.random() < p**2))
    curve = reliability(records, seed=0)["tokens"]
    n = sum(point["n"] for point in curve)
    gap = sum(point["n"] * abs(point["shown"] - point["right"]) for point in curve) / n
    assert gap == pytest.approx(expected_errors(records, seed=0)["calibration.tokens.ece"].value)
    assert (len(curve), n) == (15, 600) and {point["n"] for point in curve} == {40}
    assert [p["shown"] for p in curve] == sorted(p["shown"] for p in curve)
    assert all(0 <= p["low"] <= p["right"] <= p["high"] <= 1 for p in curve)


def test_fewer_items_than_bins_make_fewer_points() -> None:
    record = FileCounts("a")
    record.show("lines", 0.5, True)
    curves = reliability([record, FileCounts("b")], seed=0)
    assert curves == {"lines": [{"shown": 0.5, "right": 1, "low": 1, "high": 1, "n": 1}]}
