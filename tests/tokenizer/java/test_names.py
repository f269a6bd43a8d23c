"""Names: what is declared, what is seen at the cursor ‸, in whole and in broken text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer.java.names import declarations, declared_names, library_names, visible
from beamcoder.tokenizer.java.scopes import NameKind
from beamcoder.tokenizer.lexer import lexical

# A text and all it declares, as "kind:name" in the order of the names.
DECLARED = [
    ("import java.util.Map; import java.util.*;", "import:Map"),
    ("import static java.lang.Math.max;", "import:max"),
    ("package a.b; class A extends B implements C<D> {}", "class:A"),
    ("class A<K, V extends Comparable<V>> {}", "class:A type_parameter:K type_parameter:V"),
    ("interface I {} @interface N {} enum E {}", "class:E class:I class:N"),
    ("enum E { RED, GREEN(1) { }, BLUE; int x; }", "class:E field:BLUE field:GREEN"
     " field:RED field:x"),
    ("enum E { @N RED, @N(1) GREEN; @N E(int a) { } }", "class:E field:GREEN"
     " field:RED parameter:a"),
    ("sealed interface A permits B, C { }", "class:A"),
    ("record P(int x, List<int[]> y) {}", "class:P field:x field:y"),
    ("class A { int a, b = 1, c[] = {2, 3}; }", "class:A field:a field:b field:c"),
    ("class A { Map<B, C[]> m = new TreeMap<B, C>(), k; }", "class:A field:k field:m"),
    ("class A { A(int a, String... b) { } }", "class:A parameter:a parameter:b"),
    ("class A { <T> T f(T t) { } }", "class:A method:f parameter:t type_parameter:T"),
    ("class A { static <T> List<T> f() { } }", "class:A method:f type_parameter:T"),
    ("class A { void f(@N final a.B x) throws C { } }", "class:A method:f parameter:x"),
    ("class A { @Override String f() { return s; } }", "class:A method:f"),
    ("class A { @N B b; }", "class:A field:b"),
    ("class A { void f() { final int n = g(1, b), m; } }", "class:A local:m local:n method:f"),
    ("void f() { for (int i = 0, n = 9; i < n; i++) {} }", "local:i local:n method:f"),
    ("void f() { for (int i = 0, j = 9; i < j; i++, j = j - 1) {} }", "local:i local:j method:f"),
    ("void f() { for (Map.Entry<A, B> e : m) {} }", "local:e method:f"),
    ("void f() { var x = a < b ? c : d; }", "local:x method:f"),
    ("void f() { g((x, y) -> x, z -> z, (int w) -> w); }", "method:f parameter:w parameter:x"
     " parameter:y parameter:z"),
    ("void f() { try (A a = b) {} catch (C | D e) {} }", "local:a method:f parameter:e"),
    ("void f() { out: for (;;) break out; }", "label:out method:f"),
    ("void f() { if (o instanceof A a) {} }", "local:a method:f"),
    ("void f() { switch (x) { case A: case B: break; default: y(); } }", "method:f"),
    ("void f() { switch (x) { case A, B -> 1; case C c -> 2; } }", "local:c method:f"),
    ("void f() { int y = switch (x) { case P(int a, var b) -> a; }; }", "local:a local:b local:y"
     " method:f"),
    ("void f() { new A(1) { int q; void g() { } }; }", "field:q method:f method:g"),
    ("void f() { int x = a < b && c > d ? e : g; h(i); }", "local:x method:f"),
    ("void f() { Collections.<A>sort(b); return c; }", "method:f"),
    ("void f() { yield x; throw e; }", "method:f"),
    ("", ""),
]  # fmt: skip

# What is seen at the cursor, and what is not.
SEEN = [
    ("class A { int a; void f(int p) { int l; ‸ } int b; void g(int q) {} }", "A a b f g p l", "q"),
    ("class A { void f(int p) { } ‸ }", "A f", "p"),
    ("void f() { { int a; } int b; ‸ int c; }", "b", "a c"),
    ("void f() { for (int i = 0; ‸i < n; i++) { } }", "i", ""),
    ("void f() { for (int i = 0; i < n; i++) { ‸ } }", "i", ""),
    ("void f() { for (int i = 0; i < n; i++) { } ‸ }", "", "i"),
    ("void f() { for (int i : a) g(i); ‸ }", "", "i"),
    ("void f() { for (int i : a) g(‸); }", "i", ""),
    ("void f() { for (int i : a) for (int j : b) g(‸); }", "i j", ""),
    ("void f() { for (int i : a) if (b) { } else ‸ }", "i", ""),
    ("void f() { for (int i : a) if (b) { c(); } else d(); ‸ }", "", "i"),
    ("void f() { for (int i : a) if (b) c(); else d(‸); }", "i", ""),
    ("void f() { for (int i : a) if (b) c(); else d(); ‸ }", "", "i"),
    ("void f() { try (A a = b; C c = d) { ‸ } catch (E e) { } }", "a c", "e"),
    ("void f() { try (A a = b) { } catch (E e) { ‸ } }", "e", "a"),
    ("void f() { try { } catch (E e) { } finally { ‸ } }", "", "e"),
    ("void f() { g(x -> ‸x, y -> 1); }", "x", "y"),
    ("void f() { g(x -> 1, ‸); }", "", "x"),
    ("void f() { g((x, y) -> { int z; ‸ }); }", "x y z", ""),
    ("void f() { g((x, y) -> { int z; }); ‸ }", "", "x y z"),
    ("void f() { A h = (B x) -> 1; ‸ }", "h", "x"),
    ("class A<T> { T t; void f() { ‸ } } class B { }", "A B T t f", ""),
    ("class A<T> { T t; void f() { } } class B { ‸ }", "A B", "T t f"),
    ("class A { <T> void f() { ‸ } }", "T", ""),
    ("class A { <T> void f() { } ‸ }", "f", "T"),
    ("record P(int x, int y) { ‸ } class A { }", "x y P A", ""),
    ("record P(int x, int y) { } class A { ‸ }", "P A", "x y"),
    ("enum E { RED, GREEN; ‸ }", "RED GREEN", ""),
    ("abstract class A { abstract void f(int p); ‸ }", "f", "p"),
    ("void f() { out: for (;;) { ‸ } }", "out", ""),
    ("void f() { out: for (;;) { } ‸ }", "", "out"),
    ("void f() { class L { int m; } ‸ }", "L", "m"),
    # Broken text
    ("class A { void f(int p) { if (x) { int a; ‸", "A f p a", ""),
    ("class A { void f(int p) { int a = g(1; ‸", "p a", ""),
    ("class A { void f(int p) { if (x) { int a; public void g(int q) { ‸ } }", "f g q", "p a"),
    ("class A { void f(int p) { g(x static int h(int q) { ‸", "f h q", "p"),
    ("class A { void f(int p { int a; ‸ } }", "p a", ""),
    ("class A { void f() { int a; } } } class B { int b; ‸", "A B b", "a"),
    ("import java.util.Map\npublic class A { ‸", "Map A", ""),
    ("void f() { for (int i = 0; i < n; i++) { int ‸", "i", ""),
    ("int a, b; ‸", "a b", ""),
]


@pytest.mark.parametrize(("text", "expected"), DECLARED)
def test_declared(text: str, expected: str) -> None:
    found = declared_names(lexical(text))
    assert (
        " ".join(sorted(f"{kind.name.lower()}:{name}" for name, kind in found.items())) == expected
    )


@pytest.mark.parametrize(("text", "seen", "unseen"), SEEN)
def test_seen(text: str, seen: str, unseen: str) -> None:
    before, after = text.split("‸")
    place = len(lexical(before))
    names = visible(declarations(lexical(before + after)), place)
    assert not set(seen.split()) - set(names)
    assert not set(unseen.split()) & set(names)


def test_an_inner_name_hides_an_outer_one() -> None:
    tokens = lexical("class A { void f() { int x; } int x; }")
    declared = declarations(tokens)
    assert visible(declared, 10)["x"] is NameKind.LOCAL
    assert visible(declared, 3)["x"] is NameKind.FIELD


def test_library_names() -> None:
    names = library_names(
        lexical("import java.util.*; import java.io.File; import x.*; a = b * c;")
    )
    assert {"String", "System", "Math", "Integer", "Scanner", "ArrayList"} <= names
    assert not {"BufferedReader", "x"} & names
    assert "BufferedReader" in library_names(lexical("import java.util.*;import java.io.*;"))


WORDS = lexical(
    "class record enum A b x { } ( ) [ ] < > ; , : -> case for try catch int new . import ="
    " public static @ else void"
)


@given(st.lists(st.sampled_from([token.text for token in WORDS]), max_size=60))
def test_any_tokens_have_names_within_them(words: list[str]) -> None:
    tokens = lexical(" ".join(words))
    for declared in declarations(tokens):
        assert tokens[declared.index].text == declared.name
        assert declared.first >= 0 and declared.stop <= len(tokens)
