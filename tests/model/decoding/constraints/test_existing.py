"""What a class or a file has is not declared again; overloads and other classes' members may be."""

import pytest

from beamcoder.model.decoding.constraints.existing import Existing
from beamcoder.model.decoding.constraints.wording.public_class import PublicClass
from tests.model.decoding.constraints.places import line, place_at, token

MEMBERS = """\
import java.util.*;
import java.io.IOException;
import static java.lang.Math.max;

public class Main {
    static int n;
    static final long[] COUNT = new long[5], other = {1};
    static class FastScanner {
        int next(int a) { return a; }
    }
    static void solve() {
        int m = 0;
    }
    public static int gcd(final int a, int b) { return b == 0 ? a : gcd(b, a % b); }
    static void fill(int[] a, String... rest) { }
    static void sort(List<int[]> a, Map<String, List<Integer>> b) { }
    <T> void show(T a) { }
    ‸
    static void below(int start) {
    }
}
"""


@pytest.mark.parametrize(
    ("candidate", "is_kept"),
    [
        ("static void solve() {", False),
        ("public static void solve()", False),
        ("private int solve() throws IOException {", False),
        ("static void solve(int n) {", True),
        ("static void solved() {", True),
        ("int gcd(int x, int y) {", False),
        ("int gcd(int[] x, int y) {", True),
        ("long gcd(long a, long b) {", True),
        ("int gcd(int a) {", True),
        ("void fill(int a[], String[] b) {", False),
        ("void fill(int[] a, String b) {", True),
        ("void sort(List<String> a, Map<Integer, int[]> b) {", False),  # the same when erased
        ("void sort(List<int[]> a, Set<Integer> b) {", True),
        ("static void below(int from) {", False),
        ("static void below(long from) {", True),
        ("static class FastScanner {", False),
        ("private static class FastScanner implements Closeable {", False),
        ("static class Main {", False),
        ("static class Pair implements Comparable<Pair> {", True),
        ("static int n = 5;", False),
        ("long[] COUNT;", False),
        ("int other;", False),
        ("static int m;", True),
        ("int next(int a) {", True),  # the inner class has one
        ("int next;", True),
        ("Main() {", True),
        ("}", True),
        ("static {", True),
    ],
)
def test_members(candidate: str, is_kept: bool) -> None:
    place = place_at(MEMBERS)
    assert (Existing(place).judge(line(place, candidate)) is not None) == is_kept


@pytest.mark.parametrize(
    ("begun", "candidate", "is_kept"),
    [
        ("static void ", "solve() {", False),
        ("static void so", "solve() {", False),
        ("static void solve", "solve(int a) {", True),
        ("static void solve(", ") {", False),
        ("static class ", "FastScanner {", False),
        ("solve(", ");", True),
    ],
)
def test_a_line_begun_is_not_what_exists(begun: str, candidate: str, is_kept: bool) -> None:
    place = place_at(MEMBERS.replace("‸", begun + "‸"))
    assert (Existing(place).judge(line(place, candidate)) is not None) == is_kept


@pytest.mark.parametrize(
    ("candidate", "is_kept"),
    [
        ("import java.util.*;", False),
        ("import java.io.IOException;", False),
        ("import static java.lang.Math.max;", False),
        ("import java.io.*;", True),
        ("import static java.lang.Math.min;", True),
        ("package a.b;", True),
    ],
)
def test_imports(candidate: str, is_kept: bool) -> None:
    place = place_at("‸\n" + MEMBERS.replace("‸", ""))
    assert (Existing(place).judge(line(place, candidate)) is not None) == is_kept
    below = place_at(MEMBERS.replace("‸", "").replace("\n\npublic", "\n‸\npublic"))
    assert (Existing(below).judge(line(below, candidate)) is not None) == is_kept


def test_one_package_a_file() -> None:
    place = place_at("package a;\n‸\nclass B { }\n")
    assert Existing(place).judge(line(place, "package b;")) is None


@pytest.mark.parametrize(
    "candidate", ["solve();", "int n = 1;", "FastScanner in = new FastScanner();", "gcd(n, m);"]
)
def test_statements_declare_no_members(candidate: str) -> None:
    place = place_at(MEMBERS.replace("‸", "").replace("int m = 0;", "int m = 0;\n        ‸"))
    assert Existing(place).judge(line(place, candidate)) is not None


@pytest.mark.parametrize(
    ("text", "file_name", "candidate", "expected"),
    [
        ("‸", "IoLoops.java", "public class Main {", "public class IoLoops {"),
        ("public ‸", "IoLoops.java", "final class Main {", "final class IoLoops {"),
        ("public class ‸", "A.java", "Main implements Runnable {", "A implements Runnable {"),
        ("public class Io‸", "IoLoops.java", "Iota {", "IoLoops {"),
        ("public class Ma‸", "IoLoops.java", "Main {", "Main {"),
        ("import a.b;\n\n‸", "E.java", "public enum Kind {", "public enum E {"),
        ("‸", "R.java", "public record Point(int x, int y) {", "public record R(int x, int y) {"),
        ("‸", "Main.java", "public class Main {", "public class Main {"),
        ("‸", "", "public class Main {", "public class Main {"),
        ("‸", "1003A.java", "public class Main {", "public class Main {"),
        ("‸", "notes.txt", "public class Main {", "public class Main {"),
        ("‸", "class.java", "public class Main {", "public class Main {"),
        ("‸", "IoLoops.java", "class Main {", "class IoLoops {"),
        ("class IoLoops { }\n‸", "IoLoops.java", "class Main {", "class Main {"),
        ("class A {\n    ‸\n}", "IoLoops.java", "public class B {", "public class B {"),
        ("‸", "IoLoops.java", "import a.b;", "import a.b;"),
    ],
)
def test_a_public_class_has_the_files_name(
    text: str, file_name: str, candidate: str, expected: str
) -> None:
    place = place_at(text, file_name=file_name)
    judged = PublicClass(place).judge(line(place, candidate))
    assert judged.text == expected
    assert judged.probability == 0.5


def test_so_does_a_single_token() -> None:
    place = place_at("public final class ‸", file_name="IoLoops.java")
    assert PublicClass(place).judge(token("Main")).text == "IoLoops"
    assert PublicClass(place).judge(token("{")).text == "{"
    before = place_at("public ‸", file_name="IoLoops.java")
    assert PublicClass(before).judge(token("class")).text == "class"
