"""Syntax: what parses, what breaks, and that following edits ends where a fresh parse does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tree_sitter import Language, Parser, Tree

from beamcoder.tokenizer.java import syntax
from beamcoder.tokenizer.java.syntax import SyntaxTree, count_errors, count_no_statements

PROGRAM = """import java.util.*;

public class Main {
    // größer: é 𝕏
    static String s = "é𝕏";
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        ‸
        for (int i = 0; i < n; i++) {
            System.out.println(i >> 1);
        }
    }
}
"""
OFFSET = PROGRAM.index("‸")
TEXT = PROGRAM.replace("‸", "")

VALID = [
    "",
    TEXT,
    "record P(int x, int y) { P { if (x < 0) throw new E(); } }",
    'class A { String s = """\n  a "b" c\n  """; }',
    "sealed interface S permits A, B { } final class A implements S { }",
    "class A { int f(Object o) { return switch (o) { case Integer i -> i; default -> 0; }; } }",
    "class A { int f(O o) { return switch (o) { case P(int x, var y) when x > y -> x; }; } }",
    "class A { void f() { var x = new ArrayList<Map<String, List<int[]>>>(); } }",
]
BROKEN = ["class A {", "class A { int x = ; }", "class A { void f() { g(1; } }", "}", "#", "\ud800"]

KEEPS = ["int m = sc.nextInt();", "", "// x", "List<List<Integer>> g = new ArrayList<>();", "{ }"]
KEEPS += ["if (n > 0)", "while (n-- > 0) { n /= 2; }", "return;", "label:", '"é".length();', ";"]
BREAKS = [
    "int m = sc.nextInt(;",
    "}",
    "{",
    "if (",
    "int = 3;",
    "foo(",
    ")",
    "x = = 2;",
    "else",
    '"',
]


def would_break(tree: SyntaxTree, offset: int, replace: int, insertion: str) -> bool:
    """Whether text[offset - replace : offset] := insertion leaves more errors than now."""
    return tree.n_errors_with(offset, replace, insertion) > tree.n_errors


@pytest.mark.parametrize("text", VALID)
def test_java_has_no_errors(text: str) -> None:
    assert count_errors(text) == 0


@pytest.mark.parametrize("text", BROKEN)
def test_broken_text_has_errors(text: str) -> None:
    assert count_errors(text) > 0


@pytest.mark.parametrize("insertion", KEEPS)
def test_keeps(insertion: str) -> None:
    assert not would_break(SyntaxTree(TEXT), OFFSET, 0, insertion)


@pytest.mark.parametrize("insertion", BREAKS)
def test_breaks(insertion: str) -> None:
    tree = SyntaxTree(TEXT)
    assert would_break(tree, OFFSET, 0, insertion)
    assert tree.n_errors == 0 and tree.text == TEXT


@pytest.mark.parametrize(
    ("typed", "replace", "insertion", "breaks"),
    [
        ("int m = sc.ne", 2, "nextInt();", False),
        ("int m = sc.ne", 2, "nextInt(;)(", True),
        ("int m = ", 0, "n;", False),
        ("é𝕏", 2, "n++;", False),
    ],
)
def test_a_fragment_is_replaced(typed: str, replace: int, insertion: str, breaks: bool) -> None:
    tree = SyntaxTree(TEXT)
    tree.edit(OFFSET, OFFSET, typed)
    assert would_break(tree, OFFSET + len(typed), replace, insertion) is breaks


fragments = st.sampled_from(
    ["int x = 1;", "}", "{", "(", ")", ";", "é", "\n", '"', "/*", "*/", "if"]
)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), fragments), max_size=6))
def test_edits_taken_back_leave_no_error(edits: list[tuple[float, int, str]]) -> None:
    tree = SyntaxTree(TEXT)
    undo: list[tuple[int, int, str]] = []
    for place, length, replacement in edits:
        start = round(place * len(tree.text))
        end = min(len(tree.text), start + length)
        undo.append((start, start + len(replacement), tree.text[start:end]))
        tree.edit(start, end, replacement)
        assert (tree.n_errors == 0) == (count_errors(tree.text) == 0)
    for change in reversed(undo):
        tree.edit(*change)
    assert tree.text == TEXT and tree.n_errors == 0


@pytest.mark.parametrize(
    ("statement", "is_one"),
    [
        ("a - b;", False),
        ("sum - pq.remove();", False),
        ("a == b;", False),
        ("a[0];", False),
        ("n;", False),
        ("(n);", False),
        ("-n;", False),
        ("!f(n);", False),
        ("a > 0 ? f(a) : g(a);", False),
        ("a.length;", False),
        ('"a" + f(n);', False),
        ("a = b;", True),
        ("a -= b;", True),
        ("a[f(0) - 1] = b - c;", True),
        ("i++;", True),
        ("--i;", True),
        ("f(a - b);", True),
        ("a.b().c();", True),
        ("new A(1);", True),
        ("int n = a - b;", True),
        ("return a - b;", True),
        ("throw a;", True),
        ("switch (n) { case 1 -> f(); default -> g(); }", True),
        ("int k = switch (n) { case 1 -> 2; default -> 3; };", True),
        ("run(() -> a - b);", True),
        ("if (a == b) { c = a - b; }", True),
        ("for (i = 0; i < n; i++) { }", True),
        ("for (int i : a) { i - 1; }", False),
        ("assert a == b;", True),
        (";", True),
    ],
)
def test_an_expression_that_does_nothing_is_no_statement(statement: str, is_one: bool) -> None:
    head, end = "class A { void f() {\n", "\n} }"
    assert count_errors(head + statement + end) == 0
    assert count_no_statements(head + statement + end) == (not is_one)
    for n in range(statement.rindex(";") + 1):  # whatever of it stands there already
        tree = SyntaxTree(head + statement[:n] + end)
        found = tree.n_errors_with(len(head) + n, 0, statement[n:])
        assert found == (not is_one)


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (2, 1), (0, 4)])
def test_a_stretch_outside_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"{start}:{end} in a text of 3"):
        SyntaxTree("abc").edit(start, end, "")


class CountingParser:
    """tree-sitter's parser; counts the bytes that it reads."""

    n_read = 0

    def __init__(self, language: Language) -> None:
        self._parser = Parser(language)

    def parse(self, source: bytes, old: Tree | None = None) -> Tree:
        def read(offset: int, _: object) -> bytes:
            part = source[offset : offset + 4]
            CountingParser.n_read += len(part)
            return part

        return self._parser.parse(read, old) if old else self._parser.parse(read)


def test_a_question_reads_less_than_a_parse_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    methods = "".join(
        f"    static int f{i}(int[] a) {{ int s = {i}; for (int x : a) s += x; return s; }}\n"
        for i in range(300)
    )
    text = "class A {\n" + methods + "}\n"
    monkeypatch.setattr(syntax, "Parser", CountingParser)
    tree, offset = SyntaxTree(text), text.index("int s = 150")
    n_whole = CountingParser.n_read
    assert n_whole >= len(text)
    assert not would_break(tree, offset, 0, "int t = f(a[0], 1);")
    assert 0 < CountingParser.n_read - n_whole < n_whole / 3
