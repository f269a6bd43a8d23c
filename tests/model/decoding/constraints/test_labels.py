"""Labels: what may stand after a jump."""

from dataclasses import replace

import pytest

from beamcoder.model.decoding.constraints.conflicts import Labels, labels
from tests.model.decoding.constraints.places import line, place_at, token

LOOP = "class A {\n    void f(int n) {\n        outer:\n        for (;;) {\n            "
BARE = "class A {\n    void f(int n) {\n        for (;;) {\n            "
END = "\n        }\n    }\n}\n"


@pytest.mark.parametrize(
    ("text", "candidate", "fits"),
    [
        (LOOP + "continue ‸", "outer", True),
        (LOOP + "continue ‸", ";", True),
        (LOOP + "continue ‸", "main", False),
        (LOOP + "continue ou‸", "outer", True),
        (LOOP + "break ‸", "n", False),
        (LOOP + "int x = ‸", "n", True),
        (BARE + "continue ‸", "outer", False),
        (BARE + "break‸", ";", True),
    ],
)
def test_after_a_jump(text: str, candidate: str, fits: bool) -> None:
    place = place_at(text + END)
    replaced = 2 if text.endswith("ou‸") else 0
    judged = Labels(place, 0.5).judge(replace(token(candidate), replace=replaced))
    assert (judged.weight == 1) == fits


@pytest.mark.parametrize(
    ("candidate", "fits"),
    [("continue outer;", True), ("break inner;", False), ("if (n > 0) break outer;", True)],
)
def test_lines_with_a_jump(candidate: str, fits: bool) -> None:
    place = place_at(LOOP + "‸" + END)
    assert (Labels(place, 0.5).judge(line(place, candidate)).weight == 1) == fits


def test_labels_are_no_cases_nor_choices() -> None:
    texts = "{ a : for ( ; ; ) switch ( n ) { case B : b : while ( c ? d : e ) ; default : } }"
    assert labels(texts.split()) == ["a", "b"]
