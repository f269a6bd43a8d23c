"""Syntax trees of Java text as plain lists: labels and numbers of children, children first.

    tree = read_tree("int twice(int x) { return x + x; }")
    list(zip(tree.labels, tree.n_children))     ("int", 0), ("twice", 0), ..., ("program", 1)

Of the parser's nodes those stand here that its grammar names, but for comments; a node with
operators has them in its label, and one without children is its own text. Whole or broken, every
text has a tree, and its depth is no matter: nothing here recurses.
"""

from dataclasses import dataclass, field
from typing import Final

import tree_sitter_java
from tree_sitter import Language, Node, Parser

_JAVA: Final = Language(tree_sitter_java.language())
_COMMENTS: Final = frozenset({"line_comment", "block_comment"})
_WITH_OPERATOR: Final = frozenset(
    {"binary_expression", "unary_expression", "update_expression", "assignment_expression"}
)
MAX_LABEL: Final = 40  # bytes of a literal that are kept


@dataclass(frozen=True, slots=True)
class LabelledTree:
    """One tree in post-order: the children of a node are the last ones that are no one's yet."""

    labels: list[str] = field(default_factory=list)
    n_children: list[int] = field(default_factory=list)

    def add(self, node: Node, n_children: int) -> None:
        label = node.type
        if not n_children:
            label = (node.text or b"")[:MAX_LABEL].decode("utf-8", "replace") or label
        elif label in _WITH_OPERATOR:
            operator = node.child_by_field_name("operator")
            label += f" {operator.type}" if operator else "".join(c.type for c in node.children[:1])
        self.labels.append(label)
        self.n_children.append(n_children)


def read_tree(text: str) -> LabelledTree:
    """The tree of a text; its root is the last node."""
    tree = LabelledTree()
    cursor = Parser(_JAVA).parse(text.encode("utf-8", "replace")).root_node.walk()
    n_children = [0]  # of the node that is open at each depth, so far
    while True:
        node = cursor.node
        assert node is not None
        is_kept = node.is_named and node.type not in _COMMENTS
        if is_kept and cursor.goto_first_child():
            n_children.append(0)
            continue
        if is_kept:
            tree.add(node, 0)
            n_children[-1] += 1
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return tree
            node = cursor.node
            assert node is not None
            tree.add(node, n_children.pop())
            n_children[-1] += 1
