"""The sentence that says why ghost text is shown, or why not."""

from dataclasses import replace

import pytest

from beamcoder.model.proposal import Answer, Item
from beamcoder.server.features.explanation import ghost_to_json
from beamcoder.server.settings import Settings

LINE = Item("for (int i = 0; i < n; i++) {", 0, 0.3)
BEGINNING = Item("for (int i = 0; i <", 0, 0.9)
UNSURE = Answer(lines=(LINE,), ghost_probability=0.2)


@pytest.mark.parametrize(
    ("answer", "is_shown", "why"),
    [
        (Answer(reason="in_comment"), False, "there is no line (in_comment)"),
        (UNSURE, False, "20 % likely, less than minimumProbability (40 %)"),
        (
            replace(UNSURE, beginnings=(BEGINNING,)),
            True,
            "90 % likely as far as it goes, the whole line 20 %",
        ),
        (replace(UNSURE, ghost_probability=0.8), True, "80 % likely: worth reading"),
        (
            Answer(lines=(Item("i++;", 2, 0.5),), ghost_probability=0.5),
            False,
            "50 % likely, too short to be worth reading",
        ),
        (
            replace(UNSURE, standing=Item(" n; i++) {", 0, 0.7)),
            True,
            "70 % likely when it was new, and typed along since",
        ),
    ],
)
def test_why(answer: Answer, is_shown: bool, why: str) -> None:
    shown = ghost_to_json(answer, Settings())
    assert shown["isShown"] == is_shown
    assert shown["why"] == why
