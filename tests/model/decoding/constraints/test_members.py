"""What types rule out: a place with a cursor ‸, a candidate, and whether it weighs less."""

import pytest

from beamcoder.model.decoding.constraints.impossible.members import Members
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.place_facts import PlaceFacts
from beamcoder.tokenizer.lexer import lexical
from tests.excerpts import excerpt_of

HEAD = """import java.util.*; class A { static class P { int x; long y() { return 0; } }
void f(Scanner sc, int n, long big, double d, int[] a, String s, List<P> ps, P p) { """


def place_at(text: str) -> Place:
    offset = text.index("‸")
    text = text.replace("‸", "")
    excerpt = excerpt_of(text, offset)
    return Place(excerpt, PlaceFacts(excerpt))


def check(text: str, candidate: str, *, is_line: bool) -> bool:
    """Whether the candidate keeps its weight."""
    place = place_at(HEAD + text)
    symbols = tuple(token.text for token in lexical(candidate))
    made = Candidate(symbols, candidate, len(place.view.fragment), 0.5, is_line=is_line)
    weight = Members(place, 0.25).judge(made).weight
    assert weight in (0.25, 1)
    return weight == 1


@pytest.mark.parametrize(
    ("text", "candidate", "kept"),
    [
        ("sc.‸", "nextInt", True),
        ("sc.‸", "length", False),
        ("sc.ne‸", "nextLine", True),
        ("sc.ne‸", "nextMine", False),
        ("a.‸", "length", True),
        ("a.‸", "size", False),
        ("ps.get(n).‸", "x", True),
        ("ps.get(n).‸", "z", False),
        ("n‸", "n", True),
        ("n ‸", ".", False),
        ("sc ‸", ".", True),
        ("Math.‸", "max", True),
        ("String.‸", "length", False),
        ("who.‸", "knows", True),
        ("n ‸", "[", False),
        ("a ‸", "[", True),
        ("int b ‸", "[", True),
        ("String[] b ‸", "[", True),
        ("new int[‸", "n", True),
        ("new int[‸", "big", False),
        ("new int[‸", "s", True),
        ("a[‸", "d", False),
    ],
)
def test_tokens(text: str, candidate: str, kept: bool) -> None:
    assert check(text, candidate, is_line=False) == kept


@pytest.mark.parametrize(
    ("text", "candidate", "kept"),
    [
        ("‸", "int k = sc.nextInt();", True),
        ("‸", "int k = sc.nextLine();", False),
        ("‸", "int k = sc.nextLong();", False),
        ("‸", "long k = sc.nextInt();", True),
        ("‸", "int k = sc.nextLine().length();", True),
        ("‸", "int k = s.length;", False),
        ("‸", "int k = a.length();", False),
        ("‸", "int k = ps.size() + s;", True),
        ("int k = ‸", "sc.next();", False),
        ("n = ‸", "sc.next();", False),
        ("s = ‸", "sc.next();", True),
        ("‸", "p.y();", True),
        ("‸", "p.y = 1;", False),
        ("‸", "p.x = s.length();", True),
        ("‸", "p.x = s.trim();", False),
        ("‸", "a[n] = s;", False),
        ("‸", "a[s.length()] = n;", True),
        ("‸", "a[s] = n;", False),
        ("‸", "a[s] += n;", False),
        ("‸", 'for (String p : s.split(" ")) n += p.length();', True),
        ("‸", "for (int i = 0; i < a.size(); i++) {", False),
        ("‸", "int[] b = new int[big];", False),
        ("‸", "int[] b = new int[(int) big];", True),
        ("‸", "int b[] = new int[n];", True),
        ("‸", "System.out.println(s.charAt(n));", True),
        ("‸", "System.out.printn(s);", False),
        ("‸", "List<P> q = new ArrayList<>();", True),
        ("‸", "List<P> q = new HashSet<>();", False),
        ("‸", "boolean ok = n == a.length;", True),
        ("‸", "d = n;", True),
        ("‸", "n = d;", False),
    ],
)
def test_lines(text: str, candidate: str, kept: bool) -> None:
    assert check(text, candidate, is_line=True) == kept


@pytest.mark.parametrize(
    ("code", "candidate", "kept"),
    [
        ("int g() { ‸", "return s.length();", True),
        ("int g() { ‸", "return s;", False),
        ("String g() { ‸", "return s.length();", False),
        ("void g() { ‸", "return s;", False),
        ("int g() { if (true) { ‸", "return s;", False),
        ("int g() { h(x -> { ‸", "return s;", True),
        ("int g() { Runnable r = new Runnable() { public String h() { ‸", "return s;", True),
        ("int g() throws Exception { ‸", "return s;", False),
        ("int[] g() { ‸", "return ps;", False),
        ("void g() { ‸", "if (s) {", False),
        ("void g() { ‸", "if (s.isEmpty()) {", True),
        ("void g() { ‸", "while (s.length() > 1) {", True),
        ("void g() { ‸", "while (s.length()) {", False),
        ("void g() { ‸", "for (char c : s) {", False),
        ("void g() { ‸", "for (char c : s.toCharArray()) {", True),
        ("void g() { ‸", "for (int c : s.split(s)) {", False),
        ("void g() { ‸", "for (P p : ps) {", True),
        ("void g() { ‸", "for (String p : ps) {", False),
        ("void g() { ‸", "for (int i = 0; i < s.length(); i++) {", True),
        ("void g() { ‸", "Reader r = in.nothing(); r.anything();", True),
        ("void g() { Reader r; ‸", "r.nextInt();", True),  # perhaps a class of their own
        ("void g() { Scanner r; ‸", "r.readInt();", False),
    ],
)
def test_what_a_method_gives_and_headers_ask(code: str, candidate: str, kept: bool) -> None:
    fields = "import java.util.*;\nclass A { static class P { int x; } String s; List<P> ps; "
    place = place_at(fields + code)
    symbols = tuple(token.text for token in lexical(candidate))
    made = Candidate(symbols, candidate, 0, 0.5, is_line=True)
    assert (Members(place, 0.25).judge(made).weight == 1) == kept


def test_imports_are_left_alone() -> None:
    place = place_at("import java.‸")
    made = Candidate(("util",), "util", 0, 0.5, is_line=False)
    assert Members(place, 0.25).judge(made) == made
