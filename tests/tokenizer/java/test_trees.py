"""Syntax trees as lists: whole in post-order, for any text, at any depth."""

from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer.java.trees import MAX_LABEL, LabelledTree, read_tree


def drawn(tree: LabelledTree) -> str:
    """The tree as nested brackets, rebuilt from its lists; fails if they are no single tree."""
    waiting: list[str] = []
    for label, n in zip(tree.labels, tree.n_children, strict=True):
        assert len(waiting) >= n
        children, waiting = waiting[len(waiting) - n :], waiting[: len(waiting) - n]
        waiting.append(f"({label} {' '.join(children)})" if n else label)
    (root,) = waiting
    return root


def test_a_method_without_its_comments() -> None:
    text = "int twice(int x) { /* doubles */ return x + x; } // done"
    header = "int twice (formal_parameters (formal_parameter int x))"
    body = "(block (return_statement (binary_expression + x x)))"
    assert drawn(read_tree(text)) == f"(program (method_declaration {header} {body}))"


def test_operators_tell_expressions_apart() -> None:
    plus, minus = read_tree("int x = a + b;"), read_tree("int x = a - b;")
    assert plus.labels != minus.labels and plus.n_children == minus.n_children
    assert "unary_expression -" in read_tree("int x = -a;").labels
    assert "assignment_expression +=" in read_tree("void f() { a += 1; }").labels
    assert "update_expression++" in read_tree("void f() { ++a; }").labels


def test_nothing_recurses() -> None:
    tree = read_tree("int x = " + "(" * 5000 + "1" + ")" * 5000 + ";")
    assert tree.labels.count("parenthesized_expression") == 5000


def test_a_long_literal_is_cut() -> None:
    labels = read_tree('String s = "' + "ä" * 1000 + '";').labels
    assert max(map(len, labels)) <= MAX_LABEL


@given(st.text(max_size=60) | st.text("{}()[];=+-\"'/*<>.,@ \nabcint0", max_size=80))
def test_every_text_has_one_tree(text: str) -> None:
    assert drawn(read_tree(text))
