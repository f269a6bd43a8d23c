"""What the code around a line asks of it: a place with a cursor ‸, candidates, what weighs less."""

import pytest

from beamcoder.model.decoding.constraints.conflicts import Conflicts
from beamcoder.model.decoding.constraints.needed_declarations import NeededDeclarations
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.place_facts import PlaceFacts
from beamcoder.model.decoding.constraints.repairs import Repairs
from beamcoder.tokenizer.lexer import lexical
from tests.excerpts import excerpt_of

HEAD = "class A {\n  int field;\n  int f(int n, int[] a) {\n    int sum = 0;\n    "
END = "\n    return sum;\n  }\n}\n"
LINES = ("int i = 0;", "sum++;", "for (int i : a) {", "if (n > 0) {")


def place_at(text: str) -> Place:
    offset = text.index("‸")
    text = text.replace("‸", "")
    excerpt = excerpt_of(text, offset)
    return Place(excerpt, PlaceFacts(excerpt))


def line(place: Place, text: str) -> Candidate:
    symbols = tuple(token.text for token in lexical(text))
    return Candidate(symbols, text, len(place.view.fragment), 0.5, is_line=True)


@pytest.mark.parametrize(
    ("text", "candidate", "fits"),
    [
        (HEAD + "‸" + END, "int i = 0;", True),
        (HEAD + "‸" + END, "int sum = 1;", False),
        (HEAD + "‸" + END, "sum = 1;", True),
        (HEAD + "‸" + END, "for (int n = 0; n < 3; n++) {", False),
        (HEAD + "‸" + END, "long k, a;", False),
        (HEAD + "‸" + END, "int field = 1;", True),  # hides a member
        (HEAD + "su‸" + END, "sum = 1;", True),
        (HEAD + "int s‸" + END, "sum = 1;", False),  # of the line begun, `int` is seen too
        (HEAD + "int sum2, ‸" + END, "sum3;", True),
        (HEAD + "{ int i; }\n    ‸" + END, "int i = 0;", True),
        (HEAD + "for (int i : a) f(i, a);\n    ‸" + END, "int i = 0;", True),
        (HEAD + "‸\n    int i = 1;" + END, "int i = 0;", False),
        (HEAD + "‸\n    int i = 1;" + END, "for (int i : a) f(i, a);", True),
        (HEAD + "{\n    ‸\n    }\n    int i = 1;" + END, "int i = 0;", True),
        (HEAD + "‸\n    for (int i : a) f(i, a);" + END, "int i = 0;", True),  # not looked into
        ("class A {\n  ‸\n  void g(int n) {}\n}", "void f(int n) {", True),
        (HEAD + "‸" + END, "return n;", False),
        (HEAD + "‸" + END, "throw new Error();", False),
        (HEAD + "‸" + END, "if (n > 0) return n;", True),
        (HEAD + "if (n > 0)\n      ‸" + END, "return n;", True),
        (HEAD + "if (n > 0) {\n      ‸\n    }" + END, "return n;", True),
        (HEAD + "‸", "return n;", True),
        (HEAD + "switch (n) {\n case 1:\n ‸\n case 2: sum++; }" + END, "break;", True),
    ],
)
def test_conflicts(text: str, candidate: str, fits: bool) -> None:
    place = place_at(text)
    judged = Conflicts(place, 0.25).judge(line(place, candidate))
    assert judged.weight == (1 if fits else 0.25)


def test_tokens_are_no_lines() -> None:
    place = place_at(HEAD + "int ‸" + END)
    token = Candidate(("sum",), "sum", 0, 0.5, is_line=False)
    assert Conflicts(place, 0.25).judge(token) == token


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("sum += i;", {"i"}),
        ("sum += i * j; f(i, b);", {"i", "j", "b"}),
        ("sum += n + field;", set()),
        ("int i = 1; sum += i;", set()),
        ("sum += i; int i = 1;", {"i"}),
        ("g(x -> x + 1); y -> z;", {"z"}),
        ("g(1); this.h = 2; A::k; @m;", set()),
        ("for (var i : a) sum += i;", set()),
        ("sum += i; }", {"i"}),  # a block was opened here
        ("System.out.println(Other.x);", set()),
        ("} int g() { return later; } int later;", set()),
        ("} int g(int k) { int h = k; return h; }", set()),
        ("outer: while (true) break outer;", set()),
        ("i", {"i"}),
    ],
)
def test_names_that_nobody_declares(below: str, names: set[str]) -> None:
    place = place_at(f"{HEAD}‸\n    {below}{END}")
    assert set(NeededDeclarations(place, 0.25).names) == names


def weights(
    rule: NeededDeclarations | Repairs, place: Place, lines: tuple[str, ...] = LINES
) -> list[float]:
    return [each.weight for each in rule.compare([line(place, text) for text in lines])]


def test_who_declares_a_needed_name_comes_first() -> None:
    place = place_at(f"{HEAD}‸\n    sum += i;{END}")
    needs = NeededDeclarations(place, 0.25)
    assert weights(needs, place) == [1, 0.25, 1, 0.25]
    assert weights(needs, place, LINES[1::2]) == [1, 1]  # nobody does
    assert weights(needs, place, LINES[:1]) == [1] and weights(needs, place, ()) == []
    for below in ("", "\n    sum += n;", "\n    int i = 2;\n    sum += i;"):
        place = place_at(f"{HEAD}‸{below}{END}")
        assert weights(NeededDeclarations(place, 0.25), place) == [1] * 4


def test_the_line_begun_declares_too() -> None:
    place = place_at(f"{HEAD}int ‸\n    sum += i;{END}")
    assert weights(NeededDeclarations(place, 0.25), place, ("i = 0;", "j = 0;")) == [1, 0.25]


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("\n    sum++;\n    }", [0.25, 0.25, 1, 1]),  # one brace too many
        ("\n    sum++;\n    } else {\n    }", [0.25, 0.25, 0.25, 1]),
        ("\n    sum++;", [1, 1, 1, 1]),
        ("\n    sum++;\n    int = 3;", [1, 1, 1, 1]),  # an error that no line mends
        ("\n    ", [1, 1, 1, 1]),
    ],
)
def test_who_mends_the_file_comes_first(below: str, expected: list[float]) -> None:
    place = place_at(HEAD + "‸" + below + END)
    assert weights(Repairs(place, 0.25), place) == expected


@pytest.mark.parametrize("text", [HEAD + "‸", HEAD + "f‸\n}" + END, HEAD + "int x = ‸" + END])
def test_a_text_that_ends_or_a_line_begun_is_no_broken_file(text: str) -> None:
    place = place_at(text)
    assert weights(Repairs(place, 0.25), place) == [1] * 4
