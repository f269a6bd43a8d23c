"""What a place says of its first line as ghost text."""

import pytest

from beamcoder.model.decoding.ghost import GhostText
from tests.model.decoding.constraints.places import line, place_at

HEAD = "class A {\n    void f(int n, int[] a) {\n        "
END = "\n    }\n}\n"


def traits(text: str, candidate: str) -> dict[str, float]:
    place = place_at(HEAD + text + END)
    return dict(GhostText(place).traits([line(place, candidate)], 9, len(place.line_symbols)))


@pytest.mark.parametrize(
    ("text", "candidate", "is_again"),
    [
        ("a[0] = n;\n        ‸", "a[0] = n;", True),
        ("a[0] = n;\n        a[0] ‸", "= n;", True),
        ("a[0] = n;\n        a[1] ‸", "= n;", False),
        ("n = 1; a[0] = n;\n        ‸", "a[0] = n;", True),
        ("for (int i : a) {\n            ‸", "for (int i : a) {", True),
        ("for (int i : a) {\n            n++;\n        }\n        ‸", "for (int i : a) {", True),
        (
            "while (n > 0)\n        {\n        }\n        ‸",
            "while (n > 0)",
            False,
        ),
        ("if (n > 0) {\n            n++;\n        }\n        ‸", "if (n > 1) {", False),
        ("if (n > 0) {\n        }\n        n++;\n        ‸", "if (n > 0) {", False),
    ],
)
def test_a_line_that_stands_above(text: str, candidate: str, is_again: bool) -> None:
    assert traits(text, candidate)["again"] == is_again


@pytest.mark.parametrize(
    ("text", "candidate", "is_bare"),
    [
        ("‸", "if (n > 0)", True),
        ("‸", "for (int i = 0; i < n; i++)", True),
        ("‸", "if (n > 0) {", False),
        ("‸", "if (n > 0) return;", False),
        ("if (n > 1)\n        {\n            n++;\n        }\n        ‸", "if (n > 0)", False),
        ("‸", "f(n, a)", False),
    ],
)
def test_a_header_without_the_brace_that_others_have(
    text: str, candidate: str, is_bare: bool
) -> None:
    place = place_at(HEAD + text + END)
    assert GhostText(place).is_half(line(place, candidate)) == is_bare


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("int[] c‸", True),
        ("int res‸", True),
        ("final List<int[]> l‸", True),
        ("String s‸", True),
        ("int k = 0, m‸", True),
        ("for (int i‸", False),  # a loop's variable is as short as it looks
        ("n‸", False),
        ("a[n‸", False),
        ("return n‸", False),
        ("if (n < m‸", False),
        ("n = m‸", False),
        ("System.o‸", False),
    ],
)
def test_a_name_that_is_being_typed(text: str, takes: bool) -> None:
    place = place_at(HEAD + text + END)
    fragment = place.view.fragment
    ghost = GhostText(place)
    assert ghost.takes_name((), fragment, fragment) == takes
    assert not ghost.takes_name((), fragment, fragment + "ount")


def test_so_is_one_behind_what_was_typed_since_the_search() -> None:
    ghost = GhostText(place_at(HEAD + "‸" + END))
    assert ghost.takes_name(("int", "[", "]"), "c", "c")
    assert not ghost.takes_name(("int", "[", "]"), "", "c")
    assert not ghost.takes_name(("n", "="), "c", "c")
