"""Below a jump nothing can be reached but the block's end and labels of a switch."""

import pytest

from beamcoder.model.decoding.constraints.conflicts import Conflicts
from tests.model.decoding.constraints.places import line, place_at, token

HEAD = "class A {\n    int f(int n, int[] a) {\n        "
END = "\n    }\n}\n"


def is_weighed(above: str, candidate: str) -> bool:
    place = place_at(f"{HEAD}{above}‸{END}")
    return Conflicts(place, 0.1).judge(line(place, candidate)).weight < 1


@pytest.mark.parametrize(
    "above",
    [
        "return n;\n        ",
        "n++;\n        return a[n] + f(n, a);\n        ",
        "if (n > 0) {\n            break;\n            ",
        "while (true) {\n            n--;\n            continue;\n            ",
        'throw new Error("a; b");\n        ',
        "return new int[] {1, 2};\n        ",
        "return g(() -> { h(); });\n        ",
        "switch (n) {\n            case 1:\n                n++;\n                break;\n        ",
        "switch (n) {\n            case 1: return n;\n            ",
        "switch (n) {\n            default: throw e;\n            ",
        "return; // done\n        ",
        "return\n            n;\n        ",
    ],
)
def test_unreachable(above: str) -> None:
    for candidate in ("n++;", "return n;", "for (int i = 0; i < n; i++) {", "int k = 0;"):
        assert is_weighed(above, candidate)
    for candidate in ("}", "case 2:", "default:"):
        assert not is_weighed(above, candidate)


@pytest.mark.parametrize(
    "above",
    [
        "",
        "n++;\n        ",
        "if (n > 0)\n            return n;\n        ",
        "if (n > 0) return n;\n        ",
        "if (n > 0) n--;\n        else return n;\n        ",
        "for (int i : a) if (i > 0) break;\n        ",
        "if (n > 0) {\n            return n;\n        }\n        ",
        "switch (n) {\n            case 1 -> throw e;\n            ",
        "int r = n;\n        returned = 1;\n        ",
        "run(() -> { return 1; });\n        ",
    ],
)
def test_reachable(above: str) -> None:
    assert not is_weighed(above, "n++;")


def test_words_are_unreachable_too() -> None:
    place = place_at(f"{HEAD}return n;\n        ‸{END}")
    rule = Conflicts(place, 0.1)
    assert rule.judge(token("return")).weight == 0.1
    assert rule.judge(token("}")).weight == 1
    begun = place_at(f"{HEAD}return n;\n        n ‸{END}")
    assert Conflicts(begun, 0.1).judge(token("=")).weight == 0.1
