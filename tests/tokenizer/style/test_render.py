"""Rendering: habit is followed, and what is written lexes to what was meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex, lexical
from beamcoder.tokenizer.style.render import Renderer, find_indent_unit

USUAL = """\
public static <T extends Comparable<T>> void f(T[] a, int... b) throws IOException {
List<List<Integer>> g = new ArrayList<>();
Map<String, int[]> m = x -> { return x.y(); };
for (int i = 0; i < n; i++) {
for (int x : a) System.out.println(x + " " + -y);
x = (int) a * -b + (c ? 1 : -2);
int[] a = new int[]{1, 2, 3};
if (a < b && c > d || !e) return -1;
} else if (x instanceof Foo) {
} while (t-- > 0);
i++ + ++j;
case 'a' -> 1;
case 1:
@Override
Arrays.sort(a, (x, y) -> x[0] - y[0]);
Set<? extends Foo> s = List::of;
int x = a[0] >> 1 >>> 2;
return (long) 1e9 + 7;
(a) + b;
for (;;) {
import java.util.*;
char c = '+';
""".splitlines()
TIGHT = """\
for(int i=0;i<n;i++){
int a=b+c;
if(a==b&&c>d){
f(a,b);
x=(int)a;
int y=c?1:2;
for(int v:a){
"""


def texts(line: str) -> list[str]:
    return [token.text for token in lexical(line)]


@pytest.mark.parametrize("line", USUAL)
def test_the_usual_way_is_the_default(line: str) -> None:
    assert Renderer("").continue_line("", texts(line)) == line


@pytest.mark.parametrize("line", TIGHT.splitlines())
def test_a_tight_buffer_stays_tight(line: str) -> None:
    assert Renderer(TIGHT).continue_line("    ", texts(line)) == line


@pytest.mark.parametrize("line", USUAL)
def test_a_buffer_teaches_its_own_lines(line: str) -> None:
    renderer = Renderer("\n".join(USUAL))
    assert renderer.continue_line("", texts(line)) == line


@pytest.mark.parametrize(
    ("left", "line", "written"),
    [
        ("int x", "= 3;", " = 3;"),
        ("int x =", "3;", " 3;"),
        ("int x = ", "3;", "3;"),
        ("return", "x;", " x;"),
        ("f(a", ", b);", ", b);"),
        ("f(", "a);", "a);"),
        ("    ", "f();", "f();"),
        ("List<List<Integer", ">> g;", ">> g;"),
        ("x = y -", "-z;", " -z;"),
        ("i", "++;", "++;"),
    ],
)
def test_goes_on_behind_what_stands_there(left: str, line: str, written: str) -> None:
    symbols = texts(f"{left} {line}")[len(texts(left)) :]
    assert Renderer("").continue_line(left, symbols) == written


tokens = st.sampled_from(
    ["a", "B", "int", "1", "2.5", '"s"', "'c'", "(", ")", "[", "]", "{", "}", "<", ">", ">>", ">="]
    + ["+", "-", "++", "--", "=", "==", "!", "?", ":", "::", "->", ".", ",", ";", "&", "&&", "/"]
    + ["@", "...", "return", "new", "case", "*", "%", "<<", ">>>=", "~", "instanceof", "1L", ".5"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(tokens, max_size=12), st.sampled_from(["", TIGHT]))
def test_any_tokens_lex_back_unless_no_text_could(symbols: list[str], buffer: str) -> None:
    apart = " ".join(symbols)
    written = Renderer(buffer).continue_line("", symbols)
    if texts(apart) == symbols:
        assert texts(written) == symbols
    assert not written.startswith(" ") and not written.endswith(" ")


def test_whole_lines_come_back_with_their_layout() -> None:
    source = "class A {\n\tvoid f() {\n\t\tif (a) {\n\t\t\tb();\n\t\t}\n\t}\n\n\tint c;\n}"
    symbols = [symbol.text for symbol in layout(lex(source))]
    assert Renderer(source).render(symbols) == source.replace("\n\n", "\n")


@pytest.mark.parametrize(
    ("source", "unit"),
    [("", "    "), ("a\n  b\n    c", "  "), ("a\n\tb", "\t"), ("a\n    b\n/**\n * c\n */", "    ")],
)
def test_finds_the_indent_unit(source: str, unit: str) -> None:
    assert find_indent_unit(source) == unit


def test_text_blocks_and_comments_teach_no_spacing() -> None:
    code = 'String s = """\n    f( a )\n    g( b );\n    """;\n/*\n  h( c );\n*/\nk(d);\n'
    assert Renderer(code).continue_line("", ["f", "(", "a", ")", ";"]) == "f(a);"
