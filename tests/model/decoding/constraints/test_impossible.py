"""What javac refuses weighs less: a place with a cursor ‸, a candidate, and whether it is kept.

Each rule is tried in what it forbids and in what is next to it and may stand.
"""

from collections.abc import Callable

import pytest

from beamcoder.model.decoding.constraints.impossible.calls import Calls
from beamcoder.model.decoding.constraints.impossible.cases import Cases
from beamcoder.model.decoding.constraints.impossible.constants import Constants
from beamcoder.model.decoding.constraints.impossible.exits import Exits
from beamcoder.model.decoding.constraints.impossible.instances import Instances
from beamcoder.model.decoding.constraints.impossible.lambdas import Lambdas
from beamcoder.model.decoding.constraints.impossible.operands import Operands
from beamcoder.model.decoding.constraints.impossible.statics import Statics
from beamcoder.model.decoding.constraints.impossible.type_arguments import TypeArguments
from beamcoder.model.decoding.constraints.place import Candidate, Place, Rule
from tests.model.decoding.constraints.places import line, place_at, token

CLASS = """import java.util.*;
class A {
    static final int MOD = 7;
    final int size;
    int field;
    static int shared;
    static int gcd(int a, int b) { return b == 0 ? a : gcd(b, a % b); }
    static void show(String s) { }
    static void show(int n) { }
    static int sum(int... all) { return 0; }
    void grow() { field++; }
    static class P { int x; P(int x, int y) { this.x = x; } long y() { return 0; } }
    static abstract class Shape { }
    interface Walker { void walk(); }
    HERE
}
"""
MAIN = """public static void main(String[] args) {
        int n = 5; long big = 1; double d = 0; boolean ok = true; String s = "", t = s;
        final int fixed = 3; final int later;
        int[] a = new int[n]; Integer[] boxes = new Integer[n]; int[][] grid = new int[n][n];
        List<Integer> list = new ArrayList<>(); List<int[]> pairs = new ArrayList<>();
        List<String> words = new ArrayList<>(); P p = new P(1, 2);
        HERE
    }"""
OWN = """void run(int n) {
        HERE
    }"""
RuleAt = Callable[[Place, float], Rule]


def keeps(rule: RuleAt, text: str, candidate: str, *, is_line: bool) -> bool:
    place = place_at(CLASS.replace("HERE", text))
    made: Candidate = line(place, candidate) if is_line else token(candidate)
    judged = rule(place, 0.25).judge(made)
    assert judged is not None and judged.weight in (0.25, 1)
    return judged.weight == 1


@pytest.mark.parametrize(
    ("rule", "begun", "candidate", "kept"),
    [
        (TypeArguments, "‸", "List<int> b = new ArrayList<>();", False),
        (TypeArguments, "‸", "Map<String, int> b = new HashMap<>();", False),
        (TypeArguments, "‸", "Map<int, String> b = new HashMap<>();", False),
        (TypeArguments, "‸", "List<int[]> b = new ArrayList<>();", True),
        (TypeArguments, "‸", "boolean b = n < a[0] && n > 0;", True),
        (Instances, "‸", "List<Integer> b = new List<>();", False),
        (Instances, "‸", "Queue<int[]> q = new Queue<int[]>();", False),
        (Instances, "‸", "Shape b = new Shape();", False),
        (Instances, "‸", "Walker b = new Walker();", False),
        (Instances, "Arrays.sort(boxes, ‸", "new Comparator<Integer>() {", True),
        (Instances, "‸", "List<Integer>[] b = new List[n];", True),
        (Instances, "‸", "P b = new P(1, 2);", True),
        (Constants, "‸", "MOD = 5;", False),
        (Constants, "‸", "fixed++;", False),
        (Constants, "‸", "--fixed;", False),
        (Constants, "‸", "fixed += n;", False),
        (Constants, "‸", "later = 5;", True),
        (Constants, "‸", "n = MOD;", True),
        (Constants, "‸", "p.fixed = 5;", True),
        (Constants, "‸", "int MOD = 5;", True),
        (Constants, "‸", "if (n == MOD) {", True),
        (Exits, "‸", "break;", False),
        (Exits, "‸", "if (n > 0) continue;", False),
        (Exits, "for (int i = 0; i < n; i++) {\n ‸ }", "break;", True),
        (Exits, "while (ok) {\n if (n > 0) {\n ‸ } }", "continue;", True),
        (Exits, "while (ok)\n if (n > 0)\n ‸", "break;", True),
        (Exits, "do {\n ‸ } while (ok);", "break;", True),
        (Exits, "switch (n) {\n case 1:\n ‸ }", "break;", True),
        (Exits, "switch (n) {\n case 1:\n ‸ }", "continue;", False),
        (Exits, "for (int i : a) {\n switch (i) {\n case 1:\n ‸ } }", "continue;", True),
        (Exits, "for (int i : a) { }\n ‸", "break;", False),
        (Exits, "‸", "return n;", False),
        (Exits, "‸", "return;", True),
        (Exits, "‸", "if (n > 0) return 0;", False),
        (Exits, "‸", "Arrays.sort(boxes, (x, y) -> { return x - y; });", True),
        (Cases, "switch (n) {\n case 1: break;\n ‸ }", "case 1:", False),
        (Cases, "switch (n) {\n case 1, 2 -> n++;\n ‸ }", "case 2 -> n--;", False),
        (Cases, "switch (n) {\n case 1: break;\n ‸ }", "case 2:", True),
        (Cases, "switch (n) {\n ‸\n case 1: break; }", "case 1:", False),
        (Cases, "switch (n) {\n default: break;\n ‸ }", "default:", False),
        (Cases, "switch (n) {\n case 1: switch (a[0]) { case 2: }\n ‸ }", "case 2:", True),
        (Statics, "‸", "field = 5;", False),
        (Statics, "‸", "grow();", False),
        (Statics, "‸", "this.field = 5;", False),
        (Statics, "‸", "shared = gcd(n, 5);", True),
        (Statics, "‸", "int field = 5;", True),
        (Statics, "‸", "p.field = 5;", True),
        (Statics, "Runnable r = () -> {\n ‸ };", "grow();", False),
        (Statics, "new Thread() { public void run() {\n ‸ } };", "this.start();", True),
        (Operands, "‸", "int k = s - 1;", False),
        (Operands, "‸", "if (s < t) {", False),
        (Operands, "‸", "if (n < s) {", False),
        (Operands, "‸", "if (!n) {", False),
        (Operands, "‸", "if (n && ok) {", False),
        (Operands, "‸", "if (ok || s) {", False),
        (Operands, "‸", "if (s == n) {", False),
        (Operands, "‸", "if (n == ok) {", False),
        (Operands, "‸", "ok++;", False),
        (Operands, "‸", "int k = a * n;", False),
        (Operands, "‸", "if (n < d && !ok || s == t) {", True),
        (Operands, "‸", "if (s.length() - n > 0 && n != 0 && ok) {", True),
        (Operands, "‸", "String u = s + n + a.length;", True),
        (Operands, "‸", "boxes[0]--;", True),
        (Operands, "‸", "if (boxes[0] == n || list.get(0) < n) {", True),
        (Operands, "‸", "if ((s == null) != ok) {", True),
        (Operands, "‸", "int k = (int) d - 1;", True),
        (Calls, "‸", "n = gcd(n);", False),
        (Calls, "‸", "n = gcd(n, 2, 3);", False),
        (Calls, "‸", "n = gcd(s, n);", False),
        (Calls, "‸", "n = gcd(gcd(n, a[0]), 2);", True),
        (Calls, "n = gcd(n, ‸);", "s", False),
        (Calls, "n = gcd(n, ‸);", "n", True),
        (Calls, "‸", "show(n);", True),
        (Calls, "‸", "show(ok);", False),
        (Calls, "‸", "n = sum(1, 2, 3) + sum();", True),
        (Calls, "‸", "p = new P(1);", False),
        (Calls, "‸", "p = new P(1, 2);", True),
        (Calls, "‸", "list.add(s);", False),
        (Calls, "‸", "list.add(n);", True),
        (Calls, "‸", "pairs.add(new int[] {1, 2});", True),
        (Calls, "‸", "pairs.add(n);", False),
        (Calls, "‸", "Arrays.sort(a, Collections.reverseOrder());", False),
        (Calls, "‸", "Arrays.sort(a, (x, y) -> y - x);", False),
        (Calls, "‸", "Arrays.sort(a, 0, n);", True),
        (Calls, "‸", "Arrays.sort(boxes, Collections.reverseOrder());", True),
        (Calls, "‸", "Arrays.sort(grid, (x, y) -> x[0] - y[0]);", True),
        (Calls, "‸", "int gcd(int a, int b, int c) {", True),
        (Lambdas, "Arrays.sort(boxes, ‸", "Comparator.comparingInt(o -> o[0]));", False),
        (Lambdas, "‸", "Arrays.sort(boxes, (x, y) -> x[0] - y[0]);", False),
        (Lambdas, "‸", "Arrays.sort(boxes, (x, y) -> x.x - y.x);", False),
        (Lambdas, "‸", "Arrays.sort(boxes, (x, y) -> y.compareTo(x));", True),
        (Lambdas, "‸", "Arrays.sort(grid, (x, y) -> x[0] - y[0]);", True),
        (Lambdas, "‸", "Arrays.sort(grid, (x, y) -> x.compareTo(y));", False),
        (Lambdas, "‸", "Collections.sort(list, (x, y) -> x[1] - y[1]);", False),
        (Lambdas, "‸", "pairs.sort((x, y) -> x[1] - y[1]);", True),
        (Lambdas, "‸", "words.forEach(w -> show(w.size()));", False),
        (Lambdas, "‸", "PriorityQueue<int[]> q = new PriorityQueue<>((x, y) -> x.y);", False),
        (Lambdas, "‸", "PriorityQueue<int[]> q = new PriorityQueue<>((x, y) -> x[1]);", True),
        (Lambdas, "‸", "PriorityQueue<P> q = new PriorityQueue<>((x, y) -> x[1]);", False),
        (Lambdas, "‸", "PriorityQueue<P> q = new PriorityQueue<P>((u, v) -> u.x - v.x);", True),
        (Lambdas, "‸", "unknown.map(o -> o[0]);", True),
    ],
)
def test_lines(rule: RuleAt, begun: str, candidate: str, *, kept: bool) -> None:
    assert keeps(rule, MAIN.replace("HERE", begun), candidate, is_line=True) == kept


@pytest.mark.parametrize(
    ("rule", "begun", "candidate", "kept"),
    [
        (TypeArguments, "List<int‸", ">", False),
        (TypeArguments, "List<int‸", "[", True),
        (Exits, "return ‸", "n", False),
        (Exits, "return‸", ";", True),
        (Exits, "‸", "break", False),
        (Cases, "switch (n) {\n case 1: break;\n case ‸ }", "1", False),
        (Cases, "switch (n) {\n case 1: break;\n case ‸ }", "2", True),
        (Statics, "n = ‸", "field", False),
        (Statics, "n = ‸", "gcd", True),
        (Statics, "p.‸", "field", True),
        (Operands, "if (s ‸", "<", False),
        (Operands, "if (s ‸", "==", True),
        (Operands, "if (n ‸", "&&", False),
        (Operands, "if (ok ‸", "&&", True),
        (Constants, "fixed ‸", "=", False),
        (Constants, "fixed ‸", "==", True),
        (Lambdas, "Arrays.sort(boxes, (x, y) -> x‸", "[", False),
        (Lambdas, "Arrays.sort(boxes, (x, y) -> x‸", ".", True),
    ],
)
def test_tokens(rule: RuleAt, begun: str, candidate: str, *, kept: bool) -> None:
    assert keeps(rule, MAIN.replace("HERE", begun), candidate, is_line=False) == kept


@pytest.mark.parametrize("candidate", ["field = n;", "grow();", "this.field = n;", "return;"])
def test_a_method_of_an_object_has_its_members(candidate: str) -> None:
    assert keeps(Statics, OWN.replace("HERE", "‸"), candidate, is_line=True)
    assert keeps(Exits, OWN.replace("HERE", "‸"), candidate, is_line=True)


def test_a_constructor_sets_what_is_final() -> None:
    assert keeps(Constants, "A(int size) {\n        ‸\n    }", "this.size = size;", is_line=True)
    assert keeps(Constants, "{\n        ‸\n    }", "size = 5;", is_line=True)
