"""Declared names of a Java text as tree-sitter's grammar has them, to compare ours with.

    tree_names("int a;")     {TreeName("a", NameKind.FIELD, index=1, stop=3)}

Independent of our reader: a table of node types, and of the nodes in which a name can be seen.
Only for texts that parse without an error.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import tree_sitter_java
from tree_sitter import Language, Node, Parser

from beamcoder.tokenizer.java.scopes import NameKind
from beamcoder.tokenizer.lexer import lexical

_JAVA: Final = Language(tree_sitter_java.language())
# The node of a declaration -> what it declares; its field `name` says which name.
_NAMED: Final = {
    **dict.fromkeys(
        (
            "class_declaration",
            "interface_declaration",
            "enum_declaration",
            "record_declaration",
            "annotation_type_declaration",
        ),
        NameKind.CLASS,
    ),
    "method_declaration": NameKind.METHOD,
    "annotation_type_element_declaration": NameKind.METHOD,
    "enum_constant": NameKind.FIELD,
    "formal_parameter": NameKind.PARAMETER,
    "catch_formal_parameter": NameKind.PARAMETER,
    "enhanced_for_statement": NameKind.LOCAL,
    "resource": NameKind.LOCAL,
    "instanceof_expression": NameKind.LOCAL,
}
# ... or the last identifier directly in it is the name.
_LAST: Final = {"type_pattern": NameKind.LOCAL, "record_pattern_component": NameKind.LOCAL}
# ... or the first one.
_FIRST: Final = {"type_parameter": NameKind.TYPE_PARAMETER, "labeled_statement": NameKind.LABEL}
_VARIABLES: Final = {
    "field_declaration": NameKind.FIELD,
    "constant_declaration": NameKind.FIELD,
    "local_variable_declaration": NameKind.LOCAL,
    "spread_parameter": NameKind.PARAMETER,
}
# A name ends with the innermost of these around its declaration (a class or method, with what is
# around itself).
_SCOPES: Final = frozenset(
    {
        *("program", "block", "switch_block", "constructor_body"),
        *("class_body", "interface_body", "enum_body", "annotation_type_body"),
    }
)
_OWN_SCOPES: Final = frozenset(
    {
        *("method_declaration", "constructor_declaration", "lambda_expression", "catch_clause"),
        *("for_statement", "enhanced_for_statement", "try_with_resources_statement"),
        *("class_declaration", "interface_declaration", "record_declaration"),
        *("enum_declaration", "labeled_statement"),
    }
)


@dataclass(frozen=True, order=True)
class TreeName:
    """The name is token `index`; before token `stop`, and no later, it can still be seen."""

    index: int
    name: str
    kind: NameKind
    stop: int


def parse(text: str) -> Node:
    return Parser(_JAVA).parse(text.encode()).root_node


def is_java(root: Node) -> bool:
    """No error, and no `a < b > c`, which the grammar takes and no compiler does."""
    signs = ("<", ">")
    comparisons = (node for node in _nodes(root) if _sign(node) in signs)
    return not root.has_error and not any(_sign(node.children[0]) in signs for node in comparisons)


def _sign(node: Node) -> str:
    return node.children[1].type if node.type == "binary_expression" else ""


def tree_names(root: Node, text: str) -> set[TreeName]:
    """Of a tree without errors."""
    assert text.isascii()  # bytes are code points
    starts = [token.start for token in lexical(text)]

    def declared(name: Node, kind: NameKind, scope: Node) -> TreeName:
        stop = bisect_left(starts, scope.end_byte)
        # The last token of a scope ends it; an expression or the whole text may be gone on with.
        stop -= scope.type != "program" and not _is_expression_lambda(scope)
        return TreeName(bisect_left(starts, name.start_byte), _word(name), kind, stop)

    return {
        declared(name, kind, _scope(node, kind))
        for node in _nodes(root)
        for name, kind in _declares(node)
    }


def _nodes(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        yield (node := waiting.pop())
        waiting += node.named_children


def _word(node: Node) -> str:
    return (node.text or b"").decode()


def _identifiers(node: Node) -> list[Node]:
    kinds = ("identifier", "type_identifier")
    return [child for child in node.named_children if child.type in kinds]


def _declares(node: Node) -> Iterator[tuple[Node, NameKind]]:
    """The names that a node itself declares."""
    if node.type in _VARIABLES:
        variables = node.children_by_field_name("declarator") or node.named_children
        for variable in variables:
            name = variable.child_by_field_name("name")
            if variable.type == "variable_declarator" and name is not None:
                yield name, _VARIABLES[node.type]
    elif node.type in _NAMED:
        name = node.child_by_field_name("name")
        if name is not None:
            yield name, _kind_of(node)
    elif node.type in _LAST or node.type in _FIRST:
        names = _identifiers(node)
        yield (
            (names[0], _FIRST[node.type])
            if node.type in _FIRST
            else (
                names[-1],
                _LAST[node.type],
            )
        )
    elif node.type == "lambda_expression":
        yield from ((name, NameKind.PARAMETER) for name in _bare_parameters(node))
    elif node.type == "import_declaration" and node.named_children[-1].type != "asterisk":
        yield _nodes_last(node), NameKind.IMPORT


def _nodes_last(node: Node) -> Node:
    """The last identifier of a dotted name."""
    while node.named_children:
        node = node.named_children[-1]
    return node


def _kind_of(node: Node) -> NameKind:
    around = node.parent.parent if node.parent is not None else None
    is_component = node.type == "formal_parameter" and around is not None
    if is_component and around is not None and around.type == "record_declaration":
        return NameKind.FIELD
    return _NAMED[node.type]


def _bare_parameters(node: Node) -> list[Node]:
    parameters = node.child_by_field_name("parameters")
    if parameters is None or parameters.type == "formal_parameters":
        return []
    return [parameters] if parameters.type == "identifier" else _identifiers(parameters)


def _is_expression_lambda(node: Node) -> bool:
    return node.type == "lambda_expression" and node.named_children[-1].type != "block"


def _scope(node: Node, kind: NameKind) -> Node:
    """Around the declaration: the node with whose last token the name ends."""
    own = _OWN_SCOPES
    around: Node = node
    if kind in (NameKind.CLASS, NameKind.METHOD):
        around = node.parent or node
        own = frozenset()
    while around.type not in _SCOPES and around.type not in own and around.parent is not None:
        around = around.parent
    if node.type == "resource":  # which no `catch` and no `finally` sees
        around = around.child_by_field_name("body") or around
    return around
