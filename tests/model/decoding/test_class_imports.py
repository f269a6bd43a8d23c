"""Classes that an item needs: those that are used and not there, of the package that is meant."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.completer import Completer
from beamcoder.model.decoding.class_imports import ImportFinder
from beamcoder.model.proposal import Item, Request
from beamcoder.tokenizer.java.import_edits import import_edits
from beamcoder.tokenizer.java.imports import read_head
from beamcoder.tokenizer.java.library import IMPORTABLE, JAVA_LANG, NAMESAKES, PACKAGES
from beamcoder.tokenizer.java.source_types import NO_TYPES, SourceTypes, read_source
from beamcoder.tokenizer.lexer import lexical

TYPE: Final = "class A { }\n"
BODY: Final = "public class A {\n    void f() {\n        ‸\n    }\n}\n"


def needed(
    head: str, left: str, text: str, n_replaced: int = 0, types: SourceTypes = NO_TYPES
) -> list[str]:
    marked = head + (BODY.replace("‸", f"{left}‸") if "‸" not in left else left)
    offset, whole = marked.index("‸"), marked.replace("‸", "")
    finder = ImportFinder(whole, offset, read_head(whole), "", types)
    return sorted(finder.of(Item(text, n_replaced, 0.5)))


USES = [
    ("", "Scanner sc = new Scanner(System.in);", ["java.util.Scanner"]),
    ("Sc", "Scanner", ["java.util.Scanner"]),
    ("Scanner", " sc = new Scanner(System.in);", ["java.util.Scanner"]),
    ("Scanner", " sc", []),  # only what the item itself uses
    ("List<Integer> x = ", "new ArrayList<>();", ["java.util.ArrayList", "java.util.List"]),
    ("Map", "<String, Integer> m = new HashMap<>();", ["java.util.HashMap", "java.util.Map"]),
    ("List<Integer> x ", "=", []),
    ("", "int n = 3;", []),
    ("", "String s = Integer.toString(3);", []),  # of java.lang
    ("", "java.util.List<Integer> x;", []),
    ("x.", "List", []),
    ("", "x.Scanner();", []),
    ("", "Scanner(System.in);", []),  # a method
    ("@", "Entry", []),
    ("", "Map.Entry<A, B> e;", ["java.util.Map"]),
    ("", "Entry<A, B> e;", ["java.util.Map.Entry"]),
    ("", 'print("a List of Maps"); // Scanner', []),
    ("", "class Scanner { Scanner next; }", []),
    ("", "for (List<int[]> e : g) {", ["java.util.List"]),
    ("Comparator.comparing(", "Objects::hash)", ["java.util.Comparator", "java.util.Objects"]),
    ("throws ", "IOException", ["java.io.IOException"]),
    ("", "catch (IOException | UncheckedIOException e) {",
     ["java.io.IOException", "java.io.UncheckedIOException"]),
    ("", "for (int i : a) {\n    List<Integer> x;\n}", ["java.util.List"]),
]  # fmt: skip


@pytest.mark.parametrize(("left", "text", "expected"), USES)
def test_what_an_item_uses(left: str, text: str, expected: list[str]) -> None:
    n_replaced = len(left) if text.startswith(left) else 0
    assert needed("", left, text, n_replaced) == expected


@pytest.mark.parametrize(
    "head",
    [
        "import java.util.List;\n",
        "import java.util.*;\n",
        "package a;\nimport java.util.*;\n",
        "import x.List;\n",
        "class List { }\n",
        "/* */ interface List<E> {\n}\n",
        "import static x.Y.List;\n",
    ],
)
def test_what_is_there_is_not_needed(head: str) -> None:
    assert needed(head, "", "List<Integer> x;") == []


@pytest.mark.parametrize(
    "head", ["// class List\n", "/*\n * class List\n */\n", 'enum E { A("class"), List }\n', ""]
)
def test_what_only_seems_to_be_there_is_needed(head: str) -> None:
    assert needed(head, "", "List<Integer> x;") == ["java.util.List"]


HEADS = [
    # One of two: by type arguments, by `new`, by what else is imported, else the corpus's.
    ("", "List<Integer> x;", ["java.util.List"]),
    ("", "List x;", ["java.util.List"]),
    ("", "List x = new List(5);", ["java.awt.List"]),
    ("import java.awt.Frame;\nimport java.awt.event.*;\n", "List x;", ["java.awt.List"]),
    ("import java.awt.Frame;\n", "List<String> x;", ["java.util.List"]),
    ("import java.awt.*;\n", "List x;", []),
    ("import java.awt.*;\n", "List<String> x;", ["java.util.List"]),
    ("import java.awt.*;\nimport java.util.*;\n", "List<String> x;", ["java.util.List"]),
    ("import java.awt.*;\nimport java.util.*;\n", "List x;", ["java.util.List"]),
    ("import java.sql.Connection;\n", "Date x;", ["java.sql.Date"]),
    ("import java.util.*;\n", "Date x;", []),
    ("import javax.swing.JFrame;\n", "Timer x;", ["javax.swing.Timer"]),
]


@pytest.mark.parametrize(("head", "text", "expected"), HEADS)
def test_one_of_two_packages(head: str, text: str, expected: list[str]) -> None:
    assert needed(head, "", text) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "import ‸",
        "import java.util.‸\n" + TYPE,
        "import java.io.*;\n‸\nimport java.util.Map;\n" + TYPE,
        "package ‸",
        "‸",
        "‸\n" + TYPE,
        "// ‸\n" + TYPE,
    ],
)
def test_in_the_head_nothing_is_added(marked: str) -> None:
    assert needed("", marked, "Scanner") == []


def test_a_type_that_the_file_begins_with_may_need_one() -> None:
    assert needed("", "class A extends ‸", "Thread implements Serializable {") == [
        "java.io.Serializable"
    ]


SOURCES = [
    ("/w/a", "package w.a;\nimport java.util.List;\npublic class Pair { }", "Pair"),
    ("/w/b", "package w.b;\nimport w.a.Pair;\npublic class Graph { class List { } }", "Graph"),
    ("/w/b", "package w.b;\n/** public */ class Hidden { }\npublic class List { }", "Hidden"),
    ("/w/c", "package w.c;\npublic final class Pair<A, B> extends List<A> { }", "Pair"),
    ("/w", "public class Reader { }", "Reader"),
    ("/v", "import w.b.Scanner; public class Lone { }", "Lone"),
    ("/w/b", "package w.b; public class Scanner { }", "Scanner"),
    ("/w/b", "package w.b; class Broken {", "Broken"),
    ("/w/b", "@N(class) import package ; } ) class", "Odd"),
]
TYPES = SourceTypes(tuple((f, read_source(lexical(t), n)) for f, t, n in SOURCES), "/w")


@pytest.mark.parametrize(
    ("head", "text", "expected"),
    [
        ("", "Graph g = new Graph();", ["w.b.Graph"]),
        ("", "Pair p;", ["w.a.Pair"]),  # imported more often
        ("import w.c.Other;\n", "Pair p;", ["w.c.Pair"]),
        ("import w.c.*;\n", "Pair p;", []),
        ("package w.a;\n", "Pair p;", []),
        ("package w.b;\n", "Pair p;", ["w.a.Pair"]),
        ("", "Hidden h;", []),  # not public
        ("package w.b;\n", "Hidden h;", []),
        ("", "Lone l;", []),  # has no package
        ("", "Reader r;", []),  # of the same folder
        ("package w.d;\n", "Reader r;", ["java.io.Reader"]),
        ("", "List<A> l;", ["java.util.List"]),  # not of a file of its name
        ("", "Scanner s;", ["w.b.Scanner"]),  # as the workspace has it
        ("import java.util.Map;\n", "Scanner s;", ["java.util.Scanner"]),
    ],
)
def test_classes_of_the_workspace(head: str, text: str, expected: list[str]) -> None:
    assert needed(head, "", text, types=TYPES) == expected


def test_names_that_a_workspace_makes_known() -> None:
    text = f"package w.b;\n{BODY}"
    names = ImportFinder(text, len(text), read_head(text), "", TYPES).names
    assert names == {"Pair", "Graph", "Scanner", "Hidden", "Broken"}


def test_no_name_of_the_library_is_in_two_packages_unless_it_says_so() -> None:
    owners = [p for p in PACKAGES for name in PACKAGES[p] if name in IMPORTABLE]
    assert len(owners) == len(IMPORTABLE)
    assert frozenset[str]().union(*NAMESAKES.values()) <= IMPORTABLE - JAVA_LANG


KNOWN = sorted(IMPORTABLE - JAVA_LANG)


@given(
    st.lists(st.sampled_from(KNOWN), min_size=1, max_size=6),
    st.lists(st.sampled_from([f"{p}.*" for p in PACKAGES] + ["java.awt.*"]), max_size=3),
)
def test_after_it_has_gone_in_nothing_is_needed(names: list[str], wildcards: list[str]) -> None:
    """Each class then comes from one package: its own import, or the only wildcard that has it."""
    head = "".join(f"import {name};\n" for name in dict.fromkeys(wildcards))
    text = " ".join(f"{name} v{at};" for at, name in enumerate(names))
    before = head + BODY
    found = needed(head, "", text)
    for offset, inserted in reversed(import_edits(before, found)):
        before = before[:offset] + inserted + before[offset:]
    assert needed(before.partition("public class")[0], "", text) == []
    brought = [p.removesuffix(".*") for p in wildcards]
    for name in set(names):
        own = [full for full in found if full.rpartition(".")[2] == name]
        by = {p for p in brought if name in PACKAGES.get(p, ()) or name in NAMESAKES.get(p, ())}
        assert len(own) == 1 or (not own and len(by) == 1)


def test_the_default_model_says_what_its_items_need() -> None:
    default = Completer.open(device="cpu")
    body = BODY.replace("void f()", "public static void main(String[] args)")
    text, offset = body.replace("‸", ""), body.index("‸")
    answer = default.complete(Request(text, offset, package=""))
    by_text = {item.text: item.imports for item in (*answer.tokens, *answer.lines)}
    assert by_text["Scanner sc = new Scanner(System.in);"] == ("java.util.Scanner",)
    whole = f"import java.util.*;\n{text}"
    answer = default.complete(Request(whole, offset + len(whole) - len(text), package=""))
    assert not any(item.imports for item in (*answer.tokens, *answer.lines))
