"""What types rule out: a place with a cursor ‸, a candidate, and whether it weighs less."""

import pytest

from beamcoder.model.decoding.constraints.members import Members
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.tokenizer.cursor import look
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.render import Renderer

HEAD = """import java.util.*; class A { static class P { int x; long y() { return 0; } }
void f(Scanner sc, int n, long big, double d, int[] a, String s, List<P> ps, P p) { """


def check(text: str, candidate: str, *, is_line: bool) -> bool:
    """Whether the candidate keeps its weight."""
    text = HEAD + text
    offset = text.index("‸")
    text = text.replace("‸", "")
    view = look(text, offset)
    place = Place(text, offset, view, Renderer(text))
    symbols = tuple(token.text for token in lexical(candidate))
    made = Candidate(symbols, candidate, len(view.fragment), 0.5, is_line=is_line)
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


def test_imports_are_left_alone() -> None:
    view = look("import java.‸"[:-1], 12)
    place = Place("import java.", 12, view, Renderer(""))
    made = Candidate(("util",), "util", 0, 0.5, is_line=False)
    assert Members(place, 0.25).judge(made) == made
