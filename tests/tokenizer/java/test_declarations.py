"""Declarations of whole files are those that javalang finds; of broken ones few are lost."""

from pathlib import Path

import javalang
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer.java.declarations import JavaFile, read_declarations

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "examples").glob("*.java")) + sorted(
    (ROOT / "training/evaluation/public").glob("*.java")
)
KINDS = {
    javalang.tree.ClassDeclaration: "class",
    javalang.tree.InterfaceDeclaration: "interface",
    javalang.tree.EnumDeclaration: "enum",
    javalang.tree.ConstructorDeclaration: "constructor",
    javalang.tree.MethodDeclaration: "method",
}

SOURCE = """package a;
// range add,
// range max
@Foo(x = "}")
public final class Tree<T extends B> extends C implements D {
  static final int N = 5; // not a comment of add
  /** Adds {@code x}. */
  @Override public <K> long[] add(int x,
      int y) throws E { if (x > 0) { new R() { public void run() { } }; } return null; }
  abstract int size(int a);

  /* far away */


  Tree(int x) { }
  record P(int x, int y) implements Q { P { } }
  @interface An { int value() default 1; }
  enum E { X, Y { void f() {} }; }
  interface I { void g(); }
}
"""


def named(text: str) -> list[tuple[str, str, str]]:
    return [(d.kind, d.owner, d.name) for d in read_declarations(text).declarations]


def test_every_kind_is_found_with_what_stands_around_it() -> None:
    assert named(SOURCE) == [
        ("class", "", "Tree"),
        ("method", "Tree", "add"),
        ("method", "Tree", "run"),
        ("method", "Tree", "size"),
        ("constructor", "Tree", "Tree"),
        ("record", "Tree", "P"),
        ("constructor", "Tree.P", "P"),
        ("interface", "Tree", "An"),
        ("method", "Tree.An", "value"),
        ("enum", "Tree", "E"),
        ("method", "Tree.E", "f"),
        ("interface", "Tree", "I"),
        ("method", "Tree.I", "g"),
    ]


def find(name: str, kind: str = "") -> tuple[str, str, int, int]:
    found = [d for d in read_declarations(SOURCE).declarations if d.name == name]
    d = next(d for d in found if kind in ("", d.kind))
    return d.signature, d.comment, d.line, d.end_line


def test_signature_comment_and_lines() -> None:
    comment = "// range add,\n// range max"
    assert find("Tree") == ("class Tree<T extends B> extends C implements D", comment, 5, 20)
    assert find("add") == ("<K> long[] add(int x, int y)", "/** Adds {@code x}. */", 8, 9)
    assert find("size") == ("int size(int a)", "", 10, 10)
    assert find("Tree", "constructor") == ("Tree(int x)", "", 15, 15)
    assert find("P") == ("record P(int x, int y) implements Q", "", 16, 16)


def test_the_body_of_a_type_is_its_outline() -> None:
    outline = read_declarations(SOURCE).declarations[0].body
    assert "static final int N = 5;" in outline and "long[] add(int x" in outline
    assert "return null" not in outline and "Adds" not in outline and "X, Y" not in outline


def test_comments_are_blanked_and_lines_stay() -> None:
    code = read_declarations("int a; /* b\n c */ d // e\nf").code
    assert code == "int a;  \n d  \nf"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_whole_files_have_what_javalang_finds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wanted = sorted(
        (KINDS[type(node)], node.name)
        for _, node in javalang.parse.parse(text)
        if type(node) in KINDS
    )
    file = read_declarations(text)
    assert sorted((d.kind, d.name) for d in file.declarations if d.kind != "record") == wanted
    assert file.gaps == ()


@given(st.sampled_from([path.read_text(encoding="utf-8") for path in FILES]), st.data())
def test_a_file_cut_anywhere_has_its_lines_in_order(text: str, data: st.DataObject) -> None:
    part = text[: data.draw(st.integers(0, len(text)))]
    n_lines = part.count("\n") + 1
    for d in read_declarations(part).declarations:
        assert 1 <= d.line <= d.end_line <= n_lines


@given(st.text(st.sampled_from('class A{}()/*\n"\\int x;@<\ud800é'), max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(read_declarations(text), JavaFile)


def test_an_error_in_a_body_hides_nothing() -> None:
    broken = SOURCE.replace("return null;", "return (null;")
    assert named(broken) == named(SOURCE)
    assert read_declarations(broken).gaps == ()


def test_text_between_methods_that_is_no_java_is_a_gap() -> None:
    file = read_declarations("class A {\n void f() { }\n %% ?? %%\n void g() { }\n}\n")
    assert [d.name for d in file.declarations] == ["A", "f", "g"]
    assert [first for first, _ in file.gaps] == [3]


def test_a_deep_tree_overflows_no_stack() -> None:
    deep = "(" * 100_000 + "1" + ")" * 100_000
    text = f"class A {{ int f() {{ return {deep}; }} int g() {{ return 1; }} }}"
    assert [name for _, _, name in named(text)] == ["A", "f", "g"]


def test_names_beyond_ascii() -> None:
    assert named("/* é */ class Größe { void läuft() { } }") == [
        ("class", "", "Größe"),
        ("method", "Größe", "läuft"),
    ]
    comment = read_declarations("/* é */ class G { }").declarations[0].comment
    assert comment == "/* é */"
