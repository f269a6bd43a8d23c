"""The rules, one table each: a place with a cursor ‸, a candidate, and what becomes of it."""

import pytest

from beamcoder.model.decoding.constraints import rules_for
from beamcoder.model.decoding.constraints.brackets import Brackets
from beamcoder.model.decoding.constraints.dismissed import Dismissed
from beamcoder.model.decoding.constraints.duplicates import Duplicates
from beamcoder.model.decoding.constraints.line_end import LineEnd
from beamcoder.model.decoding.constraints.names import UndeclaredNames
from beamcoder.model.decoding.constraints.repeats import Repeats
from beamcoder.model.decoding.constraints.spelling import Spelling
from beamcoder.model.decoding.constraints.syntax import Syntax
from beamcoder.model.decoding.ranking import judge
from tests.model.decoding.constraints.places import line, place_at, token

HEAD = "class A {\n    void f(int n, int[] a) {\n        "
END = "\n    }\n}\n"


@pytest.mark.parametrize(
    ("text", "kept"), [("a", True), ("", False), ('"a', False), ("a b", False)]
)
def test_a_token_is_one_token(text: str, kept: bool) -> None:
    assert (Spelling(place_at("‸")).judge(token(text)) is not None) == kept


@pytest.mark.parametrize(
    ("text", "candidate", "kept"),
    [
        ("f(‸", "a);", True),
        ("f(‸", "a));", False),
        ("f(‸", "a];", False),
        ("f(a‸);", ")", False),
        ("f(g(a‸);", ")", True),
        (HEAD + "‸", "} else {", True),
        ("‸", "} else {", False),
        ("f(‸) + g()", "x", True),
    ],
)
def test_brackets(text: str, candidate: str, kept: bool) -> None:
    place = place_at(text)
    assert (Brackets(place).judge(line(place, candidate)) is not None) == kept


@pytest.mark.parametrize(
    ("text", "candidate", "expected"),
    [
        (HEAD + "g(‸)" + END, "n);", "n"),
        (HEAD + "g(‸);" + END, "n);", "n"),
        (HEAD + "g(‸)" + END, "h(n));", "h(n)"),
        (HEAD + "for (‸; i++) {" + END, "int i = 0; i < n; i++) {", "int i = 0; i < n"),
        (HEAD + "int x = ‸;" + END, "n;", "n"),
        (HEAD + "g(‸)" + END, ");", None),
        (HEAD + "g(‸, 1);" + END, "n + 1);", "n + 1);"),
        (HEAD + "‸\n        n++;" + END, "n++;", None),
        (HEAD + "‸\n        n++;" + END, "n--;", "n--;"),
        (HEAD + "n‸\n        n++;" + END, "n++;", None),
    ],
)
def test_no_repeat_of_what_stands_right(text: str, candidate: str, expected: str | None) -> None:
    place = place_at(text)
    judged = Repeats(place).judge(line(place, candidate))
    assert (judged and judged.text) == expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [("x =", False), ("f(a, b);", True), ("f(a,", True), ("if (x)", True), ("a.", False)],
)
def test_a_line_ends_where_java_lines_end(text: str, kept: bool) -> None:
    place = place_at("‸")
    assert (LineEnd(place).judge(line(place, text)) is not None) == kept


def test_dismissed_texts_stay_away() -> None:
    place = place_at("int x =‸", frozenset({"3;"}))
    assert Dismissed(place).judge(line(place, "3;")) is None
    assert Dismissed(place).judge(line(place, "4;"))


def test_of_near_duplicates_the_first_stays() -> None:
    place = place_at("‸")
    rule = Duplicates(place)
    kept = [text for text in ("f(a);", "f( a )", "f(b)", "f(b) {") if rule.judge(line(place, text))]
    assert kept == ["f(a);", "f(b)"]
    typed = place_at("x = n‸")
    assert Duplicates(typed).judge(line(typed, "n")) is None


@pytest.mark.parametrize(
    ("text", "candidate", "n_unknown"),
    [
        (HEAD + "‸" + END, "int k = n + a.length;", 0),
        (HEAD + "‸" + END, "int k = n + m;", 1),
        (HEAD + "‸" + END, "for (int i = 0; i < n; i++) {", 0),
        (HEAD + "‸" + END, "for (int i = 0; j < n; i++) {", 1),
        (HEAD + "‸" + END, "int i, j;", 0),
        (HEAD + "‸" + END, "List<String> words = new ArrayList<>();", 0),
        (HEAD + "‸" + END, "Scanner sc = new Scanner(System.in);", 0),
        (HEAD + "‸" + END, "BufferedReader br = new BufferedReader(null);", 0),
        (HEAD + "‸" + END, "FastReader in = new FastReader(System.in);", 1),
        ("import java.util.*;\n" + HEAD + "‸" + END, "List<String> x = new ArrayList<>();", 0),
        ("import java.util.*;\n" + HEAD + "‸" + END, "Arrays.sort(a, (p, q) -> q - p);", 0),
        ("import ‸", "java.util.Scanner;", 0),
        (HEAD + "System.out.println(‸)" + END, "sum", 1),
        (HEAD + "int ‸" + END, "sum = 0;", 0),
    ],
)
def test_names_that_nobody_declared_weigh_less(text: str, candidate: str, n_unknown: int) -> None:
    place = place_at(text)
    judged = UndeclaredNames(place, 0.5).judge(line(place, candidate))
    assert judged.weight == 0.5**n_unknown and judged.probability == 0.5


@pytest.mark.parametrize(
    ("text", "candidate", "kept"),
    [
        (HEAD + "‸" + END, "int k = n;", True),
        (HEAD + "‸" + END, "int k = n", False),
        (HEAD + "‸" + END, "for (int i = 0; i < n; i++) {", True),
        (HEAD + "‸" + END, "if (n > 0)", True),
        (HEAD + "‸" + END, "int int k;", False),
        (HEAD + "if (n > 0) {\n            ‸", "n--;", True),
        (HEAD + "if (n > 0) {\n            n--;\n        ‸", "} else {", True),
        (HEAD + "do {\n            n--;\n        ‸", "} while (n > 0);", True),
        (HEAD + "int k = ‸", "n +;", False),
        (HEAD + "int k = ‸", "n;", True),
        ("public ‸", "class A {", True),
        ("public ‸", "class class A {", False),
        ("‸", "import java.util.Scanner;", True),
    ],
)
def test_syntax(text: str, candidate: str, kept: bool) -> None:
    place = place_at(text)
    assert (Syntax(place).judge(line(place, candidate)) is not None) == kept


# What is broken elsewhere: no block is closed, a bracket is missing above, a statement is none.
BROKEN = [
    (HEAD, ""),
    (HEAD, "\n"),
    (HEAD + "while (n > 0) {\n        ", ""),
    (HEAD + "solve(n\n        ", END),
    (HEAD + "int x = ;\n        ", END),
    (HEAD + "int x = \n        ", END),
    (HEAD, "\n        int x = ;" + END),
    (HEAD, END + "}\n"),
]


@pytest.mark.parametrize(("above", "below"), BROKEN)
@pytest.mark.parametrize(
    ("line_around", "candidate", "kept"),
    [
        ("for (‸)", "int i = 0; i < n; i++", True),
        ("for (‸)", "int i = 0; i < n; i++) {", False),
        ("for (‸)", "int i = 0 i < n; i++", False),
        ("for (‸) {", "int i = 0; i < n; i++", True),
        ("for (int i = 0; ‸)", "i < n; i++", True),
        ("if (‸)", "n == 0", True),
        ("if (‸)", "n ==", False),
        ("while (n > ‸)", "0", True),
        ("System.out.println(‸)", "n", True),
        ("System.out.println(‸);", "n", True),
        ("System.out.println(‸);", "n,", False),
        ("int[] b = new int[‸]", "n", True),
        ("‸", "int k = n;", True),
        ("‸", "for (int i = 0; i < n; i++) {", True),
        ("‸", "int int k;", False),
        ("int k = ‸", "n;", True),
        ("int k = ‸", "n +;", False),
    ],
)
def test_syntax_where_the_file_is_broken(
    above: str, below: str, line_around: str, candidate: str, kept: bool
) -> None:
    """What is wrong elsewhere is no reason to drop what is right here, nor to keep what is not."""
    place = place_at(above + line_around + below)
    assert (Syntax(place).judge(line(place, candidate)) is not None) == kept


def test_all_rules_together() -> None:
    place = place_at(HEAD + "‸" + END)
    rules = rules_for(place)
    assert judge(line(place, "n--;"), rules)
    assert judge(line(place, "n--"), rules) is None
