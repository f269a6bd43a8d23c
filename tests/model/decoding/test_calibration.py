"""What is shown: probabilities by calibration, and which lines are worth showing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.decoding.calibration import Calibration, ghost_traits, line_traits
from beamcoder.model.decoding.constraints.place import Candidate
from beamcoder.model.decoding.ranking import Shown, choose, items
from beamcoder.model.proposal import Answer, Item

SHARES = st.floats(1e-6, 1 - 1e-6)


def line(text: str, probability: float) -> Candidate:
    return Candidate(tuple(text), text, 0, probability, is_line=True)


@given(SHARES)
def test_what_is_absent_changes_nothing(p: float) -> None:
    assert Calibration.read({}, "lines")(p, line_traits("x;", 7, 2)) == pytest.approx(p, rel=1e-5)
    assert Calibration.find({"lines": {}}, "ghost") is None
    assert Calibration.find({"ghost": {}}, "ghost") == Calibration()


@given(SHARES, SHARES, st.floats(0.05, 3), st.floats(-3, 3), st.floats(-2, 2))
def test_for_equal_traits_the_order_stays(
    p: float, q: float, a: float, b: float, weight: float
) -> None:
    calibrate = Calibration.read({"lines": {"a": a, "b": b, "position": weight}}, "lines")
    traits = line_traits("x;", 100, 3)
    low, high = sorted((p, q))
    assert 0 <= calibrate(low, traits) <= calibrate(high, traits) <= 1


def test_traits_move_a_probability() -> None:
    calibrate = Calibration.read({"lines": {"a": 1, "position": 0.1, "statement": 1}}, "lines")
    at = {text: calibrate(0.5, line_traits(text, 0, 0)) for text in ("f();", "f() {")}
    assert at["f() {"] == pytest.approx(0.5) and at["f();"] == pytest.approx(0.731, abs=1e-3)
    assert calibrate(0.5, line_traits("f() {", 50, 0)) > 0.5
    inside = Calibration.read({"lines": {"a": 1, "inside": 0.1}}, "lines")
    assert inside(0.5, line_traits("f();", 9, 4)) > inside(0.5, line_traits("f();", 9, 0)) == 0.5


def test_long_fragments_say_no_more() -> None:
    assert ghost_traits("x", 6, 1, 0) == ghost_traits("x", 60, 1, 0)
    assert ghost_traits("x", 1, 1, 0) != ghost_traits("x", 2, 1, 0)


@given(st.lists(st.tuples(st.sampled_from(["a;", "b {", "c", "d;"]), SHARES), max_size=6))
def test_lines_are_sorted_by_what_is_shown(made: list[tuple[str, float]]) -> None:
    shown = Shown(Calibration.read({"lines": {"a": 0.8, "statement": 0.9}}, "lines"), 12)
    chosen = choose([line(text, p) for text, p in made], [], 5, shown)
    found = [item.probability for item in items(chosen, shown)]
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(
    ("text", "replace", "taken", "minimum", "is_shown"),
    [
        ("int n = in.nextInt();", 0, 0.5, 0.15, True),
        ("int n = in.nextInt();", 0, 0.5, 0.6, False),
        ("int n = in.nextInt();", 0, 0.1, 0.15, False),
        ("int n = in.nextInt();", 0, 0.12, 0.1, True),  # 20 keys at 0.12 against 2 at 0.88
        ("int n = in.nextInt();", 18, 0.4, 0.15, False),  # two keys at 0.4 against 2 at 0.6
        ("i++;", 0, 0.5, 0.15, True),
        ("i++;", 2, 0.5, 0.15, False),
        ("i++;", 2, 0.5, 0.0, True),
        (";", 0, 1.0, 0.15, False),  # taking it costs what typing it costs
    ],
)
def test_a_ghost_is_worth_its_reading(
    text: str, replace: int, taken: float, minimum: float, is_shown: bool
) -> None:
    first = Item(text, replace, 0.3)
    answer = Answer(lines=(first, Item("other", 0, 0.2)), ghost_probability=taken)
    assert answer.ghost(minimum) == (first if is_shown else None)


def test_without_a_ghost_map_the_lines_probability_has_to_do() -> None:
    first = Item("int n = in.nextInt();", 0, 0.3)
    assert Answer(lines=(first,)).ghost(0.3) == first
    assert Answer(lines=(first,)).ghost(0.31) is None
    assert Answer().ghost() is None


@pytest.mark.parametrize(
    ("text", "is_shown"), [(");", False), ("}", False), ("i++;", True), ('"")', True)]
)
def test_punctuation_alone_is_no_ghost_text(text: str, is_shown: bool) -> None:
    line = Item(text, 0, 0.9)
    assert (Answer(lines=(line,)).ghost(0) is not None) == is_shown
