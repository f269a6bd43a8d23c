"""A verdict is said of what the intervals tell apart, and of nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.artefact import CARD, DEFAULT
from beamcoder.training.evaluation.results.estimates import MIN_FILES, Figure
from beamcoder.training.evaluation.results.verdict import (
    BETTER,
    NOISE,
    TITLES,
    TOO_FEW,
    WORSE,
    CardVerdict,
    card_figures,
    less,
)

NAMES = list(TITLES)


def verdict(*ours: tuple[float, float, float], n_files: int = 60) -> CardVerdict:
    """Of figures (value, low, high) against 0.5, which is known to 0.03."""
    metrics = {name: Figure(*each, 100) for name, each in zip(NAMES, ours, strict=False)}
    return CardVerdict.on(metrics, n_files, dict.fromkeys(NAMES, Figure(0.5, 0.47, 0.53, 900)))


@pytest.mark.parametrize(
    ("ours", "said"),
    [
        ((0.6, 0.56, 0.64), BETTER),
        ((0.4, 0.36, 0.44), WORSE),
        ((0.53, 0.49, 0.57), NOISE),
        ((0.6, 0.45, 0.75), NOISE),  # who knows so little says nothing
    ],
)
def test_one_figure(ours: tuple[float, float, float], said: str) -> None:
    found = verdict(ours)
    assert found.of(NAMES[0]) == found.whole == said
    assert said in found.lines()[0] and said in found.lines()[1]
    assert found.plain()["figures"][NAMES[0]]["verdict"] == said


def test_the_whole() -> None:
    good, bad, same = (0.6, 0.56, 0.64), (0.4, 0.36, 0.44), (0.5, 0.46, 0.54)
    assert verdict(good, same, same).whole == BETTER
    assert verdict(bad, same).whole == WORSE
    assert verdict(same, same).whole == NOISE
    assert verdict(good, bad, same).whole == f"{BETTER} in some figures, {WORSE} in others"


@pytest.mark.parametrize("n_files", [1, MIN_FILES - 1])
def test_few_files_say_nothing(n_files: int) -> None:
    found = verdict((0.9, 0.9, 0.9), n_files=n_files)
    assert found.whole == TOO_FEW and len(found.lines()) == 1
    assert str(n_files) in found.lines()[0] and "[" not in found.lines()[0]


def test_without_figures_nothing_is_said() -> None:
    assert CardVerdict.on({}, 60, {}).lines() == []
    assert card_figures("# A card\n\nno table") == {}


def test_the_default_models_card_has_them() -> None:
    figures = card_figures((DEFAULT / CARD).read_text(encoding="utf-8"))
    assert set(TITLES) <= figures.keys()
    for name in TITLES:
        figure = figures[name]
        assert 0 < figure.low <= figure.value <= figure.high < 1 and figure.n > 100


ends = st.tuples(*[st.floats(0, 1)] * 3).map(sorted)


@given(ends, ends)
def test_a_difference_is_as_sure_as_both(a: list[float], b: list[float]) -> None:
    ours, theirs = (Figure(each[1], each[0], each[2], 9) for each in (a, b))
    found = less(ours, theirs)
    assert found.low <= found.value <= found.high
    wider = max(ours.high - ours.low, theirs.high - theirs.low)
    assert found.high - found.low >= wider - 1e-9
