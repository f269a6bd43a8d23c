"""What a loop above has read out is not read again."""

import pytest

from beamcoder.model.decoding.constraints.impossible.read_out import ReadOut
from tests.model.decoding.constraints.places import line, place_at

HEAD = """class A {
    void f(Scanner sc, int m, int n, Queue<Integer> q) {
        """
COUNTED = "while (m-- > 0) {\n n += sc.nextInt();\n }\n StringBuilder sb = new StringBuilder();\n "
END = "\n    }\n}\n"


@pytest.mark.parametrize(
    ("above", "candidate", "kept"),
    [
        (COUNTED, "while (m-- > 0) {", False),
        (COUNTED, "for (int i = 0; i < m; i++) {", False),
        (COUNTED, "for (int i = 1; i <= m; i++) {", False),
        (COUNTED, "while (m-- != 0) {", False),
        (COUNTED, "int[] a = new int[m];", False),
        (COUNTED, "for (int i = 0; i < n; i++) {", True),
        (COUNTED, "m = sc.nextInt();", True),
        (COUNTED, "int k = m;", True),
        (COUNTED, "for (int m = 5; i < m; i++) {", True),
        (COUNTED + "m = sc.nextInt();\n ", "while (m-- > 0) {", True),
        ("while (m-- > 0) {\n if (n > 0) break;\n }\n ", "while (m-- > 0) {", True),
        ("while (m-- > 0) {\n ", "while (m-- > 0) {", True),
        ("if (n > 0) {\n while (m-- > 0) n++;\n }\n ", "while (m-- > 0) {", True),
        ("while (m-- > 0) n++;\n if (n > 0) {\n ", "while (m-- > 0) {", False),
        ("while (--m >= 0) n++;\n ", "for (int i = 0; i < m; i++) {", False),
        ("while (!q.isEmpty()) {\n n += q.poll();\n }\n ", "while (!q.isEmpty()) {", False),
        ("while (!q.isEmpty()) n += q.poll();\n q.add(n);\n ", "while (!q.isEmpty()) {", True),
        ("while (sc.hasNext()) {\n n++;\n }\n ", "if (sc.hasNext()) {", False),
        ("while (true) {\n n++;\n }\n ", "while (true) {", True),
    ],
)
def test_what_is_read_out(above: str, candidate: str, *, kept: bool) -> None:
    place = place_at(f"{HEAD}{above}‸{END}")
    assert (ReadOut(place, 0.5).judge(line(place, candidate)).weight == 1) == kept


def test_a_line_begun() -> None:
    place = place_at(f"{HEAD}{COUNTED}while (‸{END}")
    assert ReadOut(place, 0.5).judge(line(place, "m-- > 0) {")).weight == 0.5
    assert ReadOut(place, 0.5).judge(line(place, "n-- > 0) {")).weight == 1
