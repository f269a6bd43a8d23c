"""Types: of what stands before the cursor ‸, in whole and in broken text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer.java.members import UNKNOWN, Classes, JavaType, library_class, read_type
from beamcoder.tokenizer.java.names import declarations
from beamcoder.tokenizer.java.types import Types
from beamcoder.tokenizer.lexer import lexical

FIELDS = """import java.util.*; class A { Scanner sc; int n, grid[][]; int[] a[], b; String s;
Map<String, List<int[]>> m; List<Node> nodes; Node root; Color color; double d; var no = f();
static class Node { int value; Node next, kids[]; Node child(int i) { return kids[i]; }
    String name() { return ""; } int both; long both() { return 0; } }
enum Color { RED, GREEN; int shade; }
static <T> T any() { return null; } Node find(int x) { return null; }
int twice(int x) { return x; } long twice(long x) { return x; }
void f(String[] args, int... rest) throws Exception { """

# An expression before the cursor, and its type; a class is written with "class" before it.
TYPES = [
    ("sc‸", "Scanner"),
    ("n‸", "int"),
    ("grid‸", "int[][]"),
    ("grid[0]‸", "int[]"),
    ("a‸", "int[][]"),
    ("b‸", "int[]"),
    ("args‸", "String[]"),
    ("args[n - 1]‸", "String"),
    ("rest‸", "int[]"),
    ("s.split(\" \")[0]‸", "String"),
    ("sc.nextLine().trim()‸", "String"),
    ("m.get(s)‸", "List<int[]>"),
    ("m.get(s).get(0)[1]‸", "int"),
    ("m.entrySet()‸", "Set<Entry<String,List<int[]>>>"),
    ("m.keySet().iterator().next()‸", "String"),
    ("nodes.get(f(1, g[2])).next.kids[0]‸", "Node"),
    ("root.child(1).name().length()‸", "int"),
    ("root.both‸", "int"),
    ("root.both()‸", "long"),
    ("this.root‸", "Node"),
    ("find(3).next‸", "Node"),
    ("new Node()‸", "Node"),
    ("new ArrayList<Node>().get(0)‸", "Node"),
    ("new ArrayList<>().get(0)‸", "?"),
    ("((Node) x).next‸", "Node"),
    ("(root)‸", "Node"),
    ("(s + s)‸", "?"),
    ("\"a\"‸", "String"),
    ("Scanner‸", "class Scanner"),
    ("Map.Entry‸", "class Entry"),
    ("Color.RED.shade‸", "?"),
    ("Color.values()‸", "Color[]"),
    ("System.out‸", "PrintStream"),
    ("Integer.MAX_VALUE‸", "int"),
    ("String var = s; var‸", "String"),
    ("var x = new TreeMap<Integer, String>(); x.firstEntry().getValue()‸", "String"),
    ("var x = m.get(s); x.get(0)‸", "int[]"),
    ("for (var e : m.entrySet()) e.getValue()‸", "List<int[]>"),
    ("for (Node v : nodes) v‸", "Node"),
    ("for (var v : grid) v‸", "int[]"),
    ("{ String n; } n‸", "int"),
    ("String n = n‸", "String"),
    ("no‸", "?"),
    ("twice(n)‸", "?"),
    ("any()‸", "T"),
    ("Math.max(1, 2)‸", "?"),
    ("nobody‸", "?"),
    ("nobody.knows()[1].that‸", "?"),
    ("x -> x‸", "?"),
    ("‸", "?"),
    (")‸", "?"),
    ("]‸", "?"),
]  # fmt: skip


def spelled(java_type: JavaType) -> str:
    inner = ",".join(spelled(argument) for argument in java_type.arguments)
    return java_type.name + f"<{inner}>" * bool(inner) + "[]" * java_type.n_dimensions


def types_at(text: str) -> tuple[Types, list[str], int]:
    left, _, right = text.partition("‸")
    place = len(lexical(left))
    tokens = lexical(left + " " + right)
    texts = [token.text for token in tokens]
    return Types(texts, declarations(tokens), place), texts, place


@pytest.mark.parametrize(("code", "expected"), TYPES)
def test_the_type_before_the_cursor(code: str, expected: str) -> None:
    types, texts, place = types_at(FIELDS + code)
    found = types.ending_at(texts, place - 1)
    assert "class " * found.is_class + spelled(found.type) == expected


def test_names_that_are_hidden_are_unknown() -> None:
    types, texts, place = types_at(FIELDS + "s‸")
    assert types.ending_at(texts, place - 1, frozenset({"s"})).type == UNKNOWN


@pytest.mark.parametrize(
    ("of", "key", "static", "offered"),
    [
        ("Scanner", "nextInt(", False, True),
        ("Scanner", "nextInteger(", False, False),
        ("Scanner", "hashCode(", False, True),
        ("ArrayList", "size(", False, True),
        ("ArrayList", "size", False, False),
        ("ArrayList", "getFirst(", False, True),
        ("Math", "max(", True, True),
        ("String", "length(", True, False),
        ("String", "valueOf(", True, True),
        ("int", "length", False, False),
        ("Nobody", "anything", False, True),
    ],
)
def test_what_the_library_offers(of: str, key: str, static: bool, offered: bool) -> None:
    assert Classes({}).offers(JavaType(of), [key], static=static) == offered


@pytest.mark.parametrize(
    ("wanted", "given", "accepted"),
    [
        ("long", "int", True),
        ("int", "long", False),
        ("int", "Integer", True),
        ("Integer", "int", True),
        ("Long", "int", False),
        ("int", "String", False),
        ("String", "int", False),
        ("boolean", "int", False),
        ("double", "Long", True),
        ("int", "void", False),
        ("int[]", "int", False),
        ("int[]", "int[]", True),
        ("int[]", "long[]", False),
        ("Object", "int[]", True),
        ("Object", "int", True),
        ("List<String>", "ArrayList<String>", True),
        ("ArrayList<String>", "List<String>", False),
        ("T", "String", True),
        ("String", "T", True),
        ("var", "int", True),
    ],
)
def test_what_a_variable_takes(wanted: str, given: str, accepted: bool) -> None:
    def read(text: str) -> JavaType:
        return read_type([token.text for token in lexical(text)], 0)[0]

    assert Classes({}).accepts(read(wanted), read(given)) == accepted


def test_a_class_is_unknown_until_its_end_is_written() -> None:
    for text, offered in (("class B { int x; } class A { B b;‸ }", False),
                          ("class B { int x; ‸", True)):  # fmt: skip
        types, _, _ = types_at(text)
        assert types.classes.offers(JavaType("B"), ["y"], static=False) == offered


def test_a_circle_of_classes_ends() -> None:
    types, _, _ = types_at("class A extends B { } class B extends A { } ‸")
    assert types.classes.offers(JavaType("A"), ["x"], static=False)
    types, _, _ = types_at("class A { var x = y; var y = x; A f() { var z = z; z‸ } }")
    assert types.of_variable("z") == UNKNOWN


def test_the_table_is_closed_upwards() -> None:
    """Every super is in the table, so that a class with one member missing is never complete."""
    waiting, seen = ["TreeMap", "ArrayDeque", "PrintWriter", "Scanner", "LinkedHashSet"], set()
    while waiting:
        name = waiting.pop()
        found = library_class(name)
        assert found is not None, name
        seen.add(name)
        waiting += [parent.name for parent in found.supers if parent.name not in seen]
    assert library_class("Nobody") is None


@given(st.text("ab.()[]<>{},;=: \n", max_size=40), st.integers(0, 40))
def test_any_text_has_types(text: str, at: int) -> None:
    at = min(at, len(text))
    broken = "class a { b a; a[] b() { var c = " + text[:at] + "‸" + text[at:]
    types, texts, place = types_at(broken)
    for last in range(place):
        found = types.ending_at(texts, last)
        assert 0 <= found.start <= last
