"""Which ends of a block are worth an item."""

import pytest

from beamcoder.model.blocks.worth import LEAST, paying, probability


@pytest.mark.parametrize(
    ("probabilities", "lengths", "ends"),
    [
        ([], [], []),
        ([0.5], [20], [0]),
        ([0.5, 0.4, 0.05], [20, 40, 60], [1, 2]),
        ([0.5, 0.4, 0.001], [20, 40, 400], [1]),  # the last one would be shown as 0 %
        ([0.001, 0.0001], [20, 40], []),
    ],
)
def test_ends(probabilities: list[float], lengths: list[int], ends: list[int]) -> None:
    assert paying(probabilities, lengths) == ends


def test_a_statement_that_goes_on_and_on_ends_where_nobody_would_believe_it() -> None:
    lines = [0.17] * 12
    found = [probability(lines[: n + 2]) for n in range(11)]
    assert found == sorted(found, reverse=True)
    assert all(found[i] >= LEAST for i in paying(found, [19 * (n + 2) for n in range(11)]))
